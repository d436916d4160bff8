//! Links within the documentation lead somewhere, and its first pages stay short.

use std::path::{Path, PathBuf};

use super::{files_below, read, root, without_code};

/// The pages that are read first, each with the most words that it has, code blocks included.
const LONGEST: &[(&str, usize)] = &[("README.md", 1_100), ("ARCHITECTURE.md", 1_500)];

#[test]
fn relative_links_lead_somewhere() {
    let pages = pages();
    assert!(pages.len() > 15, "pages are missing: {pages:?}");
    let dead: Vec<String> = pages
        .iter()
        .flat_map(|page| {
            let links = links_in(&read(page)).into_iter();
            let dead = links.filter(|(_, link)| !leads_somewhere(page, link));
            let name = page.strip_prefix(root()).unwrap_or(page).display();
            dead.map(move |(line, link)| format!("{name}:{line}: `{link}` leads nowhere"))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(dead.is_empty(), "{}", dead.join("\n"));
}

#[test]
fn first_pages_stay_short() {
    for (page, most) in LONGEST {
        let words = read(&root().join(page)).split_whitespace().count();
        assert!(
            words <= *most,
            "{page} has {words} words, at most {most}: move depth to a page below `docs`"
        );
    }
}

#[test]
fn a_dead_link_is_found() {
    let page = root().join("README.md");
    let text = "[a](docs/guide.md) `[b](no)` [c](docs/no.md)\n```\n[d](no)\n```\n[e](docs/guide.md#no) [f](#use)";
    let links = links_in(text);
    let dead = links
        .iter()
        .filter(|(_, link)| !leads_somewhere(&page, link));
    let dead: Vec<_> = dead.map(|(line, link)| (*line, link.as_str())).collect();
    assert_eq!(dead, [(1, "docs/no.md"), (5, "docs/guide.md#no")]);
}

/// Returns all pages of the workspace, without those of the build and of tools.
fn pages() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root()).expect("a readable folder");
    let mut pages = Vec::new();
    for entry in entries {
        let path = entry.expect("a readable entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_file() {
            pages.push(path);
        } else if !name.starts_with('.') && name != "target" {
            pages.extend(files_below(&path));
        }
    }
    pages.retain(|page| page.extension().is_some_and(|it| it == "md"));
    pages.sort();
    pages
}

/// Returns the targets of the links of a page, outside of code, each with its line.
fn links_in(text: &str) -> Vec<(usize, String)> {
    let mut links = Vec::new();
    for (number, line) in prose(text) {
        for behind in line.split("](").skip(1) {
            let target = behind.split(')').next().unwrap_or_default();
            links.push((number, target.to_owned()));
        }
    }
    links
}

/// Returns the lines outside of code blocks, without the code within them.
fn prose(text: &str) -> impl Iterator<Item = (usize, String)> {
    let mut code = false;
    (1..).zip(text.lines()).filter_map(move |(number, line)| {
        if line.trim_start().starts_with("```") {
            code = !code;
            return None;
        }
        (!code).then(|| (number, without_code(line, "")))
    })
}

fn leads_somewhere(page: &Path, link: &str) -> bool {
    if link.contains("://") {
        return true;
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = if file.is_empty() {
        page.to_owned()
    } else {
        page.parent().unwrap_or(root()).join(file)
    };
    target.exists() && (anchor.is_empty() || has_anchor(&read(&target), anchor))
}

/// Returns whether a page has a heading, or a mark of its own, with this anchor.
fn has_anchor(text: &str, anchor: &str) -> bool {
    let mark = format!("<a id=\"{anchor}\">");
    let headings = text.lines().filter(|line| line.starts_with('#'));
    text.contains(&mark) || headings.into_iter().any(|line| anchor_of(line) == anchor)
}

/// Returns the anchor of a heading, as GitHub makes it.
fn anchor_of(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter_map(|character| match character {
        ' ' => Some('-'),
        '-' | '_' => Some(character),
        _ => character.is_alphanumeric().then_some(character),
    });
    kept.collect()
}
