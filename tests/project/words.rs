//! Documentation uses the field's words, and opens with a noun phrase or a verb.

use std::path::Path;

use super::{files_below, read, root, without_code};

/// The folders whose doc comments are read; those of the command are its help texts, too.
const FOLDERS: &[&str] = &[
    "runtime/src",
    "macros/src",
    "macros/syntax/src",
    "cli/src",
    "examples",
    "tests/backends",
    "tests/bin",
    "tests/flavours",
    "tests/project",
    "tests/runner",
    "tests/servers",
    "tests/suites",
    "tests/support",
];

/// The words of a dialect, each with the word that a Diesel user knows.
#[rustfmt::skip] // a row a word
const BANNED: &[(&[&str], &str)] = &[
    (&["sought"], "the key, its specification, or what is looked for"),
    (&["stated"], "given, or declared"),
    (&["apart"], "distinct, or separate"),
    (&["touched", "touches"], "affected, or changed"),
    (&["course"], "state machine, or sequence"),
    (&["turns", "turn"], "attempts, or becomes"),
    (&["told", "tell", "tells", "telling"], "reported, says, or distinguishes"),
    (&["alike"], "equal, or the same"),
    (&["stand", "stands", "stood"], "is, lies, or is written"),
    (&["near"], "similar"),
    (&["piece", "pieces"], "chunk, page, or fragment"),
    (&["gather", "gathers", "gathered"], "collect"),
    (&["collide", "collides"], "conflict"),
    (&["manner"], "on conflict, or way"),
    (&["sight"], "read mode"),
    (&["suffices", "suffice"], "is sufficient"),
];

/// The words that open a clause or point at a name, where a summary has its own subject or verb.
const OPENERS: &[&str] = &[
    "What", "Whether", "Of", "Those", "It", "Its", "How", "Which", "That", "Whose", "Who", "They",
];

#[test]
fn documentation_uses_the_words_of_the_field() {
    let faults: Vec<String> = FOLDERS
        .iter()
        .flat_map(|it| faults_below(&root().join(it)))
        .collect();
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

fn faults_below(folder: &Path) -> Vec<String> {
    let files = files_below(folder).into_iter();
    let sources = files.filter(|it| it.extension().is_some_and(|it| it == "rs"));
    let faults = sources.flat_map(|path| {
        let name = path
            .strip_prefix(root())
            .unwrap_or(&path)
            .display()
            .to_string();
        let faults = faults_in(&read(&path)).into_iter();
        faults
            .map(move |(line, fault)| format!("{name}:{line}: {fault}"))
            .collect::<Vec<_>>()
    });
    faults.collect()
}

/// Returns each fault of a file's doc comments, with the number of its line. Each paragraph has an opener.
fn faults_in(source: &str) -> Vec<(usize, String)> {
    let mut faults = Vec::new();
    let (mut opens, mut code) = (true, false);
    for (number, line) in source.lines().enumerate() {
        let Some(text) = doc_text(line) else {
            (opens, code) = (true, false);
            continue;
        };
        if text.trim().is_empty() {
            opens = true;
            continue;
        }
        if text.trim_start().starts_with("```") {
            code = !code;
        } else if !code {
            let prose = without_code(text, "_");
            if opens {
                faults
                    .extend(opener_of(&prose).map(|it| (number + 1, format!("opens with `{it}`"))));
            }
            faults.extend(banned_in(&prose).map(|it| (number + 1, it)));
        }
        opens = false;
    }
    faults
}

fn doc_text(line: &str) -> Option<&str> {
    let line = line.trim_start();
    line.strip_prefix("///")
        .or_else(|| line.strip_prefix("//!"))
}

fn opener_of(prose: &str) -> Option<&str> {
    let first = words(prose).next()?;
    OPENERS.contains(&first).then_some(first)
}

fn banned_in(prose: &str) -> impl Iterator<Item = String> {
    words(prose).filter_map(|word| {
        let lower = word.to_lowercase();
        let (_, instead) = BANNED
            .iter()
            .find(|(words, _)| words.contains(&lower.as_str()))?;
        Some(format!("`{word}`: write {instead}"))
    })
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|it: char| !it.is_alphanumeric() && it != '_')
        .filter(|it| !it.is_empty())
}

#[test]
fn a_word_and_an_opener_are_found() {
    let source = "/// What a row is.\n///\n/// It is a row. Rows are told apart.\nfn f() {}\n/// A `told` row.\n/// ```\n/// told\n/// ```\nfn g() {}\n";
    let found: Vec<_> = faults_in(source)
        .into_iter()
        .map(|(line, fault)| format!("{line} {fault}"))
        .collect();
    assert_eq!(
        found,
        [
            "1 opens with `What`",
            "3 opens with `It`",
            "3 `told`: write reported, says, or distinguishes",
            "3 `apart`: write distinct, or separate",
        ]
    );
}
