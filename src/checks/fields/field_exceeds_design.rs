//! A role reads or writes a field that the design keeps from it.

use super::field_finding::tell;
use super::field_protection_removed::is_lowered;
use crate::checks::context::Context;
use crate::checks::{Check, FIELDS};
use crate::compare::FieldDifference;
use crate::findings::{CheckInfo, Finding};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "FLD-011",
        name: "field-exceeds-design",
        title: "a role reads or writes a field that the design keeps from it",
        severity: Severity::High,
        what: "Works out who sees each designed field (the groups written on it, and the access to its model) for the role's groups, and compares it with what the map designs for the field: nothing, reading, or reading and writing. A field whose groups are not known is not assessed; one whose shipped protection somebody lowered is told by field-protection-removed.",
        why: "The role sees or changes what the design hides or protects: cost prices, salaries, bank accounts.",
        fix: "Put groups on the field that the role has not, take the access to the model away, or widen the design.",
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
    // Of a field whose level somebody lowered, that is the cause, and one finding tells it for all roles.
    let told = |difference: &&FieldDifference<'_>| difference.designed.field.is_some_and(is_lowered);
    let beyond = comparison.fields.differences.iter().filter(|difference| difference.beyond);
    for difference in beyond.filter(|difference| !told(difference)) {
        found.push(tell(cx, comparison, &CHECK.info, difference));
    }
}
