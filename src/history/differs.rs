//! What the history says of a run against what the run itself says: a row that somebody changed is told column by column.

use std::collections::BTreeMap;

use super::db::storable;
use super::run::{Counts, Recorded, Run, Seen, once};
use crate::findings::AgainstBaseline;
use crate::model::Link;

/// Something that the history says otherwise than the run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What: `verdict`, `finding v1:9c1f…`.
    pub what: String,
    /// What the history says.
    pub history: String,
    /// What the run says.
    pub run: String,
}

/// A recorded run with its findings against what the run itself says of both.
pub(super) fn differences(recorded: &Recorded, marked: &[Seen], run: &Run, seen: &[Seen]) -> Vec<Difference> {
    let seen = once(seen);
    let counts = Counts::of(seen.values().copied());
    let columns = columns(&recorded.run, &recorded.counts).into_iter().zip(columns(run, &counts));
    let differs = |what: String, history: String, run: String| {
        let run = storable(&run);
        (history != run).then_some(Difference { what, history, run })
    };
    let mut found: Vec<Difference> =
        columns.filter_map(|((what, history), (_, run))| differs(what.to_owned(), history, run)).collect();
    let marked: BTreeMap<&str, &Seen> = marked.iter().map(|one| (one.fingerprint.as_str(), one)).collect();
    let nothing = || "nothing".to_owned();
    for (fingerprint, one) in &seen {
        let history = marked.get(fingerprint.as_str()).map_or_else(nothing, |one| mark(one));
        found.extend(differs(format!("finding {fingerprint}"), history, mark(one)));
    }
    for (fingerprint, one) in marked.into_iter().filter(|(fingerprint, _)| !seen.contains_key(*fingerprint)) {
        found.extend(differs(format!("finding {fingerprint}"), mark(one), nothing()));
    }
    found
}

fn columns(run: &Run, counts: &Counts) -> [(&'static str, String); 11] {
    let [info, low, medium, high, critical] = counts.by_severity;
    let Counts { waived, known, .. } = counts;
    let previous = |link: &Link| format!("{} {}", link.run, link.manifest_sha256);
    [
        ("kind", run.kind.clone()),
        ("system", run.system.clone()),
        ("version", run.version.clone()),
        ("moment of the snapshot", run.taken_at.clone()),
        ("day of judgement", run.judged_on.clone()),
        ("verdict", run.verdict.words().to_owned()),
        ("exit code", run.exit.code().to_string()),
        (
            "counts",
            format!(
                "{critical} critical, {high} high, {medium} medium, {low} low, {info} info, {waived} waived, {known} known"
            ),
        ),
        ("run before", run.previous.as_ref().map_or_else(|| "none".to_owned(), previous)),
        ("hash of the snapshot", run.snapshot_sha256.clone()),
        ("version of rolecall", run.tool.clone()),
    ]
}

/// What is kept of a finding in one run. What is kept of it once, such as its title, is that of another run.
fn mark(seen: &Seen) -> String {
    let Seen { check_id, severity, confidence, affected, .. } = seen;
    let waiver = seen.waiver.as_deref().unwrap_or("not waived");
    let baseline = seen.baseline.map_or("no baseline", AgainstBaseline::word);
    format!(
        "{}, {}, {}, {affected} accounts, {}, {baseline}",
        storable(check_id),
        severity.word(),
        confidence.word(),
        storable(waiver)
    )
}
