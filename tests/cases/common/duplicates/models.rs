//! Tables with keys that are meant to be unique, and what is declared of them.

use camshaft::catalog::Backend;

use crate::backend::{BACKEND, Database, Session, execute};

pub(crate) mod schema {
    diesel::table! {
        contacts (id) {
            id -> BigInt,
            email -> Nullable<Text>,
            tenant_id -> BigInt,
            slug -> Nullable<Text>,
            deleted -> Integer,
        }
    }
    diesel::table! {
        parts (tenant_id, number) {
            tenant_id -> BigInt,
            number -> Text,
            serial -> Integer,
        }
    }
    diesel::table! {
        readings (id) {
            id -> BigInt,
            at -> Timestamp,
            level -> Double,
            code -> SmallInt,
            amount -> Numeric,
            digest -> Binary,
        }
    }
}

pub(crate) mod catalog {
    camshaft::catalog! {
        schema = crate::common::duplicates::models::schema;

        postgres {
            table contacts {
                column id: "bigint" not null default;
                column email: "text";
                column tenant_id: "bigint" not null default;
                column slug: "text";
                column deleted: "integer" not null default;
                primary key contacts_pkey (id);
            }
            table parts {
                column tenant_id: "bigint" not null;
                column number: "text" not null;
                column serial: "integer" not null;
                primary key parts_pkey (tenant_id, number);
            }
            table readings {
                column id: "bigint" not null default;
                column at: "timestamp without time zone" not null;
                column level: "double precision" not null;
                column code: "smallint" not null;
                column amount: "numeric(30,10)" not null;
                column digest: "bytea" not null;
                primary key readings_pkey (id);
            }
        }

        mysql {
            table contacts {
                column id: "bigint(20)" not null default;
                column email: "varchar(191)";
                column tenant_id: "bigint(20)" not null default;
                column slug: "varchar(191)";
                column deleted: "int(11)" not null default;
                primary key PRIMARY (id);
            }
            table parts {
                column tenant_id: "bigint(20)" not null;
                column number: "varchar(191)" not null;
                column serial: "int(11)" not null;
                primary key PRIMARY (tenant_id, number);
            }
            table readings {
                column id: "bigint(20)" not null default;
                column at: "datetime(6)" not null;
                column level: "double" not null;
                column code: "smallint(6)" not null;
                column amount: "decimal(30,10)" not null;
                column digest: "varbinary(32)" not null;
                primary key PRIMARY (id);
            }
        }

        sqlite {
            table contacts {
                column id: "INTEGER" not null default;
                column email: "TEXT";
                column tenant_id: "BIGINT" not null default;
                column slug: "TEXT";
                column deleted: "INTEGER" not null default;
                primary key (id);
            }
            table parts {
                column tenant_id: "BIGINT" not null;
                column number: "TEXT" not null;
                column serial: "INTEGER" not null;
                primary key sqlite_autoindex_parts_1 (tenant_id, number);
            }
            table readings {
                column id: "INTEGER" not null default;
                column at: "TIMESTAMP" not null;
                column level: "DOUBLE" not null;
                column code: "SMALLINT" not null;
                column amount: "NUMERIC" not null;
                column digest: "BLOB" not null;
                primary key (id);
            }
        }
    }
}

use schema::{contacts, parts, readings};

#[derive(camshaft::Model)]
#[diesel(table_name = contacts)]
#[camshaft(
    unique(email, pending),
    unique(tenant_id, slug, pending),
    unique(email, where = "deleted = 0", name = live_email, pending),
    unique(expression = "lower(email)", name = email_in_lower_case, pending),
    unique(slug, nulls_not_distinct, pending),
    unique(tenant_id, slug, nulls_not_distinct, name = both, pending),
)]
pub(super) struct Contact {
    #[allow(dead_code, reason = "its type is what rows are told by")]
    id: i64,
}

#[derive(camshaft::Model)]
#[diesel(table_name = parts, primary_key(tenant_id, number))]
#[camshaft(unique(serial, pending))]
#[allow(dead_code, reason = "their types are what rows are told by")]
pub(super) struct Part {
    tenant_id: i64,
    number: String,
}

#[derive(camshaft::Model)]
#[diesel(table_name = readings)]
#[camshaft(
    unique(at, pending),
    unique(level, pending),
    unique(code, pending),
    unique(amount, pending),
    unique(digest, pending)
)]
#[allow(
    clippy::duplicated_attributes,
    reason = "each declaration has the word `pending`"
)]
pub(super) struct Reading {
    #[allow(dead_code, reason = "its type is what rows are told by")]
    id: i64,
}

/// The tables; texts compare by the server's usual collation, on SQLite and MySQL in any case.
const TABLES: &str = match BACKEND {
    Backend::Postgres => {
        "CREATE TABLE contacts (id BIGSERIAL PRIMARY KEY, email TEXT,
             tenant_id BIGINT NOT NULL DEFAULT 1, slug TEXT, deleted INTEGER NOT NULL DEFAULT 0);
         CREATE TABLE parts (tenant_id BIGINT, number TEXT, serial INTEGER NOT NULL,
             PRIMARY KEY (tenant_id, number));
         CREATE TABLE readings (id BIGSERIAL PRIMARY KEY, at TIMESTAMP NOT NULL,
             level DOUBLE PRECISION NOT NULL, code SMALLINT NOT NULL,
             amount NUMERIC(30, 10) NOT NULL, digest BYTEA NOT NULL)"
    }
    Backend::Mysql => {
        "CREATE TABLE contacts (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY, email VARCHAR(191),
             tenant_id BIGINT NOT NULL DEFAULT 1, slug VARCHAR(191), deleted INT NOT NULL DEFAULT 0)
             CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
         CREATE TABLE parts (tenant_id BIGINT, number VARCHAR(191), serial INT NOT NULL,
             PRIMARY KEY (tenant_id, number));
         CREATE TABLE readings (id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
             at DATETIME(6) NOT NULL, level DOUBLE NOT NULL, code SMALLINT NOT NULL,
             amount DECIMAL(30, 10) NOT NULL, digest VARBINARY(32) NOT NULL)"
    }
    Backend::Sqlite => {
        "CREATE TABLE contacts (id INTEGER PRIMARY KEY NOT NULL, email TEXT COLLATE NOCASE,
             tenant_id BIGINT NOT NULL DEFAULT 1, slug TEXT, deleted INTEGER NOT NULL DEFAULT 0);
         CREATE TABLE parts (tenant_id BIGINT NOT NULL, number TEXT NOT NULL,
             serial INTEGER NOT NULL, PRIMARY KEY (tenant_id, number));
         CREATE TABLE readings (id INTEGER PRIMARY KEY NOT NULL, at TIMESTAMP NOT NULL,
             level DOUBLE NOT NULL, code SMALLINT NOT NULL, amount NUMERIC NOT NULL,
             digest BLOB NOT NULL)"
    }
};

pub(super) async fn database(rows: &str) -> (Database, Session) {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    for statement in TABLES.split(';').chain([rows]) {
        run!(execute(&mut conn, statement));
    }
    (database, conn)
}
