//! Entries of the archive, one by one.

use crate::catalog::references::{Session, TextRow};
use crate::merge::error::MergeError;
use crate::sql::{Condition, Expression, Fragment as _, Literal, Name, Sql, Statement, list, sql};

/// The number of entries that are read together.
const ENTRIES: u64 = 500;

/// An entry: its number, its key, and the values that were asked for.
pub(super) struct StoredEntry {
    pub(super) id: u64,
    /// The key, as it is stored.
    pub(super) key: String,
    pub(super) values: Vec<Literal>,
}

/// The entries `a` of a condition, the last one first: a run may have a million of them.
pub(super) struct Entries<'e> {
    condition: &'e Condition,
    values: &'e [Expression],
    /// The number that those to be read are below.
    before: u64,
    page: std::vec::IntoIter<StoredEntry>,
}

impl<'e> Entries<'e> {
    /// Creates a reader that returns these values of each.
    pub(super) fn of(condition: &'e Condition, values: &'e [Expression]) -> Self {
        Self {
            condition,
            values,
            before: u64::MAX >> 1,
            page: Vec::new().into_iter(),
        }
    }

    /// Returns the next one, if there is one.
    pub(super) async fn next<S: Session>(
        &mut self,
        session: &mut S,
        archive: &Name,
    ) -> Result<Option<StoredEntry>, MergeError> {
        if self.page.as_slice().is_empty() {
            let page = page(session, archive, self.condition, self.values, self.before).await?;
            self.before = page.last().map_or(0, |it| it.id);
            self.page = page.into_iter();
        }
        Ok(self.page.next())
    }
}

async fn page<S: Session>(
    session: &mut S,
    archive: &Name,
    condition: &Condition,
    values: &[Expression],
    before: u64,
) -> Result<Vec<StoredEntry>, MergeError> {
    let (id, key): (Expression, Expression) = (sql!("a.id"), sql!("a.row_key"));
    let sql = Sql(S::BACKEND);
    let columns = [sql.as_text(id), sql.as_text(key)]
        .into_iter()
        .chain(values.iter().cloned());
    let columns: Expression = list(columns, ", ");
    let query: Statement = sql!(
        "SELECT {} FROM {} AS a WHERE {} AND a.id < {} ORDER BY a.id DESC LIMIT {}",
        columns,
        *archive,
        *condition,
        before,
        ENTRIES
    );
    let rows = session.rows(&query).await?;
    let entry = |row: TextRow| {
        let mut values = row.0.into_iter();
        let id = values.next().flatten()?.parse().ok()?;
        let key = values.next().flatten()?;
        let null = || "NULL".to_owned();
        // The server wrote them as literals.
        let values = values
            .map(|it| Literal::of(it.unwrap_or_else(null)))
            .collect();
        Some(StoredEntry { id, key, values })
    };
    Ok(rows.into_iter().filter_map(entry).collect())
}
