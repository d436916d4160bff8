const _: () = {
    #[allow(unused_imports)]
    use crate::schema as __schema;
    const __FAULT: &'static [::camshaft::catalog::CompiledFacts] = {
        ::core::compile_error! {
            "expected `;`, which ends each item of the table `events`"
        }
    };
    impl ::camshaft::catalog::InCatalog for __schema::audit::events::table {
        const FACTS: &'static [::camshaft::catalog::CompiledFacts] = __FAULT;
    }
    impl ::camshaft::catalog::CatalogFor<::camshaft::catalog::marker::Postgres>
    for __schema::audit::events::table {}
    impl ::camshaft::catalog::CatalogFor<::camshaft::catalog::marker::Mysql>
    for __schema::audit::events::table {}
    impl ::camshaft::catalog::CatalogFor<::camshaft::catalog::marker::Sqlite>
    for __schema::audit::events::table {}
    impl ::camshaft::catalog::InCatalog for __schema::sums::table {
        const FACTS: &'static [::camshaft::catalog::CompiledFacts] = __FAULT;
    }
    impl ::camshaft::catalog::CatalogFor<::camshaft::catalog::marker::Postgres>
    for __schema::sums::table {}
    impl ::camshaft::catalog::CatalogFor<::camshaft::catalog::marker::Mysql>
    for __schema::sums::table {}
    impl ::camshaft::catalog::CatalogFor<::camshaft::catalog::marker::Sqlite>
    for __schema::sums::table {}
    impl ::camshaft::catalog::InCatalog for __schema::users::table {
        const FACTS: &'static [::camshaft::catalog::CompiledFacts] = __FAULT;
    }
    impl ::camshaft::catalog::CatalogFor<::camshaft::catalog::marker::Postgres>
    for __schema::users::table {}
    impl ::camshaft::catalog::CatalogFor<::camshaft::catalog::marker::Mysql>
    for __schema::users::table {}
    impl ::camshaft::catalog::CatalogFor<::camshaft::catalog::marker::Sqlite>
    for __schema::users::table {}
};
#[doc(hidden)]
#[allow(dead_code, unreachable_pub)]
pub const CATALOG: &[::camshaft::catalog::Catalog<'static>] = {
    #[allow(unused_imports)]
    use crate::schema as __schema;
    let _ = <__schema::audit::events::table as ::camshaft::catalog::InCatalog>::FACTS;
    &[]
};
