//! The printed catalogs of corpora, compiled with models that declare what they hold, and with
//! models that declare what they do not.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::generate::{self, Suggestions};
use super::{facts, json, printed};

/// A package with one module for each corpus.
pub(crate) struct Package {
    folder: PathBuf,
    modules: String,
}

impl Package {
    /// An empty package; its dependencies are built once for all of them.
    pub(crate) fn new(name: &str) -> Self {
        let folder = target().join(name);
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("src")).expect("a new folder");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let manifest = include_str!("compiled.toml")
            .replace("NAME", name)
            .replace("WORKSPACE", workspace.to_str().expect("a UTF-8 path"));
        write(&folder.join("Cargo.toml"), &manifest);
        let lock = std::fs::read_to_string(workspace.join("Cargo.lock")).expect("the lock file");
        write(&folder.join("Cargo.lock"), &lock);
        Self {
            folder,
            modules: String::new(),
        }
    }

    /// A folder that becomes the module of a corpus, with its own `diesel.toml`.
    pub(crate) fn module(&mut self, corpus: &str) -> PathBuf {
        writeln!(self.modules, "pub mod {corpus};").expect("a String");
        let module = self.folder.join("src").join(corpus);
        std::fs::create_dir(&module).expect("a new folder");
        let files = "pub mod catalog;\npub mod models;\npub mod schema;\n";
        write(&module.join("mod.rs"), files);
        module
    }

    /// Runs `cargo check`: the errors, each as rustc renders it.
    fn check(&self) -> Vec<String> {
        write(&self.folder.join("src/lib.rs"), &self.modules);
        let output = Command::new(env!("CARGO"))
            .args(["check", "--offline", "--quiet", "--message-format", "json"])
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

/// Prints the catalog of a corpus and writes models into its module.
pub(crate) fn write_module(
    module: &Path,
    name: &str,
    url: &str,
    models: impl Fn(&Value, &Suggestions) -> String,
) {
    let corpus = facts(name);
    write(&module.join("schema.rs"), &generate::schema_rs(&corpus));
    let path = module.join("schema.rs");
    let config = format!(
        "[print_schema]\nfile = {:?}\n",
        path.to_str().expect("UTF-8")
    );
    write(&module.join("diesel.toml"), &config);
    let schema_module = format!("crate::{name}::schema");
    let arguments = ["print-catalog", "--schema-module", &schema_module];
    printed::camshaft_says(module, url, &arguments);
    let suggested = printed::camshaft_says(module, url, &["suggest"]);
    let models = models(&corpus, &Suggestions::parse(&suggested));
    write(&module.join("models.rs"), &models);
}

/// Everything that is suggested compiles, and every one-to-one key is suggested.
pub(crate) fn assert_accepted(package: &Package, corpora: &[&str]) {
    if let Some(first) = package.check().first() {
        panic!("{first}");
    }
    for name in corpora {
        let models = package.folder.join("src").join(name).join("models.rs");
        let models = std::fs::read_to_string(models).expect("models");
        let corpus = facts(name);
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
pub(crate) fn assert_rejected(package: &Package, corpora: &[&str]) {
    let errors = package.check();
    let mut expected = 0;
    for name in corpora {
        for (table, declaration) in declarations(&facts(name), json::is_not_plain) {
            expected += 1;
            let columns = declaration.trim_start_matches("unique");
            let message = format!("no unique index on `{table} {columns}`");
            let named = errors.iter().any(|error| error.contains(&message));
            assert!(named, "no error says {message}");
        }
    }
    let texts = errors.concat();
    assert_eq!(errors.len(), expected, "{texts}");
}

/// Models with one plain `unique` for each index that is not plain.
pub(crate) fn rejected_models(corpus: &Value) -> String {
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

fn error(line: &str) -> Option<String> {
    let message: Value = serde_json::from_str(line).ok()?;
    let message = &message["message"];
    // The last line, "could not compile", has no code.
    let is_error = message["level"] == "error" && message["code"].is_object();
    is_error.then(|| message["rendered"].as_str().unwrap_or_default().to_owned())
}

fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("corpora")
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}
