//! A role cannot read or write a field that it is designed for.

use super::field_finding::tell;
use crate::checks::context::Context;
use crate::checks::{Check, FIELDS};
use crate::findings::{CheckInfo, Finding};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "FLD-012",
        name: "field-below-design",
        title: "a role cannot read or write a field that it is designed for",
        severity: Severity::Medium,
        what: "Works out who sees each designed field (the groups written on it, and the access to its model) for the role's groups, and compares it with what the map designs for the field: nothing, reading, or reading and writing. What the role lacks on the whole model is told by `missing-access`.",
        why: "The role cannot see or change a field that it needs for its work.",
        fix: "Give the role a group that sees the field, or narrow the design.",
        controls: &[
            "NIST-800-53r5 AC-3",
            "NIST-800-53r5 AC-6",
            "ISO27001-2022 A.8.3",
            "ISO27001-2022 A.5.34",
            "PCI-DSS-4.0.1 7.2.1",
        ],
    },
    needs: FIELDS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    for difference in comparison.fields.differences.iter().filter(|difference| !difference.beyond) {
        found.push(tell(cx, comparison, &CHECK.info, difference));
    }
}
