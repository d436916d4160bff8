//! What was noticed, for people and for other tools.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::{Value, json};

use super::finding::Severity;
use super::round::{Noticed, Phase, Round};
use crate::render::pretty;
use crate::util::path::shown;

/// The form of a report.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Form {
    /// For people.
    #[default]
    Human,
    /// One object.
    Json,
    /// Annotations of a GitHub workflow.
    Github,
    /// A code quality report of GitLab.
    Gitlab,
}

/// The report.
pub(super) fn render(round: &Round, form: Form) -> String {
    match form {
        Form::Human => human(round),
        Form::Json => pretty(&json(round)),
        Form::Github => round.noticed.iter().map(github).collect(),
        Form::Gitlab => pretty(&round.noticed.iter().map(gitlab).collect::<Value>()),
    }
}

/// The first step that a running release does not survive.
pub(super) fn first_unsafe(round: &Round) -> Option<&Noticed> {
    let mut noticed = round.noticed.iter();
    noticed.find(|it| it.finding.severity == Severity::Error)
}

impl Phase {
    const fn words(self) -> &'static str {
        match self {
            Self::Before => "before the migrations",
            Self::Regular => "after the migrations",
            Self::PostDeployment => "after the post-deployment migrations",
            Self::Rollback => "on the old schema",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::Regular => "regular",
            Self::PostDeployment => "post-deployment",
            Self::Rollback => "rollback",
        }
    }
}

fn place(noticed: &Noticed) -> String {
    match &noticed.migration {
        Some(migration) => shown(migration),
        None => noticed.phase.words().to_owned(),
    }
}

fn human(round: &Round) -> String {
    let mut told = Vec::new();
    let findings = round.noticed.iter().map(|noticed| {
        let Noticed {
            release, finding, ..
        } = noticed;
        let (severity, kind) = (finding.severity.word(), finding.kind);
        let what = format!(
            "{severity}[{}]: {}\n  {release}: {}\n",
            kind.word(),
            finding.message,
            place(noticed)
        );
        let remedy = kind.remedy();
        let instead = finding.instead.iter().map(|it| format!("    {it}\n"));
        let instead: String = instead.collect();
        if remedy.is_empty() || told.contains(&kind) {
            return what + &instead;
        }
        told.push(kind);
        format!("{what}  help: {remedy}\n{instead}")
    });
    let findings: String = findings.collect();
    let first = first_unsafe(round).map_or_else(String::new, |first| {
        let (place, release) = (place(first), &first.release);
        format!("the first unsafe step: {place} (`{release}` does not survive it)\n")
    });
    findings + &first + &summary(round)
}

fn summary(round: &Round) -> String {
    let count = |severity| {
        let all = round.noticed.iter();
        all.filter(|it| it.finding.severity == severity).count()
    };
    let notes = counted(count(Severity::Note), "note");
    match (count(Severity::Error), count(Severity::Warning)) {
        (0, 0) if round.noticed.is_empty() => "every release survives\n".to_owned(),
        (0, 0) => format!("every release survives, {notes}\n"),
        (errors, warnings) => {
            let (errors, warnings) = (counted(errors, "error"), counted(warnings, "warning"));
            format!("{errors}, {warnings}, {notes}\n")
        }
    }
}

fn counted(count: usize, word: &str) -> String {
    format!("{count} {word}{}", if count == 1 { "" } else { "s" })
}

fn json(round: &Round) -> Value {
    let findings = round.noticed.iter().map(|noticed| {
        let finding = &noticed.finding;
        json!({
            "severity": finding.severity,
            "finding": finding.kind,
            "release": noticed.release,
            "phase": noticed.phase.word(),
            "migration": noticed.migration.as_deref().map(shown),
            "table": finding.table,
            "column": finding.column,
            "message": finding.message,
            "remedy": finding.kind.remedy(),
            "instead": finding.instead,
        })
    });
    json!({
        "findings": findings.collect::<Vec<_>>(),
        "first_unsafe": first_unsafe(round).map(place),
        "migrations": round.migrations,
    })
}

/// The file that a finding is shown in.
fn file(noticed: &Noticed) -> String {
    let migration = noticed.migration.as_deref();
    migration.map_or_else(|| "migrations".to_owned(), |it| shown(&it.join("up.sql")))
}

fn github(noticed: &Noticed) -> String {
    let finding = &noticed.finding;
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let message = format!(
        "{}: {} ({})",
        noticed.release,
        finding.message,
        place(noticed)
    );
    // As GitHub reads it.
    let escaped = |text: &str| {
        text.replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let property = |text: &str| escaped(text).replace(':', "%3A").replace(',', "%2C");
    format!(
        "::{level} file={},title={}::{}\n",
        property(&file(noticed)),
        property(&finding.kind.word()),
        escaped(&message)
    )
}

fn gitlab(noticed: &Noticed) -> Value {
    let finding = &noticed.finding;
    let mut hasher = DefaultHasher::new();
    (
        &noticed.release,
        finding.kind,
        &finding.table,
        &finding.column,
        &finding.message,
    )
        .hash(&mut hasher);
    json!({
        "description": format!("{}: {}", noticed.release, finding.message),
        "check_name": finding.kind,
        "fingerprint": format!("{:016x}", hasher.finish()),
        "severity": match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Note => "info",
        },
        "location": { "path": file(noticed), "lines": { "begin": 1 } },
    })
}
