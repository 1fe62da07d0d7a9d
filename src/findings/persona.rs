//! Who reads a report, and how much of it that is.

use serde::Serialize;

use super::{Finding, Fix, ResourceRef, Subject, fingerprint};
use crate::model::{Confidence, Severity};

/// From so many findings on that do not decide, the same check tells them as one.
const MANY: usize = 5;
/// So many are told by name.
const NAMED: usize = 5;

/// Who reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Persona {
    /// Somebody who must decide: what needs doing, each cause once.
    #[default]
    GoLive,
    /// Somebody who tidies up: everything but guesses and notes.
    Pedantic,
    /// Somebody who examines: everything, each by itself.
    Auditor,
}

impl Persona {
    /// All of them, from little to much.
    pub const ALL: [Self; 3] = [Self::GoLive, Self::Pedantic, Self::Auditor];

    /// The name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::GoLive => "go-live",
            Self::Pedantic => "pedantic",
            Self::Auditor => "auditor",
        }
    }

    /// Who is shown a finding at the least: whoever decides, what is sure enough to be acted on; notes and guesses about
    /// what is not bad are for those who ask for more.
    fn of(severity: Severity, confidence: Confidence) -> Self {
        match (severity, confidence) {
            (Severity::Info, Confidence::Low) => Self::Auditor,
            (Severity::Info, _)
            | (Severity::Low, Confidence::Low | Confidence::Medium)
            | (Severity::Medium, Confidence::Low) => Self::Pedantic,
            _ => Self::GoLive,
        }
    }
}

/// What a persona is not shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Hidden {
    /// Findings that the persona `pedantic` is shown first.
    pub pedantic: usize,
    /// Findings that only an auditor is shown.
    pub auditor: usize,
    /// Findings told as a part of another.
    pub gathered: usize,
    /// Those of them that decide about the verdict.
    #[serde(skip)]
    pub deciding: usize,
}

/// The findings that a persona reads, and how much that leaves out. What decides about the verdict is never left out, nor what a
/// waiver accepts.
pub(super) fn shown(
    persona: Persona,
    mut findings: Vec<Finding>,
    decides: impl Fn(&Finding) -> bool,
) -> (Vec<Finding>, Hidden) {
    let mut hidden = Hidden::default();
    for finding in &mut findings {
        if finding.waiver.is_some() {
            finding.persona = Persona::GoLive;
        } else if !decides(finding) {
            finding.persona = finding.persona.max(Persona::of(finding.severity, finding.confidence));
        }
    }
    findings.retain(|finding| {
        let keep = finding.persona <= persona;
        match finding.persona {
            Persona::GoLive => {}
            Persona::Pedantic => hidden.pedantic += usize::from(!keep),
            Persona::Auditor => hidden.auditor += usize::from(!keep),
        }
        keep
    });
    if persona == Persona::GoLive {
        let deciding = |findings: &[Finding]| findings.iter().filter(|finding| decides(finding)).count();
        let before = (findings.len(), deciding(&findings));
        findings = rules_as_one(findings);
        findings = defaults_as_one(findings);
        findings = settings_as_one(findings, &decides);
        findings = alike_as_one(findings, &decides);
        hidden.gathered = before.0 - findings.len();
        hidden.deciding = before.1.saturating_sub(deciding(&findings));
    }
    (findings, hidden)
}

/// Several rules of one check about one subject are one finding: the worst, with the names of the others.
fn rules_as_one(findings: Vec<Finding>) -> Vec<Finding> {
    let key = |finding: &Finding| {
        finding.rule_id.is_some().then(|| (finding.check_id, finding.subject.clone(), finding.vendor_default))
    };
    gathered(findings, 2, key, |worst, others| {
        let mut rules: Vec<&str> = others.iter().filter_map(|other| other.rule_id.as_deref()).collect();
        rules.sort_unstable();
        rules.dedup();
        worst.title = format!("{}; and {} more: {}", worst.title, rules.len(), named(&rules));
        for other in others {
            include(worst, other);
        }
    })
}

/// What a vendor ships and nobody touched is one finding of its check.
fn defaults_as_one(findings: Vec<Finding>) -> Vec<Finding> {
    let key = |finding: &Finding| finding.vendor_default.then_some(finding.check_id);
    gathered(findings, 2, key, |worst, others| tell_as_one(worst, others, "vendor defaults"))
}

/// Settings that do not decide are one list to go through.
fn settings_as_one(findings: Vec<Finding>, decides: impl Fn(&Finding) -> bool) -> Vec<Finding> {
    let key = |finding: &Finding| {
        let plain = finding.subject.kind == "setting" && !finding.vendor_default && !decides(finding);
        plain.then_some(finding.check_id)
    };
    gathered(findings, 2, key, |worst, others| tell_as_one(worst, others, "settings"))
}

/// What does not decide about the verdict is, from [`MANY`] times on, one finding of its check.
fn alike_as_one(findings: Vec<Finding>, decides: impl Fn(&Finding) -> bool) -> Vec<Finding> {
    let key = |finding: &Finding| (!finding.vendor_default && !decides(finding)).then_some(finding.check_id);
    gathered(findings, MANY, key, |worst, others| tell_as_one(worst, others, "findings of one kind"))
}

/// Makes a finding tell what others of its check say of other subjects.
fn tell_as_one(worst: &mut Finding, others: &[Finding], population: &str) {
    let total = others.len() + 1;
    let all = || std::iter::once(&*worst).chain(others);
    let mut subjects: Vec<&str> = all().map(|finding| finding.subject.id.as_str()).collect();
    subjects.sort_unstable();
    subjects.dedup();
    let actual = format!("{total} times, about {}", named(&subjects));
    let mut path: Vec<String> = all().take(NAMED).map(|finding| finding.title.clone()).collect();
    path.extend((total > NAMED).then(|| format!("and {} more", total - NAMED)));
    (worst.actual, worst.path) = (actual, path);
    worst.title = format!("{total} times: {}", worst.title);
    let known = if worst.is_accepted() { " of the baseline" } else { "" };
    worst.subject = Subject::new("population", &format!("{population}{known}"));
    worst.fix =
        Fix { summary: format!("decide about each; `--persona pedantic` lists them all: {}", worst.fix.summary) };
    worst.rule_id = None;
    // What the worst is about must not decide whether it is the same finding tomorrow.
    let ResourceRef { system, instance, .. } = std::mem::take(&mut worst.resource);
    worst.resource = ResourceRef { system, instance, ..ResourceRef::default() };
    for other in others {
        include(worst, other);
    }
    worst.fingerprint = fingerprint(worst.check_id, None, &worst.subject, &worst.resource);
}

/// Puts findings with the same key together from so many on, the worst and surest of them leading. What a waiver accepts stays
/// by itself, and what the baseline accepts does not mix with what nobody does.
fn gathered<K: Ord>(
    findings: Vec<Finding>,
    at_least: usize,
    key: impl Fn(&Finding) -> Option<K>,
    merge: impl Fn(&mut Finding, &[Finding]),
) -> Vec<Finding> {
    let mut alone = Vec::new();
    let mut together: std::collections::BTreeMap<(bool, K), Vec<Finding>> = std::collections::BTreeMap::new();
    for finding in findings {
        match key(&finding).filter(|_| finding.waiver.is_none()) {
            Some(key) => together.entry((finding.is_accepted(), key)).or_default().push(finding),
            None => alone.push(finding),
        }
    }
    for (_, mut alike) in together {
        if alike.len() < at_least {
            alone.append(&mut alike);
            continue;
        }
        let sure = |finding: &Finding| finding.confidence > Confidence::Low;
        alike.sort_by(|a, b| {
            let worse = sure(b).cmp(&sure(a)).then_with(|| b.severity.cmp(&a.severity));
            worse.then_with(|| a.rule_id.cmp(&b.rule_id)).then_with(|| a.subject.cmp(&b.subject))
        });
        let mut alike = alike.into_iter();
        if let Some(mut worst) = alike.next() {
            merge(&mut worst, alike.as_slice());
            alone.push(worst);
        }
    }
    alone
}

/// Whom another finding reaches is reached by this one, too.
fn include(finding: &mut Finding, other: &Finding) {
    let known =
        finding.affected.users.len() == finding.affected.count && other.affected.users.len() == other.affected.count;
    let users = &mut finding.affected.users;
    users.extend(other.affected.users.iter().cloned());
    users.sort_unstable();
    users.dedup();
    finding.affected.count =
        if known { users.len() } else { users.len().max(finding.affected.count).max(other.affected.count) };
    users.truncate(super::MAX_LISTED_USERS);
}

fn named(names: &[&str]) -> String {
    let mut text: Vec<String> = names.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    text.extend((names.len() > NAMED).then(|| format!("{} more", names.len() - NAMED)));
    text.join(", ")
}
