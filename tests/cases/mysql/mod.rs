//! Cases of MySQL and MariaDB.

mod autocommit;
mod batch;
mod classes;
mod counts;
mod cut_off;
mod hash;
mod hidden;
mod insert;
mod isolation;
mod locks;
mod merge;
mod race;
mod refused;
mod stress;
mod swallowed;
mod upsert;
mod verify;
mod violation;
mod who_refers;

use crate::backend::{Session, execute};

/// Languages that MariaDB has its messages in; the first is English.
const LANGUAGES: [&str; 21] = [
    "en_US", "bg_BG", "zh_CN", "cs_CZ", "da_DK", "nl_NL", "et_EE", "fr_FR", "de_DE", "el_GR",
    "hu_HU", "it_IT", "ja_JP", "ko_KR", "no_NO", "pl_PL", "pt_PT", "ro_RO", "ru_RU", "es_ES",
    "sv_SE",
];

/// What a session is told in.
async fn speak(session: &mut Session, language: &str) {
    let set = format!("SET SESSION lc_messages = '{language}'");
    run!(execute(session, &set));
}

/// Begins a transaction whose snapshot is taken at once.
async fn begin_with_snapshot(session: &mut Session) {
    let begin = "START TRANSACTION WITH CONSISTENT SNAPSHOT";
    run!(execute(session, begin));
}
