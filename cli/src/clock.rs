//! The time, as it is written.

use std::time::{SystemTime, UNIX_EPOCH};

/// The seconds since 1970.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.unwrap_or_default().as_secs()
}

/// `2026-11-25`, in UTC.
pub(crate) fn date(seconds: u64) -> String {
    let (year, month, day) = day(seconds / 86_400);
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2026-11-25-010203`, as `diesel migration generate` writes it.
pub(crate) fn version(seconds: u64) -> String {
    let rest = seconds % 86_400;
    format!(
        "{}-{:02}{:02}{:02}",
        date(seconds),
        rest / 3_600,
        rest / 60 % 60,
        rest % 60
    )
}

/// The date of a day since 1970; its years begin in March, so that a leap day is the last.
const fn day(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, later) = if month < 10 {
        (month + 3, 0)
    } else {
        (month - 9, 1)
    };
    (era * 400 + year + later, month, day)
}

#[cfg(test)]
mod tests {
    use super::{date, version};

    #[test]
    fn versions_are_those_of_the_calendar() {
        assert_eq!(version(0), "1970-01-01-000000");
        assert_eq!(version(951_782_400), "2000-02-29-000000");
        assert_eq!(version(1_735_689_599), "2024-12-31-235959");
        assert_eq!(version(1_795_568_523), "2026-11-25-010203");
    }

    #[test]
    fn a_date_is_that_of_a_version() {
        assert_eq!(date(951_782_400), "2000-02-29");
        assert_eq!(date(1_735_689_599), "2024-12-31");
    }
}
