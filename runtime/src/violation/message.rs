//! The index that an error names, in the form of each server.

use super::rebuilt;
use crate::catalog::{Backend, Index, Key, KeyPart, Table};

/// The content of a unique violation.
///
/// The error does not name its server, but each has a shape of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Violated<'m> {
    /// PostgreSQL names both outside of its message, whose language does not matter then.
    Postgres { table: &'m str, index: &'m str },
    /// MySQL and MariaDB name the key in their message: MySQL from 8.0.19 on with its table.
    Mysql { key: &'m str },
    /// SQLite lists the columns, or names an index with an expression among its keys.
    Sqlite { what: &'m str },
}

/// The beginning of a violation on SQLite, always in English.
const SQLITE: &str = "UNIQUE constraint failed: ";

impl<'m> Violated<'m> {
    /// Recognises the server by what the error has.
    pub(super) fn read(
        table: Option<&'m str>,
        constraint: Option<&'m str>,
        message: &'m str,
    ) -> Option<Self> {
        match (table, constraint) {
            (Some(table), Some(index)) => Some(Self::Postgres { table, index }),
            // A trigger's own, which names what it likes.
            (None, Some(_)) => None,
            (_, None) => match message.strip_prefix(SQLITE) {
                Some(what) => Some(Self::Sqlite { what }),
                None => quoted_key(message).map(|key| Self::Mysql { key }),
            },
        }
    }

    /// Returns the server.
    pub(super) const fn backend(&self) -> Backend {
        match self {
            Self::Postgres { .. } => Backend::Postgres,
            Self::Mysql { .. } => Backend::Mysql,
            Self::Sqlite { .. } => Backend::Sqlite,
        }
    }

    /// Returns the index, if it is one of this table.
    pub(super) fn index<'t>(&self, table: &Table<'t>) -> Option<&'t Index<'t>> {
        let unique = table.indexes.iter().filter(|index| index.unique);
        match *self {
            Self::Postgres {
                table: of,
                index: name,
            } if of == table.name => named_or_rebuilt(name, unique.collect()),
            Self::Postgres { .. } => None,
            Self::Mysql { key } => {
                let named = |name| {
                    let mut unique = unique.clone();
                    unique.find(|index| name_on_mysql(index) == Some(name))
                };
                // The name of a key may begin with the name of its table and a dot.
                named(key).or_else(|| named(key_of_table(key, table.name)))
            }
            Self::Sqlite { what } => {
                let candidates: Vec<_> = unique
                    .filter(|index| is_index_on_sqlite(what, index) || lists(what, table, index))
                    .collect();
                covers_all(&candidates)
            }
        }
    }
}

/// Returns the index of this name on PostgreSQL, or the only one that is being rebuilt under it.
///
/// The exact name comes first, as an index may really be called `.._ccnew`.
fn named_or_rebuilt<'t>(name: &str, unique: Vec<&'t Index<'t>>) -> Option<&'t Index<'t>> {
    let named = unique.iter().find(|index| index.name == Some(name));
    if let Some(index) = named {
        return Some(*index);
    }
    let mut rebuilt = unique.into_iter().filter(|index| {
        index
            .name
            .is_some_and(|of| rebuilt::is_name_of_rebuilt(name, of))
    });
    // Two long names may be cut to the same one.
    match (rebuilt.next(), rebuilt.next()) {
        (Some(index), None) => Some(index),
        _ => None,
    }
}

/// Returns the key that a message of MySQL or MariaDB names, in whatever language.
///
/// All of them quote first the values, which may hold quotes of their own, and last the key:
/// `Duplicate entry 'it's' for key 'users_email'`. A key with a quote in its name is not found.
fn quoted_key(message: &str) -> Option<&str> {
    let (before, _) = message.rsplit_once('\'')?;
    let (before, key) = before.rsplit_once('\'')?;
    let values = before.matches('\'').count() >= 2;
    (values && !key.is_empty()).then_some(key)
}

/// Returns the key's name without the table's, where MySQL gives that too.
fn key_of_table<'m>(key: &'m str, table: &str) -> &'m str {
    key.strip_prefix(table)
        .and_then(|rest| rest.strip_prefix('.'))
        .unwrap_or(key)
}

fn name_on_mysql<'t>(index: &Index<'t>) -> Option<&'t str> {
    if index.primary {
        Some("PRIMARY")
    } else {
        index.name
    }
}

/// Returns whether SQLite says `index 'users_lower_email'` of it.
fn is_index_on_sqlite(what: &str, index: &Index<'_>) -> bool {
    let quoted = what
        .strip_prefix("index '")
        .and_then(|rest| rest.strip_suffix('\''));
    let has_expression = |key: &Key<'_>| matches!(key.part, KeyPart::Expression(_));
    match (quoted, index.name) {
        (Some(quoted), Some(name)) => {
            index.keys.iter().any(has_expression) && quoted == name.replace('\'', "''")
        }
        _ => false,
    }
}

/// Returns whether SQLite lists exactly the index's columns: `users.tenant_id, users.slug`.
fn lists(what: &str, table: &Table<'_>, index: &Index<'_>) -> bool {
    let mut rest = Some(what);
    for (at, key) in index.keys.iter().enumerate() {
        let KeyPart::Column(column) = key.part else {
            return false;
        };
        // Names may hold commas and dots themselves, so each is looked for as it is.
        rest = rest
            .and_then(|rest| rest.strip_prefix(if at == 0 { "" } else { ", " }))
            .and_then(|rest| rest.strip_prefix(table.name))
            .and_then(|rest| rest.strip_prefix('.'))
            .and_then(|rest| rest.strip_prefix(column));
    }
    rest == Some("")
}

/// Returns the one of several indexes on the same columns that was violated whichever was meant.
///
/// An index without a predicate also refuses each row that a partial index refuses. Two partial indexes cannot
/// be distinguished.
fn covers_all<'t>(candidates: &[&'t Index<'t>]) -> Option<&'t Index<'t>> {
    let covers = |index: &Index<'_>, other: &Index<'_>| {
        let predicate = index.predicate.is_none() || index.predicate == other.predicate;
        let mut keys = index.keys.iter().zip(other.keys);
        predicate && keys.all(|(key, other)| key.collation == other.collation)
    };
    let mut covering = candidates
        .iter()
        .filter(|index| candidates.iter().all(|other| covers(index, other)));
    covering.next().copied()
}

#[cfg(test)]
mod tests {
    use super::{Violated, quoted_key};
    use crate::catalog::{Index, Key, Table, TableKind};

    /// The message of MariaDB 10.11 in each of its languages.
    const LANGUAGES: &[&str] = &[
        "Duplicate entry 'a' for key 'users_email'",
        "Zvojený klíč 'a' (číslo klíče 'users_email')",
        "Ens værdier 'a' for indeks 'users_email'",
        "Dubbele ingang 'a' voor zoeksleutel 'users_email'",
        "Kattuv väärtus 'a' võtmele 'users_email'",
        "Duplicata du champ 'a' pour la clef 'users_email'",
        "Doppelter Eintrag 'a' für Schlüssel 'users_email'",
        "Διπλή εγγραφή 'a' για το κλειδί 'users_email'",
        "Duplikalt bejegyzes 'a' a 'users_email' kulcs szerint",
        "Valore duplicato 'a' per la chiave 'users_email'",
        "'a' は索引 'users_email' で重複しています。",
        "중복된 입력 값 'a': key 'users_email'",
        "Like verdier 'a' for nøkkel 'users_email'",
        "Powtórzone wystąpienie 'a' dla klucza 'users_email'",
        "Entrada 'a' duplicada para a chave 'users_email'",
        "Cimpul 'a' e duplicat pentru cheia 'users_email'",
        "Дублирующаяся запись 'a' по ключу 'users_email'",
        "Dupliran unos 'a' za ključ 'users_email'",
        "Opakovaný kľúč 'a' (číslo kľúča 'users_email')",
        "Entrada duplicada 'a' para la clave 'users_email'",
        "Dublett 'a' för nyckel 'users_email'",
        "Дублюючий запис 'a' для ключа 'users_email'",
        "重复条目'a'键'users_email'",
        "დუბლირებული ჩანაწერი 'a' გასაღებისთვის 'users_email'",
    ];

    /// Two names of 63 bytes that differ in their last five only.
    const LONG_A: &str = "users_index_with_a_name_as_long_as_a_name_may_be_on_a_server_aa";
    const LONG_B: &str = "users_index_with_a_name_as_long_as_a_name_may_be_on_a_server_bb";

    const fn index(name: &'static str, keys: &'static [Key<'static>]) -> Index<'static> {
        Index {
            name: Some(name),
            unique: true,
            keys,
            ..Index::PLAIN
        }
    }

    const USERS: Table<'static> = Table {
        schema: "",
        name: "users",
        kind: TableKind::Table,
        without_rowid: false,
        inherited: false,
        rules: false,
        columns: &[],
        indexes: &[
            Index {
                name: None,
                primary: true,
                ..index("", &[Key::column("id")])
            },
            index("users_email", &[Key::column("email")]),
            index("users_slug", &[Key::column("tenant"), Key::column("slug")]),
            index("it's lower", &[Key::expression("lower(email)")]),
            Index {
                predicate: Some("deleted_at IS NULL"),
                ..index("users_live_email", &[Key::column("email")])
            },
            Index {
                predicate: Some("a"),
                ..index("users_nick_a", &[Key::column("nick")])
            },
            Index {
                predicate: Some("b"),
                ..index("users_nick_b", &[Key::column("nick")])
            },
            index("users_binary", &[Key::column("login")]),
            Index {
                keys: &[Key {
                    collation: Some("NOCASE"),
                    ..Key::column("login")
                }],
                ..index("users_nocase", &[])
            },
            index("users_odd", &[Key::column("a, users.b"), Key::column("c")]),
            index("users.users_email", &[Key::column("dotted")]),
            index("users_slug_ccnew", &[Key::column("called_so")]),
            index(LONG_A, &[Key::column("long_a")]),
            index(LONG_B, &[Key::column("long_b")]),
            Index {
                unique: false,
                ..index("users_name", &[Key::column("name")])
            },
        ],
        foreign_keys: &[],
    };

    /// Returns the violated index; the primary key is `PRIMARY`.
    fn found(table: Option<&str>, constraint: Option<&str>, message: &str) -> Option<&'static str> {
        let index = Violated::read(table, constraint, message)?.index(&USERS)?;
        Some(index.name.unwrap_or("PRIMARY"))
    }

    #[test]
    fn the_last_quoted_name_is_the_key_in_every_language() {
        for message in LANGUAGES {
            assert_eq!(quoted_key(message), Some("users_email"), "{message}");
            assert_eq!(found(None, None, message), Some("users_email"), "{message}");
        }
    }

    #[test]
    fn values_may_hold_anything() {
        for value in [
            "",
            "it's",
            "'",
            "''",
            "x' for key 'users_slug",
            "a\nb\0c",
            "1-x",
        ] {
            let message = format!("Duplicate entry '{value}' for key 'users_email'");
            assert_eq!(quoted_key(&message), Some("users_email"), "{message}");
        }
    }

    #[test]
    fn what_names_no_key_has_none() {
        let messages = [
            "",
            "mine",
            "'",
            "''",
            "mine: 'users_email'",
            "it's 'users_email",
            "Duplicate entry 'a' for key ''",
        ];
        for message in messages {
            assert_eq!(quoted_key(message), None, "{message}");
        }
    }

    #[test]
    fn mysql_may_name_the_table_too() {
        let said = |key: &str| format!("Duplicate entry '1' for key '{key}'");
        let cases = [
            ("users.users_slug", Some("users_slug")),
            // A key of this name is there.
            ("users.users_email", Some("users.users_email")),
            ("users.users.users_email", Some("users.users_email")),
            ("users_email", Some("users_email")),
            ("users.PRIMARY", Some("PRIMARY")),
            ("PRIMARY", Some("PRIMARY")),
            ("others.users_email", None),
            ("others.PRIMARY", None),
            ("others_email", None),
            ("users_name", None),
        ];
        for (key, expected) in cases {
            assert_eq!(found(None, None, &said(key)), expected, "{key}");
        }
    }

    #[test]
    fn postgres_is_known_by_table_and_constraint() {
        let message = "doppelter Schlüsselwert verletzt Unique-Constraint »users_email«";
        let cases = [
            (Some("users"), Some("users_email"), Some("users_email")),
            (Some("others"), Some("users_email"), None),
            (Some("users"), Some("others_email"), None),
            (None, Some("users_email"), None),
            (Some("users"), None, None),
            (None, None, None),
        ];
        for (table, constraint, expected) in cases {
            assert_eq!(found(table, constraint, message), expected);
        }
    }

    #[test]
    fn index_that_postgres_rebuilds_has_a_name_of_its_own() {
        let cut = &LONG_A[..57];
        let cases = [
            ("users_email_ccnew", Some("users_email")),
            ("users_email_ccnew1", Some("users_email")),
            ("users_email_ccold12", Some("users_email")),
            // An index may be called so.
            ("users_slug_ccnew", Some("users_slug_ccnew")),
            ("users_slug_ccnew_ccold", Some("users_slug_ccnew")),
            ("users_slug_ccnew1", Some("users_slug")),
            ("users_email_cc", None),
            ("users_email_ccnewest", None),
            ("users_name_ccnew", None),
            // Either of two may be meant.
            (&format!("{cut}_ccnew"), None),
        ];
        for (name, expected) in cases {
            assert_eq!(found(Some("users"), Some(name), ""), expected, "{name}");
            assert_eq!(found(Some("others"), Some(name), ""), None, "{name}");
        }
    }

    #[test]
    fn sqlite_is_known_by_columns_or_by_an_index_with_an_expression() {
        let cases = [
            ("users.id", Some("PRIMARY")),
            ("users.email", Some("users_email")),
            ("users.tenant, users.slug", Some("users_slug")),
            ("users.slug, users.tenant", None),
            ("users.tenant", None),
            ("users.email, users.slug", None),
            ("others.email", None),
            ("users.name", None),
            ("users.a, users.b, users.c", Some("users_odd")),
            ("index 'it''s lower'", Some("it's lower")),
            ("index 'users_email'", None),
            ("index 'others_lower'", None),
            // Two partial ones, of which either may be meant.
            ("users.nick", None),
            // The one that ignores case refuses more, and has another collation than the other.
            ("users.login", None),
            ("", None),
        ];
        for (what, expected) in cases {
            let message = format!("UNIQUE constraint failed: {what}");
            assert_eq!(found(None, None, &message), expected, "{what}");
        }
    }
}
