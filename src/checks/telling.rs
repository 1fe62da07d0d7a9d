//! The shape of what checks tell, and the words that they share.

use crate::findings::{Affected, CheckInfo, Finding, Fix, Persona, ResourceRef, Subject, fingerprint};
use crate::model::Confidence;

pub(super) use crate::model::count;

/// Roles by name: `role a`, `roles a and b`.
pub(super) fn roles_in_words<'n>(names: impl ExactSizeIterator<Item = &'n str>) -> String {
    format!("{} {}", if names.len() == 1 { "role" } else { "roles" }, and(names))
}

/// Names in a row: `a, b and c`; of more than six the first five and how many more.
pub(super) fn and<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> String {
    let mut names: Vec<String> = names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect();
    if names.len() > 6 {
        let more = names.len() - 5;
        names.truncate(5);
        names.push(format!("{more} more"));
    }
    match names.pop() {
        None => String::new(),
        Some(only) if names.is_empty() => only,
        Some(last) => format!("{} and {last}", names.join(", ")),
    }
}

/// A finding of one rule of a policy: the same subject and resource may have one for each rule.
pub(super) fn finding_by(info: &'static CheckInfo, rule: &str, subject: Subject, resource: ResourceRef) -> Finding {
    let fingerprint = fingerprint(info.id, Some(rule), &subject, &resource);
    Finding { rule_id: Some(rule.to_owned()), fingerprint, ..finding(info, subject, resource) }
}

/// A finding with the check's own words and severity; the check fills in the rest.
pub(super) fn finding(info: &'static CheckInfo, subject: Subject, resource: ResourceRef) -> Finding {
    let fingerprint = fingerprint(info.id, None, &subject, &resource);
    Finding {
        schema: "finding/1",
        check_id: info.id,
        check_name: info.name,
        rule_id: None,
        title: info.title.to_owned(),
        status: "fail",
        severity: info.severity,
        severity_by: None,
        confidence: Confidence::High,
        persona: Persona::GoLive,
        subject,
        affected: Affected::default(),
        resource,
        expected: None,
        designed_at: None,
        actual: String::new(),
        path: Vec::new(),
        vendor_default: false,
        origin: None,
        risk: info.why.into(),
        fix: Fix { summary: info.fix.to_owned() },
        controls: Vec::new(),
        owner: None,
        waiver: None,
        baseline: None,
        fingerprint,
    }
}
