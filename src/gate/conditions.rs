//! What must be kept for a verdict to hold.

use super::Evidence;
use crate::findings::{Condition, Finding};

/// The accepted ones of the findings that count, those that end first in front.
pub(super) fn conditions(evidence: &Evidence<'_>, counts: impl Fn(&Finding) -> bool) -> Vec<Condition> {
    let baseline = evidence.accepted.baseline.as_ref().map(|it| it.ends.to_string()).unwrap_or_default();
    let accepted = evidence.findings.iter().filter(|finding| finding.is_accepted() && counts(finding));
    let mut conditions: Vec<Condition> = accepted
        .map(|finding| Condition {
            fingerprint: finding.fingerprint.clone(),
            title: finding.title.clone(),
            waiver: finding.waiver.as_ref().map(|waiver| waiver.id.clone()),
            until: finding.waiver.as_ref().map_or_else(|| baseline.clone(), |waiver| waiver.expires_on.clone()),
            owner: finding.waiver.as_ref().map(|waiver| waiver.control_owner.clone()).or_else(|| finding.owner.clone()),
            control: finding.waiver.as_ref().map(|waiver| waiver.control.clone()),
        })
        .collect();
    conditions.sort_by(|a, b| {
        (&a.until, &a.waiver, &a.title, &a.fingerprint).cmp(&(&b.until, &b.waiver, &b.title, &b.fingerprint))
    });
    conditions
}
