//! A role reaches more records than designed.

use super::scope_finding::{is_wider, tell};
use super::stock_rule_inactive;
use crate::checks::context::Context;
use crate::checks::{Check, RECORDS};
use crate::findings::{CheckInfo, Finding};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "REC-001",
        name: "record-scope-wider",
        title: "a role reaches more records than designed",
        severity: Severity::High,
        what: "Works out from the record rules which rows the role's groups reach by each operation (none, own, restricted, company, all) and compares it with the scope that the map designs. A rule that cannot be read is not assessed. Where a shipped rule that is switched off is the whole cause, stock-rule-inactive tells it.",
        why: "The role sees or changes records that the design keeps from it; a rule that somebody switched off is the usual cause.",
        fix: "Switch the rule on again, or add one for the role's groups.",
        controls: &["NIST-800-53r5 AC-3", "NIST-800-53r5 AC-4", "ISO27001-2022 A.8.3", "PCI-DSS-4.0.1 7.3.2"],
    },
    needs: RECORDS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    for difference in comparison.records.differences.iter().filter(|difference| is_wider(difference)) {
        if stock_rule_inactive::tells(cx, &comparison.design, difference) {
            continue;
        }
        found.push(tell(cx, comparison, &CHECK.info, difference));
    }
}
