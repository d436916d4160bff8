//! The name of the runtime crate where the struct is, by the manifest of its package.

use std::collections::BTreeSet;
use std::path::Path as FilePath;
use std::{env, fs};

use syn::{Path, parse_quote, parse_str};

/// The package, and its name in code unless it was renamed.
const PACKAGE: &str = "camshaft";

/// Returns `::camshaft`, or the name that the package's manifest gives the dependency.
pub(super) fn default_crate() -> Path {
    let renamed =
        env::var_os("CARGO_MANIFEST_DIR").and_then(|folder| name_in(FilePath::new(&folder)));
    let path = renamed.and_then(|name| parse_str(&format!("::{}", name.replace('-', "_"))).ok());
    // `crate = ..` says where the crate is if the manifest was not understood.
    path.unwrap_or_else(|| parse_quote!(::camshaft))
}

/// Returns the name of a dependency that was renamed; `None` when it was not, or cannot be found.
fn name_in(folder: &FilePath) -> Option<String> {
    // The manifest is read by hand: `proc-macro-crate` compiles a TOML editor in each application, and starts
    // a cargo process.
    let text = fs::read_to_string(folder.join("Cargo.toml")).ok()?;
    let manifest = Dependencies::read(&text, Tables::OfPackage);
    if manifest.has_plain {
        return None;
    }
    if manifest.renamed.is_some() || manifest.inherited.is_empty() {
        return manifest.renamed;
    }
    // The nearest manifest with a workspace is the one that cargo takes, but for `package.workspace`.
    let roots = folder
        .ancestors()
        .filter_map(|folder| fs::read_to_string(folder.join("Cargo.toml")).ok());
    let root = roots
        .filter(|text| text.contains("[workspace"))
        .map(|text| Dependencies::read(&text, Tables::OfWorkspace))
        .next()?;
    root.renamed
        .filter(|name| manifest.inherited.contains(name))
}

/// The tables of a manifest that are read.
#[derive(Clone, Copy, PartialEq)]
enum Tables {
    /// `[dependencies]`, `[dev-dependencies]`, and those of a target.
    OfPackage,
    /// `[workspace.dependencies]`.
    OfWorkspace,
}

impl Tables {
    fn contain(self, table: &str) -> bool {
        match self {
            Self::OfWorkspace => table == "workspace.dependencies",
            Self::OfPackage if table.starts_with("workspace.") => false,
            Self::OfPackage => matches!(
                table.rsplit('.').next(),
                Some("dependencies" | "dev-dependencies")
            ),
        }
    }
}

/// The entries of a manifest about the package.
#[derive(Default)]
struct Dependencies {
    /// A dependency has the package's own name.
    has_plain: bool,
    /// The other name of the package.
    renamed: Option<String>,
    /// The dependencies that the workspace describes.
    inherited: BTreeSet<String>,
}

impl Dependencies {
    /// Reads a manifest that cargo has read before: what it would refuse is not looked for.
    fn read(text: &str, tables: Tables) -> Self {
        let mut found = Self::default();
        let mut table = String::new();
        for entry in entries(text) {
            if let Some(header) = entry.strip_prefix('[') {
                table = header.trim_end_matches(']').replace(['"', '\'', ' '], "");
                continue;
            }
            let Some((key, value)) = entry.split_once('=') else {
                continue;
            };
            let key = key.replace(['"', '\'', ' '], "");
            if tables.contain(&table) {
                // `name = ..` or `name.option = ..`
                match key.split_once('.') {
                    Some((name, option)) => found.add(name, &format!("{option}={value}")),
                    None => found.add(&key, value),
                }
            } else if let Some((outer, name)) = table.rsplit_once('.') {
                // `[dependencies.name]`
                if tables.contain(outer) {
                    found.add(name, &format!("{key}={value}"));
                }
            }
        }
        found
    }

    fn add(&mut self, name: &str, value: &str) {
        let value = value.replace(' ', "").replace('\'', "\"");
        if value.contains(&format!("package=\"{PACKAGE}\"")) {
            self.renamed = Some(name.to_owned());
        } else if name == PACKAGE && !value.contains("package=") {
            self.has_plain = true;
        }
        if value.contains("workspace=true") {
            self.inherited.insert(name.to_owned());
        }
    }
}

/// Each header and each `key = value`, without comments; a value may have several lines.
fn entries(text: &str) -> Vec<String> {
    let mut entries = Vec::new();
    let mut entry = String::new();
    for line in text.lines() {
        let line = line.split(" #").next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        entry.push_str(line);
        let count = |brackets: [char; 2]| entry.matches(brackets).count();
        if count(['[', '{']) == count([']', '}']) {
            entries.push(std::mem::take(&mut entry));
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::{Dependencies, Tables};

    fn renamed(manifest: &str) -> Option<String> {
        let found = Dependencies::read(manifest, Tables::OfPackage);
        found.renamed.filter(|_| !found.has_plain)
    }

    #[test]
    fn a_renamed_dependency_is_found_in_each_form() {
        let forms = [
            "[dependencies]\nledger = { package = \"camshaft\", version = \"1\" }",
            "[dev-dependencies]\n\"ledger\" = {version='1', package='camshaft'} # why",
            "[dependencies.ledger]\nversion = \"1\"\npackage = \"camshaft\"",
            "[target.'cfg(unix)'.dependencies]\nledger = { version = \"1\", features = [\n\"sqlite\",\n], package = \"camshaft\" }",
            "[dependencies]\nledger.version = \"1\"\nledger.package = \"camshaft\"",
        ];
        for form in forms {
            assert_eq!(renamed(form).as_deref(), Some("ledger"), "{form}");
        }
    }

    #[test]
    fn a_dependency_of_its_own_name_is_not_renamed() {
        let forms = [
            "[dependencies]\ncamshaft = \"1\"",
            "[dependencies]\ncamshaft.workspace = true",
            "[dependencies.camshaft]\nversion = \"1\"",
            "[dependencies]\ncamshaft = \"1\"\nold = { package = \"camshaft\", version = \"0.1\" }",
            "[build-dependencies]\nledger = { package = \"camshaft\", version = \"1\" }",
            "[workspace.dependencies]\nledger = { package = \"camshaft\", version = \"1\" }",
            "[package]\nname = \"camshaft\"",
            "# [dependencies]\n# ledger = { package = \"camshaft\" }",
        ];
        for form in forms {
            assert_eq!(renamed(form), None, "{form}");
        }
    }

    #[test]
    fn a_workspace_may_rename_for_its_members() {
        let root = "[workspace]\nmembers = [\"a\"]\n[workspace.dependencies]\nledger = { package = \"camshaft\", version = \"1\" }";
        let root = Dependencies::read(root, Tables::OfWorkspace);
        assert_eq!(root.renamed.as_deref(), Some("ledger"));
        let member = Dependencies::read(
            "[dependencies]\nledger.workspace = true\nserde = \"1\"",
            Tables::OfPackage,
        );
        assert!(member.inherited.contains("ledger") && member.inherited.len() == 1);
    }
}
