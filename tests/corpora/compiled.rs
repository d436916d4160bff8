//! The printed catalogs of corpora, compiled with models that declare what they hold, and with
//! models that declare what they do not.
//!
//! The corpora of all servers that are tested are modules of two packages, which one `cargo check` compiles.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use serde_json::Value;

use super::generate::{self, Suggestions};
use super::{facts, json, printed};

const ACCEPTED: &str = "accepted";
const REJECTED: &str = "rejected";

/// A workspace of the two packages, with one module for each corpus.
pub(crate) struct Packages {
    folder: PathBuf,
    modules: String,
}

/// An error as rustc renders it, and the file that it is in.
struct CompileError {
    file: String,
    text: String,
}

impl CompileError {
    fn is_in_rejected_module(&self) -> bool {
        let (_, file) = self.file.split_once("rejected/src/").unwrap_or_default();
        file.contains('/')
    }

    fn is_rejected_in(&self, corpus: &str) -> bool {
        self.file.contains(&format!("{REJECTED}/src/{corpus}/"))
    }
}

/// The errors that the compiler reports for all corpora.
static ERRORS: LazyLock<Vec<CompileError>> = LazyLock::new(|| {
    let mut packages = Packages::create();
    super::sqlite::write_modules(&mut packages);
    #[cfg(feature = "postgres")]
    super::postgres::write_modules(&mut packages);
    #[cfg(feature = "mysql")]
    super::mysql::write_modules(&mut packages);
    packages.check()
});

impl Packages {
    /// Where they are; runs with other servers have a folder of their own, as they may go on at the same time.
    fn folder() -> PathBuf {
        target().join(
            match (cfg!(feature = "postgres"), cfg!(feature = "mysql")) {
                (false, false) => "sqlite",
                (true, false) => "sqlite_postgres",
                (false, true) => "sqlite_mysql",
                (true, true) => "sqlite_postgres_mysql",
            },
        )
    }

    fn create() -> Self {
        let folder = Self::folder();
        let _ = std::fs::remove_dir_all(&folder);
        for package in [ACCEPTED, REJECTED] {
            let source = folder.join(package).join("src");
            std::fs::create_dir_all(&source).expect("a new folder");
            let manifest = include_str!("package.toml").replace("NAME", package);
            write(&folder.join(package).join("Cargo.toml"), &manifest);
        }
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let manifest = include_str!("workspace.toml")
            .replace("WORKSPACE", workspace.to_str().expect("a UTF-8 path"));
        write(&folder.join("Cargo.toml"), &manifest);
        let lock = std::fs::read_to_string(workspace.join("Cargo.lock")).expect("the lock file");
        write(&folder.join("Cargo.lock"), &lock);
        Self {
            folder,
            modules: String::new(),
        }
    }

    /// Prints the catalog of a corpus and makes it a module of both packages.
    pub(crate) fn write_modules(&mut self, corpus: &str, project: &Path, url: &str) {
        writeln!(self.modules, "pub mod {corpus};").expect("a String");
        let facts = &facts(corpus);
        let schema = generate::schema_rs(facts);
        let source = project.join("src");
        std::fs::create_dir(&source).expect("a new folder");
        write(&source.join("schema.rs"), &schema);
        let config = "[print_schema]\nfile = \"src/schema.rs\"\n";
        write(&project.join("diesel.toml"), config);
        let schema_module = format!("crate::{corpus}::schema");
        let arguments = ["print-catalog", "--schema-module", &schema_module];
        printed::camshaft_says(project, url, &arguments);
        let catalog = std::fs::read_to_string(source.join("catalog.rs")).expect("a catalog");
        let suggested = printed::camshaft_says(project, url, &["suggest"]);
        let accepted = generate::models_rs(facts, &Suggestions::parse(&suggested));
        for (package, models) in [(ACCEPTED, accepted), (REJECTED, rejected_models(facts))] {
            let module = self.folder.join(package).join("src").join(corpus);
            std::fs::create_dir(&module).expect("a new folder");
            write(
                &module.join("mod.rs"),
                "pub mod catalog;\npub mod models;\npub mod schema;\n",
            );
            write(&module.join("schema.rs"), &schema);
            write(&module.join("catalog.rs"), &catalog);
            write(&module.join("models.rs"), &models);
        }
    }

    /// Runs `cargo check` on both packages.
    fn check(&self) -> Vec<CompileError> {
        for package in [ACCEPTED, REJECTED] {
            write(&self.folder.join(package).join("src/lib.rs"), &self.modules);
        }
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet", "--workspace"])
            .args(["--keep-going", "--message-format", "json"])
            .env("CARGO_TARGET_DIR", target().join("build"))
            .current_dir(&self.folder)
            .output()
            .expect("cargo runs");
        let messages = String::from_utf8(output.stdout).expect("UTF-8");
        let errors: Vec<_> = messages.lines().filter_map(error).collect();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.success(), errors.is_empty(), "{stderr}");
        errors
    }
}

/// Everything that is suggested compiles, and every one-to-one key is suggested.
pub(crate) fn assert_accepted(corpora: &[&str]) {
    // Each error belongs to a module that is to be rejected; one that does not would be in no test's count.
    if let Some(first) = ERRORS.iter().find(|error| !error.is_in_rejected_module()) {
        panic!("{}", first.text);
    }
    for name in corpora {
        let corpus = facts(name);
        let project = Packages::folder().join(ACCEPTED).join("src").join(name);
        let models = std::fs::read_to_string(project.join("models.rs")).expect("models");
        let plain = declarations(&corpus, json::is_plain_unique).len();
        assert!(
            models.matches("unique(").count() >= plain,
            "{name}: {plain}"
        );
        let one_to_one = json::one_to_one_keys(&corpus);
        assert_eq!(models.matches("has_one(").count(), one_to_one, "{name}");
    }
}

/// Each model declares as plainly unique what is so only in part; each is an error that names it.
pub(crate) fn assert_rejected(corpora: &[&str]) {
    for name in corpora {
        let errors: Vec<&str> = ERRORS
            .iter()
            .filter(|error| error.is_rejected_in(name))
            .map(|error| error.text.as_str())
            .collect();
        let expected = declarations(&facts(name), json::is_not_plain);
        for (table, declaration) in &expected {
            let columns = declaration.trim_start_matches("unique");
            let message = format!("no unique index on `{table} {columns}`");
            let named = errors.iter().any(|error| error.contains(&message));
            assert!(named, "no error says {message}");
        }
        assert_eq!(errors.len(), expected.len(), "{}", errors.concat());
    }
}

/// Models with one plain `unique` for each index that is not plain.
fn rejected_models(corpus: &Value) -> String {
    let mut text = "use super::schema::*;\nuse diesel::prelude::*;\n".to_owned();
    for (nth, (table, declaration)) in declarations(corpus, json::is_not_plain).iter().enumerate() {
        let model = generate::bare_model(corpus, table, &format!("Model{nth}"), declaration);
        text.push_str(&model);
    }
    text
}

/// The table and `unique(columns)` of each index of a kind.
fn declarations(corpus: &Value, kind: fn(&Value, &Value) -> bool) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for table in json::tables(corpus) {
        for index in table["indexes"].as_array().expect("indexes") {
            if kind(table, index) {
                let columns = json::index_columns(table, index).join(", ");
                let name = table["table"].as_str().expect("a name").to_owned();
                found.push((name, format!("unique({columns})")));
            }
        }
    }
    found
}

fn error(line: &str) -> Option<CompileError> {
    let message: Value = serde_json::from_str(line).ok()?;
    let message = &message["message"];
    // The last line, "could not compile", has no code.
    let is_error = message["level"] == "error" && message["code"].is_object();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    is_error.then(|| CompileError {
        file: text(&message["spans"][0]["file_name"]),
        text: text(&message["rendered"]),
    })
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpora")
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
