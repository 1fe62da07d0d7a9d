//! What the checks about decisions share.

use crate::checks::context::Context;
use crate::checks::telling::{count, finding};
use crate::findings::{CheckInfo, Finding, Subject};
use crate::gate::{AgainstIt, Decision, Fault, Named};
use crate::model::Position;

/// Controls that decisions about risks give evidence for.
pub(super) const CONTROLS: &[&str] =
    &["NIST-800-53r5 CA-5", "NIST-800-53r5 PL-4", "ISO27001-2022 A.5.36", "PCI-DSS-4.0.1 12.3.1", "SOC2 CC4.1"];

/// So many of the findings that a decision means are named.
const NAMED: usize = 5;

/// Every waiver and what came of it.
pub(super) fn waivers<'c>(cx: &'c Context<'_>) -> impl Iterator<Item = &'c Decision<'c>> {
    cx.accepted.iter().flat_map(|accepted| &accepted.waivers)
}

/// Waivers with a fault of a kind, and how it is told: all that `told` says of their faults.
pub(super) fn faulty<'c>(
    cx: &'c Context<'_>,
    told: fn(&Fault) -> Option<&str>,
) -> impl Iterator<Item = (&'c Decision<'c>, String)> {
    waivers(cx).filter_map(move |decision| {
        let how: Vec<&str> = decision.faults.iter().filter_map(told).collect();
        (!how.is_empty()).then(|| (decision, how.join("; ")))
    })
}

/// The baseline and what came of it.
pub(super) fn baseline<'c>(cx: &'c Context<'_>) -> Option<&'c AgainstIt<'c>> {
    cx.accepted.as_ref()?.baseline.as_ref()
}

/// A finding about a waiver, with the place where it stands.
pub(super) fn of_waiver(cx: &Context<'_>, info: &'static CheckInfo, decision: &Decision<'_>) -> Finding {
    let mut finding = finding(info, Subject::new("waiver", &decision.waiver.id), cx.whole());
    finding.designed_at = Some(decision.waiver.at.clone());
    finding.path = vec![format!("waiver:{}", decision.waiver.id)];
    finding.path.extend(steps(&decision.matched));
    finding
}

/// The same about one that has an end, while what it accepted is still there.
pub(super) fn still_there(cx: &Context<'_>, info: &'static CheckInfo, decision: &Decision<'_>) -> Finding {
    let mut finding = of_waiver(cx, info, decision);
    let matched = decision.matched.len();
    let are = if matched == 1 { "is" } else { "are" };
    finding.expected = Some(format!("what it accepts is gone after {}", decision.waiver.expires_on));
    finding.actual = format!("{} {are} still there", count(matched, "finding"));
    finding
}

/// A finding about the baseline.
pub(super) fn of_baseline(cx: &Context<'_>, info: &'static CheckInfo, it: &AgainstIt<'_>) -> Finding {
    let mut finding = finding(info, Subject::new("baseline", "baseline"), cx.whole());
    finding.designed_at = Some(Position::file(&it.file.into()));
    finding.path = vec![format!("baseline:{}", it.file)];
    finding
}

/// The findings that a decision means, the first by name.
pub(super) fn steps(matched: &[Named]) -> Vec<String> {
    let mut steps: Vec<String> = matched.iter().take(NAMED).map(Named::step).collect();
    steps.extend((matched.len() > NAMED).then(|| format!("and {} more", matched.len() - NAMED)));
    steps
}
