///The relation of [`User::by_email_ci`]: code that is generic over its connection names it in the bound `KeyedConnection`.
#[allow(dead_code)]
struct UserByEmailCi(::core::marker::PhantomData<fn() -> ()>);
const _: () = {
    type __Table = users::table;
    const __FACTS: &'static [::camshaft::private::CompiledFacts] = <__Table as ::camshaft::private::InCatalog>::FACTS;
    const __TARGET: ::camshaft::private::Target = ::camshaft::private::Target {
        columns: &[],
        index: ::core::option::Option::Some("users_lower_email"),
        predicate: ::core::option::Option::None,
        on: &[],
    };
    #[allow(dead_code)]
    const __SCHEMA: &'static [&'static ::core::primitive::str] = <<__Table as ::camshaft::private::Table>::AllColumns as ::camshaft::private::ColumnNames>::NAMES;
    const _: () = ::camshaft::private::prove_unique(
        __FACTS,
        &__TARGET,
        "unique(index = users_lower_email)",
    );
    #[automatically_derived]
    impl ::camshaft::private::Relation for UserByEmailCi {
        type Table = __Table;
        type Columns = ::camshaft::private::ExpressionKey<__Table>;
        type Key = (::std::string::String,);
        type Row = User;
        type Creation = ::camshaft::private::Completeness<
            { ::camshaft::private::completeness(__FACTS, &__TARGET, __SCHEMA) },
        >;
        const NAME: &'static ::core::primitive::str = "User::by_email_ci";
        const FACTS: &'static [::camshaft::private::CompiledFacts] = __FACTS;
        const UNIQUE: ::camshaft::private::UniqueKey = ::camshaft::private::UniqueKey::find(
            __FACTS,
            &__TARGET,
        );
    }
    #[automatically_derived]
    impl<__B> ::camshaft::private::HoldsOn<__B> for UserByEmailCi {}
};
#[automatically_derived]
#[allow(dead_code)]
impl User {
    /**The `User` with this `value`.

At most one, as the unique index `users_lower_email` proves at compile time.

`get` sends one `SELECT`, and nothing is sent before.*/
    fn by_email_ci(
        value: impl ::core::convert::Into<::std::string::String>,
    ) -> ::camshaft::private::Keyed<UserByEmailCi> {
        ::camshaft::private::Keyed::by(
            ::core::option::Option::Some((::core::convert::Into::into(value),)),
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
enum UserUnique {
    ///The index `users_lower_email`.
    EmailCi,
}
#[automatically_derived]
impl ::camshaft::private::UniqueKeys for UserUnique {
    const FACTS: &'static [::camshaft::private::CompiledFacts] = <users::table as ::camshaft::private::InCatalog>::FACTS;
    const KEYS: &'static [(Self, ::camshaft::private::DeclaredKey)] = &[
        (
            Self::EmailCi,
            ::camshaft::private::DeclaredKey::expression(
                ::camshaft::private::Target {
                    columns: &[],
                    index: ::core::option::Option::Some("users_lower_email"),
                    predicate: ::core::option::Option::None,
                    on: &[],
                },
                &::camshaft::private::columns_of_expression::<
                    {
                        ::camshaft::private::count_columns_of_expression(
                            <users::table as ::camshaft::private::InCatalog>::FACTS,
                            "users_lower_email",
                        )
                    },
                >(
                    <users::table as ::camshaft::private::InCatalog>::FACTS,
                    "users_lower_email",
                ),
            ),
        ),
    ];
}
#[automatically_derived]
#[allow(dead_code)]
impl UserUnique {
    /// The key's columns by their names in SQL; of an expression, those that it mentions.
    fn columns(self) -> &'static [&'static ::core::primitive::str] {
        ::camshaft::private::UniqueKeys::columns(self)
    }
    /// The key's fields, or its columns where the struct has no field for them.
    fn fields(self) -> &'static [&'static ::core::primitive::str] {
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
    fn unique_violation(
        error: &(impl ::camshaft::private::DieselCause + ?::core::marker::Sized),
    ) -> ::core::option::Option<UserUnique> {
        <UserUnique as ::camshaft::private::UniqueKeys>::violated_by(error)
    }
}
#[automatically_derived]
#[allow(dead_code)]
impl User {
    ///A query for the primary key of the `User` that the one with this key was merged into, if it was: for `get_result`.
    const fn survivor_of<__V>(
        key: __V,
    ) -> ::camshaft::private::SurvivorOf<users::table, __V> {
        ::camshaft::private::SurvivorOf::new(key)
    }
}
