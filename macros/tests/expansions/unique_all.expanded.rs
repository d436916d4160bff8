const _: () = {
    type __Table = users::table;
    type __Column0 = users::email;
    const __FACTS: &'static [::camshaft::private::Described] = <__Table as ::camshaft::private::InCatalog>::FACTS;
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
    const __FACTS: &'static [::camshaft::private::Described] = <users::table as ::camshaft::private::InCatalog>::FACTS;
    const __TARGETS: &'static [::camshaft::private::Target] = &[
        {
            type __Table = users::table;
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
