//! A role reaches fewer records than designed.

use super::scope_finding::{is_wider, tell};
use crate::checks::context::Context;
use crate::checks::{Check, RECORDS};
use crate::findings::{CheckInfo, Finding};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "REC-002",
        name: "record-scope-narrower",
        title: "a role reaches fewer records than designed",
        severity: Severity::Medium,
        what: "Works out from the record rules which rows the role's groups reach by each operation (none, own, restricted, company, all) and compares it with the scope that the map designs. A rule that cannot be read is not assessed.",
        why: "The role cannot reach records that it needs for its work.",
        fix: "Widen or remove the rule, or narrow the design.",
        controls: &["NIST-800-53r5 AC-3", "NIST-800-53r5 AC-4", "ISO27001-2022 A.8.3", "PCI-DSS-4.0.1 7.3.2"],
    },
    needs: RECORDS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    for difference in comparison.records.differences.iter().filter(|difference| !is_wider(difference)) {
        found.push(tell(cx, comparison, &CHECK.info, difference));
    }
}
