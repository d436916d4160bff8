camshaft::catalog! {
    schema = crate::schema;

    postgres {
        table audit.events {
            column id: "bigint" not null default
        }
        materialized view totals as sums {
        }
        tabel users {
            column id: "bigint";
        }
    }
}
