//! The effects of a schema change on a running release.

use serde::{Deserialize, Serialize};

/// The severity of a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Severity {
    /// The release fails.
    Error,
    /// The release may fail, or behave differently.
    Warning,
    /// The release survives the change.
    Note,
}

impl Severity {
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// The kind of a schema change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    TableGone,
    BecameView,
    ColumnGone,
    NameTakenOver,
    TypeChanged,
    TypeWidened,
    ColumnRequired,
    ColumnGenerated,
    NullAllowed,
    NullRefused,
    DefaultGone,
    LabelGone,
    LabelAdded,
    UniqueGone,
    UniqueAdded,
    ForeignKeyChanged,
    ForeignKeyAdded,
    CheckAdded,
    RowSecurity,
    StatementsBroken,
    CollationChanged,
    RenewalChanged,
    TransactionsGone,
    Unlogged,
    UniqueRenamed,
    ExclusionAdded,
    RuleAdded,
    TriggerAdded,
    HeirAdded,
    InsertFails,
}

impl Kind {
    /// Returns the name of the kind, as an allow file has it.
    pub(crate) fn word(self) -> String {
        let word = serde_json::to_value(self).unwrap_or_default();
        word.as_str().unwrap_or_default().to_owned()
    }

    /// Returns the remedy: what to do instead of the change.
    pub(crate) const fn remedy(self) -> &'static str {
        match self {
            Self::TableGone => {
                "to rename it, leave the table as it is and write `#[sql_name = \"old\"]` in `table!`; to drop it, wait \
                 for a post-deployment migration, once no running release uses it"
            }
            Self::BecameView => {
                "check that the release can still write to it: the view needs to be updatable, or `INSTEAD OF` triggers"
            }
            Self::ColumnGone => {
                "to rename it, leave the column as it is and write `alias(old as new)` in the model, or take three releases; \
                 to drop it, remove it from `table!` with `camshaft ignore` in one release, and drop it in a \
                 post-deployment migration of the next. If the rename has shipped: add the old column again, drop the \
                 triggers of earlier attempts, and keep both columns in sync in one direction"
            }
            Self::NameTakenOver => {
                "give the new column another name: running releases use it as the old one"
            }
            Self::TypeChanged => "change the type in three releases, with a new column for it",
            Self::ColumnRequired => {
                "give it a default, or allow NULL until no running release leaves it out"
            }
            Self::ColumnGenerated => "let a trigger compute it until no running release writes it",
            Self::NullAllowed => {
                "first release `Nullable` in `table!`, then let the column be NULL"
            }
            Self::NullRefused => "first release code that always writes it, then set NOT NULL",
            Self::DefaultGone => "keep the default until no running release relies on it",
            Self::LabelGone => "first release code without the label, then remove it",
            Self::UniqueGone => {
                "create the new index before the old one is dropped, both on the same key"
            }
            Self::ForeignKeyChanged => {
                "check what the release expects when the referenced row is deleted or changed"
            }
            Self::RowSecurity => {
                "try it with the role of the release, and give that role a policy in the same migration"
            }
            Self::StatementsBroken => {
                "recycle the pools of connections after the migration: PostgreSQL answers what they have prepared with \
                 \"cached plan must not change result type\""
            }
            Self::RenewalChanged => {
                "write the complete definition in `MODIFY`: attributes that it omits are lost"
            }
            Self::TransactionsGone => "name the engine in `CREATE TABLE`, as `ENGINE = InnoDB`",
            Self::Unlogged => "run `ALTER TABLE .. SET LOGGED`",
            Self::UniqueRenamed => {
                "keep the name: `unique_violation`, and on MySQL a lost race, is recognized by it"
            }
            Self::InsertFails => {
                "renaming a table of SQLite changes the foreign keys and triggers of other tables with it: create the \
                 new one under another name, copy, drop the old one, and rename the new one"
            }
            Self::TypeWidened
            | Self::LabelAdded
            | Self::UniqueAdded
            | Self::ForeignKeyAdded
            | Self::CheckAdded
            | Self::CollationChanged
            | Self::ExclusionAdded
            | Self::RuleAdded
            | Self::TriggerAdded
            | Self::HeirAdded => "",
        }
    }
}

/// One change that a release notices.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Finding {
    pub(crate) severity: Severity,
    pub(crate) table: String,
    pub(crate) column: Option<String>,
    pub(crate) kind: Kind,
    /// The description of the change, without the remedy.
    pub(crate) message: String,
    /// The migrations that do the same in three releases, where there are such.
    pub(crate) instead: Vec<String>,
}

impl Finding {
    /// Returns true for the same change: a table or column is removed once, even if a similar one
    /// appears later.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let is_of_same =
            (self.kind, &self.table, &self.column) == (other.kind, &other.table, &other.column);
        let is_gone = matches!(self.kind, Kind::TableGone | Kind::ColumnGone);
        is_of_same && (is_gone || self.message == other.message)
    }
}
