//! What must be kept for a verdict to hold.

use std::collections::HashMap;

use super::Evidence;
use crate::findings::{Condition, Finding};

/// The accepted ones of the findings that count, those that end first in front.
pub(super) fn conditions(evidence: &Evidence<'_>, counts: impl Fn(&Finding) -> bool) -> Vec<Condition> {
    let waivers = evidence.accepted.waivers.iter().map(|decision| decision.waiver);
    let owners: HashMap<&str, &str> =
        waivers.map(|waiver| (waiver.id.as_str(), waiver.control.owner.as_str())).collect();
    let ends = evidence.accepted.baseline.as_ref().map(|it| it.ends.to_string()).unwrap_or_default();
    let condition = |finding: &Finding| {
        let waiver = finding.waiver.as_ref();
        let owner = match waiver {
            Some(waiver) => owners.get(waiver.id.as_str()).map(|owner| (*owner).to_owned()),
            None => finding.owner.clone(),
        };
        Condition {
            fingerprint: finding.fingerprint.clone(),
            title: finding.title.clone(),
            waiver: waiver.map(|waiver| waiver.id.clone()),
            until: waiver.map_or_else(|| ends.clone(), |waiver| waiver.expires_on.clone()),
            owner,
            control: waiver.map(|waiver| waiver.control.clone()),
        }
    };
    let accepted = evidence.findings.iter().filter(|finding| finding.is_accepted() && counts(finding));
    let mut conditions: Vec<Condition> = accepted.map(condition).collect();
    conditions.sort_by(|a, b| {
        (&a.until, &a.waiver, &a.title, &a.fingerprint).cmp(&(&b.until, &b.waiver, &b.title, &b.fingerprint))
    });
    conditions
}
