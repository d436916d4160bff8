//! Rows that belong to rows of their own table.

use camshaft::prelude::*;
use diesel::prelude::*;

mod schema {
    diesel::table! {
        /// Employees.
        employees (id) {
            /// The key.
            id -> BigInt,
            /// Who taught them.
            mentor_id -> Nullable<BigInt>,
        }
    }
}

mod catalog {
    camshaft::catalog! {
        schema = super::schema;
        sqlite {
            table employees {
                column id: "INTEGER" not null default;
                column mentor_id: "BIGINT";
                primary key (id);
                unique employees_mentor_id_key (mentor_id);
                foreign key (mentor_id) references employees (id);
            }
        }
    }
}

use schema::employees;

#[derive(Debug, PartialEq, Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = employees)]
#[camshaft(has_one(mentee: Employee, key = employees::mentor_id))]
struct Employee {
    id: i64,
    mentor_id: Option<i64>,
}

#[test]
fn those_without_a_row_are_counted() {
    let conn = &mut super::database(
        "CREATE TABLE employees (id INTEGER PRIMARY KEY, mentor_id BIGINT UNIQUE REFERENCES employees (id));
         INSERT INTO employees VALUES (1, NULL), (2, 1), (3, NULL);",
    );
    assert_eq!(Employee::mentee_missing().count(conn).unwrap(), 2);
    let first: Employee = employees::table.find(1).first(conn).unwrap();
    let (second, third) = (first.mentee().get(conn).unwrap().unwrap(), 3);
    assert_eq!(
        second,
        Employee {
            id: 2,
            mentor_id: Some(1)
        }
    );
    let adopt = diesel::update(employees::table.find(third));
    adopt.set(employees::mentor_id.eq(2)).execute(conn).unwrap();
    assert_eq!(Employee::mentee_missing().count(conn).unwrap(), 1);
}
