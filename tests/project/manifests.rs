//! The rules that all manifests share.

use std::path::{Path, PathBuf};

use super::{files_below, read, root};

/// A package's folder and the packages of this workspace that it may depend on; tests of a package may use more.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    ("macros/syntax", &[]),
    ("macros", &["camshaft-syntax"]),
    ("runtime", &["camshaft-macros"]),
    ("cli", &["camshaft", "camshaft-syntax"]),
    ("tests", &["camshaft", "camshaft-cli"]),
    // One of them asks the command.
    ("examples", &["camshaft", "camshaft-cli"]),
];

const LINTS: &[(&str, &str)] = &[
    ("workspace.lints.rust", r#"unsafe_code = "forbid""#),
    ("workspace.lints.rust", r#"missing_docs = "deny""#),
    ("workspace.lints.rust", r#"unreachable_pub = "deny""#),
    (
        "workspace.lints.clippy",
        r#"pedantic = { level = "warn", priority = -1 }"#,
    ),
];

#[test]
fn every_package_inherits_the_lints() {
    for package in packages() {
        let lints = section(&read(&root().join(&package)), "lints");
        assert_eq!(
            lints,
            ["workspace = true"],
            "`[lints]` of {}",
            package.display()
        );
    }
}

#[test]
fn the_lints_stay() {
    let manifest = read(&root().join("Cargo.toml"));
    for (name, lint) in LINTS {
        assert!(
            section(&manifest, name).iter().any(|line| line == lint),
            "`[{name}]` must say `{lint}`"
        );
    }
}

#[test]
fn packages_depend_one_way() {
    for package in packages() {
        let (_, allowed) = DEPENDENCIES
            .iter()
            .find(|(folder, _)| package.starts_with(folder))
            .unwrap_or_else(|| panic!("{} has no line in DEPENDENCIES", package.display()));
        for dependency in dependencies_within(&read(&root().join(&package))) {
            assert!(
                allowed.contains(&dependency.as_str()),
                "{} must not depend on `{dependency}`",
                package.display()
            );
        }
    }
}

#[test]
fn a_dependency_is_found_in_each_way_to_write_it() {
    let manifest = "[dependencies]\ncamshaft-cli.workspace = true\n[target.'cfg(unix)'.dependencies]\n\
        camshaft = \"1\"\n[build-dependencies.camshaft-macros]\npath = \"x\"\n[dev-dependencies]\ncamshaft-tests = \"1\"\n";
    let found = dependencies_within(manifest);
    assert_eq!(found, ["camshaft-cli", "camshaft", "camshaft-macros"]);
}

/// Returns the manifests of all packages, relative to the workspace.
pub(crate) fn packages() -> Vec<PathBuf> {
    let found: Vec<PathBuf> = DEPENDENCIES
        .iter()
        .flat_map(|(folder, _)| files_below(&root().join(folder)))
        .filter(|file| file.ends_with("Cargo.toml"))
        .map(|file| relative(&file))
        .collect();
    assert!(
        found.len() >= DEPENDENCIES.len(),
        "a package is missing: {found:?}"
    );
    found
}

fn relative(file: &Path) -> PathBuf {
    file.strip_prefix(root())
        .expect("below the workspace")
        .to_owned()
}

/// Returns the lines of a manifest's section, without comments and blank lines.
pub(crate) fn section(manifest: &str, name: &str) -> Vec<String> {
    sections(manifest)
        .filter(|(header, _)| header == name)
        .map(|(_, line)| line)
        .collect()
}

/// Returns the packages of this workspace that a manifest depends on, without the dependencies of its
/// tests.
fn dependencies_within(manifest: &str) -> Vec<String> {
    let mut found: Vec<String> = sections(manifest)
        .filter_map(|(header, line)| dependency_in(&header, &line))
        .filter(|name| name.starts_with("camshaft"))
        .collect();
    found.dedup();
    found
}

fn dependency_in(header: &str, line: &str) -> Option<String> {
    let (_, behind) = header
        .split_once("dependencies")
        .filter(|(before, _)| !before.ends_with("dev-"))?;
    let name = behind.strip_prefix('.').unwrap_or(line);
    name.split(['.', ' ', '=']).next().map(str::to_owned)
}

/// Returns each line of a manifest with the header above it.
pub(crate) fn sections(manifest: &str) -> impl Iterator<Item = (String, String)> {
    let mut header = String::new();
    manifest.lines().filter_map(move |line| {
        let line = line.trim();
        if let Some(name) = line
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            name.clone_into(&mut header);
            return None;
        }
        (!line.is_empty() && !line.starts_with('#')).then(|| (header.clone(), line.to_owned()))
    })
}
