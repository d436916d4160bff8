//! The structs of one source file.

use std::path::PathBuf;

use camshaft_syntax::Diagnostics;
use camshaft_syntax::model::diesel::{self, BelongsTo};
use camshaft_syntax::model::{Declarations, parse_declarations, with_conditional};
use syn::ext::IdentExt as _;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{
    Attribute, Expr, ExprCall, ExprMethodCall, Ident, ItemStruct, Path, Token, Type, UseRename,
};

use crate::util::inflect::snake_case;

/// The structs, inserts and conflict targets that were found.
#[derive(Debug, Default)]
pub(crate) struct Source {
    pub(crate) structs: Vec<Struct>,
    /// The inserts: the file, and the table's name in Rust.
    pub(crate) inserts: Vec<(PathBuf, String)>,
    pub(crate) conflicts: Vec<Conflict>,
    /// The name that a `use .. as ..` gives, and the name of what it imports.
    renames: Vec<(String, String)>,
    /// The attributes that do not parse, and are left out.
    pub(super) faults: Vec<(PathBuf, syn::Error)>,
}

impl Source {
    /// Returns whether a struct has a derive, under this name or another one.
    ///
    /// A rename applies to the whole crate, as another file may import the renamed item.
    pub(crate) fn derives(&self, model: &Struct, word: &str) -> bool {
        let is_renamed = |name: &String| {
            let mut renames = self.renames.iter();
            renames.any(|(alias, item)| alias == name && item == word)
        };
        let mut derives = model.derives.iter();
        derives.any(|name| name == word || is_renamed(name))
    }

    pub(super) fn extend(&mut self, more: Self) {
        self.structs.extend(more.structs);
        self.inserts.extend(more.inserts);
        self.conflicts.extend(more.conflicts);
        self.renames.extend(more.renames);
        self.faults.extend(more.faults);
    }
}

/// An `on_conflict(..)` of columns.
#[derive(Debug)]
pub(crate) struct Conflict {
    pub(crate) file: PathBuf,
    /// The table's name in Rust.
    pub(crate) table: String,
    /// The columns' names in Rust.
    pub(crate) columns: Vec<String>,
}

/// A struct, with what its attributes say.
#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) file: PathBuf,
    pub(crate) name: String,
    /// The table's name in Rust: of `#[diesel(table_name = ..)]`, or as Diesel assumes it.
    pub(crate) table: String,
    /// The last words of what it derives.
    derives: Vec<String>,
    pub(crate) fields: Vec<Field>,
    /// `true` if `None` is NULL in an insert, and not `DEFAULT`.
    pub(crate) none_is_null: bool,
    /// The parent and the key of each `#[diesel(belongs_to(User, foreign_key = owner_id))]`.
    pub(crate) belongs_to: Vec<(String, String)>,
    /// The declarations of `#[camshaft(..)]`.
    pub(crate) declarations: Declarations,
}

impl Struct {
    /// Returns the name of the field or column behind an alias; any other name as it is.
    pub(crate) fn unaliased(&self, name: &str) -> String {
        let mut aliases = self.declarations.aliases.iter();
        let alias = aliases.find(|alias| alias.new.unraw() == name);
        alias.map_or_else(|| name.to_owned(), |alias| text(&alias.old))
    }
}

/// A named field.
#[derive(Debug)]
pub(crate) struct Field {
    /// The column's name in Rust.
    pub(crate) column: String,
    pub(crate) is_option: bool,
    /// The struct of a field with `#[diesel(embed)]`.
    pub(crate) embeds: Option<String>,
    pub(crate) skips_insertion: bool,
}

/// Reads a file.
pub(crate) fn find(file: &std::path::Path, text: &str) -> syn::Result<Source> {
    let mut finder = Finder {
        file,
        found: Source::default(),
    };
    finder.visit_file(&syn::parse_file(text)?);
    Ok(finder.found)
}

struct Finder<'a> {
    file: &'a std::path::Path,
    found: Source,
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_struct(&mut self, item: &'ast ItemStruct) {
        let attributes = with_conditional(&item.attrs);
        let mut diagnostics = Diagnostics::default();
        let options = diagnostics.keep(diesel::parse_struct(&attributes));
        let options = options.unwrap_or_default();
        let declarations = parse_declarations(&attributes, &mut diagnostics);
        let fields = item.fields.iter();
        let fields = fields
            .filter_map(|it| field(it, &mut diagnostics))
            .collect();
        let faults = diagnostics.into_error().into_iter().flatten();
        self.found
            .faults
            .extend(faults.map(|fault| (self.file.to_owned(), fault)));
        let name = text(&item.ident);
        let table = options.table.as_ref().and_then(last_of_path);
        self.found.structs.push(Struct {
            file: self.file.to_owned(),
            table: table.unwrap_or_else(|| assumed_table(&name)),
            name,
            derives: derives(&attributes),
            fields,
            none_is_null: !options.none_is_default,
            belongs_to: options.belongs_to.iter().filter_map(belongs_to).collect(),
            declarations,
        });
        visit::visit_item_struct(self, item);
    }

    fn visit_use_rename(&mut self, rename: &'ast UseRename) {
        let names = (rename.rename.unraw(), rename.ident.unraw());
        let names = (names.0.to_string(), names.1.to_string());
        self.found.renames.push(names);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        let is_insert = |path: &syn::Path| {
            let last = path.segments.last();
            last.is_some_and(|it| it.ident == "insert_into" || it.ident == "replace_into")
        };
        if let (Expr::Path(function), Some(Expr::Path(table))) = (&*call.func, call.args.first()) {
            let words = table
                .path
                .segments
                .iter()
                .map(|it| it.ident.unraw().to_string());
            let words: Vec<_> = words.collect();
            if let (true, [.., table, last]) = (is_insert(&function.path), words.as_slice())
                && last == "table"
            {
                self.found
                    .inserts
                    .push((self.file.to_owned(), table.clone()));
            }
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let columns = match call.args.first() {
            Some(Expr::Tuple(columns)) => columns.elems.iter().map(column).collect(),
            Some(expression) => column(expression).map(|it| vec![it]),
            None => None,
        };
        if let ("on_conflict", Some(columns)) = (&*call.method.to_string(), columns)
            && let Some((table, _)) = columns.first()
            && columns.iter().all(|(other, _)| other == table)
        {
            self.found.conflicts.push(Conflict {
                file: self.file.to_owned(),
                table: table.clone(),
                columns: columns.iter().map(|(_, column)| column.clone()).collect(),
            });
        }
        visit::visit_expr_method_call(self, call);
    }
}

/// Returns the table and the column of `users::email`, behind any modules.
fn column(expression: &Expr) -> Option<(String, String)> {
    let Expr::Path(path) = expression else {
        return None;
    };
    let words = path.path.segments.iter();
    let words: Vec<_> = words.map(|it| it.ident.unraw().to_string()).collect();
    match words.as_slice() {
        [.., table, column] => Some((table.clone(), column.clone())),
        _ => None,
    }
}

fn text(name: &Ident) -> String {
    name.unraw().to_string()
}

fn last_of_path(path: &Path) -> Option<String> {
    path.segments.last().map(|last| text(&last.ident))
}

/// Returns the last word of a type that is a path.
pub(crate) fn last_of_type(ty: &Type) -> Option<String> {
    match ty {
        Type::Path(path) => last_of_path(&path.path),
        _ => None,
    }
}

fn derives(attributes: &[Attribute]) -> Vec<String> {
    let derives = attributes.iter().filter(|it| it.path().is_ident("derive"));
    let paths = derives.filter_map(|it| {
        it.parse_args_with(Punctuated::<Path, Token![,]>::parse_terminated)
            .ok()
    });
    paths
        .flatten()
        .filter_map(|path| last_of_path(&path))
        .collect()
}

fn belongs_to(option: &BelongsTo) -> Option<(String, String)> {
    let parent = last_of_type(&option.parent)?;
    let key = option.foreign_key.as_ref().map(text);
    let key = key.unwrap_or_else(|| format!("{}_id", snake_case(&parent)));
    Some((parent, key))
}

fn field(field: &syn::Field, diagnostics: &mut Diagnostics) -> Option<Field> {
    let options = diesel::parse_field(&with_conditional(&field.attrs));
    let options = diagnostics.keep(options).unwrap_or_default();
    let own = field.ident.as_ref().map(text);
    let last = last_of_type(&field.ty);
    Some(Field {
        column: options.column.as_ref().map(text).or(own)?,
        is_option: last.as_deref() == Some("Option"),
        embeds: last.filter(|_| options.embed),
        skips_insertion: options.skip_insertion,
    })
}

/// Returns the table that Diesel assumes: `blog_posts` for `BlogPost`.
fn assumed_table(name: &str) -> String {
    snake_case(name) + "s"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Source {
        find(std::path::Path::new("src/models.rs"), text).unwrap()
    }

    fn found(text: &str) -> Vec<Struct> {
        source(text).structs
    }

    #[test]
    fn attributes_are_read_wherever_they_stand() {
        let text = "mod inner { \
            #[derive(Debug, diesel::Insertable)] #[derive(camshaft::Model)] \
            #[diesel(table_name = crate::schema::people, treat_none_as_default_value = false)] \
            #[diesel(belongs_to(crate::Team), belongs_to(User, foreign_key = owner_id))] \
            #[camshaft(unique(email, pending), insert = add)] #[camshaft(ignore(plan))] \
            struct Person { #[diesel(column_name = mail)] email: Option<String>, r#type: i32, \
            #[diesel(embed)] address: Address } }";
        let source = source(text);
        let [person] = source.structs.as_slice() else {
            panic!("{source:?}");
        };
        let derives = |word| source.derives(person, word);
        assert_eq!(
            (person.table.as_str(), person.none_is_null),
            ("people", true)
        );
        assert!(derives("Insertable") && derives("Model") && !derives("Queryable"));
        let keys: Vec<_> = person.belongs_to.iter().map(|it| it.1.as_str()).collect();
        assert_eq!(keys, ["team_id", "owner_id"]);
        let declared = &person.declarations;
        assert_eq!((declared.uniques.len(), declared.ignores.len()), (1, 1));
        let columns: Vec<_> = person.fields.iter().map(|it| it.column.as_str()).collect();
        assert_eq!(columns, ["mail", "type", "address"]);
        assert!(person.fields[0].is_option && !person.fields[1].is_option);
        assert_eq!(person.fields[2].embeds.as_deref(), Some("Address"));
    }

    #[test]
    fn attributes_are_read_behind_cfg_attr() {
        let source = source(
            "#[cfg_attr(feature = \"full\", derive(Queryable, Insertable), diesel(table_name = crate::schema::people))] \
            #[cfg_attr(any(feature = \"full\", test), cfg_attr(true, derive(camshaft::Model), camshaft(unique(email))))] \
            struct Person { #[cfg_attr(feature = \"full\", diesel(column_name = mail))] email: String }",
        );
        let person = &source.structs[0];
        assert_eq!(person.table, "people");
        assert!(source.derives(person, "Insertable") && source.derives(person, "Model"));
        assert!(!source.derives(person, "test"));
        assert_eq!(person.declarations.uniques.len(), 1);
        assert_eq!(person.fields[0].column, "mail");
        let broken = found("#[cfg_attr] #[cfg_attr()] #[cfg_attr(a, 1)] struct Person {}");
        assert_eq!(broken[0].table, "persons");
    }

    #[test]
    fn declaration_that_does_not_parse_hides_no_other() {
        let source = source(
            "#[camshaft(uniq(a), unique(b))] #[diesel(table_name = 1)] \
            struct Person { #[diesel(column_name = 2)] id: i64 }",
        );
        assert_eq!(source.structs[0].declarations.uniques.len(), 1);
        assert_eq!(source.faults.len(), 3);
    }

    #[test]
    fn derive_may_have_another_name() {
        let mut source = source("#[derive(Ins)] struct A {} #[derive(d::Row)] struct B {}");
        source.extend(find(
            std::path::Path::new("src/derives.rs"),
            "pub use diesel::prelude::{Insertable as Ins, Queryable as Row}; use diesel as d; use a as _;",
        ).unwrap());
        let derives = |at: usize, word| source.derives(&source.structs[at], word);
        assert!(derives(0, "Insertable") && !derives(0, "Queryable"));
        assert!(derives(1, "Queryable") && !derives(1, "Insertable"));
    }

    #[test]
    fn inserts_name_their_table() {
        let text = "fn f() { diesel::insert_into(crate::schema::users::table).values(x); \
                    replace_into(posts::table); insert_into(target); select(users::table) }";
        let inserts = find(std::path::Path::new("a.rs"), text).unwrap().inserts;
        let tables: Vec<_> = inserts.iter().map(|it| it.1.as_str()).collect();
        assert_eq!(tables, ["users", "posts"]);
    }

    #[test]
    fn conflict_targets_name_their_columns() {
        let text = "fn f() { q.on_conflict(crate::schema::users::email).do_nothing(); \
                    q.on_conflict((users::a, users::b)); q.on_conflict(email); q.on_conflict(sql(x)); \
                    q.on_conflict((users::a, posts::b)); q.other(users::c); }";
        let found = find(std::path::Path::new("a.rs"), text).unwrap().conflicts;
        let found: Vec<_> = found
            .iter()
            .map(|it| (it.table.as_str(), it.columns.join("+")))
            .collect();
        assert_eq!(
            found,
            [("users", "email".to_owned()), ("users", "a+b".to_owned())]
        );
    }

    #[test]
    fn the_table_is_what_diesel_assumes() {
        assert_eq!(found("struct BlogPost { id: i64 }")[0].table, "blog_posts");
        assert!(find(std::path::Path::new("a.rs"), "fn").is_err());
    }
}
