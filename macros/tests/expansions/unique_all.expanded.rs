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
};
const _: () = {
    const __FACTS: &'static [::camshaft::private::CompiledFacts] = <users::table as ::camshaft::private::InCatalog>::FACTS;
    const __TARGETS: &'static [::camshaft::private::Target] = &[
        {
            type __Table = <__Column0 as ::camshaft::private::Column>::Table;
            type __Column0 = users::email;
            ::camshaft::private::Target {
                columns: &[<__Column0 as ::camshaft::private::Column>::NAME],
                index: ::core::option::Option::None,
                predicate: ::core::option::Option::None,
                on: &[],
            }
        },
    ];
    ::camshaft::private::prove_all_declared(__FACTS, __TARGETS)
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
enum UserUnique {
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
