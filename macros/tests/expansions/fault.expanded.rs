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
///The unique keys of [`User`], as [`User::unique_violation`] returns them.
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
pub enum UserUnique {
    ///The primary key: `id`.
    PrimaryKey,
    ///`emial`.
    Emial,
}
#[automatically_derived]
impl ::camshaft::private::UniqueKeys for UserUnique {
    const FACTS: &'static [::camshaft::private::CompiledFacts] = <users::table as ::camshaft::private::InCatalog>::FACTS;
    const KEYS: &'static [(Self, ::camshaft::private::DeclaredKey)] = &[
        (
            Self::PrimaryKey,
            {
                type __Table = <__Column0 as ::camshaft::private::Column>::Table;
                type __Column0 = users::id;
                ::camshaft::private::DeclaredKey::columns(
                    ::camshaft::private::Target {
                        columns: &[<__Column0 as ::camshaft::private::Column>::NAME],
                        index: ::core::option::Option::None,
                        predicate: ::core::option::Option::None,
                        on: &[],
                    },
                    &["id"],
                )
            },
        ),
    ];
}
#[automatically_derived]
#[allow(dead_code)]
impl UserUnique {
    /// The key's columns by their names in SQL; of an expression, those that it mentions.
    pub fn columns(self) -> &'static [&'static ::core::primitive::str] {
        ::camshaft::private::UniqueKeys::columns(self)
    }
    /// The key's fields, or its columns where the struct has no field for them.
    pub fn fields(self) -> &'static [&'static ::core::primitive::str] {
        ::camshaft::private::UniqueKeys::fields(self)
    }
}
#[automatically_derived]
impl ::core::fmt::Display for UserUnique {
    fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::camshaft::private::display(*self, f)
    }
}
#[automatically_derived]
#[allow(dead_code)]
impl User {
    ///Returns the declared key of `users` that an error violates, and `None` for every other error.
    pub fn unique_violation(
        error: &(impl ::camshaft::private::DieselCause + ?::core::marker::Sized),
    ) -> ::core::option::Option<UserUnique> {
        <UserUnique as ::camshaft::private::UniqueKeys>::violated_by(error)
    }
}
#[doc(hidden)]
#[allow(dead_code)]
pub struct UserByEmial;
const _: () = {
    type __Fault = ::camshaft::private::Fault<
        {
            ::core::compile_error! {
                "`User` has no field for the column `emial`: the column `email` has a similar name; or give its type, as in `unique(emial: String)`"
            }
        },
    >;
    #[automatically_derived]
    #[allow(dead_code)]
    impl User {
        #[doc(hidden)]
        pub fn by_emial(_: impl ::core::marker::Sized) -> __Fault {
            loop {}
        }
    }
};
#[doc(hidden)]
#[allow(dead_code)]
pub struct UserHasOneDetail;
const _: () = {
    type __Fault = ::camshaft::private::Fault<
        {
            ::core::compile_error! {
                "unknown option `foreign_key`: there are `key`, `references`, `index`, `where` and `on`"
            }
        },
    >;
    #[automatically_derived]
    #[allow(dead_code)]
    impl User {
        #[doc(hidden)]
        pub fn detail(&self) -> __Fault {
            loop {}
        }
        #[doc(hidden)]
        pub fn detail_of(_: impl ::core::marker::Sized) -> __Fault {
            loop {}
        }
        #[doc(hidden)]
        pub fn backfill_detail() -> __Fault {
            loop {}
        }
        #[doc(hidden)]
        pub fn detail_missing() -> __Fault {
            loop {}
        }
    }
};
