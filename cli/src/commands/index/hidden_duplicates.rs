//! Duplicates that an index hides: it misses rows, or has them in a stale order, as the text indexes of
//! PostgreSQL do after an upgrade of the operating system.

use camshaft::catalog::Backend;
use diesel::QueryResult;

use super::target::IndexTarget;
use crate::database::Database;
use crate::database::full_scan::SCANS;
use crate::error::Error;
use crate::render::phrases::counted;

/// Counts the groups of duplicates in the table itself, without its indexes.
pub(super) fn count(database: &mut dyn Database, target: &IndexTarget) -> Result<u64, Error> {
    if target.backend != Backend::Postgres {
        return Ok(0);
    }
    database.begin().map_err(|it| Error::database(&it))?;
    let counted = count_inside(database, target);
    database.roll_back().map_err(|it| Error::database(&it))?;
    counted.map_err(|it| Error::database(&it))
}

fn count_inside(database: &mut dyn Database, target: &IndexTarget) -> QueryResult<u64> {
    // A limit that is meant for queries would end the reading of a large table.
    database.execute("SET LOCAL statement_timeout = 0")?;
    // An index in the order of another collation finds neither its rows nor their duplicates.
    for scan in SCANS {
        database.execute(&format!("SET LOCAL {scan} = off"))?;
    }
    let (spec, backend) = (&target.spec, target.backend);
    let query = format!(
        "SELECT count(*)::text AS value FROM (SELECT FROM {} WHERE {} GROUP BY {} HAVING count(*) > 1) AS groups",
        spec.rows(backend, "a"),
        spec.condition(backend, "a"),
        spec.keys(backend, "a").join(", ")
    );
    let count = database.texts(&query)?.concat();
    Ok(count.parse().unwrap_or_default())
}

/// Renders the warning about an index that hides so many groups.
pub(super) fn warning(name: &str, groups: u64) -> String {
    let groups = counted(groups, "group of duplicates", "groups of duplicates");
    format!(
        "the index `{name}` is VALID, but hides {groups}: it is damaged, or its collation changed with the \
         operating system; the duplicates are merged, and the index is rebuilt"
    )
}
