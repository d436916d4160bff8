//! Dates, as people and migrations write them.

use jiff::Timestamp;

/// Returns the day in UTC, as `2026-11-25`.
pub(crate) fn date(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d").to_string()
}

/// Returns `2026-11-25-010203`, as `diesel migration generate` writes it.
pub(crate) fn version(time: Timestamp) -> String {
    time.strftime("%Y-%m-%d-%H%M%S").to_string()
}

/// Returns true for a day of the calendar that is written as `2026-12-31`.
pub(crate) fn is_date(text: &str) -> bool {
    // Texts of this length only: jiff also reads years of six digits and dates without dashes.
    text.len() == "2026-12-31".len() && text.parse::<jiff::civil::Date>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    #[test]
    fn versions_are_those_of_the_calendar() {
        assert_eq!(version(at(0)), "1970-01-01-000000");
        assert_eq!(version(at(951_782_400)), "2000-02-29-000000");
        assert_eq!(version(at(1_735_689_599)), "2024-12-31-235959");
        assert_eq!(version(at(1_795_568_523)), "2026-11-25-010203");
    }

    #[test]
    fn a_date_is_that_of_a_version() {
        assert_eq!(date(at(951_782_400)), "2000-02-29");
        assert_eq!(date(at(1_735_689_599)), "2024-12-31");
    }

    #[test]
    fn a_date_has_four_digits_and_two_and_two() {
        assert!(is_date("2026-12-31"));
        for other in [
            "2026-1-31",
            "20261231",
            "2026-12-31T",
            "31.12.2026",
            "2026-02-30",
            "",
        ] {
            assert!(!is_date(other), "{other}");
        }
    }
}
