//! The paths that Rust source names, read from its text: in `use` declarations and wherever code writes `a::b`.

/// A path as seen from the crate's root.
pub(crate) struct Named {
    /// The number of its line, from 1.
    pub(crate) line: usize,
    /// The path: `crate::a::b` for the crate's own, `diesel::Connection` for another's.
    pub(crate) path: String,
}

/// Returns all paths that the source of a module names, without the unit tests at its end: they may
/// name anything.
pub(crate) fn paths_in(source: &str, module: &[String]) -> Vec<Named> {
    let code = source
        .find("#[cfg(test)]\nmod ")
        .map_or(source, |tests| &source[..tests]);
    let tokens = tokens_of(code);
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is_declared = at > 0 && matches!(tokens[at - 1].text, "use" | "crate");
        let start = if tokens[at].text == "::" { at + 1 } else { at };
        at = if tokens.get(start).is_some_and(Token::is_word) {
            collect(&tokens, start, &[], is_declared, &mut found)
        } else {
            at + 1
        };
    }
    for named in &mut found {
        named.path = resolve(&named.path, module);
    }
    found
}

/// Collects the path or the tree of paths that starts at a token; answers the position behind it.
fn collect(
    tokens: &[Token],
    start: usize,
    prefix: &[&str],
    is_declared: bool,
    found: &mut Vec<Named>,
) -> usize {
    let mut path = prefix.to_vec();
    let mut at = start;
    loop {
        path.push(tokens[at].text);
        let follows = |offset: usize| tokens.get(at + offset).map_or("", |token| token.text);
        match (follows(1), follows(2)) {
            ("::", "{") => return collect_group(tokens, at + 3, &path, found),
            ("::", "*") => at += 2,
            ("::", _) if tokens.get(at + 2).is_some_and(Token::is_word) => {
                at += 2;
                continue;
            }
            _ => {}
        }
        if path.len() > 1 || is_declared {
            found.push(Named {
                line: tokens[start].line,
                path: path.join("::"),
            });
        }
        return at + 1;
    }
}

fn collect_group(tokens: &[Token], start: usize, prefix: &[&str], found: &mut Vec<Named>) -> usize {
    let mut at = start;
    while let Some(token) = tokens.get(at) {
        at = match token.text {
            "}" => return at + 1,
            "as" => at + 2,
            "*" => {
                found.push(Named {
                    line: token.line,
                    path: prefix.join("::"),
                });
                at + 1
            }
            _ if token.is_word() => collect(tokens, at, prefix, true, found),
            _ => at + 1,
        };
    }
    at
}

/// Replaces a leading `self` and leading `super`s by the module's own path; drops a trailing `self`.
fn resolve(path: &str, module: &[String]) -> String {
    let mut parts: Vec<&str> = path.split("::").collect();
    if parts.len() > 1 && parts.last() == Some(&"self") {
        parts.pop();
    }
    if !matches!(parts[0], "self" | "super") {
        return parts.join("::");
    }
    let ups = parts.iter().filter(|part| **part == "super").count();
    let own = module
        .iter()
        .take(module.len().saturating_sub(ups))
        .map(String::as_str);
    let rest = parts
        .into_iter()
        .filter(|part| !matches!(*part, "self" | "super"));
    ["crate"]
        .into_iter()
        .chain(own)
        .chain(rest)
        .collect::<Vec<_>>()
        .join("::")
}

struct Token<'a> {
    line: usize,
    text: &'a str,
}

impl Token<'_> {
    fn is_word(&self) -> bool {
        self.text.starts_with(is_word_char)
    }
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Words, `::` and single characters, without white space, comments and literals.
fn tokens_of(code: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let (mut rest, mut line) = (code, 1);
    while let Some(first) = rest.chars().next() {
        let length = length_of_next(rest, first);
        let (text, behind) = rest.split_at(length);
        if !first.is_whitespace() && !matches!(first, '"' | '\'') && !is_comment(text) {
            tokens.push(Token { line, text });
        }
        line += text.matches('\n').count();
        rest = behind;
    }
    tokens
}

fn is_comment(text: &str) -> bool {
    text.starts_with("//") || text.starts_with("/*")
}

fn length_of_next(rest: &str, first: char) -> usize {
    let up_to = |end: &str| rest.find(end).map_or(rest.len(), |at| at + end.len());
    match first {
        '/' if rest.starts_with("//") => up_to("\n"),
        '/' if rest.starts_with("/*") => up_to("*/"),
        ':' if rest.starts_with("::") => 2,
        '"' => length_of_quoted(rest, '"'),
        // A lifetime has no second quote where a character has it.
        '\'' if rest[1..].starts_with('\\') || rest[1..].chars().nth(1) == Some('\'') => {
            length_of_quoted(rest, '\'')
        }
        _ if is_word_char(first) => rest.find(|c| !is_word_char(c)).unwrap_or(rest.len()),
        _ => first.len_utf8(),
    }
}

/// Returns the length of a literal with both its quotes; raw strings are read as if `\` escaped in
/// them.
fn length_of_quoted(rest: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if c == quote && !escaped {
            return at + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    rest.len()
}
