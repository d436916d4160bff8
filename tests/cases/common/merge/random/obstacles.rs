//! Facts with which nobody can know who refers, or roll back: a merge has to refuse them before anything is changed.

use camshaft::catalog::Backend;
use camshaft::merge::{Merge, MergeError};

use super::super::Random;
use super::extras::{Extra, Extras, name_of};
use crate::backend::{BACKEND, Database, Session, execute};
use crate::flavour::*;

/// An obstacle: the statements that make it and remove it.
struct Obstacle {
    name: &'static str,
    /// A part of the refusal.
    refusal: &'static str,
    make: String,
    remove: String,
}

/// Puts one of them up for as long as a merge is tried.
pub(super) async fn try_one(
    random: &mut Random,
    database: &Database,
    conn: &mut Session,
    extras: &Extras,
    merge: &Merge,
) -> &'static str {
    let all = all(&name_of(database), extras);
    let Some(obstacle) = all.get(usize::try_from(random.below(4)).unwrap()) else {
        return "";
    };
    run!(execute(conn, &obstacle.make));
    let refused = run!(merge.merge(conn));
    run!(execute(conn, &obstacle.remove));
    let is_expected = matches!(&refused, Err(MergeError::Refused(it)) if it.to_string().contains(obstacle.refusal));
    assert!(is_expected, "{}: {refused:?}", obstacle.name);
    obstacle.name
}

fn all(own: &str, extras: &Extras) -> Vec<Obstacle> {
    let usage = if extras.has(Extra::Far) {
        format!("GRANT USAGE ON SCHEMA beside TO {own};")
    } else {
        String::new()
    };
    let obstacle = |name, refusal, make: String, remove: String| Obstacle {
        name,
        refusal,
        make,
        remove,
    };
    match BACKEND {
        Backend::Postgres => {
            let mut all = vec![
                obstacle(
                    "inheritance",
                    "is part of an inheritance",
                    "CREATE TABLE heir () INHERITS (t1)".to_owned(),
                    "DROP TABLE heir".to_owned(),
                ),
                obstacle(
                    "row level security",
                    "row level security limits",
                    format!(
                        "ALTER TABLE t1 ENABLE ROW LEVEL SECURITY; CREATE ROLE {own}; GRANT ALL ON SCHEMA public TO {own};
                         GRANT ALL ON ALL TABLES IN SCHEMA public TO {own}; {usage} SET ROLE {own}"
                    ),
                    format!(
                        "RESET ROLE; DROP OWNED BY {own}; DROP ROLE {own}; ALTER TABLE t1 DISABLE ROW LEVEL SECURITY"
                    ),
                ),
            ];
            if extras.has(Extra::Parts) {
                all.push(obstacle(
                    "key of a partition",
                    "has a foreign key of its own",
                    "ALTER TABLE parts_1 ADD CONSTRAINT own FOREIGN KEY (g) REFERENCES t0".to_owned(),
                    "ALTER TABLE parts_1 DROP CONSTRAINT own".to_owned(),
                ));
            }
            all
        }
        Backend::Mysql => {
            let mut all = Vec::new();
            if extras.has(Extra::Soft) {
                for engine in ["MyISAM", "Aria", "MEMORY"] {
                    all.push(obstacle(
                        "engine",
                    "has no transactions",
                        format!("ALTER TABLE soft ENGINE = {engine}"),
                        "ALTER TABLE soft ENGINE = InnoDB".to_owned(),
                    ));
                }
            }
            all
        }
        Backend::Sqlite => vec![
            obstacle(
                "key to nothing",
                    "names columns that `t0` does not have",
                "CREATE TABLE broken (id INTEGER PRIMARY KEY, f1 REFERENCES t0 (gone))".to_owned(),
                "DROP TABLE broken".to_owned(),
            ),
            obstacle(
                "key that is NULL",
                    "NULL in their primary key",
                "CREATE TABLE nulls (code TEXT PRIMARY KEY, f1 REFERENCES t0 (id)); INSERT INTO nulls VALUES (NULL, NULL)"
                    .to_owned(),
                "DROP TABLE nulls".to_owned(),
            ),
        ],
    }
}
