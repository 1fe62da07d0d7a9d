//! Somebody changes sensitive fields who is not meant to.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::credential_field_readable;
use super::doors::Doors;
use super::field_class::{Class, told};
use super::sensitive::when_written;
use super::sensitive_field_readable::CONTROLS;
use crate::checks::context::Context;
use crate::checks::{Check, GRANTS};
use crate::findings::{CheckInfo, Finding};
use crate::model::{Severity, Verb};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "FLD-002",
        name: "sensitive-field-writable",
        title: "people change sensitive fields who are not meant to",
        severity: Severity::Critical,
        what: "Works out who changes each field of the policy `sensitive-fields`: who may write its resource, on more than their own records, and the field. Whoever is in none of the groups whose work that is (`changed_by`) is told, one finding for each class of fields and each group through which they come: the smallest that alone is enough. Where the snapshot does not know who may change a field, the vendor's protection of that version is taken, and the finding is of medium confidence. Fields that the design of a role speaks of are told by field-exceeds-design, credentials that the same people read by credential-field-readable.",
        why: "Whoever changes a bank account or a wage moves money; whoever changes prices, costs and limits gives it away.",
        fix: "Protect the fields, take writing the resource away from the group, or say in the policy that changing them is its work.",
        controls: CONTROLS,
    },
    needs: GRANTS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let doors = Doors::of(cx);
    let mut exposed = doors.changed();
    // A secret that is read and changed is told once, with those who read it.
    let read: Vec<_> = credential_field_readable::exposed(cx, &doors).collect();
    exposed.retain(|one| {
        let readers = read.iter().filter(|other| Rc::ptr_eq(&other.field, &one.field)).flat_map(|other| &other.sets);
        let readers: BTreeSet<&usize> = readers.collect();
        !one.sets.iter().all(|at| readers.contains(at))
    });
    let class = Class { info: &CHECK.info, verb: Verb::Write, does: "change", impact: when_written };
    found.extend(told(cx, &doors, &class, exposed));
}
