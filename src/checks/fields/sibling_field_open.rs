//! A fact is kept from somebody on one field and open to them on another.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::believed::CONTROLS;
use super::doors::{Door, Doors, Exposed};
use super::field_class::{basis, path, weighed};
use super::sensitive::{Sensitive, when_read};
use super::sensitive_field_readable::is_told;
use crate::access::{Profile, Reached};
use crate::checks::context::Context;
use crate::checks::telling::{and, finding_by};
use crate::checks::{Check, GRANTS};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::{RecordScope, Severity, Verb};
use crate::policy::Fact;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "FLD-004",
        name: "sibling-field-open",
        title: "a fact is kept from people on one field and open to them on another",
        severity: Severity::Critical,
        what: "The policy `sensitive-fields` names, for each fact, all the fields that tell it: what a product costs stands on the product, on lots, on order lines, in reports. Where a field of a resource that people read is kept from them (by groups, a permission level, a mask or rows) and another field of the same fact is open to the same people, one finding for each fact and group tells both. The protection must be one that somebody made (a group, a level or a field that is not the vendor's) or stand in the same resource; all else is told by sensitive-field-readable.",
        why: "Somebody decided that these people must not know it, and they read it one screen further.",
        fix: "Protect the other fields in the same way.",
        controls: CONTROLS,
    },
    needs: GRANTS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let doors = Doors::of(cx);
    found.extend(doors.leaks().iter().map(|leak| tell(cx, &doors, leak)));
}

/// A fact that is kept from those behind a door, and open to them.
#[derive(Debug)]
pub(super) struct Leak<'a> {
    fact: &'a Fact,
    door: Door,
    /// The fields that are kept from them.
    kept: Vec<Rc<Sensitive<'a>>>,
    open: Vec<Exposed<'a>>,
}

impl Leak<'_> {
    /// Whether the leak tells of this.
    pub(super) fn tells(&self, one: &Exposed<'_>) -> bool {
        one.door == self.door && one.field.fact.name == self.fact.name
    }
}

/// Facts that are kept from somebody on one field and open on another.
pub(super) fn leaks<'a>(cx: &Context<'a>, doors: &Doors<'_, 'a>) -> Vec<Leak<'a>> {
    let mut reached = Reached::of(cx.scopes);
    let mut by_fact: BTreeMap<(&str, Door), Vec<Exposed<'a>>> = BTreeMap::new();
    for one in doors.read().iter().filter(|one| is_told(&one.field)) {
        by_fact.entry((one.field.fact.name.as_str(), one.door)).or_default().push(one.clone());
    }
    let leaks = by_fact.into_iter().filter_map(|((_, door), open)| {
        let fact = open.first()?.field.fact;
        // What a vendor protects in one model says nothing of what it shows in another: nobody decided anything here.
        let is_meant = |other: &Sensitive<'_>| {
            let beside = |one: &Exposed<'_>| one.field.field.resource == other.field.resource;
            other.is_protected() && (other.is_protected_by_hand(cx) || open.iter().any(beside))
        };
        let siblings = doors.sensitive().iter().filter(|other| {
            let is_open = open.iter().any(|one| Rc::ptr_eq(other, &one.field));
            is_told(other) && other.fact.name == fact.name && !is_open && is_meant(other)
        });
        let kept = siblings.filter(|other| {
            let mut sets = open.iter().flat_map(|one| &one.sets).filter_map(|at| doors.sets().get(*at));
            sets.any(|(profile, _)| is_kept_from(cx, other, profile, &mut reached))
        });
        let kept: Vec<_> = kept.cloned().collect();
        (!kept.is_empty()).then_some(Leak { fact, door, kept, open })
    });
    leaks.collect()
}

/// Whether somebody reads the resource and the field is kept from them.
fn is_kept_from<'a>(cx: &Context<'a>, field: &Sensitive<'_>, profile: &Profile, reached: &mut Reached<'_, 'a>) -> bool {
    let (resource, reading) = (field.field.resource, cx.snapshot.ops_of(Verb::Read));
    let reads = profile.cells.ops(resource).and(reading);
    !field.admits(cx, &profile.groups, Verb::Read)
        && reads.iter().any(|op| reached.scope(&profile.groups, resource, op) != RecordScope::None)
}

fn tell(cx: &Context<'_>, doors: &Doors<'_, '_>, leak: &Leak<'_>) -> Finding {
    let all = &leak.open;
    let kept: Vec<String> = leak.kept.iter().map(|field| field.name(cx)).collect();
    let (fact, class, what) = (leak.fact.name.as_str(), leak.fact.class, leak.fact.what.as_str());
    let place = cx.several(cx.snapshot.ops_of(Verb::Read));
    let mut finding = finding_by(&CHECK.info, fact, leak.door.subject(cx), place);
    weighed(cx, doors, &mut finding, when_read(class), all);
    let whom = leak.door.words(cx);
    let open = if all.len() == 1 { "1 other is".to_owned() } else { format!("{} others are", all.len()) };
    finding.title = format!("{} {what} from {whom}, and {open} open to them", keeps(kept.len()));
    finding.expected = Some(format!("{} is kept from {whom}, and so is what tells the same", and(&kept)));
    finding.actual = format!("{whom} can read {}{}", and(all.iter().map(|one| one.field.name(cx))), basis(cx, all));
    finding.vendor_default = all.iter().all(|one| doors.as_shipped(one, Verb::Read))
        && leak.kept.iter().all(|field| !field.is_protected_by_hand(cx));
    finding.path = path(cx, doors, leak.door, Verb::Read, all);
    finding.path.extend(kept.iter().map(|field| format!("kept: {field}")));
    finding.fix =
        Fix { summary: format!("protect {} as {} is", and(all.iter().map(|one| one.field.name(cx))), and(&kept)) };
    finding
}

/// The fields that keep something, as the beginning of a sentence.
fn keeps(fields: usize) -> String {
    if fields == 1 { "1 field keeps".to_owned() } else { format!("{fields} fields keep") }
}
