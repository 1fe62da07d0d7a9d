//! Somebody who is no administrator reads what opens another system, or this one.

use std::collections::BTreeMap;

use super::doors::{Door, Doors, Exposed};
use super::field_class::{basis, path, take_out, weighed};
use super::sensitive::when_read;
use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, GRANTS};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::{ResourceIx, Severity, Verb};
use crate::policy::SensitiveClass;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "FLD-006",
        name: "credential-field-readable",
        title: "people who are no administrators read credentials",
        severity: Severity::Critical,
        what: "Lists fields of the class credentials of the policy `sensitive-fields` whose value is kept in clear text and that people read through a group which neither administers nor is meant to: keys of payment terminals in Odoo, OAuth tokens and access keys in Frappe. Fields that show asterisks are left out.",
        why: "A key that is read once opens the other system for as long as it lives, and nobody sees who uses it.",
        fix: "Take the resource away from the group or put groups of administrators on the field, and make a new key: the old one has been readable.",
        controls: &[
            "NIST-800-53r5 IA-5(7)",
            "NIST-800-53r5 SC-28",
            "ISO27001-2022 A.5.17",
            "ISO27001-2022 A.8.24",
            "PCI-DSS-4.0.1 8.3.2",
            "PCI-DSS-4.0.1 8.6.2",
            "CIS-8.1 3.11",
            "SOC2 CC6.1",
        ],
    },
    needs: GRANTS,
    run,
};

/// Credentials that people read who are no administrators.
pub(super) fn exposed<'x, 'a>(cx: &Context<'a>, doors: &Doors<'x, 'a>) -> impl Iterator<Item = &'x Exposed<'a>> {
    let secrets = doors.read().iter().filter(|one| one.field.fact.class == SensitiveClass::Credentials);
    secrets.filter(|one| !one.door.administers(cx))
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let doors = Doors::of(cx);
    let mut by_resource: BTreeMap<(Door, ResourceIx), Vec<Exposed<'_>>> = BTreeMap::new();
    for one in exposed(cx, &doors) {
        by_resource.entry((one.door, one.field.field.resource)).or_default().push(one.clone());
    }
    found.extend(by_resource.iter().map(|((door, resource), all)| tell(cx, &doors, (*door, *resource), all)));
}

fn tell(cx: &Context<'_>, doors: &Doors<'_, '_>, (door, resource): (Door, ResourceIx), all: &[Exposed<'_>]) -> Finding {
    let place = cx.model(resource, cx.snapshot.ops_of(Verb::Read));
    let mut finding = finding(&CHECK.info, door.subject(cx), place);
    weighed(cx, doors, &mut finding, when_read(SensitiveClass::Credentials), all);
    let (whom, key) = (door.words(cx), &cx.snapshot.resource(resource).key);
    let names = and(all.iter().map(|one| one.field.field.name.as_str()));
    let does = if all.iter().any(|one| doors.is_changed_by_all(one)) { "read and change" } else { "read" };
    finding.title = format!("{whom} can {does} credentials of {key} ({names})");
    finding.expected = Some("credentials are read by administrators alone".to_owned());
    finding.actual = format!("{whom} can {does} {names} of {key}{}", basis(cx, all));
    finding.vendor_default = all.iter().all(|one| doors.as_shipped(one, Verb::Read));
    finding.path = path(cx, doors, door, Verb::Read, all);
    finding.fix = Fix {
        summary: match door {
            Door::Outsiders(group) => format!("{}, and make new {names} of {key}", take_out(cx, group)),
            _ => format!("keep {names} of {key} from {whom}, and make new ones"),
        },
    };
    finding
}
