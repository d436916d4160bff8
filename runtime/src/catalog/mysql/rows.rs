//! The rows of the queries, one struct each; the `.sql` file of that name explains them.

use diesel::QueryableByName;
use diesel::sql_types::{BigInt, Bool, Nullable, Text};

/// The rows that the queries return.
#[allow(missing_debug_implementations, reason = "nobody holds it")]
pub struct Rows {
    pub(super) relations: Vec<RelationRow>,
    pub(super) columns: Vec<ColumnRow>,
    pub(super) index_keys: Vec<IndexKeyRow>,
    pub(super) foreign_keys: Vec<ForeignKeyRow>,
    pub(super) actions: Vec<ActionsRow>,
}

#[derive(QueryableByName)]
pub(super) struct OptionalColumnRow {
    #[diesel(sql_type = Text)]
    pub(super) name: String,
}

#[derive(QueryableByName)]
pub(super) struct RelationRow {
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Bool)]
    pub(super) is_view: bool,
}

#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one flag of the server's catalog"
)]
#[derive(QueryableByName)]
pub(super) struct ColumnRow {
    #[diesel(sql_type = Text)]
    pub(super) relation: String,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Text)]
    pub(super) sql_type: String,
    #[diesel(sql_type = Bool)]
    pub(super) not_null: bool,
    #[diesel(sql_type = Bool)]
    pub(super) has_default: bool,
    #[diesel(sql_type = Bool)]
    pub(super) is_generated: bool,
    #[diesel(sql_type = Bool)]
    pub(super) is_row_end: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) collation_name: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct IndexKeyRow {
    #[diesel(sql_type = Text)]
    pub(super) relation: String,
    #[diesel(sql_type = Text)]
    pub(super) index_name: String,
    #[diesel(sql_type = Bool)]
    pub(super) is_unique: bool,
    #[diesel(sql_type = Text)]
    pub(super) method: String,
    #[diesel(sql_type = Bool)]
    pub(super) is_visible: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) column_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) expression: Option<String>,
    #[diesel(sql_type = Nullable<BigInt>)]
    pub(super) prefix: Option<i64>,
    #[diesel(sql_type = Bool)]
    pub(super) is_descending: bool,
}

#[derive(QueryableByName)]
pub(super) struct ForeignKeyRow {
    #[diesel(sql_type = Text)]
    pub(super) relation: String,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Text)]
    pub(super) column_name: String,
    #[diesel(sql_type = Text)]
    pub(super) ref_schema: String,
    #[diesel(sql_type = Text)]
    pub(super) ref_table: String,
    #[diesel(sql_type = Text)]
    pub(super) ref_column: String,
}

#[derive(QueryableByName)]
pub(super) struct ActionsRow {
    #[diesel(sql_type = Text)]
    pub(super) relation: String,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Text)]
    pub(super) on_delete: String,
    #[diesel(sql_type = Text)]
    pub(super) on_update: String,
}
