///The relation of [`User::by_slug`]: code that is generic over its connection names it in the bound `RelationConnection`.
#[allow(dead_code)]
struct UserBySlug(::core::marker::PhantomData<fn() -> ()>);
const _: () = {
    type __Table = <__Column0 as ::camshaft::private::Column>::Table;
    type __Column0 = users::slug;
    const __FACTS: &'static [::camshaft::private::CompiledFacts] = <__Table as ::camshaft::private::InCatalog>::FACTS;
    const __TARGET: ::camshaft::private::Target = ::camshaft::private::Target {
        columns: &[<__Column0 as ::camshaft::private::Column>::NAME],
        index: ::core::option::Option::None,
        predicate: ::core::option::Option::Some("(deleted_at IS NULL)"),
        on: &[
            ::camshaft::private::Backend::Postgres,
            ::camshaft::private::Backend::Sqlite,
        ],
    };
    #[allow(dead_code)]
    const __SCHEMA: &'static [&'static ::core::primitive::str] = <<__Table as ::camshaft::private::Table>::AllColumns as ::camshaft::private::ColumnNames>::NAMES;
    const _: () = ::camshaft::private::prove_unique(__FACTS, &__TARGET, "unique(slug)");
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
            ::camshaft::private::fits::<::std::string::String, __Column0>()
        }
    };
    #[automatically_derived]
    impl ::camshaft::private::Relation for UserBySlug {
        type Table = __Table;
        type Columns = (__Column0,);
        type Key = (::std::string::String,);
        type Row = User;
        type Creation = ::camshaft::private::Completeness<
            { ::camshaft::private::completeness(__FACTS, &__TARGET, __SCHEMA) },
        >;
        const NAME: &'static ::core::primitive::str = "User::by_slug";
        const FACTS: &'static [::camshaft::private::CompiledFacts] = __FACTS;
        const UNIQUE: ::camshaft::private::UniqueKey = ::camshaft::private::UniqueKey::find(
            __FACTS,
            &__TARGET,
        );
    }
    #[automatically_derived]
    #[diagnostic::do_not_recommend]
    impl ::camshaft::private::HoldsOn<::camshaft::private::marker::Postgres>
    for UserBySlug {}
    #[automatically_derived]
    #[diagnostic::do_not_recommend]
    impl ::camshaft::private::HoldsOn<::camshaft::private::marker::Sqlite>
    for UserBySlug {}
    #[automatically_derived]
    #[diagnostic::do_not_recommend]
    impl ::camshaft::private::HoldsOn<::camshaft::private::marker::Never>
    for UserBySlug {}
};
#[automatically_derived]
#[allow(dead_code)]
impl User {
    /**The `User` with this `slug`.

At most one, as the unique index on `users (slug)` proves at compile time.

`get` sends
```sql
SELECT .. FROM users WHERE slug = .. AND (deleted_at IS NULL)
```
and `get_or_create` sends, only if there is no row (on MySQL and MariaDB a plain `INSERT`),
```sql
INSERT INTO users (slug, ..) VALUES (..) ON CONFLICT (slug) WHERE (deleted_at IS NULL) DO NOTHING RETURNING ..
```*/
    fn by_slug(
        slug: impl ::core::convert::Into<::std::string::String>,
    ) -> ::camshaft::private::Keyed<UserBySlug> {
        ::camshaft::private::Keyed::by(
            ::core::option::Option::Some((::core::convert::Into::into(slug),)),
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
    ///`slug`.
    Slug,
}
#[automatically_derived]
impl ::camshaft::private::UniqueKeys for UserUnique {
    const FACTS: &'static [::camshaft::private::CompiledFacts] = <users::table as ::camshaft::private::InCatalog>::FACTS;
    const KEYS: &'static [(Self, ::camshaft::private::DeclaredKey)] = &[
        (
            Self::Slug,
            {
                type __Table = <__Column0 as ::camshaft::private::Column>::Table;
                type __Column0 = users::slug;
                ::camshaft::private::DeclaredKey::columns(
                    ::camshaft::private::Target {
                        columns: &[<__Column0 as ::camshaft::private::Column>::NAME],
                        index: ::core::option::Option::None,
                        predicate: ::core::option::Option::Some("(deleted_at IS NULL)"),
                        on: &[
                            ::camshaft::private::Backend::Postgres,
                            ::camshaft::private::Backend::Sqlite,
                        ],
                    },
                    &["slug"],
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
