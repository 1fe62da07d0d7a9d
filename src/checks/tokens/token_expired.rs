//! An expired API key is still there.

use super::token_finding::{Keys, about};
use crate::checks::context::Context;
use crate::checks::{Check, TOKENS};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::{Severity, day};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-008",
        name: "token-expired",
        title: "an expired API key is still there",
        severity: Severity::Low,
        what: "Lists API keys whose end had passed when the snapshot was taken.",
        why: "The integration that used it has stopped, or uses another key that nobody wrote down.",
        fix: "Remove the key and find out what uses its successor.",
        controls: &["NIST-800-53r5 IA-5", "ISO27001-2022 A.5.17"],
    },
    needs: TOKENS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let expired = cx.snapshot.tokens.iter().filter(|token| token.is_api_key() && token.is_expired(cx.snapshot));
    for keys in Keys::by_name(expired) {
        let mut finding = about(cx, &CHECK.info, keys.first);
        let ends = keys.each(|token| format!("expired on {}", token.expires.as_deref().map_or("", day)));
        finding.title = match keys.more.as_slice() {
            [] => format!("{} {ends} and is still there", keys.words()),
            _ => format!("{} expired and are still there", keys.words()),
        };
        finding.expected = Some(format!("expired {}s are removed", keys.one()));
        finding.actual = ends;
        finding.fix = Fix { summary: format!("remove `{}`", keys.first.name) };
        found.push(finding);
    }
}
