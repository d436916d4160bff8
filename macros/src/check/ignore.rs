//! `ignore(column)`.

use std::ops::Range;

use syn::ext::IdentExt as _;
use syn::{Error, Ident, LitStr, Result};

use super::fault::all;
use camshaft_syntax::Diagnostics;
use camshaft_syntax::model::{Ignore, Model};

/// Nothing is generated: the struct does without these columns.
pub(super) fn check_ignores(model: &Model, diagnostics: &mut Diagnostics) {
    let checked = model.declarations.ignores.iter().enumerate();
    let checked = checked.map(|(position, ignore)| {
        refuse_twice(ignore, &model.declarations.ignores[..position])?;
        refuse_used(ignore, model)?;
        ignore.remove_after.as_ref().map_or(Ok(()), check_date)
    });
    diagnostics.keep(all(checked));
}

/// An error where a declaration names a column that the struct ignores, unless a field has it: then
/// that is the fault.
pub(super) fn refuse_ignored(column: &Ident, declaration: &str, model: &Model) -> Result<()> {
    let mut ignores = model.declarations.ignores.iter();
    let is_ignored = ignores.any(|ignore| ignore.column.unraw() == column.unraw());
    if !is_ignored || model.field_of(column).is_some() {
        return Ok(());
    }
    let message = format!(
        "`{declaration}` names the column `{column}`, which `ignore({column})` promises not to touch: remove one of them"
    );
    Err(Error::new(column.span(), message))
}

fn refuse_twice(ignore: &Ignore, before: &[Ignore]) -> Result<()> {
    let column = &ignore.column;
    if before.iter().any(|it| it.column.unraw() == column.unraw()) {
        let message = format!("`ignore({column})` is given twice");
        return Err(Error::new(column.span(), message));
    }
    Ok(())
}

fn refuse_used(ignore: &Ignore, model: &Model) -> Result<()> {
    let column = &ignore.column;
    let what = if let Some(field) = model.field_of(column) {
        format!(
            "the field `{}` of `{}` is this column",
            field.name, model.name
        )
    } else if model
        .primary_key
        .iter()
        .any(|it| it.unraw() == column.unraw())
    {
        "it is a column of the primary key".to_owned()
    } else {
        return Ok(());
    };
    let message = format!(
        "`ignore({column})` promises not to touch the column, but {what}: remove one of them"
    );
    Err(Error::new(column.span(), message))
}

/// Checks that the text is a day of the calendar; a build passes after that day, too.
fn check_date(text: &LitStr) -> Result<()> {
    let value = text.value();
    if is_date(&value) {
        return Ok(());
    }
    let message = format!("`{value}` is no date: write it as `remove_after = \"2026-12-31\"`");
    Err(Error::new(text.span(), message))
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let number = |range: Range<usize>| text.get(range).and_then(|it| it.parse::<u32>().ok());
    let (Some(year), Some(month), Some(day)) = (number(0..4), number(5..7), number(8..10)) else {
        return false;
    };
    let days = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    shaped && (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::is_date;

    #[test]
    fn a_date_is_a_day_of_the_calendar() {
        for date in ["2026-12-31", "2024-02-29", "2000-02-29", "2026-04-30"] {
            assert!(is_date(date), "{date}");
        }
        for text in [
            "",
            "soon",
            "2026-02-30",
            "2025-02-29",
            "1900-02-29",
            "2026-04-31",
            "2026-00-01",
            "2026-13-01",
            "2026-01-00",
            "2026-1-1",
            "2026-12-31 ",
            "2026/12/31",
            "+026-12-31",
            "2026-12-3\u{664}",
        ] {
            assert!(!is_date(text), "{text}");
        }
    }
}
