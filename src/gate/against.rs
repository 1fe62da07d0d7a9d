//! Findings against the baseline.

use std::collections::HashMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Baseline, Entry, Named};
use crate::findings::{AgainstBaseline, Finding};
use crate::identity::Person;
use crate::model::days_between;
use crate::policy::WaiverTerms;

/// A baseline and what came of it.
#[derive(Debug)]
pub struct AgainstIt<'a> {
    /// The baseline.
    pub baseline: &'a Baseline,
    /// Where it is written.
    pub file: &'a str,
    /// The last day on which it holds by the gate's terms.
    pub ends: Date,
    /// Why it does not hold; it holds where there is nothing.
    pub fault: Option<String>,
    /// How many findings it accepts.
    pub known: usize,
    /// Findings that are worse now, or reach further.
    pub grown: Vec<Named>,
}

/// Says of every finding whether the baseline has it. One that does not hold has nothing.
pub fn against<'a>(
    findings: &mut [Finding],
    baseline: &'a Baseline,
    file: &'a str,
    terms: &WaiverTerms,
    today: Date,
) -> AgainstIt<'a> {
    let longest = baseline.made_on.checked_add(i64::from(terms.longest_days).days()).unwrap_or(Date::MAX);
    let ends = baseline.expires_on.min(longest);
    let fault = fault(baseline, ends, terms, today);
    let mut it = AgainstIt { baseline, file, ends, fault, known: 0, grown: Vec::new() };
    if it.fault.is_some() {
        return it;
    }
    let entries: HashMap<&str, &Entry> =
        baseline.entries.iter().map(|entry| (entry.fingerprint.as_str(), entry)).collect();
    for finding in findings {
        let state = match entries.get(finding.fingerprint.as_str()) {
            None => AgainstBaseline::New,
            Some(entry) if finding.severity > entry.severity || finding.affected.count > entry.affected => {
                it.grown.push(Named::of(finding));
                AgainstBaseline::Grown
            }
            Some(_) => {
                it.known += 1;
                AgainstBaseline::Known
            }
        };
        finding.baseline = Some(state);
    }
    it
}

fn fault(baseline: &Baseline, ends: Date, terms: &WaiverTerms, today: Date) -> Option<String> {
    if baseline.made_on > today {
        return Some(format!("it says that it was made on {}, which is still to come", baseline.made_on));
    }
    if Person::of(&baseline.approved_by).is_nobody() {
        return Some(format!("`{}` names nobody", baseline.approved_by));
    }
    if !terms.may_approve(&baseline.approved_by) {
        return Some(format!("`{}` is not among those who may approve by the gate", baseline.approved_by));
    }
    if ends >= today {
        return None;
    }
    let said = baseline.expires_on;
    Some(if ends < said {
        let lasts = days_between(baseline.made_on, said);
        format!(
            "it ended on {ends}: it says {said}, {lasts} days after it was made, and the gate allows {}",
            terms.longest_days
        )
    } else {
        format!("it ended on {ends}")
    })
}
