//! The bounds of code that is generic over its connection: all methods of an accessor in one name.
//!
//! The derive emits no trait of its own for each accessor: two traits with blanket impls for each of 200
//! declarations took 3 % of the memory of `cargo check`.

#[cfg(feature = "async")]
use super::async_::{AsyncCreatesRows, AsyncKeyedConnection, AsyncUpdatesRows};
#[cfg(feature = "async")]
use super::batch::{AsyncBatchConnection, AsyncCreatesMany};
use super::batch::{BatchConnection, CreatesMany};
use super::blocking::{CreatesRows, KeyedConnection, UpdatesRows};
use super::changes::NoChanges;
use super::relation::Relation;
use super::values::NoValues;

/// A blocking connection that every method of the accessor with the relation `R` works on.
///
/// With `.values(v)` the bound is `RelationConnection<R, Values<V>>`, with `.set(s)`
/// `RelationConnection<R, Values<S>, Changes<S>>`, with both `RelationConnection<R, Values<V>, Changes<S>>`. A key
/// on an expression creates no row: its bound is [`KeyedConnection`].
///
/// ```
/// # use diesel::prelude::*;
/// # diesel::table! { users (id) { id -> BigInt, email -> Text } }
/// # mod schema { pub use super::users; }
/// # camshaft::catalog! {
/// #     schema = self::schema;
/// #     sqlite {
/// #         table users {
/// #             column id: "INTEGER" not null default;
/// #             column email: "TEXT" not null;
/// #             primary key (id);
/// #             unique users_email_key (email);
/// #         }
/// #     }
/// # }
/// use camshaft::RelationConnection;
/// use camshaft::prelude::*;
///
/// #[derive(Queryable, Selectable, camshaft::Model)]
/// #[diesel(table_name = users)]
/// #[camshaft(unique(email))]
/// struct User {
///     id: i64,
///     email: String,
/// }
///
/// // `UserByEmail` is the relation of `User::by_email`.
/// fn id_of<C>(email: &str, conn: &mut C) -> Result<i64, camshaft::Error>
/// where
///     C: RelationConnection<UserByEmail>,
/// {
///     Ok(User::by_email(email).get_or_create(conn)?.id)
/// }
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let mut conn = SqliteConnection::establish(":memory:")?;
/// # diesel::sql_query("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE)").execute(&mut conn)?;
///
/// assert_eq!(id_of("ada@example.org", &mut conn)?, 1);
/// assert_eq!(id_of("ada@example.org", &mut conn)?, 1);
/// # Ok(())
/// # }
/// ```
pub trait RelationConnection<R: Relation, V = NoValues, S = NoChanges>:
    KeyedConnection<R>
    + CreatesRows<R, NoValues>
    + CreatesRows<R, V>
    + UpdatesRows<R, S>
    + BatchConnection<R>
    + CreatesMany<R, NoValues>
{
}

impl<C, R, V, S> RelationConnection<R, V, S> for C
where
    R: Relation,
    C: KeyedConnection<R>
        + CreatesRows<R, NoValues>
        + CreatesRows<R, V>
        + UpdatesRows<R, S>
        + BatchConnection<R>
        + CreatesMany<R, NoValues>,
{
}

/// A connection of diesel-async that every method of the accessor with the relation `R` works on.
///
/// `V` and `S` are those of [`RelationConnection`]; a key on an expression creates no row: its bound is
/// [`AsyncKeyedConnection`].
#[cfg(feature = "async")]
pub trait AsyncRelationConnection<R: Relation, V = NoValues, S = NoChanges>:
    AsyncKeyedConnection<R>
    + AsyncCreatesRows<R, NoValues>
    + AsyncCreatesRows<R, V>
    + AsyncUpdatesRows<R, S>
    + AsyncBatchConnection<R>
    + AsyncCreatesMany<R, NoValues>
{
}

#[cfg(feature = "async")]
impl<C, R, V, S> AsyncRelationConnection<R, V, S> for C
where
    R: Relation,
    C: AsyncKeyedConnection<R>
        + AsyncCreatesRows<R, NoValues>
        + AsyncCreatesRows<R, V>
        + AsyncUpdatesRows<R, S>
        + AsyncBatchConnection<R>
        + AsyncCreatesMany<R, NoValues>,
{
}
