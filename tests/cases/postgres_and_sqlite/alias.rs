//! Columns under other names in what a write returns.

use diesel::debug_query;

use crate::backend::schema::users;
use crate::backend::{Backend, Database};
use crate::flavour::*;

#[derive(Queryable, Selectable, camshaft::Model)]
#[diesel(table_name = users)]
#[camshaft(alias(name as label))]
struct Named {
    name: String,
}

async fn a_write_returns_a_column_by_its_alias() {
    let database = run!(Database::create());
    let mut conn = run!(database.connect());
    let insert = || {
        diesel::insert_into(users::table).values((
            users::email.eq("ada@example.com"),
            users::code.eq("a"),
            users_alias::label.eq("Ada"),
        ))
    };
    let returning = insert().returning(users_alias::label);
    assert_eq!(
        debug_query::<Backend, _>(&returning).to_string(),
        debug_query::<Backend, _>(&insert().returning(users::name)).to_string(),
    );
    let name: String = run!(returning.get_result(&mut conn)).unwrap();
    assert_eq!(name, "Ada");
    let renamed = diesel::update(users::table).set(users_alias::label.eq("Ada L."));
    let renamed = renamed.returning((users_alias::label, users::code));
    let row: (String, String) = run!(renamed.get_result(&mut conn)).unwrap();
    assert_eq!(row, ("Ada L.".to_owned(), "a".to_owned()));
}

tests![a_write_returns_a_column_by_its_alias];
