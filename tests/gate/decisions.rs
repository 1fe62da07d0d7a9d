//! What a waiver accepts, worked out a second time in the plainest way.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rolecall::findings::{AgainstBaseline, Finding, Subject};
use rolecall::gate::{Baseline, Fault, MadeFrom, Of, accept, waive};
use rolecall::model::{Severity, date};
use rolecall::policy::{Accepts, Policies, Waiver, WaiverTerms, Waivers};

use crate::made::{CHECKS, WHO, finding, findings, system, waiver, waivers};

/// Whether `*` in a pattern can be filled so that it is the text: by trying every length.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', rest @ ..] => (0..=text.len()).any(|skipped| fits(rest, &text[skipped..])),
        [one, rest @ ..] => text.first() == Some(one) && fits(rest, &text[1..]),
    }
}

fn is_meant(waiver: &Waiver, finding: &Finding) -> bool {
    let Accepts::Like(like) = &waiver.accepts else { return false };
    let fits = |pattern: &str, text: &str| fits(pattern.as_bytes(), text.as_bytes());
    let mut meant = true;
    if let Some(check) = &like.check {
        meant &= fits(check, finding.check_id) || fits(check, finding.check_name);
    }
    if let Some((kind, id)) = &like.subject {
        meant &= fits(kind, finding.subject.kind) && fits(id, &finding.subject.id);
    }
    if let Some(resource) = &like.resource {
        meant &= fits(resource, finding.resource.model.as_deref().unwrap());
    }
    if let Some(ops) = &like.ops {
        meant &= finding.resource.ops.iter().all(|op| ops.contains(op));
    }
    meant && like.vendor_default.is_none_or(|vendor| vendor == finding.vendor_default)
}

/// Who is behind each way in which the waivers of these tests name people; nobody is empty.
fn person(written: &str) -> &'static str {
    WHO.iter().find(|(way, _)| *way == written).unwrap().1
}

fn holds(waiver: &Waiver, meant: &[&Finding], today: jiff::civil::Date) -> bool {
    let lasts = (waiver.expires_on - waiver.approved_on).get_days();
    let critical = waiver.severity_at_approval == Severity::Critical
        || meant.iter().any(|finding| finding.severity == Severity::Critical);
    let (approver, asker) = (person(&waiver.approved_by), person(&waiver.requested_by));
    let has_account = ["ann", "bob", "cem"].contains(&approver);
    let listed = |finding: &Finding| finding.affected.users.len() == finding.affected.count;
    let users: BTreeSet<&String> = meant.iter().flat_map(|finding| &finding.affected.users).collect();
    let counts: usize = meant.iter().map(|finding| finding.affected.count).sum();
    let reach = if meant.iter().all(|finding| listed(finding)) { users.len() } else { counts };
    !meant.is_empty()
        && waiver.approved_on <= today
        && today <= waiver.expires_on
        && (0..=365).contains(&lasts)
        && (!critical || lasts <= 30)
        && !approver.is_empty()
        && !asker.is_empty()
        && approver != asker
        && meant.iter().all(|finding| {
            let about = finding.subject.kind == "user" && finding.subject.id.to_lowercase() == approver;
            let reached = finding.affected.users.iter().any(|user| user == approver);
            !about && !reached && (listed(finding) || !has_account)
        })
        && meant.iter().all(|finding| finding.severity <= waiver.severity_at_approval)
        && reach <= waiver.users_at_approval
}

proptest! {
    #[test]
    fn waivers_accept_what_the_plainest_reading_says(mut found in findings(), list in waivers()) {
        let (snapshot, today) = (system(), date("2026-06-15").unwrap());
        let before = found.clone();
        let all = Waivers { list };
        let decisions = waive(&mut found, &snapshot, &all, &WaiverTerms::default(), today);
        let mut expected = vec![None; before.len()];
        for (waiver, decision) in all.list.iter().zip(&decisions) {
            let meant: Vec<&Finding> = before.iter().filter(|finding| is_meant(waiver, finding)).collect();
            prop_assert_eq!(meant.len(), decision.matched.len());
            let holds = holds(waiver, &meant, today);
            prop_assert_eq!(holds, decision.holds(), "{:?} {:?}", waiver, decision.faults);
            for (finding, expected) in before.iter().zip(&mut expected) {
                if holds && is_meant(waiver, finding) && expected.is_none() {
                    *expected = Some(waiver.id.as_str());
                }
            }
        }
        let told: Vec<Option<&str>> =
            found.iter().map(|finding| finding.waiver.as_ref().map(|waiver| waiver.id.as_str())).collect();
        prop_assert_eq!(told, expected);
        // Nothing else about a finding changes.
        for (mut after, before) in found.into_iter().zip(before) {
            after.waiver = None;
            prop_assert_eq!(after, before);
        }
    }

    #[test]
    fn a_baseline_accepts_what_it_has_until_it_grows(was in findings(), is in findings()) {
        let today = date("2026-06-15").unwrap();
        let of = Of { kind: "odoo".to_owned(), name: "shop".to_owned() };
        let from = MadeFrom { taken_at: "2026-06-15T00:00:00Z".to_owned(), snapshot_sha256: String::new() };
        let (baseline, critical) = Baseline::of(&was, (of, from), (today, today), "ciso");
        prop_assert_eq!(critical, was.iter().filter(|finding| finding.severity == Severity::Critical).count());
        let text = baseline.written().unwrap();
        let read = Baseline::read(&text, &"b.json".into()).unwrap();
        prop_assert_eq!(&read, &baseline);
        let mut found = is;
        let policies = Policies::built_in().clone();
        accept(&mut found, &system(), &policies, Some((&read, "b.json")), today);
        for finding in &found {
            let before = was.iter().find(|one| one.fingerprint == finding.fingerprint);
            let expected = match before.filter(|one| one.severity != Severity::Critical) {
                None => AgainstBaseline::New,
                Some(one) if finding.severity > one.severity || finding.affected.count > one.affected.count => {
                    AgainstBaseline::Grown
                }
                Some(_) => AgainstBaseline::Known,
            };
            prop_assert_eq!(finding.baseline, Some(expected));
            prop_assert_eq!(finding.is_accepted(), expected == AgainstBaseline::Known);
        }
    }
}

#[test]
fn a_fingerprint_means_one_finding_and_survives_what_does_not_matter() {
    let ann = || {
        finding(CHECKS[2], Subject::new("role", "seller"), "sale.order", &["read", "write"], Severity::High, &["ann"])
    };
    let mut renamed = ann();
    renamed.title = "another title".to_owned();
    renamed.resource.ops.reverse();
    let mut found =
        vec![renamed, finding(CHECKS[2], Subject::new("role", "seller"), "sale.order", &["read"], Severity::High, &[])];
    let all = Waivers { list: vec![waiver("W-1", Accepts::Fingerprint(ann().fingerprint))] };
    let today = date("2026-06-15").unwrap();
    let decisions = waive(&mut found, &system(), &all, &WaiverTerms::default(), today);
    assert!(decisions[0].holds() && found[0].waiver.is_some() && found[1].waiver.is_none());
}

#[test]
fn nobody_approves_what_they_asked_for_or_gain_by_however_they_are_written() {
    let faults = |asked: &str, approved: &str, affected: &[&str]| {
        let mut found = vec![finding(CHECKS[2], Subject::new("role", "seller"), "m", &[], Severity::High, affected)];
        let accepts = Accepts::Fingerprint(found[0].fingerprint.clone());
        let one = Waiver { requested_by: asked.to_owned(), approved_by: approved.to_owned(), ..waiver("W-1", accepts) };
        let all = Waivers { list: vec![one] };
        let decisions = waive(&mut found, &system(), &all, &WaiverTerms::default(), date("2026-06-15").unwrap());
        decisions.into_iter().flat_map(|decision| decision.faults).collect::<Vec<_>>()
    };
    for mara in [
        "Mara Klein",
        "Klein, Mara",
        "Mara Klein (CISO)",
        "Mara Klein, CISO",
        "Mara  Klein",
        "MARA KLEIN <mara@other.example>",
        "M\u{430}ra Klein",
    ] {
        let told = faults("Mara Klein", mara, &[]);
        assert!(matches!(told.as_slice(), [Fault::SelfApproved(why)] if why.contains("the same person")), "{told:?}");
    }
    for cem in
        ["cem", "Person Cem", "Cem Person [CFO]", "chief+erp@shop.example", "Chief <chief@shop.example>", "c\u{435}m"]
    {
        let told = faults("lead", cem, &["ann", "cem"]);
        assert!(matches!(told.as_slice(), [Fault::SelfApproved(why)] if why.contains("account `cem`")), "{told:?}");
        assert!(faults("lead", cem, &["ann", "bob"]).is_empty(), "{cem}");
    }
    for (asked, approved) in [("Mara Klein (CISO)", "Paul Weiss (CISO)"), ("lead", "Mara Klein"), ("Unit 1", "Unit 2")]
    {
        assert!(faults(asked, approved, &["ann"]).is_empty(), "{asked} {approved}");
    }
    for nobody in ["-", "@", "()"] {
        let told = faults("lead", nobody, &["ann"]);
        assert_eq!(told, [Fault::Invalid(format!("`{nobody}` names nobody"))]);
    }
}

#[test]
fn a_waiver_that_ends_today_holds_and_one_that_ended_yesterday_does_not() {
    let one = || finding(CHECKS[0], Subject::new("user", "ann"), "res.users", &[], Severity::High, &["ann"]);
    let all = Waivers { list: vec![waiver("W-1", Accepts::Fingerprint(one().fingerprint))] };
    for (today, holds) in [("2026-06-01", true), ("2026-06-30", true), ("2026-07-01", false), ("2026-05-31", false)] {
        let mut found = vec![one()];
        let terms = WaiverTerms::default();
        let decisions = waive(&mut found, &system(), &all, &terms, date(today).unwrap());
        assert_eq!((decisions[0].holds(), found[0].is_accepted()), (holds, holds), "{today}");
        assert_eq!(decisions[0].faults.contains(&Fault::Expired), today == "2026-07-01", "{today}");
    }
}

#[test]
fn a_baseline_that_cannot_be_is_refused_with_its_place() {
    let whole = r#"{
  "schema": "baseline/1",
  "system": { "kind": "odoo", "name": "shop" },
  "made_from": { "taken_at": "2026-01-01T00:00:00Z", "snapshot_sha256": "00" },
  "made_on": "2026-01-01",
  "expires_on": "2026-06-30",
  "approved_by": "ciso",
  "entries": [
    { "fingerprint": "v1:00112233445566778899aabbccddeeff", "check_id": "RM-001", "severity": "high", "affected": 1 }
  ]
}
"#;
    let told = |from: &str, to: &str| {
        assert!(whole.contains(from), "{from}");
        Baseline::read(&whole.replacen(from, to, 1), &"b.json".into()).unwrap_err().to_string()
    };
    assert!(Baseline::read(whole, &"b.json".into()).is_ok());
    let entry = r#"{ "fingerprint": "v1:00112233445566778899aabbccddeeff", "check_id": "RM-001", "severity": "high", "affected": 1 }"#;
    let told = [
        told(r#""severity": "high""#, r#""severity": "critical""#),
        told("v1:0011", "v1:XX11"),
        told(entry, &format!("{entry},\n    {entry}")),
        told("baseline/1", "baseline/2"),
        told("2026-06-30", "2026-02-30"),
        told("2026-06-30", "2025-12-31"),
        told(r#""ciso""#, r#"" ""#),
        told(r#""approved_by": "ciso","#, r#""approved_by": "ciso", "reason": "none","#),
        told(r#"  "approved_by": "ciso","#, ""),
        told("}\n", ""),
    ];
    insta::assert_snapshot!(told.join("\n"), @"
    b.json:9:23: `v1:00112233445566778899aabbccddeeff` is critical: a baseline cannot accept that; somebody may decide about it in waivers.yaml
    b.json:9:23: `v1:XX112233445566778899aabbccddeeff` is no fingerprint
    b.json:9:23: `v1:00112233445566778899aabbccddeeff` is there twice
    b.json:2:3: it has the shape `baseline/2`, and `baseline/1` is understood
    b.json:6:28: `2026-02-30` is no day: write it as 2026-11-29
    b.json:6:3: it ended before it was made
    b.json:7:3: the baseline has nothing in `approved_by`
    b.json:7:33: unknown field `reason`, expected one of `schema`, `system`, `made_from`, `made_on`, `expires_on`, `approved_by`, `entries`
    b.json:11:1: missing field `approved_by`
    b.json:9:119: expected `,` or `}`
    ");
}
