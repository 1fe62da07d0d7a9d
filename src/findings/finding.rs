//! One thing that is wrong, in the shape `finding/1` that JSON prints.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{AgainstBaseline, Persona, Waived, marked};
use crate::model::{Confidence, Origin, Position, Severity};

/// At most so many logins are listed with a finding; the count is always exact.
pub const MAX_LISTED_USERS: usize = 1000;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Always `finding/1`.
    pub schema: &'static str,
    /// The check's id; for ever.
    pub check_id: &'static str,
    /// The check's name; for ever.
    pub check_name: &'static str,
    /// The policy's rule that speaks, of checks whose rules are data, such as a risk of the duties; for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule_id: Option<String>,
    /// One line for people.
    pub title: String,
    /// Always `fail`: a finding that is accepted is one all the same ([`Finding::waiver`]).
    pub status: &'static str,
    /// How bad.
    pub severity: Severity,
    /// How that was worked out, where a table did: `bank data x a business role`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity_by: Option<String>,
    /// How sure.
    pub confidence: Confidence,
    /// Who is shown it at the least.
    pub persona: Persona,
    /// Whom or what it is about.
    pub subject: Subject,
    /// How many accounts it reaches, and which.
    pub affected: Affected,
    /// What they reach.
    pub resource: ResourceRef,
    /// What the design says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// The place in the role map that says so; prints as `map.yaml:3:7` or `map.xlsx!Access!C7`.
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "as_text")]
    pub designed_at: Option<Position>,
    /// What the system does.
    pub actual: String,
    /// How it comes about, step by step.
    pub path: Vec<String>,
    /// Everybody who installed the ERP has it like this.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub vendor_default: bool,
    /// Who put the cause there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub origin: Option<Origin>,
    /// Why it matters.
    pub risk: Cow<'static, str>,
    /// The smallest change that removes it.
    pub fix: Fix,
    /// Controls that it gives evidence for, beside those of its check; printed as [`marked`].
    #[serde(skip_serializing_if = "Vec::is_empty", serialize_with = "as_marked")]
    pub controls: Vec<String>,
    /// Who must act, by the gate's list of owners.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The waiver that accepts it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiver: Option<Waived>,
    /// Whether the baseline has it; none without a baseline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub baseline: Option<AgainstBaseline>,
    /// The same in every run as long as check, subject and resource are.
    pub fingerprint: String,
}

impl Finding {
    /// Whether somebody decided to live with it: it cannot block.
    pub fn is_accepted(&self) -> bool {
        self.waiver.is_some() || self.baseline == Some(AgainstBaseline::Known)
    }

    /// Whether it makes the verdict NO-GO at a threshold.
    pub fn decides(&self, fail_on: Severity) -> bool {
        self.blocks(fail_on) && !self.is_accepted()
    }

    /// Whether it would if nobody had accepted it. Guesses decide nothing.
    pub fn blocks(&self, fail_on: Severity) -> bool {
        self.severity >= fail_on && self.confidence > Confidence::Low
    }
}

#[expect(clippy::ref_option, reason = "serde calls it with a reference to the field")]
fn as_text<S: serde::Serializer>(position: &Option<Position>, serializer: S) -> Result<S::Ok, S::Error> {
    match position {
        Some(position) => serializer.collect_str(position),
        None => serializer.serialize_none(),
    }
}

fn as_marked<S: serde::Serializer>(controls: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(controls.iter().map(|control| marked(control)))
}

/// Whom or what a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Subject {
    /// `user`, `group`, `role`, `everyone`, `role-map`, `setting`, `api`, `policy`, `waiver`, `baseline`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The stable key: a login, a technical name, a role's name, a path.
    pub id: String,
}

impl Subject {
    /// A subject.
    pub fn new(kind: &'static str, id: &str) -> Self {
        Self { kind, id: id.to_owned() }
    }

    /// `role sales-rep`; `everyone`.
    pub fn words(&self) -> String {
        subject_words(self.kind, &self.id)
    }
}

/// The words of a subject that is known by kind and id alone, as it stands in a report that was kept.
pub fn subject_words(kind: &str, id: &str) -> String {
    if id.is_empty() || id == kind { kind.to_owned() } else { format!("{kind} {id}") }
}

/// The accounts that a finding reaches.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Affected {
    /// How many.
    pub count: usize,
    /// Which, sorted; at most [`MAX_LISTED_USERS`].
    pub users: Vec<String>,
}

/// What a finding's subject reaches: a model and operations, or a group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct ResourceRef {
    /// The kind of system.
    pub system: String,
    /// The system's name.
    pub instance: String,
    /// Technical name of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Technical name of the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The group that is held or missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// The account that owns the subject, for keys.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Operations, in the ERP's own names; for an API, which tokens.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub ops: Vec<String>,
}

impl ResourceRef {
    /// `sale.order (create, write)`, `res.partner.bank_ids (read)`, `group base.group_user`; empty if it reaches nothing.
    pub fn words(&self) -> String {
        let mut parts = Vec::new();
        if let Some(model) = &self.model {
            parts.push(match &self.field {
                Some(field) => format!("{model}.{field}"),
                None => model.clone(),
            });
        }
        if let Some(group) = &self.group {
            parts.push(format!("group {group}"));
        }
        if let Some(owner) = &self.owner {
            parts.push(format!("owner {owner}"));
        }
        if !self.ops.is_empty() {
            parts.push(format!("({})", self.ops.join(", ")));
        }
        parts.join(" ")
    }
}

/// The smallest change that removes a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// One sentence.
    pub summary: String,
}
