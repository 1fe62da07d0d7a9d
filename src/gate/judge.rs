//! The criteria one by one, and what they come to.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt::Write as _;

use jiff::Timestamp;
use jiff::civil::Date;

use super::Accepted;
use super::conditions::conditions;
use crate::findings::CriterionState::{Conditional, Met, NotAssessed as Unknown, Unmet};
use crate::findings::{Criterion, CriterionState, Finding, GateOutcome, NotAssessed, ProbeReport, SignOff};
use crate::model::{Confidence, Severity, count, days_between, utc_day};
use crate::policy::{GatePolicy, Required};

/// What the verdict rests on.
#[derive(Debug)]
pub struct Evidence<'a> {
    /// Everything that was found, decisions applied.
    pub findings: &'a [Finding],
    /// What people decided.
    pub accepted: &'a Accepted<'a>,
    /// When the snapshot was taken, ISO 8601 UTC.
    pub taken_at: &'a str,
    /// What the running system did, if it was asked.
    pub probe: Option<&'a ProbeReport>,
    /// What the audit was given.
    pub given: BTreeSet<Required>,
}

/// Every criterion of the gate with what came of it. What it asked for and nobody can tell is added to what was not assessed.
pub fn judge(
    gate: &GatePolicy,
    fail_on: Severity,
    evidence: &Evidence<'_>,
    not_assessed: &mut Vec<NotAssessed>,
) -> GateOutcome {
    let today = evidence.accepted.today;
    let mut criteria = vec![of_findings(gate, fail_on, evidence.findings)];
    let (mut on_conditions, mut too_many) = (BTreeSet::new(), BTreeSet::new());
    for (severity, most) in gate.at_most.iter().rev() {
        let criterion = at_most(*severity, *most, evidence.findings);
        match criterion.state {
            Conditional => on_conditions.extend([*severity]),
            Unmet => too_many.extend([*severity]),
            Met | Unknown => {}
        }
        criteria.push(criterion);
    }
    criteria.push(assessed(not_assessed));
    let mut gap = |criterion: Criterion, what: &str| {
        if criterion.state == Unknown {
            let reason = criterion.says.clone();
            not_assessed.push(NotAssessed { what: what.to_owned(), reason, asked_for: true });
        }
        criteria.push(criterion);
    };
    if let Some(criterion) = inputs(gate, &evidence.given) {
        gap(criterion, "what the gate requires");
    }
    if let Some(most) = gate.snapshot_days {
        gap(snapshot_age(evidence.taken_at, most, today), "freshness of the snapshot");
    }
    if let Some((most, probe)) = gate.probe_days.zip(evidence.probe) {
        gap(probe_age(probe, most, today), "freshness of the probe");
    }
    criteria.extend(decisions(evidence, |finding| {
        finding.blocks(fail_on) || (too_many.contains(&finding.severity) && counts(finding))
    }));
    GateOutcome {
        judged_on: super::day(today),
        criteria_of: gate.file.clone(),
        criteria,
        conditions: conditions(
            evidence,
            |finding| finding.blocks(fail_on) || (on_conditions.contains(&finding.severity) && counts(finding)),
            |finding| passes(gate, fail_on, finding),
        ),
        sign_offs: gate
            .sign_offs
            .iter()
            .map(|sign_off| SignOff { role: sign_off.role.clone(), answers_for: sign_off.answers_for.clone() })
            .collect(),
    }
}

fn criterion(name: &'static str, state: CriterionState, says: String) -> Criterion {
    Criterion { name, state, says }
}

/// Guesses decide nothing.
fn counts(finding: &Finding) -> bool {
    finding.confidence > Confidence::Low
}

/// Whether a finding that the gate counts could block nothing because `--fail-on` is weaker than what was agreed.
fn passes(gate: &GatePolicy, fail_on: Severity, finding: &Finding) -> bool {
    finding.blocks(gate.threshold(None)) && !finding.blocks(fail_on)
}

fn of_findings(gate: &GatePolicy, fail_on: Severity, findings: &[Finding]) -> Criterion {
    let (open, accepted) = split(findings, |finding| finding.blocks(fail_on));
    let bad =
        if fail_on == Severity::Critical { "critical".to_owned() } else { format!("{} or worse", fail_on.word()) };
    let (state, mut says) = match (open, accepted) {
        (0, 0) => (Met, format!("no finding that is {bad}")),
        (0, accepted) => (Conditional, format!("{} {bad}, accepted by somebody", count(accepted, "finding"))),
        (open, 0) => (Unmet, format!("{} {bad}", count(open, "finding"))),
        (open, accepted) => {
            (Unmet, format!("{} {bad} that nobody accepted, {accepted} more that somebody did", count(open, "finding")))
        }
    };
    let own = gate.threshold(None);
    if own != fail_on {
        let _ = write!(says, "; the gate itself says {}", own.word());
    }
    let (passed, accepted) = split(findings, |finding| passes(gate, fail_on, finding));
    if passed > 0 {
        let _ = write!(says, ", and `--fail-on` lets {} pass", count(passed, "finding"));
    }
    if accepted > 0 {
        let _ = write!(says, ", and somebody accepted {}", count(accepted, "finding"));
    }
    let state = if passed + accepted > 0 && state == Met { Conditional } else { state };
    criterion("findings", state, says)
}

fn at_most(severity: Severity, most: usize, findings: &[Finding]) -> Criterion {
    let (open, accepted) = split(findings, |finding| finding.severity == severity && counts(finding));
    let state = match (open > most, open + accepted > most) {
        (true, _) => Unmet,
        (false, true) => Conditional,
        (false, false) => Met,
    };
    let besides = if accepted > 0 { format!(" and {accepted} accepted") } else { String::new() };
    criterion("at-most", state, format!("at most {most} {}: there are {open}{besides}", severity.word()))
}

/// How many of some findings nobody accepted, and how many somebody did.
fn split(findings: &[Finding], wanted: impl Fn(&Finding) -> bool) -> (usize, usize) {
    let (accepted, open): (Vec<_>, Vec<_>) =
        findings.iter().filter(|finding| wanted(finding)).partition(|finding| finding.is_accepted());
    (open.len(), accepted.len())
}

fn assessed(not_assessed: &[NotAssessed]) -> Criterion {
    let asked: Vec<&str> = not_assessed.iter().filter(|gap| gap.asked_for).map(|gap| gap.what.as_str()).collect();
    match asked.as_slice() {
        [] => criterion("assessed", Met, "everything asked for was assessed".to_owned()),
        [one] => criterion("assessed", Unknown, format!("not assessed: {one}")),
        [first, rest @ ..] => criterion("assessed", Unknown, format!("not assessed: {first} and {} more", rest.len())),
    }
}

fn inputs(gate: &GatePolicy, given: &BTreeSet<Required>) -> Option<Criterion> {
    if gate.require.is_empty() {
        return None;
    }
    let missing: Vec<&str> = gate.require.difference(given).map(|required| required.words()).collect();
    Some(if missing.is_empty() {
        let all: Vec<&str> = gate.require.iter().map(|required| required.words()).collect();
        criterion("inputs", Met, format!("required and given: {}", all.join(", ")))
    } else {
        criterion("inputs", Unknown, format!("required and not given: {}", missing.join(", ")))
    })
}

fn snapshot_age(taken_at: &str, most: u32, today: Date) -> Criterion {
    let (state, says) = match day_of(taken_at) {
        None => (Unknown, "nobody knows when the snapshot was taken".to_owned()),
        Some(day) => aged(["the snapshot was taken"; 2], day, most, today, "collect again"),
    };
    criterion("freshness", state, says)
}

/// A role that was asked long ago makes the probe as old as that.
fn probe_age(probe: &ProbeReport, most: u32, today: Date) -> Criterion {
    let mut last: BTreeMap<&str, Option<Date>> = BTreeMap::new();
    for cell in &probe.cells {
        let newest = last.entry(&cell.role).or_default();
        *newest = (*newest).max(day_of(&cell.at));
    }
    let days = || last.iter().map(|(role, day)| (*day, *role));
    // Where one answer is from the future the clock is wrong, and no other can be believed either.
    let worst = days().filter(|(day, _)| *day > Some(today)).max().or_else(|| days().min());
    let (state, says) = match worst {
        None => (Unknown, "no role was asked".to_owned()),
        Some((None, role)) => (Unknown, format!("nobody knows when role `{role}` was asked")),
        Some((Some(day), role)) => {
            aged(["every role was asked", &format!("role `{role}` was asked")], day, most, today, "probe again")
        }
    };
    criterion("probe-freshness", state, says)
}

/// Evidence of a day, by what is said where all is well and of what is not.
fn aged([well, what]: [&str; 2], day: Date, most: u32, today: Date, remedy: &str) -> (CriterionState, String) {
    match days_between(day, today) {
        ..0 => (Unknown, format!("{what} on {day}, later than the day of judging: a clock is wrong")),
        age if age > i64::from(most) => {
            (Unknown, format!("{what} on {day}, {} ago, and the gate allows {most}: {remedy}", in_days(age)))
        }
        _ => (Met, format!("{well} at most {} ago", in_days(i64::from(most)))),
    }
}

fn in_days(days: i64) -> String {
    format!("{days} day{}", if days == 1 { "" } else { "s" })
}

fn day_of(moment: &str) -> Option<Date> {
    moment.parse::<Timestamp>().ok().map(utc_day)
}

/// What came of the decisions; none where there are none. It is not met where something stands against the gate that is about a
/// decision or that one would accept if it held: no decision makes a NO-GO of its own.
fn decisions(evidence: &Evidence<'_>, stands: impl Fn(&Finding) -> bool) -> Option<Criterion> {
    let Accepted { waivers, baseline, .. } = evidence.accepted;
    let broken = || waivers.iter().filter(|decision| !decision.holds());
    let ended = || baseline.iter().filter(|it| it.fault.is_some());
    let mut parts = Vec::new();
    parts.extend(match (waivers.len() - broken().count(), waivers.len()) {
        (_, 0) => None,
        (held, all) if held == all => Some(format!("{} in force", count(all, "waiver"))),
        (0, 1) => Some("the only waiver does not hold".to_owned()),
        (0, all) => Some(format!("none of {} holds", count(all, "waiver"))),
        (held, all) => Some(format!("{held} of {} in force", count(all, "waiver"))),
    });
    parts.extend(baseline.as_ref().map(|it| match &it.fault {
        None => format!("the baseline accepts {} until {}", count(it.known, "finding"), it.ends),
        Some(fault) => format!("the baseline does not hold: {fault}"),
    }));
    let would_accept: HashSet<&str> = broken()
        .flat_map(|decision| decision.matched.iter().map(|named| named.fingerprint.as_str()))
        .chain(ended().flat_map(|it| it.baseline.entries.iter().map(|entry| entry.fingerprint.as_str())))
        .collect();
    let against = |finding: &Finding| {
        let about = matches!(finding.subject.kind, "waiver" | "baseline");
        !finding.is_accepted() && stands(finding) && (about || would_accept.contains(finding.fingerprint.as_str()))
    };
    let state = if evidence.findings.iter().any(against) { Unmet } else { Met };
    let is_broken = broken().next().is_some() || ended().next().is_some();
    parts.extend((state == Met && is_broken).then(|| "nothing that counts rests on what does not hold".to_owned()));
    (!parts.is_empty()).then(|| criterion("decisions", state, parts.join("; ")))
}
