//! Times and days against each other.

/// Whole days from one moment to another; none if either is no moment.
pub(super) fn days(from: &str, to: &str) -> Option<i64> {
    let (from, to): (jiff::Timestamp, jiff::Timestamp) = (from.parse().ok()?, to.parse().ok()?);
    Some(to.duration_since(from).as_secs() / 86_400)
}

/// How many days of the calendar lie between two moments; none if either is no date.
pub(super) fn dates(from: &str, to: &str) -> Option<i64> {
    let date = |text: &str| text.get(..10)?.parse::<jiff::civil::Date>().ok();
    Some(i64::from(date(from)?.until(date(to)?).ok()?.get_days()))
}

/// Whether the last day that somebody works is over at a moment; none if either is no date.
pub(super) fn is_over(last_day: &str, now: &str) -> Option<bool> {
    let date = |text: &str| text.get(..10)?.parse::<jiff::civil::Date>().ok();
    Some(date(last_day)? < date(now)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_whole_days() {
        assert_eq!(days("2026-11-20T15:45:19Z", "2027-11-20T15:45:55Z"), Some(365));
        assert_eq!(days("2026-11-20T15:45:19Z", "2026-11-21T15:45:18Z"), Some(0));
        assert_eq!(days("yesterday", "2026-11-21T15:45:18Z"), None);
    }

    #[test]
    fn dates_are_counted_by_the_calendar() {
        assert_eq!(dates("2026-11-20T15:45:19Z", "2026-11-29T11:45:55Z"), Some(9));
        assert_eq!(dates("2026-11-20T23:59:59Z", "2026-11-21T00:00:01Z"), Some(1));
        assert_eq!(dates("2026-11-20", "2027-11-20"), Some(365));
        assert_eq!(dates("yesterday", "2026-11-21"), None);
    }

    #[test]
    fn the_last_day_is_still_a_day_of_work() {
        let now = "2026-11-21T15:45:18Z";
        assert_eq!(is_over("2026-11-20", now), Some(true));
        assert_eq!(is_over("2026-11-21", now), Some(false));
        assert_eq!(is_over("9999-12-31", now), Some(false));
        for no_date in ["", "soon", "2026-02-30", "20 November"] {
            assert_eq!(is_over(no_date, now), None, "{no_date}");
        }
    }
}
