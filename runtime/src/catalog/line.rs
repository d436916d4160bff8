//! A fact as one line of `catalog!`: what the printed catalog holds of it, and no more.

use std::fmt::{self, Display, Formatter};

use super::{
    Backend, Column, ConstraintKind, Fill, ForeignKey, Index, Key, KeyPart, ReferentialAction,
    Timing,
};

/// Displays a fact as its line in `catalog!`, without the semicolon.
///
/// Two facts with the same line are the same to a compiled catalog.
///
/// ```
/// use camshaft::catalog::{Backend, Index, Key, Line};
///
/// let index = Index { name: Some("users_email_key"), unique: true, keys: &[Key::column("email")], ..Index::PLAIN };
/// let line = Line { fact: &index, backend: Backend::Sqlite };
/// assert_eq!(line.to_string(), "unique users_email_key (email)");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Line<'f, T> {
    /// The column, index or foreign key.
    pub fact: &'f T,
    /// The server it was read from: its default schema is not printed.
    pub backend: Backend,
}

/// Displays a name of SQL as `catalog!` reads it: plain if it can be, else as a string literal.
#[derive(Debug, Clone, Copy)]
pub struct Name<'a>(pub &'a str);

impl Display for Name<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self(name) = self;
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && !matches!(*name, "" | "_");
        if plain {
            f.write_str(name)
        } else {
            write!(f, "{name:?}")
        }
    }
}

impl Display for Line<'_, Column<'_>> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let column = self.fact;
        // A session that does not search the schema `public` names it.
        let sql_type = match self.backend {
            Backend::Postgres => column.sql_type.strip_prefix("public."),
            _ => None,
        };
        let sql_type = sql_type.unwrap_or(column.sql_type);
        write!(f, "column {}: {sql_type:?}", Name(column.name))?;
        if let Some(collation) = column.collation {
            write!(f, " collate {collation:?}")?;
        }
        if column.not_null {
            f.write_str(" not null")?;
        }
        f.write_str(match column.fill {
            Fill::None => "",
            Fill::Default => " default",
            Fill::Generated => " generated",
        })
    }
}

impl Display for Line<'_, Index<'_>> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let index = self.fact;
        f.write_str(match (index.primary, index.unique) {
            (true, _) => "primary key",
            (false, true) => "unique",
            (false, false) => "index",
        })?;
        if let Some(name) = index.name {
            write!(f, " {}", Name(name))?;
        }
        f.write_str(" (")?;
        separated(f, index.keys, write_key)?;
        f.write_str(")")?;
        write_flags(f, index)
    }
}

impl Display for Line<'_, ForeignKey<'_>> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let key = self.fact;
        f.write_str("foreign key")?;
        if let Some(name) = key.name {
            write!(f, " {}", Name(name))?;
        }
        f.write_str(" (")?;
        separated(f, key.columns, |f, column| write!(f, "{}", Name(column)))?;
        f.write_str(") references ")?;
        if let Some(schema) = self.backend.named_schema(key.ref_schema) {
            write!(f, "{}.", Name(schema))?;
        }
        write!(f, "{} (", Name(key.ref_table))?;
        separated(f, key.ref_columns, |f, column| {
            write!(f, "{}", Name(column))
        })?;
        f.write_str(")")?;
        write_action(f, "on delete", key.on_delete)?;
        write_action(f, "on update", key.on_update)?;
        write_timing(f, key.timing)?;
        f.write_str(if key.validated { "" } else { " not valid" })
    }
}

fn separated<T>(
    f: &mut Formatter<'_>,
    items: &[T],
    write: impl Fn(&mut Formatter<'_>, &T) -> fmt::Result,
) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            f.write_str(", ")?;
        }
        write(f, item)?;
    }
    Ok(())
}

fn write_key(f: &mut Formatter<'_>, key: &Key<'_>) -> fmt::Result {
    match key.part {
        KeyPart::Column(column) => write!(f, "{}", Name(column))?,
        KeyPart::Expression(text) => write!(f, "expr {text:?}")?,
    }
    if let Some(prefix) = key.prefix {
        write!(f, " prefix {prefix}")?;
    }
    if let Some(collation) = key.collation {
        write!(f, " collate {collation:?}")?;
    }
    Ok(())
}

fn write_flags(f: &mut Formatter<'_>, index: &Index<'_>) -> fmt::Result {
    if index.nulls_not_distinct {
        f.write_str(" nulls not distinct")?;
    }
    if let Some(predicate) = index.predicate {
        write!(f, " where {predicate:?}")?;
    }
    write_timing(f, index.timing)?;
    if !index.valid {
        f.write_str(" invalid")?;
    }
    if !index.ready {
        f.write_str(" not ready")?;
    }
    match index.constraint {
        Some(constraint) if constraint.kind == ConstraintKind::Exclusion => {
            f.write_str(" exclusion")
        }
        _ => Ok(()),
    }
}

fn write_action(f: &mut Formatter<'_>, event: &str, action: ReferentialAction) -> fmt::Result {
    let action = match action {
        ReferentialAction::NoAction => return Ok(()),
        ReferentialAction::Restrict => "restrict",
        ReferentialAction::Cascade => "cascade",
        ReferentialAction::SetNull => "set null",
        ReferentialAction::SetDefault => "set default",
    };
    write!(f, " {event} {action}")
}

fn write_timing(f: &mut Formatter<'_>, timing: Timing) -> fmt::Result {
    f.write_str(match timing {
        Timing::Immediate => "",
        Timing::Deferrable => " deferrable",
        Timing::Deferred => " deferred",
    })
}

#[cfg(test)]
mod tests {
    use super::super::Constraint;
    use super::*;

    fn line<T>(fact: &T) -> String
    where
        for<'f> Line<'f, T>: Display,
    {
        Line {
            fact,
            backend: Backend::Postgres,
        }
        .to_string()
    }

    const COLUMN: Column<'_> = Column {
        name: "id",
        sql_type: "bigint",
        not_null: false,
        fill: Fill::None,
        collation: None,
    };

    const FOREIGN_KEY: ForeignKey<'_> = ForeignKey {
        name: Some("users_tenant_fk"),
        columns: &["tenant_id"],
        ref_schema: "public",
        ref_table: "tenants",
        ref_columns: &["id"],
        on_delete: ReferentialAction::NoAction,
        on_update: ReferentialAction::NoAction,
        timing: Timing::Immediate,
        validated: true,
    };

    #[test]
    fn a_name_is_quoted_only_if_it_must_be() {
        for (name, printed) in [
            ("users", "users"),
            ("type", "type"),
            ("_x9", "_x9"),
            ("", "\"\""),
            ("_", "\"_\""),
            ("9x", "\"9x\""),
            ("a b", "\"a b\""),
            ("größe", "\"größe\""),
            ("a\"b\\", "\"a\\\"b\\\\\""),
        ] {
            assert_eq!(Name(name).to_string(), printed);
        }
    }

    #[test]
    fn a_column_tells_type_collation_nullability_and_fill() {
        assert_eq!(line(&COLUMN), "column id: \"bigint\"");
        assert_eq!(
            line(&Column {
                not_null: true,
                fill: Fill::Default,
                collation: Some("C"),
                ..COLUMN
            }),
            "column id: \"bigint\" collate \"C\" not null default"
        );
        assert_eq!(
            line(&Column {
                fill: Fill::Generated,
                ..COLUMN
            }),
            "column id: \"bigint\" generated"
        );
    }

    #[test]
    fn an_index_tells_its_flags_in_one_order() {
        let keys = [
            Key {
                prefix: Some(10),
                collation: Some("C"),
                ..Key::column("a b")
            },
            Key::expression("lower(\"x\")"),
        ];
        let index = Index {
            name: Some("i"),
            unique: true,
            nulls_not_distinct: true,
            predicate: Some("(a > 0)"),
            timing: Timing::Deferred,
            valid: false,
            ready: false,
            keys: &keys,
            ..Index::PLAIN
        };
        assert_eq!(
            line(&index),
            "unique i (\"a b\" prefix 10 collate \"C\", expr \"lower(\\\"x\\\")\") \
             nulls not distinct where \"(a > 0)\" deferred invalid not ready"
        );
    }

    #[test]
    fn keys_of_rowids_and_exclusions_have_their_own_words() {
        let keys = [Key::column("id")];
        let rowid = Index {
            unique: true,
            primary: true,
            keys: &keys,
            ..Index::PLAIN
        };
        assert_eq!(line(&rowid), "primary key (id)");
        let constraint = Constraint {
            name: "e",
            kind: ConstraintKind::Exclusion,
        };
        let exclusion = Index {
            name: Some("e"),
            constraint: Some(constraint),
            timing: Timing::Deferrable,
            keys: &keys,
            ..Index::PLAIN
        };
        assert_eq!(line(&exclusion), "index e (id) deferrable exclusion");
    }

    #[test]
    fn a_foreign_key_leaves_out_what_is_usual() {
        assert_eq!(
            line(&FOREIGN_KEY),
            "foreign key users_tenant_fk (tenant_id) references tenants (id)"
        );
        let unusual = ForeignKey {
            name: None,
            columns: &["a", "b"],
            ref_schema: "audit",
            ref_columns: &["c", "d"],
            on_delete: ReferentialAction::Cascade,
            on_update: ReferentialAction::SetNull,
            timing: Timing::Deferrable,
            validated: false,
            ..FOREIGN_KEY
        };
        assert_eq!(
            line(&unusual),
            "foreign key (a, b) references audit.tenants (c, d) \
             on delete cascade on update set null deferrable not valid"
        );
    }
}
