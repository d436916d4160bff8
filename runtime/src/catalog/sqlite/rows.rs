//! The rows of the five queries, one struct each; the `.sql` file of that name explains them.

use diesel::QueryableByName;
use diesel::sql_types::{Bool, Integer, Nullable, Text};

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
    #[diesel(sql_type = Text)]
    pub(super) relation: String,
    #[diesel(sql_type = Bool)]
    pub(super) is_view: bool,
    #[diesel(sql_type = Text)]
    pub(super) definition: String,
}

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
    /// The position in the primary key, from 1; 0 outside of it.
    #[diesel(sql_type = Integer)]
    pub(super) primary_key: i32,
}

#[derive(QueryableByName)]
pub(super) struct IndexRow {
    #[diesel(sql_type = Text)]
    pub(super) relation: String,
    #[diesel(sql_type = Text)]
    pub(super) name: String,
    #[diesel(sql_type = Bool)]
    pub(super) is_unique: bool,
    #[diesel(sql_type = Text)]
    pub(super) origin: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) definition: Option<String>,
}

#[derive(QueryableByName)]
pub(super) struct IndexKeyRow {
    #[diesel(sql_type = Text)]
    pub(super) index: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) column_name: Option<String>,
    #[diesel(sql_type = Text)]
    pub(super) collation: String,
    #[diesel(sql_type = Bool)]
    pub(super) is_descending: bool,
}

#[derive(QueryableByName)]
pub(super) struct ForeignKeyRow {
    #[diesel(sql_type = Text)]
    pub(super) relation: String,
    #[diesel(sql_type = Integer)]
    pub(super) id: i32,
    #[diesel(sql_type = Text)]
    pub(super) column_name: String,
    #[diesel(sql_type = Text)]
    pub(super) ref_table: String,
    #[diesel(sql_type = Nullable<Text>)]
    pub(super) ref_column: Option<String>,
    #[diesel(sql_type = Text)]
    pub(super) on_delete: String,
    #[diesel(sql_type = Text)]
    pub(super) on_update: String,
}
