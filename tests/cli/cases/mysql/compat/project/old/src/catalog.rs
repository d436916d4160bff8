camshaft::catalog! {
    schema = crate::schema;

    mysql {
        table users {
            column id: "int(11)" not null default;
            column email: "varchar(100)" not null;
            column name: "varchar(50)" not null;
            column plan_limit: "int(11)";
            column nick: "varchar(50)" not null default;
            column note: "varchar(50)";
            column level: "int(11)" not null default;
            column status: "enum('new','old','gone')" not null default;
            column team_id: "int(11)";
            primary key users_pkey (id);
            unique users_email (email);
            foreign key users_team_id_fkey (team_id) references teams (id) on delete cascade;
        }
        table tickets {
            column id: "int(11)" not null;
            column first: "varchar(50)" not null;
            column second: "varchar(50)" not null;
            primary key tickets_pkey (id);
        }
        table archive {
            column id: "int(11)" not null;
            column body: "varchar(50)" not null;
            primary key archive_pkey (id);
        }
    }
}
