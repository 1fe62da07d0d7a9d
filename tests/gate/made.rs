//! Findings, waivers and a system to try them on.

use proptest::prelude::*;
use rolecall::findings::{Affected, Finding, Fix, Persona, ResourceRef, Subject, fingerprint};
use rolecall::model::{Confidence, Position, Severity, date};
use rolecall::policy::{Accepts, CompensatingControl, Like, Waiver};
use rolecall::snapshot::Snapshot;
use rolecall::synth::Builder;

/// Whom findings reach.
pub(crate) const USERS: [&str; 3] = ["ann", "bob", "cem"];
pub(crate) const CHECKS: [(&str, &str); 3] =
    [("ACC-001", "default-password"), ("ACC-002", "default-account"), ("RM-001", "excess-access")];

pub(crate) fn system() -> Snapshot {
    let mut system = Builder::new("shop");
    for user in USERS {
        system.user(user, &format!("{user} Person"), &["base.group_user"]);
    }
    system.change("cem", |user| user.email = Some("chief@shop.example".into()));
    system.build()
}

pub(crate) fn finding(
    (check_id, check_name): (&'static str, &'static str),
    subject: Subject,
    model: &str,
    ops: &[&str],
    severity: Severity,
    users: &[&str],
) -> Finding {
    let resource = ResourceRef {
        system: "odoo".to_owned(),
        instance: "shop".to_owned(),
        model: Some(model.to_owned()),
        ops: ops.iter().map(|op| (*op).to_owned()).collect(),
        ..ResourceRef::default()
    };
    Finding {
        schema: "finding/1",
        check_id,
        check_name,
        rule_id: None,
        title: format!("{check_name} of {}", subject.id),
        status: "fail",
        severity,
        severity_by: None,
        confidence: Confidence::High,
        persona: Persona::GoLive,
        fingerprint: fingerprint(check_id, None, &subject, &resource),
        subject,
        affected: Affected { count: users.len(), users: users.iter().map(|user| (*user).to_owned()).collect() },
        resource,
        expected: None,
        designed_at: None,
        actual: String::new(),
        path: Vec::new(),
        vendor_default: false,
        origin: None,
        risk: "r".into(),
        fix: Fix { summary: "f".to_owned() },
        controls: Vec::new(),
        owner: None,
        waiver: None,
        baseline: None,
    }
}

/// A decision that holds in the middle of 2026.
pub(crate) fn waiver(id: &str, accepts: Accepts) -> Waiver {
    Waiver {
        id: id.to_owned(),
        accepts,
        reason: "r".to_owned(),
        control: CompensatingControl {
            id: None,
            description: "d".to_owned(),
            evidence: None,
            frequency: None,
            owner: "o".to_owned(),
        },
        requested_by: "lead".to_owned(),
        approved_by: "ciso".to_owned(),
        approved_on: date("2026-06-01").unwrap(),
        expires_on: date("2026-06-30").unwrap(),
        ticket: None,
        severity_at_approval: Severity::High,
        users_at_approval: 3,
        at: Position::file(&"waivers.yaml".into()),
    }
}

/// How people are written, and who that is: somebody with an account, or a stranger.
pub(crate) const WHO: [(&str, &str); 18] = [
    ("ciso", "ciso"),
    ("lead", "lead"),
    ("LEAD <lead@other.example>", "lead"),
    ("ann", "ann"),
    ("Person, Ann", "ann"),
    ("a\u{301}nn  PERSON", "ann"),
    ("Bob Person", "bob"),
    ("Bob Person (CFO)", "bob"),
    ("Bob Person, head of sales", "bob"),
    ("B. P. <bob@other.example>", "bob"),
    ("cem", "cem"),
    ("c\u{435}m", "cem"),
    ("CHIEF@shop.example", "cem"),
    ("The Chief [chief+erp@shop.example]", "cem"),
    ("Eve Stone (CFO)", "eve"),
    ("STONE Eve", "eve"),
    ("Gil Wood (CFO)", "gil"),
    ("-", ""),
];

fn severities() -> impl Strategy<Value = Severity> {
    prop::sample::select(Severity::ALL.to_vec())
}

pub(crate) fn findings() -> impl Strategy<Value = Vec<Finding>> {
    let kinds = prop::sample::select(vec!["user", "role"]);
    let one = (
        prop::sample::select(CHECKS.to_vec()),
        kinds,
        prop::sample::select(vec!["ann", "bob", "ann*", "Ann"]),
        prop::sample::select(vec!["sale.order", "sale.line"]),
        prop::sample::subsequence(vec!["read", "write"], 0..=2),
        severities(),
        prop::sample::subsequence(USERS.to_vec(), 0..=3),
        any::<bool>(),
        0_usize..3,
    );
    let made = one.prop_map(|(check, kind, id, model, ops, severity, users, vendor, unlisted)| {
        let mut made = finding(check, Subject::new(kind, id), model, &ops, severity, &users);
        made.vendor_default = vendor;
        // Rarely more than are listed.
        made.affected.count += unlisted / 2;
        made
    });
    prop::collection::vec(made, 0..8).prop_map(|mut findings| {
        let mut known = std::collections::BTreeSet::new();
        findings.retain(|finding| known.insert(finding.fingerprint.clone()));
        findings
    })
}

fn likes() -> impl Strategy<Value = Like> {
    fn maybe(words: &[&'static str]) -> impl Strategy<Value = Option<String>> + use<> {
        prop::option::of(prop::sample::select(words.to_vec()).prop_map(str::to_owned))
    }
    (
        maybe(&["ACC-001", "ACC-*", "excess-access", "*", "acc-001"]),
        prop::option::of((
            prop::sample::select(vec!["user", "role", "*"]),
            prop::sample::select(vec!["ann", "*", "a*n", "bob"]),
        )),
        maybe(&["sale.order", "sale.*", "*", "stock.move"]),
        prop::option::of(prop::sample::subsequence(vec!["read", "write"], 0..=2)),
        prop::option::of(any::<bool>()),
    )
        .prop_map(|(check, subject, resource, ops, vendor_default)| Like {
            check,
            rule: None,
            subject: subject.map(|(kind, id)| (kind.to_owned(), id.to_owned())),
            resource,
            ops: ops.map(|ops| ops.into_iter().map(str::to_owned).collect()),
            vendor_default,
        })
}

/// Decisions about such findings, on days around the middle of 2026.
pub(crate) fn waivers() -> impl Strategy<Value = Vec<Waiver>> {
    let who = prop::sample::select(WHO.map(|(written, _)| written).to_vec());
    let day = |days: i64| date("2026-06-15").unwrap().checked_add(jiff::ToSpan::days(days)).unwrap();
    let one = (likes(), who.clone(), who, -40_i64..5, -3_i64..400, severities(), 0_usize..5).prop_map(
        move |(like, asker, approver, from, to, severity, users)| Waiver {
            requested_by: asker.to_owned(),
            approved_by: approver.to_owned(),
            approved_on: day(from),
            expires_on: day(to),
            severity_at_approval: severity,
            users_at_approval: users,
            ..waiver("", Accepts::Like(like))
        },
    );
    prop::collection::vec(one, 0..4).prop_map(|mut waivers| {
        for (at, waiver) in waivers.iter_mut().enumerate() {
            waiver.id = format!("W-{at}");
        }
        waivers
    })
}
