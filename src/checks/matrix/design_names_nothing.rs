//! The role map names a group, resource, field or operation that the system does not have.

use std::collections::BTreeSet;

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, DESIGN};
use crate::compare::UnknownKind;
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-014",
        name: "design-names-nothing",
        title: "the design names something that the system does not have",
        severity: Severity::High,
        what: "Lists groups, resources, fields, operations and patterns of the role map that match nothing in the snapshot.",
        why: "A role whose group does not exist cannot work; a denial that matches nothing protects nothing.",
        fix: "Correct the name in the role map (`rolecall lint --snapshot` suggests one), or install what it names.",
        controls: &["NIST-800-53r5 AC-2", "ISO27001-2022 A.5.18", "PCI-DSS-4.0.1 7.2.2"],
    },
    needs: DESIGN,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    let mut unknown: Vec<_> =
        comparison.design.unknown.iter().filter_map(|name| Some((weight(name.kind)?, name))).collect();
    unknown.sort_by_key(|((_, severity), _)| std::cmp::Reverse(*severity));
    // A role may name the same thing twice, such as a group in `groups` and in `includes`.
    let mut told = BTreeSet::new();
    for ((what, severity), unknown) in unknown {
        let name = unknown.of.map_or_else(|| unknown.name.to_owned(), |of| format!("{of}.{}", unknown.name));
        if !told.insert((unknown.role, what, name.clone())) {
            continue;
        }
        let subject = match unknown.role {
            Some(role) => Subject::new("role", role),
            None => Subject::new("role-map", "role map"),
        };
        let mut resource = cx.whole();
        let named = Some(unknown.name.to_owned());
        match unknown.kind {
            UnknownKind::Field => (resource.model, resource.field) = (unknown.of.map(str::to_owned), named),
            UnknownKind::Operation => resource.ops.extend(named),
            _ if what == "group" => resource.group = named,
            _ => resource.model = named,
        }
        let mut finding = finding(&CHECK.info, subject, resource);
        finding.title = format!("the design names {what} `{name}`, which the system does not have");
        finding.severity = severity;
        finding.expected = Some(format!("{what} `{name}`"));
        finding.designed_at = Some(unknown.at.clone());
        finding.actual = format!("no {what} of that name");
        finding.path = vec![format!("{}: {what} `{name}`", unknown.at)];
        finding.fix = Fix { summary: format!("correct the name at {}, or install what it names", unknown.at) };
        if unknown.kind == UnknownKind::SharedGroup {
            finding.title = format!("the design names group `{}`, and several groups are called so", unknown.name);
            finding.actual = "several groups of that name".to_owned();
            finding.fix = Fix { summary: format!("use a technical name at {}, or rename the groups", unknown.at) };
        }
        found.push(finding);
    }
}

/// What is unknown and how bad that is; logins have a check of their own.
fn weight(kind: UnknownKind) -> Option<(&'static str, Severity)> {
    match kind {
        UnknownKind::RoleGroup | UnknownKind::SharedGroup => Some(("group", Severity::High)),
        UnknownKind::OtherGroup => Some(("group", Severity::Medium)),
        UnknownKind::Resource | UnknownKind::Denial => Some(("resource", Severity::Medium)),
        UnknownKind::Field => Some(("field", Severity::Medium)),
        UnknownKind::Operation => Some(("operation", Severity::Medium)),
        UnknownKind::Pattern => Some(("resource", Severity::Low)),
        UnknownKind::Login => None,
    }
}
