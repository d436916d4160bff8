///The relation of [`User::detail`]: code that is generic over its connection names it in the bound `RelationConnection`.
#[allow(dead_code)]
pub struct UserHasOneDetail(::core::marker::PhantomData<fn() -> ()>);
const _: () = {
    type __Child = UserDetail;
    type __Parent = User;
    type __Column0 = <__Child as ::camshaft::private::ChildOf<__Parent>>::KeyColumn;
    type __Table = <__Column0 as ::camshaft::private::Column>::Table;
    const __FACTS: &'static [::camshaft::private::CompiledFacts] = <__Table as ::camshaft::private::InCatalog>::FACTS;
    const __TARGET: ::camshaft::private::Target = ::camshaft::private::Target {
        columns: &[<__Column0 as ::camshaft::private::Column>::NAME],
        index: ::core::option::Option::None,
        predicate: ::core::option::Option::None,
        on: &[],
    };
    #[allow(dead_code)]
    const __SCHEMA: &'static [&'static ::core::primitive::str] = <<__Table as ::camshaft::private::Table>::AllColumns as ::camshaft::private::ColumnNames>::NAMES;
    const _: () = ::camshaft::private::prove_unique(
        __FACTS,
        &__TARGET,
        "has_one(detail)",
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
    #[allow(dead_code)]
    const _: () = {
        fn __key_fits() {
            ::camshaft::private::fits::<i64, __Column0>()
        }
    };
    const _: () = ::camshaft::private::prove_creatable(
        __FACTS,
        &__TARGET,
        __SCHEMA,
        "has_one(detail)",
    );
    #[allow(dead_code)]
    const _: () = {
        fn __child_is_row() {
            ::camshaft::private::is_row_of::<__Child, __Table>()
        }
    };
    #[automatically_derived]
    impl ::camshaft::private::Relation for UserHasOneDetail {
        type Table = __Table;
        type Columns = (__Column0,);
        type Key = (i64,);
        type Row = __Child;
        type Creation = ::camshaft::private::Completeness<
            { ::camshaft::private::completeness(__FACTS, &__TARGET, __SCHEMA) },
        >;
        const NAME: &'static ::core::primitive::str = "User::detail";
        const FACTS: &'static [::camshaft::private::CompiledFacts] = __FACTS;
        const UNIQUE: ::camshaft::private::UniqueKey = ::camshaft::private::UniqueKey::find(
            __FACTS,
            &__TARGET,
        );
    }
    #[automatically_derived]
    impl<__B> ::camshaft::private::HoldsOn<__B> for UserHasOneDetail {}
    #[automatically_derived]
    impl ::camshaft::private::HasOne for UserHasOneDetail {
        type Parent = User;
        type ParentTable = users::table;
        const REFERENCES: &'static [&'static ::core::primitive::str] = &[
            <users::id as ::camshaft::private::Column>::NAME,
        ];
        fn key_of(parent: &Self::Parent) -> ::core::option::Option<Self::Key> {
            ::core::option::Option::Some((::core::clone::Clone::clone(&parent.id),))
        }
    }
};
#[automatically_derived]
#[allow(dead_code)]
impl User {
    /**The `UserDetail` of this `User`: the row whose foreign key is its `id`.

At most one, as a unique index proves at compile time.

`get` sends one `SELECT`, and nothing is sent before.*/
    pub fn detail(&self) -> ::camshaft::private::Keyed<UserHasOneDetail> {
        ::camshaft::private::Keyed::by(
            ::core::option::Option::Some((::core::clone::Clone::clone(&self.id),)),
        )
    }
    ///Creates the row that [`User::detail`] reads, for each `User` that has none.
    pub fn backfill_detail() -> ::camshaft::private::Backfill<UserHasOneDetail> {
        ::camshaft::private::Backfill::new()
    }
    ///The rows of `User` that have no row for [`User::detail`].
    pub fn detail_missing() -> ::camshaft::private::Missing<UserHasOneDetail> {
        ::camshaft::private::Missing::new()
    }
    ///The rows that [`User::detail`] reads, for many: in a few statements for each chunk of bind parameters.
    pub fn detail_of<'__rows, __I>(
        rows: __I,
    ) -> ::camshaft::private::KeyedBatch<UserHasOneDetail>
    where
        __I: ::core::iter::IntoIterator<Item = &'__rows Self>,
        Self: '__rows,
    {
        ::camshaft::private::KeyedBatch::by(
            ::core::iter::Iterator::map(
                ::core::iter::IntoIterator::into_iter(rows),
                |row| ::core::option::Option::Some((
                    ::core::clone::Clone::clone(&row.id),
                )),
            ),
        )
    }
}
