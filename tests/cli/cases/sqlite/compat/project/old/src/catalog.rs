camshaft::catalog! {
    schema = crate::schema;

    sqlite {
        table users {
            column id: "INTEGER" not null default;
            column email: "TEXT" not null;
            column name: "TEXT" not null;
            column plan_limit: "INTEGER";
            column nick: "TEXT" not null default;
            column level: "INTEGER" not null default;
            column team_id: "INTEGER";
            primary key (id);
            unique users_email (email);
            foreign key (team_id) references teams (id) on delete cascade;
        }
        table teams {
            column id: "INTEGER" not null default;
            column name: "TEXT" not null;
            primary key (id);
            unique teams_name (name);
        }
        table tickets {
            column id: "INTEGER" not null default;
            column first: "TEXT" not null;
            column second: "TEXT" not null;
            primary key (id);
        }
        table archive {
            column id: "INTEGER" not null default;
            column body: "TEXT" not null;
            primary key (id);
        }
    }
}
