//! The bounds that the derive puts on the types of a declaration, with messages of their own.

use diesel::Column;
use diesel::associations::BelongsTo;
use diesel::dsl::SqlTypeOf;
use diesel::expression::AsExpression;

/// A child whose `belongs_to` names the key of a `has_one` that gives none.
#[diagnostic::on_unimplemented(
    message = "the `has_one` of `{P}` names no key, and `{Self}` does not belong to `{P}`",
    label = "no `key = ..`",
    note = "add `key = table::column`, or derive `Associations` for `{Self}` with `#[diesel(belongs_to(..))]`"
)]
pub trait ChildOf<P> {
    /// The foreign key's column.
    type KeyColumn: Column;
}

#[diagnostic::do_not_recommend]
impl<C, P> ChildOf<P> for C
where
    C: BelongsTo<P>,
    C::ForeignKeyColumn: Column,
{
    type KeyColumn = C::ForeignKeyColumn;
}

/// A Rust type that Diesel can compare with a column.
#[diagnostic::on_unimplemented(
    message = "a key of the type `{Self}` does not fit the column `{C}`",
    label = "`{C}` has another SQL type",
    note = "a key column has the SQL type of the column it refers to; a type of your own needs Diesel's `AsExpression` and `ToSql` for it"
)]
pub trait FitsColumn<C> {}

#[diagnostic::do_not_recommend]
impl<V, C> FitsColumn<C> for V
where
    C: Column,
    SqlTypeOf<C>: diesel::sql_types::SqlType + diesel::expression::TypedExpressionType,
    V: AsExpression<SqlTypeOf<C>>,
{
}

/// Compiles when a key value fits its column.
pub const fn fits<V: FitsColumn<C>, C>() {}

/// The value that the accessor of a faulty declaration returns.
///
/// The derive puts the fault into `AT`: a type with an error in it raises no other where it is used.
#[derive(Debug)]
pub struct Fault<const AT: usize>;

pub use row::is_row_of;

#[cfg(any(feature = "postgres", feature = "sqlite"))]
mod row {
    use diesel::expression::{Selectable, SelectableExpression};

    #[cfg(feature = "postgres")]
    type AnyBackend = diesel::pg::Pg;
    #[cfg(not(feature = "postgres"))]
    type AnyBackend = diesel::sqlite::Sqlite;

    /// A struct that can be selected from a table.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` cannot be selected from the table `{T}`",
        label = "the key is a column of `{T}`, so `{Self}` must be one of its rows",
        note = "derive `Selectable` or `HasQuery` for it with the `table_name` that the `key` belongs to"
    )]
    pub trait RowOf<T> {}

    #[diagnostic::do_not_recommend]
    impl<C, T> RowOf<T> for C
    where
        C: Selectable<AnyBackend>,
        C::SelectExpression: SelectableExpression<T>,
    {
    }

    /// Compiles when the struct is a row of the table.
    pub const fn is_row_of<C: RowOf<T>, T>() {}
}

#[cfg(not(any(feature = "postgres", feature = "sqlite")))]
mod row {
    /// Checks nothing: without a backend nothing can be selected.
    pub const fn is_row_of<C, T>() {}
}
