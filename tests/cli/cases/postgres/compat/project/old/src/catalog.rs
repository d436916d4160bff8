camshaft::catalog! {
    schema = crate::schema;

    postgres {
        table users {
            column id: "integer" not null default;
            column email: "character varying" not null;
            column name: "text" not null;
            column plan_limit: "integer";
            column nick: "text" not null default;
            column note: "text";
            column level: "points" not null default;
            column status: "status" not null default;
            column team_id: "integer";
            primary key users_pkey (id);
            unique users_email (email);
            foreign key users_team_id_fkey (team_id) references teams (id) on delete cascade;
        }
        table tickets {
            column id: "integer" not null;
            column first: "text" not null;
            column second: "text" not null;
            primary key tickets_pkey (id);
        }
        table archive {
            column id: "integer" not null;
            column body: "text" not null;
            primary key archive_pkey (id);
        }
    }
}
