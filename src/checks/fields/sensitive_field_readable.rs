//! Somebody reads sensitive fields who is not meant to.

use super::doors::Doors;
use super::field_class::{Class, told};
use super::sensitive::{Sensitive, when_read};
use crate::checks::context::Context;
use crate::checks::{Check, GRANTS};
use crate::findings::{CheckInfo, Finding};
use crate::model::{Severity, Verb};
use crate::policy::SensitiveClass;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "FLD-001",
        name: "sensitive-field-readable",
        title: "people read sensitive fields who are not meant to",
        severity: Severity::Critical,
        what: "Works out who reads each field of the policy `sensitive-fields`: who may read its resource, on more than their own records, and sees the field. Whoever is in none of the groups that the policy says need it is told, one finding for each class of fields and each group through which they come: the smallest that alone is enough. Where the snapshot does not know who sees a field, such as Odoo read from its database, the vendor's protection of that version is taken, and the finding is of medium confidence. Fields that the design of a role speaks of are told by field-exceeds-design, facts that somebody protected elsewhere by sibling-field-open, credentials by credential-field-readable.",
        why: "Costs, wages, bank accounts and private data are read by people whose work does not need them, and leave the company with them.",
        fix: "Put groups or a permission level on the fields, take the resource away from the group, or say in the policy that the group is meant to read them.",
        controls: CONTROLS,
    },
    needs: GRANTS,
    run,
};

/// Controls of all checks about sensitive fields.
pub(super) const CONTROLS: &[&str] = &[
    "NIST-800-53r5 AC-3",
    "NIST-800-53r5 AC-6",
    "ISO27001-2022 A.8.3",
    "ISO27001-2022 A.5.34",
    "PCI-DSS-4.0.1 7.2.1",
    "PCI-DSS-4.0.1 7.2.6",
    "CIS-8.1 3.3",
    "SOC2 CC6.1",
    "SOC2 C1.1",
    "GDPR 5(1)(f)",
    "GDPR 25",
    "GDPR 32",
];

/// Whether reading a field is for this check and its neighbour about siblings to tell.
pub(super) fn is_told(field: &Sensitive<'_>) -> bool {
    !field.write_only && field.fact.class != SensitiveClass::Credentials
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let doors = Doors::of(cx);
    let exposed = doors.read().iter().filter(|one| is_told(&one.field));
    let exposed = exposed.filter(|one| !doors.leaks().iter().any(|leak| leak.tells(one))).cloned();
    let class = Class { info: &CHECK.info, verb: Verb::Read, does: "read", impact: when_read };
    found.extend(told(cx, &doors, &class, exposed));
}
