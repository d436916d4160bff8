//! What a case did, as text.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Output;
use std::sync::LazyLock;

use regex::Regex;

/// The text so far, with names that change from run to run replaced.
pub(crate) struct Transcript {
    text: String,
    replacements: Vec<(String, &'static str)>,
    /// The run of the last merge.
    run: Option<String>,
}

/// The name of a merge's run: seconds, and a random number.
static RUN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[0-9]{10}-[0-9a-f]{8}").expect("a pattern"));
/// The version of a migration.
static VERSION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new("[0-9]{4}-[0-9]{2}-[0-9]{2}-[0-9]{6}").expect("a pattern"));

impl Transcript {
    pub(crate) fn new(replacements: Vec<(String, &'static str)>) -> Self {
        Self {
            text: String::new(),
            replacements,
            run: None,
        }
    }

    /// An argument that may name the last run.
    pub(crate) fn with_run(&self, arg: &str) -> String {
        match &self.run {
            Some(run) => arg.replace("[run]", run),
            None => arg.to_owned(),
        }
    }

    pub(crate) fn rows(&mut self, rows: &[String]) {
        for row in rows {
            self.push(row);
        }
        self.text.push('\n');
    }

    pub(crate) fn step(&mut self, line: &str) {
        writeln!(self.text, "$ {line}").expect("a String");
    }

    pub(crate) fn output(&mut self, output: &Output) {
        for stream in [&output.stdout, &output.stderr] {
            let text = String::from_utf8(stream.clone()).expect("UTF-8");
            self.push(&text);
        }
        match output.status.code() {
            Some(0) => {}
            code => writeln!(self.text, "exit {}", code.expect("a code")).expect("a String"),
        }
        self.text.push('\n');
    }

    /// What is new or changed.
    pub(crate) fn files(&mut self, before: &Files, after: &Files) {
        for (path, text) in after {
            if before.get(path) != Some(text) {
                self.push(&format!("==> {}", path.display()));
                self.push(text);
                self.text.push('\n');
            }
        }
    }

    fn push(&mut self, text: &str) {
        let mut text = text.to_owned();
        for (from, to) in &self.replacements {
            text = text.replace(from, to);
        }
        if let Some(run) = RUN.find(&text) {
            self.run = Some(run.as_str().to_owned());
        }
        let text = RUN.replace_all(&text, "[run]");
        let text = VERSION.replace_all(&text, "[version]");
        self.text.push_str(&text);
        if !text.is_empty() && !text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    pub(crate) fn text(&self) -> String {
        format!("{}\n", self.text.trim_end())
    }
}

/// The text files of a project.
pub(crate) type Files = BTreeMap<PathBuf, String>;

pub(crate) fn files(folder: &Path) -> Files {
    let mut files = Files::new();
    collect(folder, folder, &mut files);
    files
}

fn collect(root: &Path, folder: &Path, files: &mut Files) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(root, &path, files);
        } else if path
            .extension()
            .is_none_or(|extension| extension != "sqlite")
        {
            let text = std::fs::read_to_string(&path).expect("a text file");
            files.insert(
                path.strip_prefix(root).expect("a file of it").to_owned(),
                text,
            );
        }
    }
}
