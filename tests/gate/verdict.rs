//! What the criteria come to.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rolecall::findings::{
    AcceptedBy, AgainstBaseline, Answer, CellResult, CriterionState, Finding, GateOutcome, NotAssessed, ProbeReport,
    ProbedCell, Report, Subject, Summary, Verdict,
};
use rolecall::gate::{Accepted, Evidence, accept, judge};
use rolecall::model::{Severity, date};
use rolecall::policy::{Accepts, GatePolicy, Policies, Required, Waiver, Waivers};

use crate::made::{CHECKS, finding, findings, system, waiver, waivers};

const TODAY: &str = "2026-06-15";

fn summary() -> Summary {
    Summary {
        system: "odoo 18.0 shop".to_owned(),
        taken_at: format!("{TODAY}T08:00:00Z"),
        snapshot_sha256: "00".to_owned(),
        map: None,
        users: 3,
        active_users: 3,
        groups: 1,
        resources: 2,
        decisions: 6,
        roles: 0,
    }
}

fn judged(
    gate: &GatePolicy,
    findings: Vec<Finding>,
    taken_at: &str,
    mut gaps: Vec<NotAssessed>,
) -> (GateOutcome, Report) {
    let accepted = Accepted { today: date(TODAY).unwrap(), ..Accepted::default() };
    let evidence =
        Evidence { findings: &findings, accepted: &accepted, taken_at, probe: None, given: [Required::RoleMap].into() };
    let outcome = judge(gate, Severity::High, &evidence, &mut gaps);
    let report = Report::new(summary(), Severity::High, findings, gaps).judged(outcome.clone());
    (outcome, report)
}

/// A gate that asks for one thing.
fn gate_with(change: impl FnOnce(&mut GatePolicy)) -> GatePolicy {
    let mut gate = GatePolicy::default();
    change(&mut gate);
    gate
}

fn states(outcome: &GateOutcome) -> Vec<(&str, CriterionState)> {
    outcome.criteria.iter().map(|criterion| (criterion.name, criterion.state)).collect()
}

proptest! {
    /// Whatever is found, decided and not seen: GO is impossible with anything that was asked for and not assessed, and with
    /// anything that blocks and that nobody accepted; and the exit code is never 0 then.
    #[test]
    fn go_is_impossible_while_anything_stands_against_it(
        mut found in findings(),
        list in waivers(),
        gaps in prop::collection::vec(any::<bool>(), 0..3),
        fail_on in prop::sample::select(Severity::ALL.to_vec()),
        days_old in 0_i32..12,
    ) {
        let (snapshot, today) = (system(), date(TODAY).unwrap());
        let policies = Policies { waivers: Waivers { list }, ..Policies::built_in().clone() };
        let accepted = accept(&mut found, &snapshot, &policies, None, today);
        let taken_at = format!("{}T08:00:00Z", today - jiff::ToSpan::days(days_old));
        let evidence =
            Evidence { findings: &found, accepted: &accepted, taken_at: &taken_at, probe: None, given: BTreeSet::new() };
        let mut gaps: Vec<NotAssessed> = gaps
            .into_iter()
            .map(|asked_for| NotAssessed { what: "x".to_owned(), reason: "y".to_owned(), asked_for })
            .collect();
        let gap = gaps.iter().any(|gap| gap.asked_for) || days_old > 7;
        let outcome = judge(&policies.gate, fail_on, &evidence, &mut gaps);
        let blocked = found.iter().any(|finding| finding.decides(fail_on));
        // By the gate or by the command line, whichever is stricter.
        let own = policies.gate.threshold(None);
        let counts = |finding: &Finding| finding.blocks(own.min(fail_on));
        let kept = found.iter().any(|finding| counts(finding) && !finding.decides(fail_on));
        let report = Report::new(summary(), fail_on, found, gaps).judged(outcome);
        let expected = match (blocked, gap, kept) {
            (true, _, _) => Verdict::NoGo,
            (false, true, _) => Verdict::NotAssessed,
            (false, false, true) => Verdict::GoWithConditions,
            (false, false, false) => Verdict::Go,
        };
        prop_assert_eq!(report.verdict, expected);
        let code = match (gap, blocked) { (true, _) => 3, (false, true) => 1, (false, false) => 0 };
        prop_assert_eq!(report.exit().code(), code);
        prop_assert_eq!(report.gate.conditions.is_empty(), !kept);
    }
}

#[test]
fn evidence_that_is_too_old_or_from_tomorrow_is_not_assessed() {
    let gate = &Policies::built_in().gate;
    let at = |taken_at: &str| judged(gate, Vec::new(), taken_at, Vec::new()).1;
    for fresh in ["2026-06-15T23:59:59Z", "2026-06-08T00:00:00Z"] {
        assert_eq!((at(fresh).verdict, at(fresh).exit().code()), (Verdict::Go, 0), "{fresh}");
    }
    for (stale, words) in [
        ("2026-06-07T23:59:59Z", "the snapshot was taken on 2026-06-07, 8 days ago, and the gate allows 7"),
        ("2026-06-16T00:00:00Z", "later than the day of judging"),
        ("yesterday", "nobody knows when"),
    ] {
        let report = at(stale);
        assert_eq!((report.verdict, report.exit().code()), (Verdict::NotAssessed, 3), "{stale}");
        assert!(report.not_assessed[0].reason.contains(words), "{:?}", report.not_assessed);
    }
}

/// A probe in which each role was asked once, at a moment.
fn probe(asked: &[(&str, &str)]) -> ProbeReport {
    let cell = |(role, at): &(&str, &str)| ProbedCell {
        role: (*role).to_owned(),
        login: None,
        question: "model",
        resource: None,
        op: None,
        field: None,
        record: None,
        request: String::new(),
        designed: Answer::Allowed,
        predicted: Answer::Allowed,
        observed: Answer::Allowed,
        reason: None,
        caveat: None,
        result: CellResult::AsExpected,
        at: (*at).to_owned(),
        latency_ms: 1,
    };
    ProbeReport {
        requests: 1,
        interrupted: false,
        roles: Vec::new(),
        traces: Vec::new(),
        cells: asked.iter().map(cell).collect(),
        bearer: Vec::new(),
        default_logins: Vec::new(),
    }
}

#[test]
fn a_probe_is_as_old_as_the_role_that_was_asked_longest_ago() {
    let gate = gate_with(|gate| gate.probe_days = Some(7));
    let accepted = Accepted { today: date(TODAY).unwrap(), ..Accepted::default() };
    let at = |asked: &[(&str, &str)]| {
        let probe = probe(asked);
        let evidence = Evidence {
            findings: &[],
            accepted: &accepted,
            taken_at: TODAY,
            probe: Some(&probe),
            given: BTreeSet::new(),
        };
        let mut gaps = Vec::new();
        let outcome = judge(&gate, Severity::High, &evidence, &mut gaps);
        let criterion = outcome.criteria.into_iter().find(|criterion| criterion.name == "probe-freshness").unwrap();
        assert_eq!(gaps.len(), usize::from(criterion.state == CriterionState::NotAssessed), "{gaps:?}");
        (criterion.state, criterion.says)
    };
    let (today, edge, old) = ("2026-06-15T23:59:59Z", "2026-06-08T00:00:00Z", "2026-06-07T23:59:59Z");
    let fresh = (CriterionState::Met, "every role was asked at most 7 days ago".to_owned());
    // The last answer of a role counts.
    for asked in
        [vec![("clerk", today)], vec![("clerk", edge), ("seller", today)], vec![("clerk", old), ("clerk", edge)]]
    {
        assert_eq!(at(&asked), fresh, "{asked:?}");
    }
    let tomorrow = "2026-06-16T00:00:00Z";
    let wrong_clock = "role `clerk` was asked on 2026-06-16, later than the day of judging: a clock is wrong";
    for (asked, words) in [
        (
            vec![("clerk", old), ("seller", today)],
            "role `clerk` was asked on 2026-06-07, 8 days ago, and the gate allows 7: probe again",
        ),
        (vec![("clerk", tomorrow)], wrong_clock),
        (vec![("clerk", tomorrow), ("clerk", edge), ("seller", edge)], wrong_clock),
        (vec![("clerk", "soon"), ("seller", today)], "nobody knows when role `clerk` was asked"),
        (vec![], "no role was asked"),
    ] {
        assert_eq!(at(&asked), (CriterionState::NotAssessed, words.to_owned()), "{asked:?}");
    }
}

#[test]
fn what_the_gate_requires_and_nobody_gave_is_not_assessed() {
    let gate = gate_with(|gate| gate.require = [Required::RoleMap, Required::Probe].into());
    let (outcome, report) = judged(&gate, Vec::new(), TODAY, Vec::new());
    assert_eq!(states(&outcome).last().unwrap(), &("inputs", CriterionState::NotAssessed));
    assert!(report.not_assessed[0].reason.contains("a live probe (`--probe`)"), "{:?}", report.not_assessed);
    assert_eq!(report.exit().code(), 3);
    let gate = gate_with(|gate| gate.require = [Required::RoleMap].into());
    assert_eq!(judged(&gate, Vec::new(), TODAY, Vec::new()).1.verdict, Verdict::Go);
}

#[test]
fn more_of_a_severity_than_allowed_is_no_go_and_guesses_do_not_count() {
    let medium = |id: &str| finding(CHECKS[0], Subject::new("user", id), "m", &[], Severity::Medium, &[]);
    let gate = |most| gate_with(|gate| gate.at_most = [(Severity::Medium, most)].into());
    let two = || vec![medium("ann"), medium("bob")];
    assert_eq!(judged(&gate(2), two(), TODAY, Vec::new()).1.verdict, Verdict::Go);
    let (outcome, report) = judged(&gate(1), two(), TODAY, Vec::new());
    assert_eq!((report.verdict, report.exit().code()), (Verdict::NoGo, 1));
    assert_eq!(outcome.criteria[1].says, "at most 1 medium: there are 2");
    let mut guessed = two();
    guessed[0].confidence = rolecall::model::Confidence::Low;
    assert_eq!(judged(&gate(1), guessed, TODAY, Vec::new()).1.verdict, Verdict::Go);
    let mut known = two();
    known[0].baseline = Some(rolecall::findings::AgainstBaseline::Known);
    let (outcome, report) = judged(&gate(1), known, TODAY, Vec::new());
    assert_eq!(report.verdict, Verdict::GoWithConditions);
    assert_eq!(outcome.conditions.len(), 1);
}

#[test]
fn a_weaker_threshold_of_the_command_line_is_go_with_conditions_at_best() {
    let gate = gate_with(|gate| gate.fail_on = Some(Severity::Medium));
    let (outcome, report) = judged(&gate, Vec::new(), TODAY, Vec::new());
    assert_eq!(outcome.criteria[0].says, "no finding that is high or worse; the gate itself says medium");
    assert_eq!((report.verdict, report.exit().code()), (Verdict::Go, 0), "it lets nothing pass");
    let medium = |id: &str| finding(CHECKS[0], Subject::new("user", id), "m", &[], Severity::Medium, &[]);
    let mut known = medium("bob");
    known.baseline = Some(AgainstBaseline::Known);
    let mut guessed = medium("cem");
    guessed.confidence = rolecall::model::Confidence::Low;
    let (outcome, report) = judged(&gate, vec![medium("ann"), guessed.clone()], TODAY, Vec::new());
    assert_eq!((report.verdict, report.exit().code()), (Verdict::GoWithConditions, 0));
    assert_eq!(
        outcome.criteria[0].says,
        "no finding that is high or worse; the gate itself says medium, and `--fail-on` lets 1 finding pass"
    );
    let [condition] = outcome.conditions.as_slice() else { panic!("{:?}", outcome.conditions) };
    assert_eq!((condition.accepted_by, condition.until.as_str()), (AcceptedBy::CommandLine, TODAY));
    assert_eq!((condition.decision(), condition.title.as_str()), ("--fail-on", medium("ann").title.as_str()));
    let (outcome, report) = judged(&gate, vec![known], TODAY, Vec::new());
    assert_eq!(report.verdict, Verdict::GoWithConditions);
    assert_eq!(outcome.conditions[0].accepted_by, AcceptedBy::Baseline);
    assert_eq!(judged(&gate, vec![guessed], TODAY, Vec::new()).1.verdict, Verdict::Go);
    // Stricter is free.
    let gate = gate_with(|gate| gate.fail_on = Some(Severity::Critical));
    let (outcome, report) = judged(&gate, vec![medium("ann")], TODAY, Vec::new());
    assert_eq!((report.verdict, outcome.conditions.len()), (Verdict::Go, 0));
}

#[test]
fn the_threshold_is_what_somebody_says_else_the_gate_s_else_high() {
    let gate = gate_with(|gate| gate.fail_on = Some(Severity::Medium));
    assert_eq!(gate.threshold(None), Severity::Medium);
    assert_eq!(gate.threshold(Some(Severity::Low)), Severity::Low);
    assert_eq!(GatePolicy::default().threshold(None), Severity::High);
}

#[test]
fn conditions_stand_as_the_waivers_in_their_file_those_that_end_first_in_front() {
    let ids = ["W-1", "W-2", "W-10", "W-11", "A-1", "W-0"];
    let one = |id: &str| finding(CHECKS[0], Subject::new("role", id), "m", &[], Severity::High, &["ann"]);
    let mut found: Vec<Finding> = ids.iter().rev().map(|id| one(id)).collect();
    let mut list: Vec<Waiver> = ids.iter().map(|id| waiver(id, Accepts::Fingerprint(one(id).fingerprint))).collect();
    list[3].expires_on = date("2026-06-20").unwrap();
    let policies = Policies { waivers: Waivers { list }, ..Policies::built_in().clone() };
    let accepted = accept(&mut found, &system(), &policies, None, date(TODAY).unwrap());
    let evidence =
        Evidence { findings: &found, accepted: &accepted, taken_at: TODAY, probe: None, given: BTreeSet::new() };
    let outcome = judge(&policies.gate, Severity::High, &evidence, &mut Vec::new());
    let told: Vec<&str> = outcome.conditions.iter().map(rolecall::findings::Condition::decision).collect();
    assert_eq!(told, ["W-11", "W-1", "W-2", "W-10", "A-1", "W-0"]);
}

/// The criterion about decisions and the report, of a finding that a waiver means.
fn decided(severity: Severity, change: impl FnOnce(&mut Waiver)) -> (CriterionState, String, Report) {
    let one = |id: &str| finding(CHECKS[0], Subject::new("role", id), "m", &[], severity, &["ann"]);
    let mut found = vec![one("seller")];
    let mut list = vec![waiver("W-1", Accepts::Fingerprint(found[0].fingerprint.clone()))];
    change(&mut list[0]);
    let policies = Policies { waivers: Waivers { list }, ..Policies::built_in().clone() };
    let accepted = accept(&mut found, &system(), &policies, None, date(TODAY).unwrap());
    let taken_at = format!("{TODAY}T08:00:00Z");
    let evidence =
        Evidence { findings: &found, accepted: &accepted, taken_at: &taken_at, probe: None, given: BTreeSet::new() };
    let outcome = judge(&policies.gate, Severity::High, &evidence, &mut Vec::new());
    let criterion = outcome.criteria.iter().find(|criterion| criterion.name == "decisions").unwrap().clone();
    (criterion.state, criterion.says, Report::new(summary(), Severity::High, found, Vec::new()).judged(outcome))
}

#[test]
fn a_decision_that_does_not_hold_is_not_called_met_where_anything_rests_on_it() {
    let ended = |waiver: &mut Waiver| waiver.expires_on = date("2026-06-14").unwrap();
    let (state, says, report) = decided(Severity::High, |_| ());
    assert_eq!(
        (state, says.as_str(), report.verdict),
        (CriterionState::Met, "1 waiver in force", Verdict::GoWithConditions)
    );
    let (state, says, report) = decided(Severity::High, ended);
    assert_eq!((state, says.as_str()), (CriterionState::Unmet, "the only waiver does not hold"));
    assert_eq!(report.verdict, Verdict::NoGo);
    // Nothing blocks, so an ended waiver does not either.
    let rests = "the only waiver does not hold; nothing that counts rests on what does not hold";
    let (state, says, report) = decided(Severity::Medium, ended);
    assert_eq!((state, says.as_str(), report.verdict), (CriterionState::Met, rests, Verdict::Go));
    let unused = |waiver: &mut Waiver| waiver.accepts = Accepts::Fingerprint("v1:00".to_owned());
    assert_eq!(decided(Severity::Medium, unused).2.verdict, Verdict::Go);
    assert_eq!(decided(Severity::High, unused).0, CriterionState::Met, "what blocks does not rest on it");
}
