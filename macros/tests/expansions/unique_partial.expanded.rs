///At most one row for a key: what [`User::by_slug`] stands for.
#[allow(dead_code)]
struct UserBySlug(::core::marker::PhantomData<fn() -> ()>);
///A connection that [`User::by_slug`] works on: a bound for code that is generic over it.
#[allow(dead_code)]
trait UserBySlugConn: ::camshaft::private::KeyedConnection<
        UserBySlug,
    > + ::camshaft::private::CreatesRows<
        UserBySlug,
        ::camshaft::private::NoValues,
    > + ::camshaft::private::BatchConnection<UserBySlug> {}
#[automatically_derived]
impl<__C> UserBySlugConn for __C
where
    __C: ::camshaft::private::KeyedConnection<UserBySlug>
        + ::camshaft::private::CreatesRows<UserBySlug, ::camshaft::private::NoValues>
        + ::camshaft::private::BatchConnection<UserBySlug>,
{}
const _: () = {
    type __Table = users::table;
    type __Column0 = users::slug;
    const __FACTS: &'static [::camshaft::private::Described] = <__Table as ::camshaft::private::InCatalog>::FACTS;
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
        const FACTS: &'static [::camshaft::private::Described] = __FACTS;
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
and `get_or_create` sends, only if there is no row,
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
