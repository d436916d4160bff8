//! The rows of the five queries, one struct each; the `.sql` file of that name explains them.

#![expect(
    clippy::struct_excessive_bools,
    reason = "each is one flag of the server's catalog"
)]

use diesel::QueryableByName;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Text};

/// The rows that the queries return.
#[allow(missing_debug_implementations, reason = "nobody holds it")]
pub struct Rows {
    pub(super) relations: Vec<RelationRow>,
    pub(super) columns: Vec<ColumnRow>,
    pub(super) indexes: Vec<IndexRow>,
    pub(super) index_keys: Vec<IndexKeyRow>,
    pub(super) foreign_keys: Vec<ForeignKeyRow>,
}

#[derive(QueryableByName)]
pub(super) struct RelationRow {
    #[diesel(sql_type = BigInt)]
    pub(super) relation: i64,
    #[diesel(sql_type = Text)]
    pub(super) schema: String,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = Bool)]
    pub(super) is_inherited: bool,
    #[diesel(sql_type = Bool)]
    pub(super) has_rules: bool,
}

#[derive(QueryableByName)]
pub(super) struct ColumnRow {
    #[diesel(sql_type = BigInt)]
    pub(super) relation: i64,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Text)]
    pub(super) sql_type: String,
    #[diesel(sql_type = Bool)]
    pub(super) not_null: bool,
    #[diesel(sql_type = Bool)]
    pub(super) has_default: bool,
    #[diesel(sql_type = Text)]
    pub(super) identity: String,
    #[diesel(sql_type = Text)]
    pub(super) generated: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) collation: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct IndexRow {
    #[diesel(sql_type = BigInt)]
    pub(super) relation: i64,
    #[diesel(sql_type = BigInt)]
    pub(super) index: i64,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Text)]
    pub(super) method: String,
    #[diesel(sql_type = Bool)]
    pub(super) is_unique: bool,
    #[diesel(sql_type = Bool)]
    pub(super) is_primary: bool,
    #[diesel(sql_type = Bool)]
    pub(super) is_exclusion: bool,
    #[diesel(sql_type = Bool)]
    pub(super) is_valid: bool,
    #[diesel(sql_type = Bool)]
    pub(super) is_ready: bool,
    #[diesel(sql_type = Bool)]
    pub(super) nulls_not_distinct: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) constraint_name: Option<String>,
    #[diesel(sql_type = Bool)]
    pub(super) is_deferrable: bool,
    #[diesel(sql_type = Bool)]
    pub(super) is_deferred: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) predicate: Option<String>,
    #[diesel(sql_type = Text)]
    pub(super) definition: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) collation: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) recorded_version: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) actual_version: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) refresh: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) hidden_operators: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct IndexKeyRow {
    #[diesel(sql_type = BigInt)]
    pub(super) index: i64,
    #[diesel(sql_type = Bool)]
    pub(super) is_included: bool,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) column_name: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) expression: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) collation: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) operator_class: Option<String>,
    #[diesel(sql_type = Bool)]
    pub(super) is_descending: bool,
    #[diesel(sql_type = Bool)]
    pub(super) nulls_first: bool,
}

#[derive(QueryableByName)]
pub(super) struct ForeignKeyRow {
    #[diesel(sql_type = BigInt)]
    pub(super) relation: i64,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Array<Text>)]
    pub(super) columns: Vec<String>,
    #[diesel(sql_type = Text)]
    pub(super) ref_schema: String,
    #[diesel(sql_type = Text)]
    pub(super) ref_table: String,
    #[diesel(sql_type = Array<Text>)]
    pub(super) ref_columns: Vec<String>,
    #[diesel(sql_type = Text)]
    pub(super) on_delete: String,
    #[diesel(sql_type = Text)]
    pub(super) on_update: String,
    #[diesel(sql_type = Bool)]
    pub(super) is_deferrable: bool,
    #[diesel(sql_type = Bool)]
    pub(super) is_deferred: bool,
    #[diesel(sql_type = Bool)]
    pub(super) is_validated: bool,
}
