///At most one row for a key: what [`Seat::by_place`] stands for.
#[allow(dead_code)]
pub(crate) struct SeatByPlace(::core::marker::PhantomData<fn() -> ()>);
///A connection that [`Seat::by_place`] works on: a bound for code that is generic over it.
#[allow(dead_code)]
pub(crate) trait SeatByPlaceConn: ::camshaft::private::KeyedConnection<
        SeatByPlace,
    > + ::camshaft::private::CreatesRows<
        SeatByPlace,
        ::camshaft::private::NoValues,
    > + ::camshaft::private::BatchConnection<SeatByPlace> {}
#[automatically_derived]
impl<__C> SeatByPlaceConn for __C
where
    __C: ::camshaft::private::KeyedConnection<SeatByPlace>
        + ::camshaft::private::CreatesRows<SeatByPlace, ::camshaft::private::NoValues>
        + ::camshaft::private::BatchConnection<SeatByPlace>,
{}
const _: () = {
    type __Table = schema::seats::table;
    type __Column0 = schema::seats::row;
    type __Column1 = schema::seats::number;
    const __FACTS: &'static [::camshaft::private::Described] = <__Table as ::camshaft::private::InCatalog>::FACTS;
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
        const FACTS: &'static [::camshaft::private::Described] = __FACTS;
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
and `get_or_create` sends, only if there is no row,
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
