///The relation of [`User::by_email`]: code that is generic over its connection names it in the bound `RelationConnection`.
#[allow(dead_code)]
pub struct UserByEmail<T>(
    ::core::marker::PhantomData<fn() -> (T,)>,
)
where
    T: Clone + 'static;
const _: () = {
    type __Table = <__Column0 as ::camshaft::private::Column>::Table;
    type __Column0 = users::email;
    const __FACTS: &'static [::camshaft::private::CompiledFacts] = <__Table as ::camshaft::private::InCatalog>::FACTS;
    const __TARGET: ::camshaft::private::Target = ::camshaft::private::Target {
        columns: &[<__Column0 as ::camshaft::private::Column>::NAME],
        index: ::core::option::Option::None,
        predicate: ::core::option::Option::None,
        on: &[],
    };
    #[allow(dead_code)]
    const __SCHEMA: &'static [&'static ::core::primitive::str] = <<__Table as ::camshaft::private::Table>::AllColumns as ::camshaft::private::ColumnNames>::NAMES;
    const _: () = ::camshaft::private::prove_unique(__FACTS, &__TARGET, "unique(email)");
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
        fn __key_fits<T>()
        where
            T: Clone + 'static,
        {
            ::camshaft::private::fits::<::std::string::String, __Column0>()
        }
    };
    #[automatically_derived]
    impl<T> ::camshaft::private::Relation for UserByEmail<T>
    where
        T: Clone + 'static,
    {
        type Table = __Table;
        type Columns = (__Column0,);
        type Key = (::std::string::String,);
        type Row = User<'static, T>;
        type Creation = ::camshaft::private::Completeness<
            { ::camshaft::private::completeness(__FACTS, &__TARGET, __SCHEMA) },
        >;
        const NAME: &'static ::core::primitive::str = "User::by_email";
        const FACTS: &'static [::camshaft::private::CompiledFacts] = __FACTS;
        const UNIQUE: ::camshaft::private::UniqueKey = ::camshaft::private::UniqueKey::find(
            __FACTS,
            &__TARGET,
        );
    }
    #[automatically_derived]
    impl<__B, T> ::camshaft::private::HoldsOn<__B> for UserByEmail<T>
    where
        T: Clone + 'static,
    {}
};
#[automatically_derived]
#[allow(dead_code)]
impl<'a, T: Clone> User<'a, T> {
    /**The `User` with this `email`.

At most one, as the unique index on `users (email)` proves at compile time.

`get` sends
```sql
SELECT .. FROM users WHERE email = ..
```
and `get_or_create` sends, only if there is no row (on MySQL and MariaDB a plain `INSERT`),
```sql
INSERT INTO users (email, ..) VALUES (..) ON CONFLICT (email) DO NOTHING RETURNING ..
```*/
    pub fn by_email(
        email: impl ::core::convert::Into<::std::string::String>,
    ) -> ::camshaft::private::Keyed<UserByEmail<T>> {
        ::camshaft::private::Keyed::by(
            ::core::option::Option::Some((::core::convert::Into::into(email),)),
        )
    }
}
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
    ///`email`.
    Email,
}
#[automatically_derived]
impl ::camshaft::private::UniqueKeys for UserUnique {
    const FACTS: &'static [::camshaft::private::CompiledFacts] = <users::table as ::camshaft::private::InCatalog>::FACTS;
    const KEYS: &'static [(Self, ::camshaft::private::DeclaredKey)] = &[
        (
            Self::Email,
            {
                type __Table = <__Column0 as ::camshaft::private::Column>::Table;
                type __Column0 = users::email;
                ::camshaft::private::DeclaredKey::columns(
                    ::camshaft::private::Target {
                        columns: &[<__Column0 as ::camshaft::private::Column>::NAME],
                        index: ::core::option::Option::None,
                        predicate: ::core::option::Option::None,
                        on: &[],
                    },
                    &["email"],
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
impl<'a, T: Clone> User<'a, T> {
    ///Returns the declared key of `users` that an error violates, and `None` for every other error.
    pub fn unique_violation(
        error: &(impl ::camshaft::private::DieselCause + ?::core::marker::Sized),
    ) -> ::core::option::Option<UserUnique> {
        <UserUnique as ::camshaft::private::UniqueKeys>::violated_by(error)
    }
}
#[automatically_derived]
#[allow(dead_code)]
impl<'a, T: Clone> User<'a, T> {
    ///A query for the primary key of the `User` that the one with this key was merged into, if it was: for `get_result`.
    pub const fn survivor_of<__V>(
        key: __V,
    ) -> ::camshaft::private::SurvivorOf<users::table, __V> {
        ::camshaft::private::SurvivorOf::new(key)
    }
}
