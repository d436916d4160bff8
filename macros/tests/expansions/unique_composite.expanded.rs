///The relation of [`Seat::by_place`]: code that is generic over its connection names it in the bound `RelationConnection`.
#[allow(dead_code)]
pub(crate) struct SeatByPlace(::core::marker::PhantomData<fn() -> ()>);
const _: () = {
    type __Table = <__Column0 as ::camshaft::private::Column>::Table;
    type __Column0 = schema::seats::row;
    type __Column1 = schema::seats::number;
    const __FACTS: &'static [::camshaft::private::CompiledFacts] = <__Table as ::camshaft::private::InCatalog>::FACTS;
    const __TARGET: ::camshaft::private::Target = ::camshaft::private::Target {
        columns: &[
            <__Column0 as ::camshaft::private::Column>::NAME,
            <__Column1 as ::camshaft::private::Column>::NAME,
        ],
        index: ::core::option::Option::None,
        predicate: ::core::option::Option::None,
        on: &[],
    };
    #[allow(dead_code)]
    const __SCHEMA: &'static [&'static ::core::primitive::str] = <<__Table as ::camshaft::private::Table>::AllColumns as ::camshaft::private::ColumnNames>::NAMES;
    const _: () = ::camshaft::private::prove_unique(
        __FACTS,
        &__TARGET,
        "unique(row, number)",
    );
    const _: () = {
        #[allow(unused_imports)]
        use ::camshaft::private::NotText as _;
        ::camshaft::private::prove_compared_as_declared(
            __FACTS,
            <__Column0 as ::camshaft::private::Column>::NAME,
            ::camshaft::private::Declared::<
                ::camshaft::private::DeclaredType<__Column0>,
            >::IS_TEXT,
        )
    };
    const _: () = {
        #[allow(unused_imports)]
        use ::camshaft::private::NotText as _;
        ::camshaft::private::prove_compared_as_declared(
            __FACTS,
            <__Column1 as ::camshaft::private::Column>::NAME,
            ::camshaft::private::Declared::<
                ::camshaft::private::DeclaredType<__Column1>,
            >::IS_TEXT,
        )
    };
    #[allow(dead_code)]
    const _: () = {
        fn __key_fits() {
            ::camshaft::private::fits::<i32, __Column0>()
        }
    };
    #[allow(dead_code)]
    const _: () = {
        fn __key_fits() {
            ::camshaft::private::fits::<i32, __Column1>()
        }
    };
    #[automatically_derived]
    impl ::camshaft::private::Relation for SeatByPlace {
        type Table = __Table;
        type Columns = (__Column0, __Column1);
        type Key = (i32, i32);
        type Row = Seat;
        type Creation = ::camshaft::private::Completeness<
            { ::camshaft::private::completeness(__FACTS, &__TARGET, __SCHEMA) },
        >;
        const NAME: &'static ::core::primitive::str = "Seat::by_place";
        const FACTS: &'static [::camshaft::private::CompiledFacts] = __FACTS;
        const UNIQUE: ::camshaft::private::UniqueKey = ::camshaft::private::UniqueKey::find(
            __FACTS,
            &__TARGET,
        );
    }
    #[automatically_derived]
    impl<__B> ::camshaft::private::HoldsOn<__B> for SeatByPlace {}
};
#[automatically_derived]
#[allow(dead_code)]
impl Seat {
    /**The `Seat` with this `row` and `number`.

At most one, as the unique index on `seats (row, number)` proves at compile time.

`get` sends
```sql
SELECT .. FROM seats WHERE row = .. AND number = ..
```
and `get_or_create` sends, only if there is no row (on MySQL and MariaDB a plain `INSERT`),
```sql
INSERT INTO seats (row, number, ..) VALUES (..) ON CONFLICT (row, number) DO NOTHING RETURNING ..
```*/
    pub(crate) fn by_place(
        row: i32,
        number: i32,
    ) -> ::camshaft::private::Keyed<SeatByPlace> {
        ::camshaft::private::Keyed::by(::core::option::Option::Some((row, number)))
    }
}
///The unique keys of [`Seat`], as [`Seat::unique_violation`] returns them.
#[derive(
    ::core::fmt::Debug,
    ::core::clone::Clone,
    ::core::marker::Copy,
    ::core::cmp::PartialEq,
    ::core::cmp::Eq,
    ::core::hash::Hash,
)]
#[allow(dead_code)]
#[non_exhaustive]
pub(crate) enum SeatUnique {
    ///`row` and `number`.
    Place,
}
#[automatically_derived]
impl ::camshaft::private::UniqueKeys for SeatUnique {
    const FACTS: &'static [::camshaft::private::CompiledFacts] = <schema::seats::table as ::camshaft::private::InCatalog>::FACTS;
    const KEYS: &'static [(Self, ::camshaft::private::DeclaredKey)] = &[
        (
            Self::Place,
            {
                type __Table = <__Column0 as ::camshaft::private::Column>::Table;
                type __Column0 = schema::seats::row;
                type __Column1 = schema::seats::number;
                ::camshaft::private::DeclaredKey::columns(
                    ::camshaft::private::Target {
                        columns: &[
                            <__Column0 as ::camshaft::private::Column>::NAME,
                            <__Column1 as ::camshaft::private::Column>::NAME,
                        ],
                        index: ::core::option::Option::None,
                        predicate: ::core::option::Option::None,
                        on: &[],
                    },
                    &["row", "number"],
                )
            },
        ),
    ];
}
#[automatically_derived]
#[allow(dead_code)]
impl SeatUnique {
    /// The key's columns by their names in SQL; of an expression, those that it mentions.
    pub(crate) fn columns(self) -> &'static [&'static ::core::primitive::str] {
        ::camshaft::private::UniqueKeys::columns(self)
    }
    /// The key's fields, or its columns where the struct has no field for them.
    pub(crate) fn fields(self) -> &'static [&'static ::core::primitive::str] {
        ::camshaft::private::UniqueKeys::fields(self)
    }
}
#[automatically_derived]
impl ::core::fmt::Display for SeatUnique {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::camshaft::private::display(*self, f)
    }
}
#[automatically_derived]
#[allow(dead_code)]
impl Seat {
    ///Returns the declared key of `seats` that an error violates, and `None` for every other error.
    pub(crate) fn unique_violation(
        error: &(impl ::camshaft::private::DieselCause + ?::core::marker::Sized),
    ) -> ::core::option::Option<SeatUnique> {
        <SeatUnique as ::camshaft::private::UniqueKeys>::violated_by(error)
    }
}
#[automatically_derived]
#[allow(dead_code)]
impl Seat {
    ///A query for the primary key of the `Seat` that the one with this key was merged into, if it was: for `get_result`.
    pub(crate) const fn survivor_of<__V>(
        key: __V,
    ) -> ::camshaft::private::SurvivorOf<schema::seats::table, __V> {
        ::camshaft::private::SurvivorOf::new(key)
    }
}
