//! Waivers: decisions of people to live with a finding, each for some time.

mod read;

use std::sync::Arc;

use jiff::civil::Date;

use super::PolicyError;
use super::part::Part;
use crate::findings::Finding;
use crate::model::{Position, Severity, covers};

/// Every decision, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waivers {
    /// The decisions.
    pub list: Vec<Waiver>,
}

/// A decision to live with findings for some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver {
    /// Its own name, for ever.
    pub id: String,
    /// Which findings.
    pub accepts: Accepts,
    /// Why they may stay.
    pub reason: String,
    /// What keeps them from doing harm meanwhile.
    pub control: CompensatingControl,
    /// Who asked.
    pub requested_by: String,
    /// Who decided.
    pub approved_by: String,
    /// The day of the decision.
    pub approved_on: Date,
    /// The last day on which it holds.
    pub expires_on: Date,
    /// Where it was discussed.
    pub ticket: Option<String>,
    /// How bad the worst of them was.
    pub severity_at_approval: Severity,
    /// How many accounts they reached together.
    pub users_at_approval: usize,
    /// Where it is written.
    pub at: Position,
}

/// What keeps a finding from doing harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompensatingControl {
    /// Its name in a list of controls.
    pub id: Option<String>,
    /// What is done.
    pub description: String,
    /// Where it is seen that it is done.
    pub evidence: Option<String>,
    /// How often.
    pub frequency: Option<String>,
    /// Who sees to it.
    pub owner: String,
}

impl CompensatingControl {
    /// `FIN-C-07: CFO reviews the payment run report, weekly (cfo@acme.example)`.
    pub fn words(&self) -> String {
        let id = self.id.as_ref().map(|id| format!("{id}: ")).unwrap_or_default();
        let often = self.frequency.as_ref().map(|often| format!(", {often}")).unwrap_or_default();
        format!("{id}{}{often} ({})", self.description, self.owner)
    }
}

/// Which findings a waiver accepts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepts {
    /// The one with this fingerprint.
    Fingerprint(String),
    /// All that are like this.
    Like(Like),
}

/// What findings are about; what is not said does not matter. `*` stands for any run of characters.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Like {
    /// Id or name of the check.
    pub check: Option<String>,
    /// The policy's rule.
    pub rule: Option<String>,
    /// Type and name of the subject.
    pub subject: Option<(String, String)>,
    /// Model, model and field, group, or owner.
    pub resource: Option<String>,
    /// No other operations than these.
    pub ops: Option<Vec<String>>,
    /// Everybody who installed the ERP has it like this.
    pub vendor_default: Option<bool>,
}

impl Accepts {
    /// Whether a finding is meant.
    pub fn covers(&self, finding: &Finding) -> bool {
        match self {
            Self::Fingerprint(fingerprint) => *fingerprint == finding.fingerprint,
            Self::Like(like) => like.covers(finding),
        }
    }
}

impl Like {
    fn covers(&self, finding: &Finding) -> bool {
        fn said<T>(wanted: Option<&T>, holds: impl Fn(&T) -> bool) -> bool {
            wanted.is_none_or(holds)
        }
        said(self.check.as_ref(), |check| covers(check, finding.check_id) || covers(check, finding.check_name))
            && said(self.rule.as_ref(), |rule| finding.rule_id.as_ref().is_some_and(|id| covers(rule, id)))
            && said(self.subject.as_ref(), |(kind, id)| {
                covers(kind, finding.subject.kind) && covers(id, &finding.subject.id)
            })
            && said(self.resource.as_ref(), |resource| reaches(finding, resource))
            && said(self.ops.as_ref(), |ops| finding.resource.ops.iter().all(|op| ops.contains(op)))
            && said(self.vendor_default.as_ref(), |wanted| finding.vendor_default == *wanted)
    }
}

/// Whether the name is that of something that a finding's subject reaches.
fn reaches(finding: &Finding, name: &str) -> bool {
    let resource = &finding.resource;
    let model = match (&resource.model, &resource.field) {
        (Some(model), Some(field)) => Some(format!("{model}.{field}")),
        (model, _) => model.clone(),
    };
    let mut names = model.iter().chain(&resource.group).chain(&resource.owner);
    names.any(|known| covers(name, known))
}

impl Part for Waivers {
    const AT: &'static str = "waivers.yaml";
    const BUILT_IN: &'static [(&'static str, &'static str)] =
        &[("waivers.yaml", include_str!("../../../policies/waivers.yaml"))];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        self.list = read::waivers(text, file)?;
        Ok(())
    }
}
