//! What must be kept for a verdict to hold.

use std::collections::HashMap;

use super::Evidence;
use crate::findings::{AcceptedBy, Condition, Finding};

/// The accepted ones of the findings that count and those that `--fail-on` lets pass: those that end first in front, then in the order of
/// the waivers' file.
pub(super) fn conditions(
    evidence: &Evidence<'_>,
    counts: impl Fn(&Finding) -> bool,
    passes: impl Fn(&Finding) -> bool,
) -> Vec<Condition> {
    let accepted = evidence.accepted;
    let waivers: HashMap<&str, (usize, &str)> = accepted
        .waivers
        .iter()
        .enumerate()
        .map(|(at, decision)| (decision.waiver.id.as_str(), (at, decision.waiver.control.owner.as_str())))
        .collect();
    let (today, ends) =
        (super::day(accepted.today), accepted.baseline.as_ref().map(|it| it.ends.to_string()).unwrap_or_default());
    let condition = |finding: &Finding| {
        let waiver = finding.waiver.as_ref();
        let (accepted_by, until) = match waiver {
            Some(waiver) => (AcceptedBy::Waiver, &waiver.expires_on),
            None if finding.is_accepted() => (AcceptedBy::Baseline, &ends),
            None => (AcceptedBy::CommandLine, &today),
        };
        let owner = match waiver {
            Some(waiver) => waivers.get(waiver.id.as_str()).map(|(_, owner)| (*owner).to_owned()),
            None => finding.owner.clone(),
        };
        Condition {
            fingerprint: finding.fingerprint.clone(),
            title: finding.title.clone(),
            accepted_by,
            waiver: waiver.map(|waiver| waiver.id.clone()),
            until: until.clone(),
            owner,
            control: waiver.map(|waiver| waiver.control.clone()),
        }
    };
    let kept = |finding: &&Finding| passes(finding) || (finding.is_accepted() && counts(finding));
    let mut conditions: Vec<Condition> = evidence.findings.iter().filter(kept).map(condition).collect();
    // Waivers as they stand in their file.
    let place = |of: &Condition| of.waiver.as_deref().and_then(|id| waivers.get(id)).map(|(at, _)| *at);
    conditions.sort_by(|a, b| {
        let kept = |of: &Condition| (of.accepted_by, place(of));
        let named = |of: &Condition| (of.title.clone(), of.fingerprint.clone());
        a.until.cmp(&b.until).then_with(|| kept(a).cmp(&kept(b))).then_with(|| named(a).cmp(&named(b)))
    });
    conditions
}
