//! A token's scope is written and never checked.

use super::token_finding::{Keys, about};
use crate::checks::context::Context;
use crate::checks::telling::and;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::Severity;
use crate::snapshot::{Domain, Token};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-012",
        name: "token-scope-unchecked",
        title: "a token's scope restricts nothing",
        severity: Severity::High,
        what: "Lists living tokens with a scope that the system writes down and never checks. High where the owner is an administrator, medium where the owner changes records, else low.",
        why: "Whoever agreed to a narrow scope, such as the own name and address, handed out everything that the account may do.",
        fix: "Give the integration an account of its own with the rights that its scope promises, and revoke the token.",
        controls: &["NIST-800-53r5 AC-6", "NIST-800-53r5 IA-9", "ISO27001-2022 A.8.3", "PCI-DSS-4.0.1 7.2.5"],
    },
    needs: &[Need::Domain(Domain::Tokens), Need::Domain(Domain::ModelAccess)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let promises = |token: &&Token| token.scope_unchecked && token.scope.is_some() && token.is_alive(cx.snapshot);
    for keys in Keys::by_name(cx.snapshot.tokens.iter().filter(promises)) {
        let token = keys.first;
        let owner = &cx.snapshot.user(token.owner).key;
        let profile = cx.access.of(token.owner);
        let cells = profile.cells.beyond(&cx.access.common());
        let mut finding = about(cx, &CHECK.info, token);
        finding.title = format!(
            "{} {} all that `{owner}` may, whatever {} scope",
            keys.words(),
            keys.verb("does", "do"),
            keys.verb("its", "their")
        );
        finding.severity = if cx.access.is_administrator(profile) {
            Severity::High
        } else if cx.changes_records(&cells) {
            Severity::Medium
        } else {
            Severity::Low
        };
        let scopes = keys.more.iter().chain([&keys.first]).filter_map(|token| token.scope.as_deref());
        let scopes: std::collections::BTreeSet<&str> = scopes.collect();
        finding.expected = Some(format!("only what scope {} says", and(scopes)));
        finding.actual = format!("this version of the system never checks scopes: {}", cx.measure(&cells));
        finding.fix = Fix {
            summary: format!(
                "revoke `{}`, or give it an owner with only the rights that its scope promises",
                token.name
            ),
        };
        found.push(finding);
    }
}
