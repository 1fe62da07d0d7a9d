//! A fact is kept from somebody on one field and open to them on another.

use std::collections::{BTreeMap, BTreeSet};

use super::doors::{Door, Doors, Exposed};
use super::field_class::{basis, path, weighed};
use super::sensitive::{Sensitive, when_read};
use crate::access::Reached;
use crate::checks::context::Context;
use crate::checks::telling::{and, finding_by};
use crate::checks::{Check, GRANTS};
use crate::findings::{CheckInfo, Finding, Fix, ResourceRef};
use crate::model::{Severity, Verb};
use crate::policy::SensitiveClass;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "FLD-004",
        name: "sibling-field-open",
        title: "a fact is kept from people on one field and open to them on another",
        severity: Severity::Critical,
        what: "The policy `sensitive-fields` names, for each fact, all the fields that tell it: what a product costs stands on the product, on lots, on order lines, in reports. Where a field of a resource that people read is kept from them (by groups, a permission level, a mask or rows) and another field of the same fact is open to the same people, one finding for each fact and group tells both.",
        why: "Somebody decided that these people must not know it, and they read it one screen further.",
        fix: "Protect the other fields in the same way.",
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
    let mut fields = Sensitive::all(cx);
    fields.retain(|field| !field.write_only && field.fact.class != SensitiveClass::Credentials);
    let doors = Doors::of(cx);
    let exposed = doors.exposed(&fields, Verb::Read);
    for leak in leaks(cx, &doors, &exposed, &fields) {
        found.push(tell(cx, &doors, &leak, &fields));
    }
}

/// A fact that is kept from those behind a door, and open to them.
pub(super) struct Leak<'e, 'a> {
    door: Door,
    /// Positions of the fields that are kept from them.
    kept: BTreeSet<usize>,
    open: Vec<&'e Exposed<'e, 'a>>,
}

impl Leak<'_, '_> {
    /// Whether the leak tells of this.
    pub(super) fn tells(&self, one: &Exposed<'_, '_>) -> bool {
        one.door == self.door && self.open.iter().any(|open| std::ptr::eq(open.field, one.field))
    }
}

/// Facts that are kept from somebody on one field and open on another.
pub(super) fn leaks<'e, 'a>(
    cx: &Context<'a>,
    doors: &Doors<'_, 'a>,
    exposed: &'e [Exposed<'e, 'a>],
    fields: &[Sensitive<'a>],
) -> Vec<Leak<'e, 'a>> {
    let mut reached = Reached::of(cx.scopes);
    let mut found: BTreeMap<(&str, Door), Leak<'e, 'a>> = BTreeMap::new();
    for one in exposed {
        let siblings = fields.iter().enumerate().filter(|(_, other)| {
            other.fact.name == one.field.fact.name && !std::ptr::eq(*other, one.field) && other.is_protected()
        });
        let kept: BTreeSet<usize> = siblings
            .filter(|(_, other)| {
                let mut sets = one.sets.iter().filter_map(|at| doors.sets.get(*at));
                sets.any(|(profile, _)| is_kept_from(cx, other, profile, &mut reached))
            })
            .map(|(at, _)| at)
            .collect();
        if !kept.is_empty() {
            let key = (one.field.fact.name.as_str(), one.door);
            let leak = found.entry(key).or_insert(Leak { door: one.door, kept: BTreeSet::new(), open: Vec::new() });
            leak.kept.extend(kept);
            leak.open.push(one);
        }
    }
    found.into_values().collect()
}

/// Whether somebody reads the resource and the field is kept from them.
fn is_kept_from<'a>(
    cx: &Context<'a>,
    field: &Sensitive<'_>,
    profile: &crate::access::Profile,
    reached: &mut Reached<'_, 'a>,
) -> bool {
    use crate::model::RecordScope;
    let (resource, reading) = (field.field.resource, cx.snapshot.ops_of(Verb::Read));
    let reads = profile.cells.ops(resource).and(reading);
    !field.admits(cx, &profile.groups, Verb::Read)
        && reads.iter().any(|op| reached.scope(&profile.groups, resource, op) != RecordScope::None)
}

fn tell(cx: &Context<'_>, doors: &Doors<'_, '_>, leak: &Leak<'_, '_>, fields: &[Sensitive<'_>]) -> Finding {
    let all: Vec<Exposed<'_, '_>> = leak.open.iter().map(|one| (*one).clone()).collect();
    let kept: Vec<String> = leak.kept.iter().filter_map(|at| fields.get(*at)).map(|field| field.name(cx)).collect();
    let (fact, class) = match leak.open.first() {
        Some(one) => (one.field.fact.name.as_str(), one.field.fact.class),
        None => ("", SensitiveClass::Price),
    };
    let what = leak.open.first().map_or("it", |one| one.field.fact.what.as_str());
    let reading = cx.snapshot.ops_of(Verb::Read);
    let place =
        ResourceRef { ops: cx.snapshot.op_names(reading).into_iter().map(str::to_owned).collect(), ..cx.whole() };
    let mut finding = finding_by(&CHECK.info, fact, leak.door.subject(cx), place);
    weighed(cx, doors, &mut finding, when_read(class), &all);
    let whom = leak.door.words(cx);
    let told = fields.iter().filter(|field| field.fact.name == fact).count();
    finding.title =
        format!("{whom}: {what} is kept from them in {} of {told} places and open in {}", kept.len(), all.len());
    finding.expected = Some(format!("{} is kept from {whom}, and so is what tells the same", and(&kept)));
    finding.actual = format!("{whom} can read {}{}", and(all.iter().map(|one| one.field.name(cx))), basis(cx, &all));
    finding.vendor_default = all.iter().all(|one| doors.as_shipped(one, Verb::Read))
        && leak
            .kept
            .iter()
            .filter_map(|at| fields.get(*at))
            .all(|field| field.field.shipped.is_none() && !field.field.custom);
    finding.path = path(cx, leak.door, &all);
    finding.path.extend(kept.iter().map(|field| format!("kept: {field}")));
    finding.fix =
        Fix { summary: format!("protect {} as {} is", and(all.iter().map(|one| one.field.name(cx))), and(&kept)) };
    finding
}
