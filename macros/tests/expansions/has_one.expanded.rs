///The relation of [`User::detail`]: code that is generic over its connection names it in the bound `RelationConnection`.
#[allow(dead_code)]
pub struct UserHasOneDetail(::core::marker::PhantomData<fn() -> ()>);
const _: () = {
    type __Table = <__Column0 as ::camshaft::private::Column>::Table;
    type __Column0 = user_details::user_id;
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
            ::camshaft::private::is_row_of::<UserDetail, __Table>()
        }
    };
    #[automatically_derived]
    impl ::camshaft::private::Relation for UserHasOneDetail {
        type Table = __Table;
        type Columns = (__Column0,);
        type Key = (i64,);
        type Row = UserDetail;
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
    /**The `UserDetail` of this `User`: the row whose `user_id` is its `id`.

At most one, as the unique index on `user_details (user_id)` proves at compile time.

`get` sends
```sql
SELECT .. FROM user_details WHERE user_id = ..
```
and `get_or_create` sends, only if there is no row (on MySQL and MariaDB a plain `INSERT`),
```sql
INSERT INTO user_details (user_id, ..) VALUES (..) ON CONFLICT (user_id) DO NOTHING RETURNING ..
```*/
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
const _: () = {
    #[doc(hidden)]
    #[allow(unreachable_pub)]
    pub struct __Parent;
    #[automatically_derived]
    impl ::camshaft::private::Parent for __Parent {
        type Table = users::table;
        type Row = User;
        const FACTS: &'static [::camshaft::private::CompiledFacts] = <users::table as ::camshaft::private::InCatalog>::FACTS;
    }
    #[doc(hidden)]
    #[allow(unreachable_pub)]
    #[must_use = "nothing is sent to the database before `get_result`"]
    pub struct __Insert<__V, __C>(::camshaft::private::Insertion<__Parent, __V, __C>);
    #[automatically_derived]
    #[allow(dead_code)]
    impl<__V, __C> __Insert<__V, __C> {
        #[doc(hidden)]
        pub fn detail<__W>(
            self,
            values: __W,
        ) -> __Insert<
            __V,
            <__C as ::camshaft::private::Append<
                ::camshaft::private::NewChild<UserHasOneDetail, __W>,
            >>::Appended,
        >
        where
            __C: ::camshaft::private::Append<
                ::camshaft::private::NewChild<UserHasOneDetail, __W>,
            >,
        {
            __Insert(self.0.with::<UserHasOneDetail, __W>(values))
        }
        #[doc(hidden)]
        pub fn get_result<'__c, __Conn, __M>(
            self,
            conn: &'__c mut __Conn,
        ) -> <__Conn as ::camshaft::private::InsertsWithChildren<
            '__c,
            __Parent,
            __V,
            __C,
            __M,
        >>::One
        where
            __Conn: ::camshaft::private::InsertsWithChildren<
                '__c,
                __Parent,
                __V,
                __C,
                __M,
            >,
        {
            ::camshaft::private::InsertsWithChildren::insert_one(conn, self.0)
        }
    }
    #[automatically_derived]
    #[allow(dead_code)]
    impl<__V, __C> __Insert<::camshaft::private::Each<__V>, __C> {
        #[doc(hidden)]
        pub fn get_results<'__c, __Conn, __M>(
            self,
            conn: &'__c mut __Conn,
        ) -> <__Conn as ::camshaft::private::InsertsWithChildren<
            '__c,
            __Parent,
            __V,
            __C,
            __M,
        >>::Many
        where
            __Conn: ::camshaft::private::InsertsWithChildren<
                '__c,
                __Parent,
                __V,
                __C,
                __M,
            >,
        {
            ::camshaft::private::InsertsWithChildren::insert_many(conn, self.0)
        }
    }
    #[automatically_derived]
    #[allow(dead_code)]
    impl User {
        ///Inserts a `User` together with rows that belong to it: all, or none.
        pub fn insert<__V>(values: __V) -> __Insert<__V, ()>
        where
            __V: ::camshaft::private::Insertable<users::table>,
        {
            __Insert(::camshaft::private::Insertion::new(values))
        }
        ///Inserts many as [`User::insert`] inserts one, in one transaction.
        pub fn insert_each<__V>(
            values: impl ::core::iter::IntoIterator<Item = __V>,
        ) -> __Insert<::camshaft::private::Each<__V>, ()>
        where
            __V: ::camshaft::private::Insertable<users::table>,
        {
            __Insert(
                ::camshaft::private::Insertion::new(
                    ::camshaft::private::Each::of(values),
                ),
            )
        }
    }
};
