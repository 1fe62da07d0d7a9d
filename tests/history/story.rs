//! What becomes of findings from run to run.

use rolecall::findings::{AgainstBaseline, Exit, Verdict};
use rolecall::history::{Change, Counts, Filter, Seen, Standing, Step, Store, Tracked};
use rolecall::model::{Sealed, Severity};

use super::{finding, in_both, next};

fn named<'t>(tracked: &'t [Tracked], name: &str) -> &'t Tracked {
    tracked.iter().find(|one| one.seen.fingerprint == format!("v1:{name}")).unwrap()
}

#[test]
fn a_finding_appears_is_fixed_and_comes_back() {
    in_both(|location| {
        let mut store = Store::open(location).unwrap();
        let a = finding("a", Severity::High);
        let mut b = finding("b", Severity::Critical);
        b.waiver = Some("W-2026-014".to_owned());
        let run = next(&mut store, "prod", "r1");
        let change = store.record(&run, &[a.clone(), b.clone()]).unwrap();
        assert_eq!(change, Change { appeared: 2, ..Change::default() });

        // Another system's run in between says nothing about this one.
        let run = next(&mut store, "staging", "r2");
        assert_eq!(store.record(&run, std::slice::from_ref(&a)).unwrap(), Change { appeared: 1, ..Change::default() });

        let run = next(&mut store, "prod", "r3");
        assert_eq!(store.record(&run, &[b.clone()]).unwrap(), Change { fixed: 1, ..Change::default() });
        let run = next(&mut store, "prod", "r4");
        let mut worse = a.clone();
        (worse.severity, worse.title) = (Severity::Critical, "finding a, worse".to_owned());
        let mut known = b.clone();
        (known.waiver, known.baseline) = (None, Some(AgainstBaseline::Known));
        let change = store.record(&run, &[worse, known, finding("c", Severity::Info)]).unwrap();
        assert_eq!(change, Change { appeared: 1, reopened: 1, ..Change::default() });

        let tracked = store.findings(Some("prod")).unwrap();
        let found = named(&tracked, "a");
        assert_eq!((found.first.run.as_str(), found.last.run.as_str()), ("r1", "r4"));
        assert_eq!((found.standing, found.times, found.reopened), (Standing::Open, 2, 1));
        assert_eq!((found.seen.severity, found.seen.title.as_str()), (Severity::Critical, "finding a, worse"));
        assert_eq!(found.fixed, None);
        assert_eq!(named(&tracked, "b").times, 3);
        let order: Vec<&str> = tracked.iter().map(|one| one.seen.fingerprint.as_str()).collect();
        assert_eq!(order, ["v1:a", "v1:b", "v1:c"]);

        let timelines = store.timelines("v1:a").unwrap();
        let systems: Vec<&str> = timelines.iter().map(|line| line.finding.system.as_str()).collect();
        assert_eq!(systems, ["prod", "staging"]);
        let steps: Vec<(&str, bool)> = timelines[0]
            .steps
            .iter()
            .map(|(run, step)| (run.run.as_str(), matches!(step, Step::Seen { .. })))
            .collect();
        assert_eq!(steps, [("r1", true), ("r3", false), ("r4", true)]);

        let runs = store.runs(Filter { system: Some("prod"), limit: Some(2) }).unwrap();
        let names: Vec<&str> = runs.iter().map(|run| run.run.run.as_str()).collect();
        assert_eq!(names, ["r4", "r3"]);
        assert_eq!(runs[0].counts, Counts { by_severity: [1, 0, 0, 0, 2], waived: 0, known: 1 });
        assert_eq!(runs[0].change, change);
        assert_eq!((runs[0].run.verdict, runs[0].run.exit), (Verdict::NoGo, Exit::Findings));
        assert_eq!(runs[1].counts, Counts { by_severity: [0, 0, 0, 0, 1], waived: 1, known: 0 });
        assert_eq!(runs[1].run.previous.as_ref().unwrap().run, "r2");
    });
}

#[test]
fn what_was_not_looked_for_is_not_fixed() {
    in_both(|location| {
        let mut store = Store::open(location).unwrap();
        let other = Seen { check_id: "TOK-002".to_owned(), ..finding("t", Severity::Medium) };
        let run = next(&mut store, "prod", "r1");
        store.record(&run, &[finding("a", Severity::High), other.clone()]).unwrap();
        let mut run = next(&mut store, "prod", "r2");
        run.gaps.insert("TOK-002".to_owned());
        let change = store.record(&run, &[]).unwrap();
        assert_eq!(change, Change { fixed: 1, not_looked_at: 1, ..Change::default() });
        assert_eq!(named(&store.findings(None).unwrap(), "t").standing, Standing::NotLookedAt);
        // Seen again it was there all the time; gone after a look it is fixed.
        let run = next(&mut store, "prod", "r3");
        assert_eq!(store.record(&run, std::slice::from_ref(&other)).unwrap(), Change::default());
        let mut run = next(&mut store, "prod", "r4");
        run.gaps.insert("TOK-002".to_owned());
        store.record(&run, &[]).unwrap();
        let run = next(&mut store, "prod", "r5");
        assert_eq!(store.record(&run, &[]).unwrap(), Change { fixed: 1, ..Change::default() });
        let found = store.timelines("v1:t").unwrap().remove(0);
        assert_eq!(found.finding.standing, Standing::Fixed);
        assert_eq!(found.finding.fixed.unwrap().run, "r5");
        let steps: Vec<Step> = found.steps.into_iter().map(|(_, step)| step).collect();
        let seen = Step::Seen { severity: Severity::Medium, affected: 3, waiver: None, baseline: None };
        assert_eq!(steps, [seen.clone(), Step::NotLookedAt, seen, Step::NotLookedAt, Step::Gone]);
    });
}

#[test]
fn a_finding_told_twice_is_one() {
    in_both(|location| {
        let mut store = Store::open(location).unwrap();
        let run = next(&mut store, "prod", "r1");
        let twice = [finding("a", Severity::High), finding("a", Severity::Low)];
        assert_eq!(store.record(&run, &twice).unwrap().appeared, 1);
        assert_eq!(store.runs(Filter::default()).unwrap()[0].counts.all(), 1);
    });
}

#[test]
fn thousands_of_findings_are_recorded_and_told() {
    in_both(|location| {
        let mut store = Store::open(location).unwrap();
        let many: Vec<Seen> = (0..4_000).map(|number| finding(&number.to_string(), Severity::Low)).collect();
        for name in ["r1", "r2"] {
            let run = next(&mut store, "prod", name);
            store.record(&run, &many).unwrap();
        }
        let tracked = store.findings(None).unwrap();
        assert_eq!((tracked.len(), tracked[0].times), (4_000, 2));
    });
}

#[test]
fn seals_stand_in_a_row() {
    in_both(|location| {
        let mut store = Store::open(location).unwrap();
        let run = next(&mut store, "prod", "r1");
        store.record(&run, &[]).unwrap();
        let seal = |number| Sealed {
            run: "r1".to_owned(),
            number,
            what: "approval".to_owned(),
            sha256: "a".repeat(64),
            at: "2026-11-29T09:00:00Z".to_owned(),
        };
        store.seal(&seal(1)).unwrap();
        for number in [1, 3] {
            let refused = store.seal(&seal(number)).unwrap_err().to_string();
            let expected = format!("run `r1` has 1 seals in the history, so that the next is number 2, not {number}");
            assert_eq!(refused, expected);
        }
        store.seal(&seal(2)).unwrap();
        assert_eq!(store.seals(Some("r1")).unwrap(), [seal(1), seal(2)]);
        assert_eq!(store.seals(Some("r9")).unwrap(), []);
        let unknown = store.seal(&Sealed { run: "r9".to_owned(), ..seal(1) }).unwrap_err();
        assert_eq!(unknown.to_string(), "the history has no run `r9`");
    });
}
