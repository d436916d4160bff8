//! `tests/run` runs every suite: what a plain `cargo test` leaves out is in its list of suites of servers.

use super::manifests::{packages, section, sections};
use super::{read, root};

#[test]
fn every_suite_that_needs_a_feature_is_run_with_servers() {
    let runner = read(&root().join("tests/runner/suites.sh"));
    let patterns = words_of(&runner, "server_suites");
    let packages_with_servers = words_after(&runner, "--package");
    let mut found = 0;
    for package in packages() {
        let manifest = read(&root().join(&package));
        let name = value_of(&section(&manifest, "package"), "name");
        for suite in suites_beyond_defaults(&manifest) {
            found += 1;
            assert!(
                patterns.iter().any(|pattern| matches(pattern, &suite)),
                "no pattern of `server_suites` in tests/runner/suites.sh fits the suite `{suite}` of {name}"
            );
            assert!(
                packages_with_servers.contains(&name),
                "tests/runner/suites.sh compiles no `--package {name}`, so `{suite}` never runs"
            );
        }
    }
    assert!(found > 8, "{found} suites that need a feature are found");
}

#[test]
fn every_package_is_tested() {
    let workspace = read(&root().join("Cargo.toml"));
    let runner = read(&root().join("tests/runner/suites.sh"));
    let default_members = value_of(&section(&workspace, "workspace"), "default-members");
    let with_servers = words_after(&runner, "--package");
    for package in packages() {
        let folder = package.parent().expect("a folder").to_string_lossy();
        let name = value_of(&section(&read(&root().join(&package)), "package"), "name");
        assert!(
            default_members.contains(&format!("\"{folder}\"")) || with_servers.contains(&name),
            "{name} is no default member, and tests/runner/suites.sh compiles no `--package {name}`"
        );
    }
}

#[test]
fn a_suite_beyond_the_default_features_is_found() {
    let manifest = "[[test]]\nname = \"plain\"\n[[test]]\nname = \"embedded\"\nrequired-features = [\"sqlite\"]\n\
        [[test]]\nname = \"galera\"\nrequired-features = [\"sqlite\", \"mysql\"]\n[features]\ndefault = [\"sqlite\"]\n";
    assert_eq!(suites_beyond_defaults(manifest), ["galera"]);
    assert!(matches("gal*", "galera") && matches("galera", "galera") && !matches("gal", "galera"));
}

/// Returns the test targets that a build with the default features of their package leaves out.
fn suites_beyond_defaults(manifest: &str) -> Vec<String> {
    let defaults = quoted(&value_of(&section(manifest, "features"), "default"));
    let mut found = Vec::new();
    let mut name = String::new();
    for (header, line) in sections(manifest) {
        match line.split_once(" = ") {
            Some(("name", value)) if header == "[test]" => name = quoted(value).concat(),
            Some(("required-features", value))
                if header == "[test]" && quoted(value).iter().any(|it| !defaults.contains(it)) =>
            {
                found.push(name.clone());
            }
            _ => {}
        }
    }
    found
}

/// Returns the value of a key among the lines of a section, without the quotes around it.
fn value_of(lines: &[String], key: &str) -> String {
    let found = lines.iter().find_map(|line| {
        let (name, value) = line.split_once(" = ")?;
        (name == key).then(|| value.trim_matches('"').to_owned())
    });
    found.unwrap_or_default()
}

/// Returns the texts in quotes.
fn quoted(value: &str) -> Vec<String> {
    value
        .split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// Returns the words of an array of bash.
fn words_of(script: &str, array: &str) -> Vec<String> {
    let start = format!("\n{array}=(");
    let (_, behind) = script.split_once(&start).expect(array);
    let (words, _) = behind.split_once(')').expect("its end");
    words
        .split_whitespace()
        .map(|word| word.trim_matches('\'').to_owned())
        .collect()
}

/// Returns the words that follow an option.
fn words_after(script: &str, option: &str) -> Vec<String> {
    let mut words = script.split_whitespace();
    let mut found = Vec::new();
    while let Some(word) = words.next() {
        if word == option {
            found.extend(words.next().map(str::to_owned));
        }
    }
    found
}

/// Returns whether a pattern, which may end with `*`, fits a name.
fn matches(pattern: &str, name: &str) -> bool {
    pattern
        .strip_suffix('*')
        .map_or(pattern == name, |start| name.starts_with(start))
}
