//! What is sent again, and after which pause.

use std::time::Duration;

use super::{NetError, Repeat};

/// The longest pause that a server is granted.
const LONGEST: Duration = Duration::from_mins(1);

/// The pause before the next attempt; nothing if there must be none. `attempt` counts from zero.
pub(super) fn pause(error: &NetError, repeat: Repeat, attempt: u32, retries: u32) -> Option<Duration> {
    let safe = repeat == Repeat::Safe;
    let again = match error {
        // Nothing was sent, or the server refused to look at it.
        NetError::Connect { .. } => true,
        NetError::Busy { status: 429, .. } => repeat != Repeat::Once,
        NetError::Busy { .. } | NetError::Gateway { .. } | NetError::BrokenOff { .. } => safe,
        // Once: whoever was too slow for a minute is hardly quicker the third time.
        NetError::Timeout => safe && attempt == 0,
        _ => false,
    };
    let step = Duration::from_millis(500 << attempt.min(6));
    let asked = match error {
        NetError::Busy { wait: Some(seconds), .. } => Duration::from_secs(*seconds),
        _ => Duration::ZERO,
    };
    (again && attempt < retries).then(|| asked.max(step).min(LONGEST))
}

/// Whether fewer requests at once may help.
pub(super) fn is_strain(error: &NetError) -> bool {
    matches!(
        error,
        NetError::Connect { .. }
            | NetError::BrokenOff { .. }
            | NetError::Timeout
            | NetError::Busy { .. }
            | NetError::Gateway { .. }
    )
}

/// The seconds that a `Retry-After` asks for: a number, or a moment by the server's own clock, which its `Date` tells.
pub(super) fn retry_after(value: &str, date: &str) -> Option<u64> {
    let moment = |text: &str| Some(jiff::fmt::rfc2822::parse(text.trim()).ok()?.timestamp().as_second());
    match value.trim().parse() {
        Ok(seconds) => Some(seconds),
        Err(_) => Some(u64::try_from(moment(value)? - moment(date)?).unwrap_or(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_safe_to_repeat_is_repeated() {
        let pause = |error: &NetError, repeat, attempt| pause(error, repeat, attempt, 3).map(|time| time.as_millis());
        let gateway = NetError::Gateway { status: 502 };
        assert_eq!(pause(&gateway, Repeat::Safe, 0), Some(500));
        assert_eq!(pause(&gateway, Repeat::Safe, 2), Some(2000));
        assert_eq!(pause(&gateway, Repeat::Safe, 3), None);
        assert_eq!(pause(&gateway, Repeat::Never, 0), None);
        assert_eq!(pause(&NetError::Timeout, Repeat::Safe, 0), Some(500));
        assert_eq!(pause(&NetError::Timeout, Repeat::Safe, 1), None);
        assert_eq!(pause(&NetError::Timeout, Repeat::Never, 0), None);
        assert_eq!(pause(&NetError::Busy { status: 503, wait: None }, Repeat::Never, 0), None);
        assert_eq!(pause(&NetError::TooLarge { limit: 1 }, Repeat::Safe, 0), None);
    }

    #[test]
    fn a_busy_server_gets_the_pause_that_it_asks_for_within_reason() {
        let pause =
            |wait| pause(&NetError::Busy { status: 429, wait }, Repeat::Never, 1, 3).map(|time| time.as_millis());
        assert_eq!(pause(Some(7)), Some(7000));
        assert_eq!(pause(Some(0)), Some(1000));
        assert_eq!(pause(None), Some(1000));
        let once = super::pause(&NetError::Busy { status: 429, wait: Some(7) }, Repeat::Once, 0, 3);
        assert_eq!(once, None, "whoever counts what is asked too often is not asked again");
        assert_eq!(pause(Some(u64::MAX)), Some(60_000));
    }

    #[test]
    fn a_server_may_say_when_in_seconds_or_by_its_own_clock() {
        let date = "Fri, 20 Nov 2026 20:26:00 GMT";
        assert_eq!(retry_after(" 12 ", ""), Some(12));
        assert_eq!(retry_after("Fri, 20 Nov 2026 20:26:30 GMT", date), Some(30));
        assert_eq!(retry_after("Fri, 20 Nov 2026 20:20:00 GMT", date), Some(0));
        assert_eq!(retry_after("Fri, 20 Nov 2026 20:26:30 GMT", ""), None);
        assert_eq!(retry_after("soon", date), None);
        assert_eq!(retry_after("-1", date), None);
    }
}
