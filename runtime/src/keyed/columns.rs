//! Key columns and key values, for keys of one to six columns.

use std::any::{Any, TypeId};

use diesel::backend::Backend;
use diesel::dsl::{Eq, SqlTypeOf};
use diesel::expression::{
    AppearsOnTable, Expression, SelectableExpression, TypedExpressionType, ValidGrouping,
    is_aggregate,
};
use diesel::expression_methods::ExpressionMethods;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, HasSqlType, Integer, Nullable, SingleValue, SmallInt, SqlType};
use diesel::{Column, QuerySource};

use super::key_table::push_key_term;
#[cfg(feature = "postgres")]
use super::parent_key::{ParentKey, ParentKeys, Place};
use crate::dialect::Dialect;

/// The columns of a key: a tuple of columns of one table.
pub trait KeyColumns: 'static {
    /// The table they belong to.
    type Table: QuerySource;
    /// Their names in SQL, in order.
    const NAMES: &'static [&'static str];
}

/// Values for the key columns `C`: a tuple of owned values, one a column.
pub trait KeyValues<C: KeyColumns>: Clone + Send + 'static {
    /// Returns the key, if it is one integer and its column's SQL type says so: then Rust's
    /// equality and order are the server's. It is so for all keys of these types, or for none.
    fn integer(&self) -> Option<i64> {
        None
    }

    /// Returns the value of the key column at `position`.
    fn value(&self, position: usize) -> Option<&dyn Any> {
        let _ = position;
        None
    }
}

/// Key values that can be stored: their key is made of columns, not of an expression.
pub trait AssignKey<C: KeyColumns>: KeyValues<C> {
    /// The assignments of an `INSERT`.
    type Assignments;

    /// Assigns each value to its column; a column that `skip` names is left out of the SQL.
    fn assign(self, skip: ColumnSet) -> Self::Assignments;

    /// The assignments of an `INSERT` of a row for each of many keys.
    type Terms;

    /// Assigns to each column what [`KeyTerm`] renders; a column that `skip` names is left out.
    fn terms(skip: ColumnSet) -> Self::Terms;
}

/// Binds key values on one backend.
pub trait BindKey<C: KeyColumns, DB: Backend>: KeyValues<C> {
    /// Pushes the value of the key column at `position`.
    ///
    /// # Errors
    ///
    /// When the value cannot be serialized.
    fn push_value<'b>(&'b self, position: usize, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()>;
}

/// Many keys, turned into one array a key column.
pub trait TransposeKeys: Sized {
    /// A tuple of `Vec`s.
    type Arrays;

    /// Transposes the keys: an array for each key column.
    fn transpose(keys: Vec<Self>) -> Self::Arrays;
}

/// Binds arrays of key values on PostgreSQL.
#[cfg(feature = "postgres")]
pub trait BindArrays<C: KeyColumns>: Send + 'static {
    /// Pushes the array of the key column at `position`.
    ///
    /// # Errors
    ///
    /// When a value cannot be serialized.
    fn push_array<'b>(
        &'b self,
        position: usize,
        out: &mut AstPass<'_, 'b, diesel::pg::Pg>,
    ) -> QueryResult<()>;
}

/// A set of key columns, by position.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ColumnSet(u8);

impl ColumnSet {
    /// Returns the set with one more position.
    pub(crate) const fn with(self, position: usize) -> Self {
        Self(self.0 | 1 << position)
    }

    /// Returns whether the position is in it.
    pub(crate) const fn contains(self, position: usize) -> bool {
        self.0 & 1 << position != 0
    }
}

/// A key's value in an `INSERT`; renders nothing when the column is among the values already.
///
/// Diesel leaves out a column whose value renders nothing, so one query type serves both cases.
/// That makes its SQL depend on the value: it has no static query id.
#[derive(Debug, Clone, Copy)]
pub struct Assigned<ST, V> {
    value: V,
    skipped: bool,
    sql_type: std::marker::PhantomData<fn() -> ST>,
}

impl<ST, V> Assigned<ST, V> {
    const fn new(value: V, skipped: bool) -> Self {
        Self {
            value,
            skipped,
            sql_type: std::marker::PhantomData,
        }
    }
}

impl<ST: SqlType + TypedExpressionType, V> Expression for Assigned<ST, V> {
    type SqlType = ST;
}
impl<ST, V, QS: ?Sized> AppearsOnTable<QS> for Assigned<ST, V> where Self: Expression {}
impl<ST, V, QS: ?Sized> SelectableExpression<QS> for Assigned<ST, V> where Self: AppearsOnTable<QS> {}
impl<ST, V, G> ValidGrouping<G> for Assigned<ST, V> {
    type IsAggregate = is_aggregate::Never;
}
impl<ST, V> QueryId for Assigned<ST, V> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<ST, V, DB> QueryFragment<DB> for Assigned<ST, V>
where
    DB: Backend + HasSqlType<ST>,
    V: ToSql<ST, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.skipped {
            return Ok(());
        }
        out.push_bind_param::<ST, V>(&self.value)
    }
}

/// A key column of each of many keys in the values of an `INSERT`: the column of the table of keys;
/// renders nothing when the column is among the values already, as `Assigned`.
#[derive(Debug, Clone, Copy)]
pub struct KeyTerm<ST> {
    position: usize,
    columns: usize,
    skipped: bool,
    sql_type: std::marker::PhantomData<fn() -> ST>,
}

impl<ST> KeyTerm<ST> {
    const fn new(position: usize, columns: usize, skipped: bool) -> Self {
        Self {
            position,
            columns,
            skipped,
            sql_type: std::marker::PhantomData,
        }
    }
}

impl<ST: SqlType + TypedExpressionType> Expression for KeyTerm<ST> {
    type SqlType = ST;
}
impl<ST, QS: ?Sized> AppearsOnTable<QS> for KeyTerm<ST> where Self: Expression {}
impl<ST, QS: ?Sized> SelectableExpression<QS> for KeyTerm<ST> where Self: AppearsOnTable<QS> {}
impl<ST, G> ValidGrouping<G> for KeyTerm<ST> {
    type IsAggregate = is_aggregate::Never;
}
impl<ST> QueryId for KeyTerm<ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
impl<ST, DB: Dialect> QueryFragment<DB> for KeyTerm<ST> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        if self.skipped {
            return Ok(());
        }
        push_key_term(self.position, self.columns, &mut out)
    }
}

/// Returns the value, if it is an integer to Rust and in SQL.
fn integer<ST: 'static>(value: &dyn Any) -> Option<i64> {
    let is = |plain, nullable| {
        let sql_type = TypeId::of::<ST>();
        sql_type == plain || sql_type == nullable
    };
    if is(TypeId::of::<BigInt>(), TypeId::of::<Nullable<BigInt>>()) {
        value.downcast_ref().copied()
    } else if is(TypeId::of::<Integer>(), TypeId::of::<Nullable<Integer>>()) {
        value.downcast_ref().copied().map(i32::into)
    } else if is(TypeId::of::<SmallInt>(), TypeId::of::<Nullable<SmallInt>>()) {
        value.downcast_ref().copied().map(i16::into)
    } else {
        None
    }
}

macro_rules! key_tuples {
    ($(($($column:ident $value:ident $position:tt),+);)+) => {$(
        impl<Tab, $($column),+> KeyColumns for ($($column,)+)
        where
            Tab: QuerySource,
            $($column: Column<Table = Tab> + 'static,)+
        {
            type Table = Tab;
            const NAMES: &'static [&'static str] = &[$($column::NAME),+];
        }

        impl<Tab, $($column, $value),+> KeyValues<($($column,)+)> for ($($value,)+)
        where
            Tab: QuerySource,
            $(
                $column: Column<Table = Tab> + 'static,
                $value: Clone + Send + 'static,
            )+
        {
            fn integer(&self) -> Option<i64> {
                let mut integers = [$(integer::<SqlTypeOf<$column>>(&self.$position)),+].into_iter();
                match (integers.next(), integers.next()) {
                    (Some(sole), None) => sole,
                    _ => None,
                }
            }

            fn value(&self, position: usize) -> Option<&dyn Any> {
                match position {
                    $($position => Some(&self.$position),)+
                    _ => None,
                }
            }
        }

        impl<Tab, $($column, $value),+> AssignKey<($($column,)+)> for ($($value,)+)
        where
            Tab: QuerySource,
            $(
                $column: Column<Table = Tab> + Default + 'static,
                SqlTypeOf<$column>: SqlType + SingleValue,
                $value: Clone + Send + 'static,
            )+
        {
            type Assignments = ($(Eq<$column, Assigned<SqlTypeOf<$column>, $value>>,)+);

            fn assign(self, skip: ColumnSet) -> Self::Assignments {
                ($(
                    $column::default().eq(Assigned::new(self.$position, skip.contains($position))),
                )+)
            }

            type Terms = ($(Eq<$column, KeyTerm<SqlTypeOf<$column>>>,)+);

            fn terms(skip: ColumnSet) -> Self::Terms {
                let columns = <($($column,)+) as KeyColumns>::NAMES.len();
                ($(
                    $column::default().eq(KeyTerm::new($position, columns, skip.contains($position))),
                )+)
            }
        }

        #[cfg(feature = "postgres")]
        impl<Tab, $($column),+> ParentKeys for ($($column,)+)
        where
            Tab: QuerySource,
            $(
                $column: Column<Table = Tab> + Default + 'static,
                SqlTypeOf<$column>: SqlType + SingleValue,
            )+
        {
            type Assignments = ($(Eq<$column, ParentKey<SqlTypeOf<$column>>>,)+);

            fn assign_parent(place: Place) -> Self::Assignments {
                ($($column::default().eq(ParentKey::new(place, $position)),)+)
            }
        }

        impl<DB, Tab, $($column, $value),+> BindKey<($($column,)+), DB> for ($($value,)+)
        where
            DB: Backend,
            Tab: QuerySource,
            $(
                DB: HasSqlType<SqlTypeOf<$column>>,
                $column: Column<Table = Tab> + Default + 'static,
                SqlTypeOf<$column>: SqlType + SingleValue,
                $value: ToSql<SqlTypeOf<$column>, DB> + Clone + Send + 'static,
            )+
        {
            fn push_value<'b>(
                &'b self,
                position: usize,
                out: &mut AstPass<'_, 'b, DB>,
            ) -> QueryResult<()> {
                match position {
                    $($position => out.push_bind_param::<SqlTypeOf<$column>, $value>(&self.$position),)+
                    // The position comes from `NAMES`, which is as long as the tuple.
                    _ => Ok(()),
                }
            }
        }

        impl<$($value: Clone + Send + 'static),+> TransposeKeys for ($($value,)+) {
            type Arrays = ($(Vec<$value>,)+);

            fn transpose(keys: Vec<Self>) -> Self::Arrays {
                let mut arrays: Self::Arrays = Default::default();
                for key in keys {
                    $(arrays.$position.push(key.$position);)+
                }
                arrays
            }
        }

        #[cfg(feature = "postgres")]
        impl<Tab, $($column, $value),+> BindArrays<($($column,)+)> for ($(Vec<$value>,)+)
        where
            Tab: QuerySource,
            $(
                diesel::pg::Pg: HasSqlType<diesel::sql_types::Array<SqlTypeOf<$column>>>,
                $column: Column<Table = Tab> + 'static,
                SqlTypeOf<$column>: SqlType,
                Vec<$value>: ToSql<diesel::sql_types::Array<SqlTypeOf<$column>>, diesel::pg::Pg>,
                $value: Send + 'static,
            )+
        {
            fn push_array<'b>(
                &'b self,
                position: usize,
                out: &mut AstPass<'_, 'b, diesel::pg::Pg>,
            ) -> QueryResult<()> {
                match position {
                    $($position => out
                        .push_bind_param::<diesel::sql_types::Array<SqlTypeOf<$column>>, _>(
                            &self.$position,
                        ),)+
                    // The position comes from `NAMES`, which is as long as the tuple.
                    _ => Ok(()),
                }
            }
        }
    )+};
}

key_tuples! {
    (A Va 0);
    (A Va 0, B Vb 1);
    (A Va 0, B Vb 1, C Vc 2);
    (A Va 0, B Vb 1, C Vc 2, D Vd 3);
    (A Va 0, B Vb 1, C Vc 2, D Vd 3, E Ve 4);
    (A Va 0, B Vb 1, C Vc 2, D Vd 3, E Ve 4, F Vf 5);
}

/// The key of an expression index: one text, compared with the expression.
///
/// The key finds a row, and cannot create one: there is no column to assign it to.
#[derive(Debug, Clone, Copy)]
pub struct ExpressionKey<T>(std::marker::PhantomData<T>);

impl<T: QuerySource + 'static> KeyColumns for ExpressionKey<T> {
    type Table = T;
    const NAMES: &'static [&'static str] = &["expression"];
}

impl<T: QuerySource + 'static> KeyValues<ExpressionKey<T>> for (String,) {}

impl<T, DB> BindKey<ExpressionKey<T>, DB> for (String,)
where
    T: QuerySource + 'static,
    DB: Backend + HasSqlType<diesel::sql_types::Text>,
    String: ToSql<diesel::sql_types::Text, DB>,
{
    fn push_value<'b>(&'b self, _: usize, out: &mut AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_bind_param::<diesel::sql_types::Text, String>(&self.0)
    }
}
