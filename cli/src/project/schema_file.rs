//! The `table!`s of a schema file: they decide what is printed and how it is called in Rust.

use std::collections::BTreeMap;
use std::path::Path;

use diesel_table_macro_syntax::TableDecl;
use syn::ext::IdentExt;
use syn::{GenericArgument, Item, PathArguments, Type};

use crate::error::Error;
use crate::project::ProjectError;
use crate::util::path::read_if_there;

/// A `table!`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct SchemaTable {
    /// The modules around it, from the schema file's own on.
    pub(crate) modules: Vec<String>,
    /// The schema of the database, where it is not the default one.
    pub(crate) schema: Option<String>,
    pub(crate) sql_name: String,
    pub(crate) rust_name: String,
    /// The SQL name of each column, with its Rust name.
    pub(crate) columns: BTreeMap<String, String>,
    /// The types of the columns, in the order of the file.
    pub(crate) types: Vec<ColumnType>,
}

/// A column's type, as Diesel has it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ColumnType {
    pub(crate) sql_name: String,
    /// The name of the type, without `Nullable` and without its modules.
    pub(crate) name: String,
    pub(crate) nullable: bool,
}

/// Reads a schema file; `None` if it does not exist yet.
pub(crate) fn read(path: &Path) -> Result<Option<Vec<SchemaTable>>, Error> {
    let Some(text) = read_if_there(path)? else {
        return Ok(None);
    };
    let tables = parse(&text).map_err(|error| ProjectError::Schema {
        path: path.to_owned(),
        error,
    })?;
    Ok(Some(tables))
}

fn parse(text: &str) -> syn::Result<Vec<SchemaTable>> {
    let mut tables = Vec::new();
    collect(&syn::parse_file(text)?.items, &mut Vec::new(), &mut tables)?;
    Ok(tables)
}

fn collect(
    items: &[Item],
    modules: &mut Vec<String>,
    tables: &mut Vec<SchemaTable>,
) -> syn::Result<()> {
    for item in items {
        match item {
            Item::Macro(item) if is_table(&item.mac.path) => {
                tables.push(table(syn::parse2(item.mac.tokens.clone())?, modules));
            }
            Item::Mod(module) => {
                let items = module.content.as_ref().map_or(&[][..], |(_, items)| items);
                modules.push(module.ident.unraw().to_string());
                collect(items, modules, tables)?;
                modules.pop();
            }
            _ => {}
        }
    }
    Ok(())
}

fn is_table(path: &syn::Path) -> bool {
    path.segments
        .last()
        .is_some_and(|segment| segment.ident == "table")
}

fn table(declared: TableDecl, modules: &[String]) -> SchemaTable {
    let types = declared.column_defs.iter().map(|column| {
        let (name, nullable) = type_of(&column.tpe);
        ColumnType {
            sql_name: column.sql_name.clone(),
            name,
            nullable,
        }
    });
    let types = types.collect();
    let columns = declared
        .column_defs
        .into_iter()
        .map(|column| (column.sql_name, column.column_name.to_string()))
        .collect();
    SchemaTable {
        modules: modules.to_vec(),
        schema: declared.schema.map(|schema| schema.unraw().to_string()),
        sql_name: declared.sql_name,
        rust_name: declared.table_name.to_string(),
        columns,
        types,
    }
}

/// Returns the type and whether it is nullable: `Nullable<diesel::sql_types::Text>` is a nullable
/// `Text`.
fn type_of(path: &syn::TypePath) -> (String, bool) {
    let Some(last) = path.path.segments.last() else {
        return (String::new(), false);
    };
    let PathArguments::AngleBracketed(arguments) = &last.arguments else {
        return (last.ident.to_string(), false);
    };
    let mut inner = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(Type::Path(path)) => Some(path),
        _ => None,
    });
    match inner.next() {
        Some(inner) if last.ident == "Nullable" => (type_of(inner).0, true),
        Some(inner) => (format!("{}<{}>", last.ident, type_of(inner).0), false),
        None => (last.ident.to_string(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> SchemaTable {
        let mut tables = parse(text).unwrap();
        assert_eq!(tables.len(), 1);
        tables.remove(0)
    }

    #[test]
    fn sql_and_rust_names_are_distinguished() {
        let table = one(
            "diesel::table! { use diesel::sql_types::*; /// doc\n #[sql_name = \"type\"] type_ (id) \
             { id -> Integer, #[sql_name = \"self\"] self_ -> Text, } }",
        );
        assert_eq!(
            (table.sql_name.as_str(), table.rust_name.as_str()),
            ("type", "type_")
        );
        assert_eq!(table.columns["self"], "self_");
        assert_eq!(table.columns["id"], "id");
    }

    #[test]
    fn types_are_read_without_their_modules() {
        let table = one(
            "table! { users (id) { id -> Int8, name -> Nullable<diesel::sql_types::Text>, \
             tags -> Array<Nullable<Text>>, status -> crate::schema::sql_types::Status, } }",
        );
        let types: Vec<_> = table
            .types
            .iter()
            .map(|it| (it.name.as_str(), it.nullable))
            .collect();
        let expected = [
            ("Int8", false),
            ("Text", true),
            ("Array<Text>", false),
            ("Status", false),
        ];
        assert_eq!(types, expected);
    }

    #[test]
    fn schemas_and_modules_are_kept() {
        let table = one(
            "pub mod audit { diesel::table! { audit.events (id) { id -> Integer, } } \
             diesel::joinable!(a -> b (c)); } diesel::allow_tables_to_appear_in_same_query!(a, b,);",
        );
        assert_eq!(table.modules, ["audit"]);
        assert_eq!(table.schema.as_deref(), Some("audit"));
    }

    #[test]
    fn a_broken_table_is_an_error() {
        assert!(parse("diesel::table! { users (id) { id } }").is_err());
        assert!(parse("fn").is_err());
    }
}
