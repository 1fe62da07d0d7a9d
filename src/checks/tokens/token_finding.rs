//! What all checks of API keys tell.

use crate::checks::context::{Context, finding};
use crate::findings::{CheckInfo, Finding, Subject};
use crate::snapshot::Token;

/// A finding about one key; the subject is its name and owner, because owners name their keys as they like.
pub(super) fn about(cx: &Context<'_>, info: &'static CheckInfo, token: &Token) -> Finding {
    let owner = &cx.snapshot.user(token.owner).key;
    let mut finding = finding(info, Subject::new("token", &token.name), cx.whole_of(owner));
    finding.affected = cx.affected([token.owner]);
    finding.path = vec![format!("token:{}", token.name), format!("user:{owner}")];
    finding
}

/// A moment as a day.
pub(super) fn day(moment: &str) -> &str {
    moment.get(..10).unwrap_or(moment)
}

/// Whole days from one moment to another; none if either is no moment.
pub(super) fn days(from: &str, to: &str) -> Option<i64> {
    let (from, to): (jiff::Timestamp, jiff::Timestamp) = (from.parse().ok()?, to.parse().ok()?);
    Some(to.duration_since(from).as_secs() / 86_400)
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
}
