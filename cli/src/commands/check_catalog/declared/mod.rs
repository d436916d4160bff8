//! The declarations in the source that wait for a change of the database.

mod names;
mod pending;
mod reminder;

use camshaft::catalog::{Arena, Catalog};
use camshaft_syntax::model::Declarations;
use jiff::Timestamp;

use crate::commands::args::CatalogArgs;
use crate::database::connect;
use crate::database::url::DatabaseUrl;
use crate::error::Error;
use crate::project::config;
use crate::project::schema_file::{self, SchemaTable};
use crate::project::source::{self, Struct};
use crate::util::date::date;
use crate::util::path::shown;
use names::Names;
use pending::Pending;
use reminder::IgnoreReminder;

/// Returns a line for each declaration: where it is, and what to do now.
pub(crate) fn list(args: &CatalogArgs) -> Result<String, Error> {
    let entries = config::read(args.source.config_file.as_deref())?;
    let files: Vec<_> = entries.into_iter().filter_map(|entry| entry.file).collect();
    let source = source::read(&files)?;
    let mut declared: Vec<_> = source.structs.iter().flat_map(Declaration::of).collect();
    let today = date(Timestamp::now());
    declared.retain(|it| it.is_reported(&today));
    if declared.is_empty() {
        return Ok(String::new());
    }
    let mut tables = Vec::new();
    for file in &files {
        tables.extend(schema_file::read(file)?.unwrap_or_default());
    }
    let url = DatabaseUrl::find(args.source.database_url.as_deref())?;
    let arena = Arena::new();
    let catalog = connect::inspect(&url, &arena)?;
    let lines = declared.iter().map(|it| line(it, &tables, &catalog));
    Ok(lines.collect())
}

/// A declaration, and the struct that has it.
struct Declaration<'s> {
    model: &'s Struct,
    kind: DeclarationKind<'s>,
}

/// The kind of a declaration.
enum DeclarationKind<'s> {
    Pending(Pending<'s>),
    Ignored(IgnoreReminder),
}

impl<'s> Declaration<'s> {
    /// Returns the declarations of a struct, in the order of their lines.
    fn of(model: &'s Struct) -> Vec<Self> {
        let Declarations {
            uniques, ignores, ..
        } = &model.declarations;
        let pendings = uniques
            .iter()
            .filter_map(Pending::of)
            .map(DeclarationKind::Pending);
        let ignored = ignores
            .iter()
            .filter_map(IgnoreReminder::of)
            .map(DeclarationKind::Ignored);
        let all = pendings.chain(ignored);
        let mut all: Vec<_> = all.map(|kind| Self { model, kind }).collect();
        all.sort_by_key(Self::line);
        all
    }

    fn line(&self) -> usize {
        match &self.kind {
            DeclarationKind::Pending(pending) => pending.line(),
            DeclarationKind::Ignored(ignored) => ignored.line(),
        }
    }

    fn is_reported(&self, today: &str) -> bool {
        match &self.kind {
            DeclarationKind::Pending(_) => true,
            DeclarationKind::Ignored(ignored) => ignored.is_due(today),
        }
    }
}

fn line(declared: &Declaration<'_>, tables: &[SchemaTable], catalog: &Catalog<'_>) -> String {
    let Declaration { model, .. } = declared;
    let names = Names::of(&model.table, tables, catalog);
    let (word, text, state) = match &declared.kind {
        DeclarationKind::Pending(pending) => ("pending", pending.text(), pending.state(&names)),
        DeclarationKind::Ignored(ignored) => ("reminder", ignored.text(), ignored.state(&names)),
    };
    let (file, name) = (shown(&model.file), &model.name);
    let line = declared.line();
    format!("{word}: {file}:{line}: `{text}` of `{name}`: {state}\n")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_declaration_is_pending_where_the_word_follows_the_key() {
        let text = "\
            mod inner {\n\
            #[derive(camshaft::Model)]\n\
            #[diesel(table_name = crate::schema::people)]\n\
            #[camshaft(unique(id), unique(pending), unique(email, pending),\n\
            unique(tenant_id, slug: Option<String>, where = \"a, b\", name = x, pending, on(sqlite)),\n\
            unique(expression = \"lower(email)\", name = ci, nulls_not_distinct, pending))]\n\
            struct User { id: i64 } }";
        let source = source::structs::find(Path::new("src/models.rs"), text).unwrap();
        let declared: Vec<_> = source.structs.iter().flat_map(Declaration::of).collect();
        let texts = declared.iter().map(|it| match &it.kind {
            DeclarationKind::Pending(pending) => (it.line(), pending.text()),
            DeclarationKind::Ignored(ignored) => (it.line(), ignored.text()),
        });
        let expected = [
            (4, "unique(email, pending)"),
            (5, "unique(tenant_id, slug, where = \"a, b\", pending)"),
            (6, "unique(expression = \"lower(email)\", pending)"),
        ];
        let expected = expected.map(|(line, text)| (line, text.to_owned()));
        assert_eq!(texts.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn an_ignored_column_is_reported_of_after_its_date() {
        let text = "#[camshaft(ignore(plan, remove_after = \"2026-01-31\"), ignore(old))] struct User { id: i64 }";
        let source = source::structs::find(Path::new("src/models.rs"), text).unwrap();
        let declared: Vec<_> = source.structs.iter().flat_map(Declaration::of).collect();
        let [ignored] = declared.as_slice() else {
            panic!("without a date nobody is reminded");
        };
        assert!(!ignored.is_reported("2026-01-31") && ignored.is_reported("2026-02-01"));
    }
}
