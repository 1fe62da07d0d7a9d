//! What time it is: the machine's clock, or what somebody says, so that a run can be repeated.

use anyhow::Context;
use clap::Args;
use jiff::Timestamp;
use jiff::civil::Date;

/// The moment at which a command judges.
#[derive(Debug, Default, Args)]
pub(super) struct ClockArgs {
    /// Judge as if it were this day or moment, `2026-11-29` or `2026-11-29T08:00:00Z`; the age of evidence and the ends of waivers
    /// depend on it [default: the machine's clock]
    #[arg(long, value_name = "WHEN", env = "ROLECALL_NOW", hide_env_values = true, value_parser = moment)]
    now: Option<Timestamp>,
}

impl ClockArgs {
    /// The moment.
    pub(super) fn now(&self) -> Timestamp {
        self.now.unwrap_or_else(Timestamp::now)
    }
}

/// What the machine's clock says, whatever `--now` does: when a run really ran stands in its manifest and nowhere else.
pub(super) fn machine() -> Timestamp {
    Timestamp::now()
}

/// A moment, or the beginning of a day in UTC.
fn moment(text: &str) -> anyhow::Result<Timestamp> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Ok(moment);
    }
    let day: Date = text.parse().with_context(|| {
        format!("`{text}` is neither a day such as 2026-11-29 nor a moment such as 2026-11-29T08:00:00Z")
    })?;
    Ok(day.to_zoned(jiff::tz::TimeZone::UTC)?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_utc() {
        assert_eq!(moment("2026-11-29").unwrap(), moment("2026-11-29T00:00:00Z").unwrap());
        assert_eq!(moment("2026-11-29T01:00:00+01:00").unwrap(), moment("2026-11-29").unwrap());
        for wrong in ["", "2026-02-30", "yesterday", "2026-11-29T25:00:00Z"] {
            assert!(moment(wrong).is_err(), "{wrong}");
        }
    }
}
