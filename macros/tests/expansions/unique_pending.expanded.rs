///The key of [`User::duplicates_by_tenant_id_and_slug`]: code that is generic over its connection names it in the bound `DuplicatesConnection<Of<..>>`.
#[allow(dead_code)]
struct UserDuplicatesByTenantIdAndSlug(::core::marker::PhantomData<fn() -> ()>);
const _: () = {
    type __Table = <__Column0 as ::camshaft::private::Column>::Table;
    type __Column0 = users::tenant_id;
    type __Column1 = users::slug;
    const __FACTS: &'static [::camshaft::private::CompiledFacts] = <__Table as ::camshaft::private::InCatalog>::FACTS;
    const __PENDING: ::camshaft::private::Pending = ::camshaft::private::Pending {
        target: ::camshaft::private::Target {
            columns: &[
                <__Column0 as ::camshaft::private::Column>::NAME,
                <__Column1 as ::camshaft::private::Column>::NAME,
            ],
            index: ::core::option::Option::None,
            predicate: ::core::option::Option::None,
            on: &[],
        },
        expression: ::core::option::Option::None,
        nulls_not_distinct: false,
    };
    const _: () = ::camshaft::private::prove_pending(
        __FACTS,
        &__PENDING,
        "unique(tenant_id, slug, pending)",
    );
    #[automatically_derived]
    impl ::camshaft::private::Duplicated for UserDuplicatesByTenantIdAndSlug {
        type Table = __Table;
        type IdTypes = (::camshaft::private::SqlTypeOf<users::id>,);
        type Ids = (i64,);
        type Id = i64;
        const NAME: &'static ::core::primitive::str = "User::duplicates_by_tenant_id_and_slug";
        const FACTS: &'static [::camshaft::private::CompiledFacts] = __FACTS;
        const IDS: &'static [&'static ::core::primitive::str] = &[
            <users::id as ::camshaft::private::Column>::NAME,
        ];
        const PENDING: ::camshaft::private::Pending = __PENDING;
        fn id(ids: Self::Ids) -> Self::Id {
            ids.0
        }
    }
    #[automatically_derived]
    impl<__B> ::camshaft::private::HoldsOn<__B> for UserDuplicatesByTenantIdAndSlug {}
};
///The key of [`User::duplicates_by_email_ci`]: code that is generic over its connection names it in the bound `DuplicatesConnection<Of<..>>`.
#[allow(dead_code)]
struct UserDuplicatesByEmailCi(::core::marker::PhantomData<fn() -> ()>);
const _: () = {
    type __Table = users::table;
    const __FACTS: &'static [::camshaft::private::CompiledFacts] = <__Table as ::camshaft::private::InCatalog>::FACTS;
    const __PENDING: ::camshaft::private::Pending = ::camshaft::private::Pending {
        target: ::camshaft::private::Target {
            columns: &[],
            index: ::core::option::Option::None,
            predicate: ::core::option::Option::None,
            on: &[
                ::camshaft::private::Backend::Postgres,
                ::camshaft::private::Backend::Sqlite,
            ],
        },
        expression: ::core::option::Option::Some("lower(email)"),
        nulls_not_distinct: false,
    };
    const _: () = ::camshaft::private::prove_pending(
        __FACTS,
        &__PENDING,
        "unique(expression = \"lower(email)\", pending)",
    );
    #[automatically_derived]
    impl ::camshaft::private::Duplicated for UserDuplicatesByEmailCi {
        type Table = __Table;
        type IdTypes = (::camshaft::private::SqlTypeOf<users::id>,);
        type Ids = (i64,);
        type Id = i64;
        const NAME: &'static ::core::primitive::str = "User::duplicates_by_email_ci";
        const FACTS: &'static [::camshaft::private::CompiledFacts] = __FACTS;
        const IDS: &'static [&'static ::core::primitive::str] = &[
            <users::id as ::camshaft::private::Column>::NAME,
        ];
        const PENDING: ::camshaft::private::Pending = __PENDING;
        fn id(ids: Self::Ids) -> Self::Id {
            ids.0
        }
    }
    #[automatically_derived]
    #[diagnostic::do_not_recommend]
    impl ::camshaft::private::HoldsOn<::camshaft::private::marker::Postgres>
    for UserDuplicatesByEmailCi {}
    #[automatically_derived]
    #[diagnostic::do_not_recommend]
    impl ::camshaft::private::HoldsOn<::camshaft::private::marker::Sqlite>
    for UserDuplicatesByEmailCi {}
    #[automatically_derived]
    #[diagnostic::do_not_recommend]
    impl ::camshaft::private::HoldsOn<::camshaft::private::marker::Never>
    for UserDuplicatesByEmailCi {}
};
const _: () = {
    type __Table = <__Column0 as ::camshaft::private::Column>::Table;
    type __Column0 = users::email;
    const __FACTS: &'static [::camshaft::private::CompiledFacts] = <__Table as ::camshaft::private::InCatalog>::FACTS;
    const __PENDING: ::camshaft::private::Pending = ::camshaft::private::Pending {
        target: ::camshaft::private::Target {
            columns: &[<__Column0 as ::camshaft::private::Column>::NAME],
            index: ::core::option::Option::None,
            predicate: ::core::option::Option::Some("deleted_at IS NULL"),
            on: &[],
        },
        expression: ::core::option::Option::None,
        nulls_not_distinct: true,
    };
    const _: () = ::camshaft::private::prove_pending(
        __FACTS,
        &__PENDING,
        "unique(email, pending)",
    );
};
#[automatically_derived]
#[allow(dead_code)]
impl User {
    /**The `User`s that have an equal `tenant_id` and `slug`, in groups.

No unique index proves yet that there are none: `unique(tenant_id, slug, pending)` says so.*/
    fn duplicates_by_tenant_id_and_slug() -> ::camshaft::private::Duplicates<
        ::camshaft::private::Of<UserDuplicatesByTenantIdAndSlug>,
    > {
        ::camshaft::private::Duplicates::new()
    }
    /**The `User`s that have an equal `lower(email)`, in groups.

No unique index proves yet that there are none: `unique(expression = "lower(email)", pending)` says so.*/
    fn duplicates_by_email_ci() -> ::camshaft::private::Duplicates<
        ::camshaft::private::Of<UserDuplicatesByEmailCi>,
    > {
        ::camshaft::private::Duplicates::new()
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
