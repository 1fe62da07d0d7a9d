//! An API key that nobody designed.

use super::token_finding::about;
use crate::checks::context::Context;
use crate::checks::{Check, DESIGNED_TOKENS};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-006",
        name: "token-not-in-design",
        title: "an API key that nobody designed",
        severity: Severity::High,
        what: "Lists living API keys that the map does not name with this owner.",
        why: "Nobody decided what the key is for, who watches it and when it ends.",
        fix: "Add the key to the map, or revoke it.",
        controls: &["NIST-800-53r5 AC-6", "NIST-800-53r5 IA-5", "ISO27001-2022 A.5.17", "PCI-DSS-4.0.1 8.6.1"],
    },
    needs: DESIGNED_TOKENS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    for token in comparison.tokens.undesigned.iter().filter_map(|at| cx.snapshot.tokens.get(*at)) {
        let mut finding = about(cx, &CHECK.info, token);
        let owner = &cx.snapshot.user(token.owner).key;
        let cells = cx.access.of(token.owner).cells.beyond(cx.access.everyone());
        finding.title = format!("API key `{}` of `{owner}` is not in the design", token.name);
        if !cx.changes_records(&cells) {
            finding.severity = Severity::Medium;
        }
        finding.expected = Some("every key is named in `tokens`".to_owned());
        finding.actual = format!("it carries all rights of `{owner}`: {}", cx.measure(&cells));
        finding.fix = Fix { summary: format!("name `{}` in `tokens` of the map, or revoke it", token.name) };
        found.push(finding);
    }
}
