//! Days, as people write them into files.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A day that is written in full, `2026-11-29`; none where it is no such day.
pub fn date(text: &str) -> Option<Date> {
    let in_full = text.len() == 10 && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_digit());
    text.parse().ok().filter(|_| in_full)
}

/// Days from one day to another; fewer than none backwards.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(i64::MAX, |span| i64::from(span.get_days()))
}

/// The day of a moment, UTC.
pub fn utc_day(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_written_in_full_and_there_is_such_a_day() {
        assert_eq!(date("2026-11-29").unwrap().to_string(), "2026-11-29");
        for wrong in
            ["", "2026-02-30", "20261129", "2026-11-29T08:00:00Z", "26-11-29", "2026-11-9", " 2026-11-2", "soon"]
        {
            assert_eq!(date(wrong), None, "{wrong}");
        }
    }
}
