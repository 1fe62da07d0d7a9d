//! Times of a site: the database holds them in the site's own time zone and does not say which.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// The zone in which a site writes its times.
pub(super) struct Zone(TimeZone);

impl Default for Zone {
    fn default() -> Self {
        Self(TimeZone::UTC)
    }
}

impl Zone {
    /// Where the setting is empty (`frappe/utils/data.py`, 14 to 17).
    pub(super) const OF_EMPTY: &str = "Asia/Kolkata";

    /// The zone of a name such as `Europe/Berlin`, from this machine's database of zones or the one that rolecall brings.
    pub(super) fn named(name: &str) -> Option<Self> {
        TimeZone::get(name.trim()).ok().map(Self)
    }

    /// A time of the site such as `2026-11-20 16:40:32.745379` as ISO 8601 UTC, in whole seconds. What is no time is nothing.
    pub(super) fn utc(&self, time: &str) -> Option<String> {
        let time: DateTime = time.trim().parse().ok()?;
        // Of an hour that there is twice, the first.
        let moment = self.0.to_timestamp(time).ok()?;
        Some(moment.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::Zone;

    #[test]
    fn times_are_moved_to_utc_in_summer_and_winter() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        assert_eq!(berlin.utc("2026-11-20 16:40:32.745379").as_deref(), Some("2026-11-20T15:40:32Z"));
        assert_eq!(berlin.utc("2026-07-01 00:30:00").as_deref(), Some("2026-06-30T22:30:00Z"));
        assert_eq!(berlin.utc("2026-10-25 02:30:00").as_deref(), Some("2026-10-25T00:30:00Z"), "the first of two");
        assert_eq!(berlin.utc("2026-03-29 02:30:00").as_deref(), Some("2026-03-29T01:30:00Z"), "an hour that was not");
        assert_eq!(Zone::default().utc("2026-07-01 00:30:00                ").as_deref(), Some("2026-07-01T00:30:00Z"));
        for other in ["", "0000-00-00 00:00:00", "yesterday"] {
            assert_eq!(berlin.utc(other), None, "{other}");
        }
        assert!(Zone::named("Mars/Phobos").is_none());
    }
}
