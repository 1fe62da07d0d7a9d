//! Waivers against findings.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::Named;
use super::people::Deciders;
use crate::findings::{Finding, Waived};
use crate::identity::Person;
use crate::model::{Severity, days_between};
use crate::policy::{Waiver, WaiverTerms, Waivers};
use crate::snapshot::Snapshot;

/// A waiver and what came of it.
#[derive(Debug)]
pub struct Decision<'a> {
    /// The waiver.
    pub waiver: &'a Waiver,
    /// The findings that it means.
    pub matched: Vec<Named>,
    /// Why it does not hold; it holds where there is nothing.
    pub faults: Vec<Fault>,
}

impl Decision<'_> {
    /// Whether its findings are accepted.
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }
}

/// Why a waiver does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It is not what the gate asks of waivers.
    Invalid(String),
    /// Its last day is over.
    Expired,
    /// Who approved it should not have.
    SelfApproved(String),
    /// What it accepts is worse now, or reaches further.
    Outgrown(String),
    /// There is no such finding.
    Unused,
}

/// Marks the findings that waivers accept, and says what came of each waiver. A waiver holds for everything that it means, or
/// for nothing; of two that mean the same finding the first counts.
pub fn waive<'a>(
    findings: &mut [Finding],
    snapshot: &Snapshot,
    waivers: &'a Waivers,
    terms: &WaiverTerms,
    today: Date,
) -> Vec<Decision<'a>> {
    if waivers.list.is_empty() {
        return Vec::new();
    }
    let people = Deciders::of(snapshot);
    let decide = |waiver: &'a Waiver| {
        let meant: Vec<&mut Finding> = findings.iter_mut().filter(|finding| waiver.accepts.covers(finding)).collect();
        let faults = faults(waiver, &meant, &people, terms, today);
        let matched = meant.iter().map(|finding| Named::of(finding)).collect();
        if faults.is_empty() {
            for finding in meant.into_iter().filter(|finding| finding.waiver.is_none()) {
                finding.waiver = Some(waived(waiver));
            }
        }
        Decision { waiver, matched, faults }
    };
    waivers.list.iter().map(decide).collect()
}

fn faults(
    waiver: &Waiver,
    meant: &[&mut Finding],
    people: &Deciders<'_>,
    terms: &WaiverTerms,
    today: Date,
) -> Vec<Fault> {
    let mut faults: Vec<Fault> = against_terms(waiver, meant, terms, today).into_iter().map(Fault::Invalid).collect();
    let reached = || meant.iter().map(|finding| &**finding);
    faults.extend(people.self_approval(waiver, reached()).map(Fault::SelfApproved));
    if meant.is_empty() {
        faults.push(Fault::Unused);
        return faults;
    }
    if waiver.expires_on < today {
        faults.push(Fault::Expired);
    }
    faults.extend(growth(waiver, &meant.iter().map(|finding| &**finding).collect::<Vec<_>>()).map(Fault::Outgrown));
    faults
}

/// What the gate asks of a waiver and the waiver is not.
fn against_terms(waiver: &Waiver, meant: &[&mut Finding], terms: &WaiverTerms, today: Date) -> Vec<String> {
    let mut told = Vec::new();
    if waiver.approved_on > today {
        told.push(format!("it says that it was approved on {}, which is still to come", waiver.approved_on));
    }
    let lasts = days_between(waiver.approved_on, waiver.expires_on);
    let critical = waiver.severity_at_approval == Severity::Critical
        || meant.iter().any(|finding| finding.severity == Severity::Critical);
    if lasts < 0 {
        told.push(format!("it ended on {}, before it was approved on {}", waiver.expires_on, waiver.approved_on));
    } else if lasts > i64::from(terms.longest_days) {
        told.push(format!("it lasts {lasts} days, and the gate allows {}", terms.longest_days));
    } else if critical && lasts > i64::from(terms.longest_days_critical) {
        let allowed = terms.longest_days_critical;
        told.push(format!("it lasts {lasts} days, and the gate allows {allowed} for a critical finding"));
    }
    for nobody in [&waiver.requested_by, &waiver.approved_by].into_iter().filter(|who| Person::of(who).is_nobody()) {
        told.push(format!("`{nobody}` names nobody"));
    }
    if !terms.may_approve(&waiver.approved_by) {
        told.push(format!("`{}` is not among those who may approve by the gate", waiver.approved_by));
    }
    told
}

/// In which way the findings are more than what was approved, if they are.
fn growth(waiver: &Waiver, meant: &[&Finding]) -> Option<String> {
    let worst = meant.iter().map(|finding| finding.severity).max()?;
    if worst > waiver.severity_at_approval {
        return Some(format!(
            "it is {} now and was {} when it was approved",
            worst.word(),
            waiver.severity_at_approval.word()
        ));
    }
    let (reach, approved) = (reach(meant), waiver.users_at_approval);
    (reach > approved).then(|| format!("it reaches {reach} accounts now and reached {approved} when it was approved"))
}

/// How many accounts findings reach together; where not all are listed, no fewer than there can be.
fn reach(findings: &[&Finding]) -> usize {
    if findings.iter().all(|finding| finding.affected.users.len() == finding.affected.count) {
        let users: BTreeSet<&String> = findings.iter().flat_map(|finding| &finding.affected.users).collect();
        return users.len();
    }
    findings.iter().map(|finding| finding.affected.count).sum()
}

fn waived(waiver: &Waiver) -> Waived {
    Waived {
        id: waiver.id.clone(),
        reason: waiver.reason.clone(),
        control: waiver.control.words(),
        requested_by: waiver.requested_by.clone(),
        approved_by: waiver.approved_by.clone(),
        approved_on: waiver.approved_on.to_string(),
        expires_on: waiver.expires_on.to_string(),
        ticket: waiver.ticket.clone(),
    }
}
