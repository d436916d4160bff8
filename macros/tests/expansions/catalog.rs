camshaft::catalog! {
    schema = crate::schema;
    postgres {
        table users {
            column id: "bigint" not null default;
            column email: "text" not null;
            primary key users_pkey (id);
            unique users_live_email (email) where "(deleted_at IS NULL)";
            foreign key users_team_fkey (team_id) references audit.teams (id) on delete set null;
        }
    }
    #[cfg(feature = "sqlite")]
    sqlite {
        table users {
            column id: "BIGINT" not null default;
            primary key (id);
        }
    }
}
