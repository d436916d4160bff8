//! The report of a check, for people and for other tools.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::{Value, json};

use super::check::{CheckReport, Phase, ReleaseFinding};
use super::finding::Severity;
use crate::render::pretty;
use crate::util::path::shown;

/// The format of a report.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CompatFormat {
    /// Text for people.
    #[default]
    Human,
    /// One JSON object.
    Json,
    /// Annotations for a GitHub workflow.
    Github,
    /// A code quality report for GitLab.
    Gitlab,
}

/// Renders the report.
pub(super) fn render(report: &CheckReport, form: CompatFormat) -> String {
    match form {
        CompatFormat::Human => human(report),
        CompatFormat::Json => pretty(&json(report)),
        CompatFormat::Github => report.findings.iter().map(github).collect(),
        CompatFormat::Gitlab => pretty(&report.findings.iter().map(gitlab).collect::<Value>()),
    }
}

/// Finds the first step that a running release does not survive.
pub(super) fn first_unsafe(report: &CheckReport) -> Option<&ReleaseFinding> {
    let mut found = report.findings.iter();
    found.find(|it| it.finding.severity == Severity::Error)
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

fn step(found: &ReleaseFinding) -> String {
    match &found.migration {
        Some(migration) => shown(migration),
        None => found.phase.words().to_owned(),
    }
}

fn human(report: &CheckReport) -> String {
    let mut explained = Vec::new();
    let findings = report.findings.iter().map(|found| {
        let ReleaseFinding {
            release, finding, ..
        } = found;
        let (severity, kind) = (finding.severity.word(), finding.kind);
        let what = format!(
            "{severity}[{}]: {}\n  {release}: {}\n",
            kind.word(),
            finding.message,
            step(found)
        );
        let remedy = kind.remedy();
        let instead = finding.instead.iter().map(|it| format!("    {it}\n"));
        let instead: String = instead.collect();
        if remedy.is_empty() || explained.contains(&kind) {
            return what + &instead;
        }
        explained.push(kind);
        format!("{what}  help: {remedy}\n{instead}")
    });
    let findings: String = findings.collect();
    let first = first_unsafe(report).map_or_else(String::new, |first| {
        let (step, release) = (step(first), &first.release);
        format!("the first unsafe step: {step} (`{release}` does not survive it)\n")
    });
    findings + &first + &summary(report)
}

fn summary(report: &CheckReport) -> String {
    let count = |severity| {
        let all = report.findings.iter();
        all.filter(|it| it.finding.severity == severity).count()
    };
    let notes = counted(count(Severity::Note), "note");
    match (count(Severity::Error), count(Severity::Warning)) {
        (0, 0) if report.findings.is_empty() => "every release survives\n".to_owned(),
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

fn json(report: &CheckReport) -> Value {
    let findings = report.findings.iter().map(|found| {
        let finding = &found.finding;
        json!({
            "severity": finding.severity,
            "finding": finding.kind,
            "release": found.release,
            "phase": found.phase.word(),
            "migration": found.migration.as_deref().map(shown),
            "table": finding.table,
            "column": finding.column,
            "message": finding.message,
            "remedy": finding.kind.remedy(),
            "instead": finding.instead,
        })
    });
    json!({
        "findings": findings.collect::<Vec<_>>(),
        "first_unsafe": first_unsafe(report).map(step),
        "migrations": report.migrations,
    })
}

/// Returns the file that a finding is shown in.
fn file(found: &ReleaseFinding) -> String {
    let migration = found.migration.as_deref();
    migration.map_or_else(|| "migrations".to_owned(), |it| shown(&it.join("up.sql")))
}

fn github(found: &ReleaseFinding) -> String {
    let finding = &found.finding;
    let level = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "notice",
    };
    let message = format!("{}: {} ({})", found.release, finding.message, step(found));
    // As GitHub reads it.
    let escaped = |text: &str| {
        text.replace('%', "%25")
            .replace('\r', "%0D")
            .replace('\n', "%0A")
    };
    let property = |text: &str| escaped(text).replace(':', "%3A").replace(',', "%2C");
    format!(
        "::{level} file={},title={}::{}\n",
        property(&file(found)),
        property(&finding.kind.word()),
        escaped(&message)
    )
}

fn gitlab(found: &ReleaseFinding) -> Value {
    let finding = &found.finding;
    let mut hasher = DefaultHasher::new();
    (
        &found.release,
        finding.kind,
        &finding.table,
        &finding.column,
        &finding.message,
    )
        .hash(&mut hasher);
    json!({
        "description": format!("{}: {}", found.release, finding.message),
        "check_name": finding.kind,
        "fingerprint": format!("{:016x}", hasher.finish()),
        "severity": match finding.severity {
            Severity::Error => "critical",
            Severity::Warning => "major",
            Severity::Note => "info",
        },
        "location": { "path": file(found), "lines": { "begin": 1 } },
    })
}
