//! What the source declares of a table.

use syn::LitStr;
use syn::ext::IdentExt as _;

use proc_macro2::TokenTree;

use super::document::{Ignored, Insert, UniqueKey};
use crate::project::schema_file::SchemaTable;
use crate::project::source::{Declaration, Source, Struct, path_of, word_of};
use crate::state::Server;
use crate::util::path::shown;

/// What is said of one table.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) inserts: Vec<Insert>,
    pub(super) unique_keys: Vec<UniqueKey>,
    pub(super) ignored: Vec<Ignored>,
}

/// What the source says of a table.
pub(super) fn of(table: &SchemaTable, source: &Source) -> Declared {
    let mut declared = Declared::default();
    for found in &source.structs {
        if found.table == table.rust_name {
            declared.inserts.extend(insert(found, table, source));
            declared.ignored.extend(ignored(found, table));
            let uniques = found.declarations.iter().filter(|it| it.word == "unique");
            let uniques = uniques.filter_map(|it| unique(it, found, table));
            declared.unique_keys.extend(uniques);
        }
        let has_ones = found.declarations.iter().filter(|it| it.word == "has_one");
        for (key, insert) in has_ones.filter_map(|it| has_one(it, found, table, source)) {
            declared.unique_keys.push(key);
            declared.inserts.push(insert);
        }
    }
    let by_hand = source
        .inserts
        .iter()
        .filter(|(_, name)| *name == table.rust_name);
    declared.inserts.extend(by_hand.map(|(file, _)| Insert {
        by: format!("insert_into in {}", shown(file)),
        states: Vec::new(),
        may_state: Vec::new(),
        may_be_null: Vec::new(),
        takes_values: true,
    }));
    let conflicts = source
        .conflicts
        .iter()
        .filter(|it| it.table == table.rust_name);
    declared.unique_keys.extend(conflicts.filter_map(|it| {
        let columns = it.columns.iter().map(|name| sql_name(table, name).cloned());
        Some(UniqueKey {
            declared: format!(
                "on_conflict({}) in {}",
                it.columns.join(", "),
                shown(&it.file)
            ),
            columns: columns.collect::<Option<_>>()?,
            index: None,
            predicate: None,
            on: Vec::new(),
        })
    }));
    declared.inserts.sort();
    declared.inserts.dedup();
    declared.unique_keys.sort();
    declared.unique_keys.dedup();
    declared.ignored.sort();
    declared.ignored.dedup();
    declared
}

/// The name in SQL of a column's name in Rust.
fn sql_name<'t>(table: &'t SchemaTable, rust_name: &str) -> Option<&'t String> {
    let mut columns = table.columns.iter();
    let found = columns.find(|(_, name)| name.trim_start_matches("r#") == rust_name);
    found.map(|(sql_name, _)| sql_name)
}

fn insert(found: &Struct, table: &SchemaTable, source: &Source) -> Option<Insert> {
    if !source.derives(found, "Insertable") {
        return None;
    }
    let mut insert = Insert {
        by: format!("{} in {}", found.name, shown(&found.file)),
        states: Vec::new(),
        may_state: Vec::new(),
        may_be_null: Vec::new(),
        takes_values: false,
    };
    push_columns(&mut insert, found, table, source, 0);
    Some(insert)
}

/// The columns of the fields, and of the structs that they embed.
fn push_columns(
    insert: &mut Insert,
    found: &Struct,
    table: &SchemaTable,
    source: &Source,
    depth: usize,
) {
    const DEEPEST: usize = 8;
    for field in found.fields.iter().filter(|field| !field.skips_insertion) {
        if let Some(name) = &field.embeds {
            let embedded = source.structs.iter().find(|it| it.name == *name);
            if let Some(embedded) = embedded.filter(|_| depth < DEEPEST) {
                push_columns(insert, embedded, table, source, depth + 1);
            }
        } else if let Some(column) = sql_name(table, &field.column) {
            let list = match (field.is_option, found.none_is_null) {
                (false, _) => &mut insert.states,
                (true, false) => &mut insert.may_state,
                (true, true) => &mut insert.may_be_null,
            };
            list.push(column.clone());
        }
    }
}

fn ignored(found: &Struct, table: &SchemaTable) -> Vec<Ignored> {
    let declarations = found.declarations.iter().filter(|it| it.word == "ignore");
    let ignored = declarations.filter_map(|declaration| {
        let column = path_of(declaration.items.first()?).pop()?;
        let options = Options::of(&declaration.items[1..]);
        Some(Ignored {
            column: sql_name(table, &column).cloned().unwrap_or(column),
            remove_after: options.remove_after,
        })
    });
    ignored.collect()
}

/// What stands behind the key.
#[derive(Default)]
struct Options {
    index: Option<String>,
    predicate: Option<String>,
    remove_after: Option<String>,
    key: Vec<Vec<String>>,
    on: Vec<Server>,
    /// `pending`, `all`, `nulls_not_distinct`.
    words: Vec<String>,
}

impl Options {
    fn of(items: &[Vec<TokenTree>]) -> Self {
        let mut options = Self::default();
        for item in items {
            match (word_of(item), item.as_slice()) {
                (Some((word, value)), _) => options.set(&word, value),
                (None, [TokenTree::Ident(word), TokenTree::Group(group)]) if word == "on" => {
                    let servers = group.stream().into_iter();
                    let servers = servers.filter_map(|token| server(&token.to_string()));
                    options.on.extend(servers);
                }
                (None, [TokenTree::Ident(word)]) => options.words.push(word.unraw().to_string()),
                _ => {}
            }
        }
        options
    }

    fn set(&mut self, word: &str, value: &[TokenTree]) {
        match word {
            "index" => self.index = text_of(value),
            "where" => self.predicate = text_of(value),
            "remove_after" => self.remove_after = text_of(value),
            "key" => match value {
                [TokenTree::Group(group)] => {
                    let tokens: Vec<_> = group.stream().into_iter().collect();
                    let paths = tokens.split(|token| token.to_string() == ",");
                    self.key = paths.map(path_of).filter(|path| !path.is_empty()).collect();
                }
                path => self.key = vec![path_of(path)],
            },
            _ => {}
        }
    }
}

fn server(word: &str) -> Option<Server> {
    match word {
        "postgres" => Some(Server::Postgres),
        "mysql" => Some(Server::Mysql),
        "sqlite" => Some(Server::Sqlite),
        _ => None,
    }
}

/// A word, or a text in quotes.
fn text_of(value: &[TokenTree]) -> Option<String> {
    match value {
        [TokenTree::Ident(word)] => Some(word.unraw().to_string()),
        [TokenTree::Literal(literal)] => {
            let literal = TokenTree::Literal(literal.clone());
            syn::parse2::<LitStr>(literal.into())
                .ok()
                .map(|it| it.value())
        }
        _ => None,
    }
}

/// What an alias of the struct stands for.
fn unaliased(found: &Struct, name: &str) -> String {
    let mut aliases = found.declarations.iter().filter(|it| it.word == "alias");
    let old = aliases.find_map(|alias| match path_of(alias.items.first()?).as_slice() {
        [old, word, new] if word == "as" && new == name => Some(old.clone()),
        _ => None,
    });
    old.unwrap_or_else(|| name.to_owned())
}

/// Unless it is pending: then nothing relies on it.
fn unique(declaration: &Declaration, found: &Struct, table: &SchemaTable) -> Option<UniqueKey> {
    let is_column = |item: &Vec<TokenTree>| match item.as_slice() {
        [TokenTree::Ident(name)] => !matches!(
            name.to_string().as_str(),
            "pending" | "all" | "nulls_not_distinct"
        ),
        [TokenTree::Ident(_), TokenTree::Punct(colon), ..] => colon.as_char() == ':',
        _ => false,
    };
    let (columns, options): (Vec<_>, Vec<_>) =
        declaration.items.iter().cloned().partition(is_column);
    let options = Options::of(&options);
    if options
        .words
        .iter()
        .any(|word| word == "pending" || word == "all")
    {
        return None;
    }
    let names = columns.iter().filter_map(|item| path_of(&item[..1]).pop());
    let names: Vec<_> = names.map(|name| unaliased(found, &name)).collect();
    let columns: Option<Vec<_>> = names
        .iter()
        .map(|name| sql_name(table, name).cloned())
        .collect();
    let subject = match (&options.index, names.is_empty()) {
        (Some(index), true) => format!("index = {index}"),
        _ => names.join(", "),
    };
    Some(UniqueKey {
        declared: format!("unique({subject}) of {}", found.name),
        columns: columns?,
        index: options.index,
        predicate: options.predicate,
        on: options.on,
    })
}

/// The key, and the row that it alone creates, if the row is one of this table.
fn has_one(
    declaration: &Declaration,
    found: &Struct,
    table: &SchemaTable,
    source: &Source,
) -> Option<(UniqueKey, Insert)> {
    let (first, options) = declaration.items.split_first()?;
    let words = path_of(first);
    let (name, child) = (words.first()?, words.last()?);
    let options = Options::of(options);
    let names: Vec<String> = if options.key.is_empty() {
        let mut structs = source.structs.iter();
        let child = structs.find(|it| it.name == *child && it.table == table.rust_name)?;
        let mut parents = child.belongs_to.iter();
        vec![parents.find(|(parent, _)| *parent == found.name)?.1.clone()]
    } else {
        let of_table = |it: &&Struct| it.table == table.rust_name;
        let mut children = source.structs.iter().filter(of_table);
        let is_child = children.any(|it| it.name == *child);
        let own = |path: &Vec<String>| match path.as_slice() {
            [.., module, column] if *module == table.rust_name => Some(column.clone()),
            // A module of aliases, by whatever name.
            [.., column] if is_child => {
                let mut structs = source.structs.iter().filter(of_table);
                structs.find_map(|it| Some(unaliased(it, column)).filter(|old| old != column))
            }
            _ => None,
        };
        options.key.iter().map(own).collect::<Option<_>>()?
    };
    let columns: Option<Vec<_>> = names
        .iter()
        .map(|name| sql_name(table, name).cloned())
        .collect();
    let columns = columns?;
    let insert = Insert {
        by: format!("{}::{name}", found.name),
        states: columns.clone(),
        may_state: Vec::new(),
        may_be_null: Vec::new(),
        takes_values: false,
    };
    let key = UniqueKey {
        declared: format!("has_one({name}) of {}", found.name),
        columns,
        index: options.index,
        predicate: options.predicate,
        on: options.on,
    };
    Some((key, insert))
}
