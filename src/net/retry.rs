//! What is sent again, and after which pause.

use std::time::Duration;

use super::{NetError, Repeat};

/// The longest pause that a server is granted.
const LONGEST: Duration = Duration::from_mins(1);

/// The pause before the next attempt; nothing if there must be none. `attempt` counts from zero.
pub(super) fn pause(error: &NetError, repeat: Repeat, attempt: u32, retries: u32) -> Option<Duration> {
    if attempt >= retries {
        return None;
    }
    let safe = repeat == Repeat::Safe;
    let again = match error {
        // Nothing was sent, or the server refused to look at it.
        NetError::Connect { .. } | NetError::Busy { status: 429, .. } => true,
        NetError::Busy { .. } | NetError::Gateway { .. } | NetError::BrokenOff { .. } => safe,
        // Once: whoever was too slow for a minute is hardly quicker the third time.
        NetError::Timeout => safe && attempt == 0,
        _ => false,
    };
    again.then(|| match error {
        NetError::Busy { wait: Some(seconds), .. } => Duration::from_secs(*seconds).min(LONGEST),
        _ => Duration::from_millis(500 << attempt.min(6)),
    })
}

/// The seconds that a `Retry-After` asks for: a number, or a moment.
pub(super) fn retry_after(value: &str, now: jiff::Timestamp) -> Option<u64> {
    let value = value.trim();
    if let Ok(seconds) = value.parse() {
        return Some(seconds);
    }
    let moment = jiff::fmt::rfc2822::parse(value).ok()?.timestamp();
    Some(u64::try_from(moment.as_second() - now.as_second()).unwrap_or(0))
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
        assert_eq!(pause(&NetError::Busy { status: 429, wait: Some(7) }, Repeat::Never, 0), Some(7000));
        assert_eq!(pause(&NetError::Busy { status: 503, wait: None }, Repeat::Never, 0), None);
        assert_eq!(pause(&NetError::Busy { status: 503, wait: Some(1 << 40) }, Repeat::Safe, 0), Some(60_000));
        assert_eq!(pause(&NetError::TooLarge { limit: 1 }, Repeat::Safe, 0), None);
    }

    #[test]
    fn a_server_may_say_when_in_seconds_or_by_the_clock() {
        let now = "2026-11-20T20:26:00Z".parse().unwrap();
        assert_eq!(retry_after(" 12 ", now), Some(12));
        assert_eq!(retry_after("Fri, 20 Nov 2026 20:26:30 GMT", now), Some(30));
        assert_eq!(retry_after("Fri, 20 Nov 2026 20:20:00 GMT", now), Some(0));
        assert_eq!(retry_after("soon", now), None);
    }
}
