//! The gate: which findings somebody decided to live with, whether those decisions hold, and what the criteria that were
//! agreed beforehand come to. Pure; the day is an argument.

mod against;
mod baseline;
mod conditions;
mod judge;
mod people;
mod waive;

pub use against::{AgainstIt, against};
pub use baseline::{Baseline, BaselineError, Entry, MadeFrom, Of};
pub use judge::{Evidence, judge};
pub use waive::{Decision, Fault, waive};

use jiff::civil::Date;

use crate::findings::Finding;
use crate::policy::{Policies, WaiverTerms};
use crate::snapshot::Snapshot;

/// What people decided about findings, and what came of each decision.
#[derive(Debug, Default)]
pub struct Accepted<'a> {
    /// The day on which it was judged; [`Date::MAX`], on which everything is over, where nobody knows.
    pub today: Date,
    /// Every waiver.
    pub waivers: Vec<Decision<'a>>,
    /// The baseline, if there is one.
    pub baseline: Option<AgainstIt<'a>>,
}

/// Marks the findings that somebody accepts, and says what came of every decision. A waiver goes before the baseline: it has
/// a reason.
pub fn accept<'a>(
    findings: &mut [Finding],
    snapshot: &Snapshot,
    policies: &'a Policies,
    baseline: Option<(&'a Baseline, &'a str)>,
    today: Date,
) -> Accepted<'a> {
    let terms: &WaiverTerms = &policies.gate.waivers;
    let waivers = waive(findings, snapshot, &policies.waivers, terms, today);
    let baseline = baseline.map(|(baseline, file)| against(findings, baseline, file, terms, today));
    Accepted { today, waivers, baseline }
}

/// A finding, as far as decisions about it tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Its fingerprint.
    pub fingerprint: String,
    /// The check that found it.
    pub check_id: &'static str,
    /// Its title.
    pub title: String,
}

impl Named {
    fn of(finding: &Finding) -> Self {
        Self { fingerprint: finding.fingerprint.clone(), check_id: finding.check_id, title: finding.title.clone() }
    }

    /// As a step of a path.
    pub fn step(&self) -> String {
        format!("{} {}: {}", self.check_id, self.fingerprint, self.title)
    }
}

/// The day of judging, as reports tell it; nothing where nobody knows.
pub fn day(today: Date) -> String {
    if today == Date::MAX { String::new() } else { today.to_string() }
}
