//! Groups were written on a field, and the ERP does not ask for them.

use fixedbitset::FixedBitSet;

use super::doors::Doors;
use super::sensitive::when_read;
use crate::access::Reached;
use crate::checks::context::Context;
use crate::checks::records::is_outsider;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, GRANTS};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, ResourceRef, Subject, weigh};
use crate::model::{Confidence, GroupIx, RecordScope, Severity, UserIx, Verb};
use crate::snapshot::{Field, FieldGuard};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "FLD-005",
        name: "field-rule-not-enforced",
        title: "groups were written on a field, and the ERP does not ask for them",
        severity: Severity::Critical,
        what: "Lists fields with groups that somebody wrote on them in the database where the ERP reads them nowhere: *Groups* of a field in Odoo's technical settings (table `ir_model_fields_group_rel`, 16 to 19), which Odoo keeps and never asks. Fields that the program protects with the same groups are left out.",
        why: "Somebody believes the field to be protected, and everybody who may read the record has it.",
        fix: "Put the groups on the field in a module (`groups=` in Python), or put it on a model of its own, and take the groups out of the settings.",
        controls: &[
            "NIST-800-53r5 AC-3",
            "NIST-800-53r5 AC-4",
            "ISO27001-2022 A.8.3",
            "ISO27001-2022 A.8.11",
            "ISO27001-2022 A.8.12",
            "PCI-DSS-4.0.1 7.3.1",
            "CIS-8.1 3.3",
            "SOC2 CC6.1",
        ],
    },
    needs: GRANTS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let written: Vec<&Field> = cx.snapshot.fields.iter().filter(|field| is_not_enforced(field)).collect();
    if written.is_empty() {
        return;
    }
    let doors = Doors::of(cx);
    found.extend(written.into_iter().map(|field| tell(cx, field, &doors)));
}

/// Whether the field lacks a protection that is as strict as what is written on it.
fn is_not_enforced(field: &Field) -> bool {
    let written = &field.unenforced_groups;
    let enforced = match &field.guard {
        Some(FieldGuard::Groups { any, .. }) => !any.is_empty() && any.iter().all(|group| written.contains(group)),
        Some(FieldGuard::Nobody) => true,
        _ => false,
    };
    !written.is_empty() && !enforced
}

fn tell(cx: &Context<'_>, field: &Field, doors: &Doors<'_, '_>) -> Finding {
    let key = &cx.snapshot.resource(field.resource).key;
    let (name, read) = (format!("{key}.{}", field.name), cx.snapshot.ops_of(Verb::Read));
    let place = ResourceRef { field: Some(field.name.clone()), ..cx.model(field.resource, read) };
    let mut finding = finding(&CHECK.info, Subject::new("field", &name), place);
    let groups = and(field.unenforced_groups.iter().map(|group| cx.group_key(*group)));
    let (users, sure) = readers(cx, field, doors);
    let known =
        doors.sensitive().iter().find(|one| one.field.resource == field.resource && one.field.name == field.name);
    // Whoever writes groups on a field says that it matters.
    let impact = known.map_or(Impact::Commercial, |one| when_read(one.fact.class));
    let reach = match users.as_slice() {
        [] => Reach::Admin,
        some if some.iter().any(|user| is_outsider(cx, *user)) => Reach::Outside,
        _ => Reach::Role,
    };
    // A field of a module may have groups in its program beside; one made by hand has no program.
    let known_guard = field.guard.is_some() || field.custom;
    finding.confidence = if known_guard && sure { Confidence::High } else { Confidence::Medium };
    let (severity, by) = weigh(impact, reach, finding.confidence);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.title = format!("the groups written on {name} protect nothing");
    finding.affected = cx.affected(users);
    finding.expected = Some(format!("members of {groups} alone read {name}"));
    finding.actual =
        format!("whoever may read {key} reads the field: the ERP does not ask for groups that stand in its database");
    finding.path = vec![format!("field:{name}"), format!("written on it: {groups}")];
    finding.fix = Fix { summary: format!("protect {name} in a module, for {groups}") };
    finding
}

/// Who reads the field's resource, and is not in the groups, and whether it is known of all that they reach records.
fn readers(cx: &Context<'_>, field: &Field, doors: &Doors<'_, '_>) -> (Vec<UserIx>, bool) {
    let mut written: FixedBitSet = cx.access.graph().no_groups();
    written.extend(field.unenforced_groups.iter().copied().map(GroupIx::index));
    let mut reached = Reached::of(cx.scopes);
    let read = cx.snapshot.ops_of(Verb::Read);
    let (mut users, mut sure) = (Vec::new(), true);
    for (profile, held) in doors.sets() {
        let admitted =
            profile.groups.is_disjoint(&written) && cx.access.admits(field, &profile.groups, Verb::Read) != Some(false);
        let ops = profile.cells.ops(field.resource).and(read);
        let scopes = ops.iter().filter(|_| admitted).map(|op| reached.scope(&profile.groups, field.resource, op));
        let scopes: Vec<_> = scopes.filter(|scope| *scope != RecordScope::None).collect();
        if !scopes.is_empty() {
            users.extend(held);
            sure &= scopes.iter().any(|scope| *scope != RecordScope::Unknown);
        }
    }
    (users, sure)
}
