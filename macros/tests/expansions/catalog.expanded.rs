const _: () = {
    #[allow(unused_imports)]
    use crate::schema as __schema;
    #[allow(unused_imports)]
    use ::camshaft::catalog::{
        Backend, Column, Constraint, ConstraintKind, Fill, ForeignKey, Index, Key,
        ReferentialAction, Table, TableKind, Timing,
    };
    #[allow(unused_imports)]
    use ::core::option::Option::{None, Some};
    #[allow(dead_code)]
    struct __Never;
    const TABLE_0_0: Table<'static> = Table {
        schema: Backend::Postgres.default_schema(),
        name: "users",
        kind: TableKind::Table,
        without_rowid: false,
        inherited: false,
        rules: false,
        columns: &[
            Column {
                name: "id",
                sql_type: "bigint",
                not_null: true,
                fill: Fill::Default,
                collation: None,
            },
            Column {
                name: "email",
                sql_type: "text",
                not_null: true,
                fill: Fill::None,
                collation: None,
            },
        ],
        indexes: &[
            Index {
                name: Some("users_pkey"),
                unique: true,
                primary: true,
                keys: &[Key::column("id")],
                ..Index::PLAIN
            },
            Index {
                name: Some("users_live_email"),
                unique: true,
                primary: false,
                keys: &[Key::column("email")],
                predicate: Some("(deleted_at IS NULL)"),
                ..Index::PLAIN
            },
        ],
        foreign_keys: &[
            ForeignKey {
                name: Some("users_team_fkey"),
                columns: &["team_id"],
                ref_schema: "audit",
                ref_table: "teams",
                ref_columns: &["id"],
                on_delete: ReferentialAction::SetNull,
                on_update: ReferentialAction::NoAction,
                timing: Timing::Immediate,
                validated: true,
            },
        ],
    };
    #[cfg(feature = "sqlite")]
    const TABLE_1_0: Table<'static> = Table {
        schema: Backend::Sqlite.default_schema(),
        name: "users",
        kind: TableKind::Table,
        without_rowid: false,
        inherited: false,
        rules: false,
        columns: &[
            Column {
                name: "id",
                sql_type: "BIGINT",
                not_null: true,
                fill: Fill::Default,
                collation: None,
            },
        ],
        indexes: &[
            Index {
                name: None,
                unique: true,
                primary: true,
                keys: &[Key::column("id")],
                ..Index::PLAIN
            },
        ],
        foreign_keys: &[],
    };
    #[diagnostic::do_not_recommend]
    impl ::camshaft::catalog::InCatalog for __schema::users::table {
        const FACTS: &'static [::camshaft::catalog::CompiledFacts] = &[
            ::camshaft::catalog::CompiledFacts {
                backend: ::camshaft::catalog::Backend::Postgres,
                table: TABLE_0_0,
            },
            #[cfg(feature = "sqlite")]
            ::camshaft::catalog::CompiledFacts {
                backend: ::camshaft::catalog::Backend::Sqlite,
                table: TABLE_1_0,
            },
        ];
    }
    #[diagnostic::do_not_recommend]
    impl ::camshaft::catalog::CatalogFor<__Never> for __schema::users::table {}
    #[diagnostic::do_not_recommend]
    impl ::camshaft::catalog::CatalogFor<::camshaft::catalog::marker::Postgres>
    for __schema::users::table {}
    #[cfg(feature = "sqlite")]
    #[diagnostic::do_not_recommend]
    impl ::camshaft::catalog::CatalogFor<::camshaft::catalog::marker::Sqlite>
    for __schema::users::table {}
};
/// The facts that were read from the databases of this schema.
#[allow(dead_code, unreachable_pub)]
pub const CATALOG: &[::camshaft::catalog::Catalog<'static>] = {
    #[allow(unused_imports)]
    use crate::schema as __schema;
    &[
        ::camshaft::catalog::Catalog {
            backend: ::camshaft::catalog::Backend::Postgres,
            tables: &[
                ::camshaft::catalog::table_on(
                    <__schema::users::table as ::camshaft::catalog::InCatalog>::FACTS,
                    ::camshaft::catalog::Backend::Postgres,
                ),
            ],
        },
        #[cfg(feature = "sqlite")]
        ::camshaft::catalog::Catalog {
            backend: ::camshaft::catalog::Backend::Sqlite,
            tables: &[
                ::camshaft::catalog::table_on(
                    <__schema::users::table as ::camshaft::catalog::InCatalog>::FACTS,
                    ::camshaft::catalog::Backend::Sqlite,
                ),
            ],
        },
    ]
};
