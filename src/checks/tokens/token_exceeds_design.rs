//! An API key can do more than its design.

use super::token_finding::{about, noun};
use crate::checks::context::Context;
use crate::checks::telling::and;
use crate::checks::{Check, DESIGNED_TOKENS};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-001",
        name: "token-exceeds-design",
        title: "an API key can do more than its design",
        severity: Severity::High,
        what: "Compares what the owner of each designed key can do with the key's `may`, and its scope with the designed scopes. A key carries all rights of its owner, whatever it is called.",
        why: "An integration that should only read can write; whoever steals the key can do all of it.",
        fix: "Give the key an owner with exactly the rights that the integration needs.",
        controls: &[
            "NIST-800-53r5 AC-6",
            "NIST-800-53r5 IA-9",
            "ISO27001-2022 A.8.2",
            "ISO27001-2022 A.8.3",
            "PCI-DSS-4.0.1 7.2.5",
        ],
    },
    needs: DESIGNED_TOKENS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    for designed in &comparison.tokens.designed {
        let token = designed.token;
        let wrong_scope = !designed.design.scopes.is_empty()
            && !designed.design.scopes.iter().any(|scope| Some(&scope.value) == token.scope.as_ref());
        if designed.beyond.is_empty() && !wrong_scope {
            continue;
        }
        let mut finding = about(cx, &CHECK.info, token);
        finding.title = format!("{} `{}` can do more than its design", noun(token), token.name);
        if !cx.changes_records(&designed.beyond) && !wrong_scope {
            finding.severity = Severity::Medium;
        }
        finding.designed_at = Some(designed.design.name.at.clone());
        let owner = &cx.snapshot.user(token.owner).key;
        (finding.expected, finding.actual) = if wrong_scope {
            let scopes = and(designed.design.scopes.iter().map(|scope| &scope.value));
            (
                Some(format!("scope {scopes}")),
                format!("its scope is {}", token.scope.as_deref().unwrap_or("everything")),
            )
        } else {
            let actual = format!("it carries all rights of `{owner}`: {} beyond `may`", cx.measure(&designed.beyond));
            (Some("only what `may` says".to_owned()), actual)
        };
        finding.fix = Fix {
            summary: format!(
                "give `{}` an owner with only the designed rights, or take them from `{owner}`",
                token.name
            ),
        };
        found.push(finding);
    }
}
