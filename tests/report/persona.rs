//! What each persona is shown, and that the verdict does not depend on it.

use rolecall::findings::{AgainstBaseline, Finding, Hidden, Persona, Report, Verdict};
use rolecall::model::{Confidence, Severity};
use rolecall::report::{Format, RenderOptions};

use crate::fixtures::{about, decided, report_of, waiver};
use crate::text;

fn of(change: impl FnOnce(&mut Finding), severity: Severity, user: &str) -> Finding {
    let mut finding = about(severity, user);
    change(&mut finding);
    finding
}

fn subjects(report: &Report) -> Vec<&str> {
    report.findings.iter().map(|finding| finding.subject.id.as_str()).collect()
}

#[test]
fn a_guess_decides_nothing_and_everything_sure_does() {
    let guess = |finding: &mut Finding| finding.confidence = Confidence::Low;
    assert_eq!(report_of(vec![of(guess, Severity::Critical, "ann")]).verdict, Verdict::Go);
    assert_eq!(report_of(vec![of(|_| (), Severity::High, "ann")]).verdict, Verdict::NoGo);
}

#[test]
fn each_persona_is_shown_more_than_the_one_before() {
    let low = |finding: &mut Finding| finding.confidence = Confidence::Low;
    let report = report_of(vec![
        of(|_| (), Severity::High, "high"),
        of(|_| (), Severity::Medium, "medium"),
        of(low, Severity::Medium, "a guess"),
        of(|_| (), Severity::Low, "low"),
        of(|finding| finding.confidence = Confidence::Medium, Severity::Low, "not sure"),
        of(|_| (), Severity::Info, "note"),
        of(low, Severity::Info, "a guessed note"),
    ]);
    let seen = |persona| report.clone().seen_by(persona);
    assert_eq!(subjects(&seen(Persona::GoLive)), ["high", "medium", "low"]);
    assert_eq!(subjects(&seen(Persona::Pedantic)), ["high", "a guess", "medium", "low", "not sure", "note"]);
    assert_eq!(seen(Persona::Auditor).findings.len(), 7);
    assert_eq!(seen(Persona::GoLive).hidden, Hidden { pedantic: 3, auditor: 1, ..Hidden::default() });
    assert!(Persona::ALL.iter().all(|persona| seen(*persona).verdict == report.verdict));
}

#[test]
fn what_decided_is_shown_to_everybody_however_small_it_is() {
    let report = decided(Severity::Info, vec![of(|_| (), Severity::Info, "note")]);
    assert_eq!(report.verdict, Verdict::NoGo);
    assert_eq!(subjects(&report.seen_by(Persona::GoLive)), ["note"]);
}

#[test]
fn several_rules_about_one_subject_are_one_finding_for_whoever_decides() {
    let rule = |id: &'static str| move |finding: &mut Finding| finding.rule_id = Some(id.to_owned());
    let findings = vec![
        of(rule("SOD-B"), Severity::High, "ann"),
        of(rule("SOD-A"), Severity::High, "ann"),
        of(rule("SOD-C"), Severity::Critical, "ann"),
        of(rule("SOD-A"), Severity::High, "bob"),
    ];
    let report = report_of(findings).seen_by(Persona::GoLive);
    assert_eq!(subjects(&report), ["ann", "bob"]);
    let ann = &report.findings[0];
    assert_eq!((ann.rule_id.as_deref(), ann.severity), (Some("SOD-C"), Severity::Critical));
    assert!(ann.title.ends_with("; and 2 more: `SOD-A`, `SOD-B`"), "{}", ann.title);
    assert_eq!((ann.affected.count, report.hidden.gathered), (1, 2));
}

#[test]
fn what_a_vendor_ships_is_one_finding_of_its_check_and_says_so() {
    let shipped = |finding: &mut Finding| finding.vendor_default = true;
    let many = (0..7).map(|at| of(shipped, Severity::Medium, &format!("user{at}")));
    let all =
        report_of(many.chain([of(shipped, Severity::High, "worst"), of(|_| (), Severity::High, "ann")]).collect());
    let report = all.clone().seen_by(Persona::GoLive);
    assert_eq!(subjects(&report), ["vendor defaults", "ann"]);
    let first = &report.findings[0];
    assert_eq!((first.affected.count, first.path.len(), report.hidden.gathered), (8, 6, 7));
    assert_eq!(first.severity, Severity::High);
    assert!(first.vendor_default && first.title.starts_with("8 times: `worst`"), "{}", first.title);
    assert!(all.findings.iter().all(|other| other.fingerprint != first.fingerprint));
    let table = text(&report, Format::Table, &RenderOptions::default());
    assert!(table.contains("vendor default:") && table.contains("7 told as a part of another"), "{table}");
    assert_eq!(all.seen_by(Persona::Pedantic).findings.len(), 9);
}

#[test]
fn what_does_not_decide_is_one_finding_of_its_check_and_what_decides_never_is() {
    let users = |severity, number: usize| (0..number).map(move |at| of(|_| (), severity, &format!("{severity:?}{at}")));
    let report = report_of(users(Severity::High, 5).chain(users(Severity::Medium, 5)).collect());
    assert_eq!(
        subjects(&report.clone().seen_by(Persona::GoLive)),
        ["High0", "High1", "High2", "High3", "High4", "findings of one kind"]
    );
    let few = report_of(users(Severity::Medium, 4).collect());
    assert_eq!(few.seen_by(Persona::GoLive).findings.len(), 4);
    assert_eq!(report.seen_by(Persona::Auditor).findings.len(), 10);
}

#[test]
fn a_guess_does_not_lead_what_is_sure() {
    let shipped =
        |confidence| move |finding: &mut Finding| (finding.vendor_default, finding.confidence) = (true, confidence);
    let report = report_of(vec![
        of(shipped(Confidence::Low), Severity::Critical, "a guess"),
        of(shipped(Confidence::High), Severity::High, "sure"),
    ]);
    let seen = report.seen_by(Persona::GoLive);
    assert_eq!((seen.findings.len(), seen.findings[0].severity), (1, Severity::High));
    assert_eq!(seen.findings[0].confidence, Confidence::High);
}

#[test]
fn what_somebody_made_is_not_told_as_a_part_of_what_the_vendor_ships() {
    let rule = |id: &'static str, vendor_default| {
        move |finding: &mut Finding| {
            finding.rule_id = Some(id.to_owned());
            finding.vendor_default = vendor_default;
        }
    };
    let findings =
        vec![of(rule("A", true), Severity::Critical, "group"), of(rule("B", false), Severity::High, "group")];
    let seen = report_of(findings).seen_by(Persona::GoLive);
    let told: Vec<_> = seen.findings.iter().map(|one| (one.rule_id.as_deref(), one.vendor_default)).collect();
    assert_eq!(told, [(Some("A"), true), (Some("B"), false)]);
}

#[test]
fn a_gathered_finding_is_the_same_one_when_its_worst_is_gone() {
    let fields = ["price", "cost", "pay", "bank", "mail", "phone"];
    let all = || {
        fields.iter().map(|name| {
            of(|finding| finding.resource.field = Some((*name).to_owned()), Severity::Medium, &format!("about {name}"))
        })
    };
    let print = |findings: Vec<Finding>| report_of(findings).seen_by(Persona::GoLive).findings[0].fingerprint.clone();
    assert_eq!(print(all().collect()), print(all().skip(1).collect()));
}

#[test]
fn settings_are_one_list_unless_they_decide() {
    let setting = |finding: &mut Finding| finding.subject.kind = "setting";
    let report = report_of(vec![
        of(setting, Severity::High, "session length"),
        of(setting, Severity::Medium, "password length"),
        of(setting, Severity::Low, "sign-in links"),
    ]);
    assert_eq!(subjects(&report.seen_by(Persona::GoLive)), ["session length", "settings"]);
}

#[test]
fn what_is_waived_is_shown_to_everybody_and_by_itself() {
    let waived = |finding: &mut Finding| {
        finding.confidence = Confidence::Low;
        finding.waiver = Some(waiver());
    };
    let names = ["a", "b", "c", "d", "e", "f"];
    let mut findings: Vec<Finding> = names.iter().map(|name| of(waived, Severity::Info, name)).collect();
    findings.extend(names.iter().map(|name| of(|_| (), Severity::Low, &format!("open {name}"))));
    let seen = report_of(findings).seen_by(Persona::GoLive);
    assert_eq!(subjects(&seen), ["findings of one kind", "a", "b", "c", "d", "e", "f"]);
}

#[test]
fn what_the_baseline_accepts_is_not_told_with_what_nobody_does() {
    let rule = |id: &'static str, known: bool| {
        move |finding: &mut Finding| {
            finding.rule_id = Some(id.to_owned());
            finding.baseline = Some(if known { AgainstBaseline::Known } else { AgainstBaseline::New });
        }
    };
    let report = report_of(vec![
        of(rule("SOD-A", true), Severity::High, "ann"),
        of(rule("SOD-B", true), Severity::High, "ann"),
        of(rule("SOD-C", false), Severity::High, "ann"),
    ]);
    assert_eq!(report.verdict, Verdict::NoGo);
    let seen = report.seen_by(Persona::GoLive);
    let told: Vec<(Option<&str>, bool)> =
        seen.findings.iter().map(|finding| (finding.rule_id.as_deref(), finding.is_accepted())).collect();
    assert_eq!(told, [(Some("SOD-C"), false), (Some("SOD-A"), true)]);

    let alike = |known: bool| {
        move |finding: &mut Finding| {
            finding.baseline = Some(if known { AgainstBaseline::Known } else { AgainstBaseline::New });
        }
    };
    let findings =
        (0..6).flat_map(|at| [true, false].map(|known| of(alike(known), Severity::Low, &format!("{known} {at}"))));
    let seen = report_of(findings.collect()).seen_by(Persona::GoLive);
    assert_eq!(subjects(&seen), ["findings of one kind", "findings of one kind of the baseline"]);
    assert_ne!(seen.findings[0].fingerprint, seen.findings[1].fingerprint);
}
