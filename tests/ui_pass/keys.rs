//! Keys of every shape.

use camshaft::prelude::*;
use diesel::deserialize::{FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::prelude::*;
use diesel::serialize::{Output, ToSql};
use diesel::sql_types::BigInt;

mod schema {
    diesel::table! {
        /// Teams.
        teams (tenant_id, id) {
            /// A part of the key.
            tenant_id -> BigInt,
            /// A part of the key.
            id -> BigInt,
            /// A unique number.
            number -> Nullable<BigInt>,
        }
    }
    diesel::table! {
        /// Its key is the foreign key.
        badges (team_number) {
            /// The key.
            team_number -> BigInt,
        }
    }
    diesel::table! {
        /// With a key that may be NULL.
        budgets (id) {
            /// The key.
            id -> BigInt,
            /// A part of the foreign key.
            tenant_id -> Nullable<BigInt>,
            /// A part of the foreign key.
            team_id -> Nullable<BigInt>,
        }
    }
}

mod catalog {
    camshaft::catalog! {
        schema = super::schema;
        sqlite {
            table teams {
                column tenant_id: "BIGINT" not null;
                column id: "BIGINT" not null;
                column number: "BIGINT";
                primary key (tenant_id, id);
                unique teams_number_key (number);
            }
            table badges {
                column team_number: "BIGINT" not null;
                primary key (team_number);
            }
            table budgets {
                column id: "BIGINT" not null default;
                column tenant_id: "BIGINT";
                column team_id: "BIGINT";
                primary key (id);
                unique budgets_team_key (tenant_id, team_id);
            }
        }
    }
}

use schema::{badges, budgets, teams};

/// A type of its own for a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
struct TenantId(i64);

impl<DB: diesel::backend::Backend> FromSql<BigInt, DB> for TenantId
where
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(value: DB::RawValue<'_>) -> diesel::deserialize::Result<Self> {
        i64::from_sql(value).map(Self)
    }
}

impl<DB: diesel::backend::Backend> ToSql<BigInt, DB> for TenantId
where
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> diesel::serialize::Result {
        self.0.to_sql(out)
    }
}

/// Stored as another type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Number(u8);

impl From<Number> for i64 {
    fn from(number: Number) -> Self {
        number.0.into()
    }
}

#[derive(Debug, Clone, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = teams, primary_key(tenant_id, id))]
#[camshaft(
    unique(tenant_id, id),
    unique(number),
    has_one(budget: Budget, key = (budgets::tenant_id, budgets::team_id)),
    has_one(swapped: Budget, key = (budgets::team_id, budgets::tenant_id), references = (teams::id, teams::tenant_id)),
    has_one(badge: Badge, key = badges::team_number, references = teams::number),
)]
struct Team {
    tenant_id: TenantId,
    #[diesel(embed)]
    rest: Rest,
    id: i64,
    number: Option<i64>,
}

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = teams)]
struct Rest {
    id: i64,
}

#[derive(Insertable, camshaft::Model)]
#[diesel(table_name = teams)]
#[camshaft(unique(number))]
struct NewTeam {
    tenant_id: i64,
    id: i64,
    #[diesel(serialize_as = i64)]
    number: Number,
}

#[derive(Debug, PartialEq, Queryable, Selectable)]
#[diesel(table_name = badges)]
struct Badge {
    team_number: i64,
}

#[derive(Debug, PartialEq, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = budgets)]
#[camshaft(unique(tenant_id, team_id))]
struct Budget {
    tenant_id: Option<i64>,
    team_id: Option<i64>,
}

#[test]
fn a_row_is_found_and_created_by_each() {
    let conn = &mut crate::database(
        "CREATE TABLE teams (tenant_id BIGINT NOT NULL, id BIGINT NOT NULL, number BIGINT UNIQUE, PRIMARY KEY (tenant_id, id));
         CREATE TABLE badges (team_number BIGINT PRIMARY KEY NOT NULL);
         CREATE TABLE budgets (id INTEGER PRIMARY KEY, tenant_id BIGINT, team_id BIGINT, UNIQUE (tenant_id, team_id));",
    );
    let new = NewTeam {
        tenant_id: 1,
        id: 2,
        number: Number(3),
    };
    new.insert_into(teams::table).execute(conn).unwrap();

    let team = Team::by_tenant_id_and_id(TenantId(1), 2)
        .get(conn)
        .unwrap()
        .unwrap();
    assert_eq!(
        (team.tenant_id, team.number, team.rest.id),
        (TenantId(1), Some(3), 2)
    );
    let budget = Budget {
        tenant_id: Some(1),
        team_id: Some(2),
    };
    assert_eq!(team.budget().get_or_create(conn).unwrap(), budget);
    assert_eq!(team.swapped().get(conn).unwrap(), Some(budget));
    assert_eq!(
        team.badge().get_or_create(conn).unwrap(),
        Badge { team_number: 3 }
    );
    assert!(Budget::by_tenant_id_and_team_id(1, 2).delete(conn).unwrap());
    assert!(Team::by_number(3).get(conn).unwrap().is_some());

    let unnumbered = Team {
        number: None,
        ..team
    };
    assert_eq!(unnumbered.badge().get(conn).unwrap(), None);
}
