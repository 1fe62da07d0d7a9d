//! Days and moments as reviewers write them.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// When a reviewer decided: a day, and the hour where somebody wrote it. In whatever time zone that was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    pub(super) day: Date,
    pub(super) time: Option<Time>,
}

/// Nobody's clock is further from UTC, in either direction.
const FURTHEST: SignedDuration = SignedDuration::from_hours(14);

impl Moment {
    /// `2026-11-29`, `29.11.2026`, and with a time behind it; midnight, which spreadsheets put behind every day, is none.
    pub(super) fn of(text: &str) -> Option<Self> {
        let text = text.trim().trim_end_matches('Z');
        let (day, time) = match text.split_once([' ', 'T']) {
            Some((day, time)) => (day, Some(time.trim())),
            None => (text, None),
        };
        let day = if day.contains('.') { dotted(day)? } else { day.parse().ok()? };
        let time = match time {
            None | Some("") => None,
            Some(time) => Some(clock(time)?).filter(|time| *time != Time::midnight()),
        };
        Some(Self { day, time })
    }

    /// Whether it was that moment yet, somewhere.
    pub(super) fn is_after(&self, now: Timestamp) -> bool {
        let latest = now.checked_add(FURTHEST).unwrap_or(now).to_zoned(TimeZone::UTC).datetime();
        self.earliest() > latest
    }

    /// Whether it was over before that moment, everywhere.
    pub(super) fn is_before(&self, moment: Timestamp) -> bool {
        let earliest = moment.checked_sub(FURTHEST).unwrap_or(moment).to_zoned(TimeZone::UTC).datetime();
        self.day.to_datetime(self.time.unwrap_or_else(|| Time::constant(23, 59, 59, 0))) < earliest
    }

    fn earliest(&self) -> DateTime {
        self.day.to_datetime(self.time.unwrap_or_else(Time::midnight))
    }

    /// Seconds since a moment that has a time, too.
    pub(super) fn seconds_since(&self, other: &Self) -> Option<i64> {
        let [now, then] = [self, other].map(|moment| moment.time.map(|time| moment.day.to_datetime(time)));
        Some(now?.duration_since(then?).as_secs())
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.time {
            Some(time) => write!(f, "{}T{time}", self.day),
            None => self.day.fmt(f),
        }
    }
}

/// `29.11.2026`.
fn dotted(text: &str) -> Option<Date> {
    let mut parts = text.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// `14:02`, `9:30`, `14:02:33`.
fn clock(text: &str) -> Option<Time> {
    let mut parts = text.splitn(3, ':').map(str::parse::<i8>);
    let (hour, minute) = (parts.next()?.ok()?, parts.next()?.ok()?);
    let second = parts.next().unwrap_or(Ok(0)).ok()?;
    Time::new(hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        Moment::of(text).map(|moment| moment.to_string())
    }

    #[test]
    fn days_are_read_as_people_and_spreadsheets_write_them() {
        for day in ["2026-11-29", " 2026-11-29 00:00:00 ", "29.11.2026", "2026-11-29T00:00:00Z"] {
            assert_eq!(read(day).as_deref(), Some("2026-11-29"), "{day}");
        }
        for moment in ["2026-11-29 14:02", "2026-11-29T14:02:00Z", "29.11.2026 14:02:00"] {
            assert_eq!(read(moment).as_deref(), Some("2026-11-29T14:02:00"), "{moment}");
        }
        // Nobody can tell whether 11/10 is in October or in November.
        for wrong in
            ["", "yesterday", "11/29/2026", "2026-02-30", "29.11.26", "1.2.3.2026", "2026-11-29 25:00", "46355"]
        {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_day_is_judged_for_everybodys_clock() {
        let now: Timestamp = "2026-11-29T12:00:00Z".parse().unwrap();
        let day = |text: &str| Moment::of(text).unwrap();
        assert!(!day("2026-11-30").is_after(now), "it is the 30th on Kiribati");
        assert!(day("2026-12-01").is_after(now));
        assert!(day("2026-11-30 02:30").is_after(now));
        assert!(!day("2026-11-29").is_before(now));
        assert!(day("2026-11-27").is_before(now));
        assert!(!day("2026-11-28 22:30").is_before(now));
    }
}
