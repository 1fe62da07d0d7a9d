//! Groups were written on a field, and the ERP does not ask for them.

use fixedbitset::FixedBitSet;

use super::believed::{CONTROLS, Readers};
use super::doors::Doors;
use super::sensitive::when_read;
use crate::access::{Profile, Reached};
use crate::checks::context::Context;
use crate::checks::records::reach_of;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, GRANTS};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject, weigh};
use crate::model::{Confidence, GroupIx, Severity, Verb};
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
        controls: CONTROLS,
    },
    needs: GRANTS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let mut reached = Reached::of(cx.scopes);
    for field in cx.snapshot.fields.iter().filter(|field| is_not_enforced(field)) {
        found.push(tell(cx, field, &readers(cx, field, &mut reached)));
    }
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

/// Who reads the field and is in none of the groups.
fn readers<'a>(cx: &Context<'a>, field: &Field, reached: &mut Reached<'_, 'a>) -> Readers {
    let mut written: FixedBitSet = cx.access.graph().no_groups();
    written.extend(field.unenforced_groups.iter().copied().map(GroupIx::index));
    let asked = |profile: &Profile| {
        profile.groups.is_disjoint(&written) && cx.access.admits(field, &profile.groups, Verb::Read) != Some(false)
    };
    Readers::of(cx, field, asked, reached)
}

fn tell(cx: &Context<'_>, field: &Field, Readers { users, sure }: &Readers) -> Finding {
    let key = &cx.snapshot.resource(field.resource).key;
    let name = format!("{key}.{}", field.name);
    let place = cx.field(field.resource, &field.name, cx.snapshot.ops_of(Verb::Read));
    let mut finding = finding(&CHECK.info, Subject::new("field", &name), place);
    let groups = and(field.unenforced_groups.iter().map(|group| cx.group_key(*group)));
    let known = Doors::of(cx).known(field.resource, &field.name);
    // Whoever writes groups on a field says that it matters.
    let impact = known.map_or(Impact::Commercial, |one| when_read(one.fact.class));
    let reach = if users.is_empty() { Reach::Admin } else { reach_of(cx, users) };
    // A field of a module may have groups in its program beside; one made by hand has no program.
    let known_guard = field.guard.is_some() || field.custom;
    finding.confidence = if known_guard && *sure { Confidence::High } else { Confidence::Medium };
    let (severity, by) = weigh(impact, reach, finding.confidence);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.title = format!("the groups written on {name} protect nothing");
    finding.affected = cx.affected(users.iter().copied());
    finding.expected = Some(format!("members of {groups} alone read {name}"));
    finding.actual =
        format!("whoever may read {key} reads the field: the ERP does not ask for groups that stand in its database");
    finding.path = vec![format!("field:{name}"), format!("written on it: {groups}")];
    finding.fix = Fix { summary: format!("protect {name} in a module, for {groups}") };
    finding
}
