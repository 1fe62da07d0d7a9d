//! An API key belongs to an inactive account.

use super::token_finding::{Keys, about};
use crate::checks::context::Context;
use crate::checks::{Check, TOKENS};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-005",
        name: "token-of-inactive-owner",
        title: "an API key belongs to an inactive account",
        severity: Severity::Medium,
        what: "Lists API keys whose owner may not log in.",
        why: "The key comes back to life with the account, and some versions of some ERPs accept it even before.",
        fix: "Revoke the key.",
        controls: &["NIST-800-53r5 AC-2(3)", "ISO27001-2022 A.5.17", "PCI-DSS-4.0.1 8.6.1"],
    },
    needs: TOKENS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let keys = cx.snapshot.tokens.iter().filter(|token| token.is_api_key());
    for keys in Keys::by_name(keys.filter(|token| !cx.snapshot.user(token.owner).active)) {
        let mut finding = about(cx, &CHECK.info, keys.first);
        let owner = &cx.snapshot.user(keys.first.owner).key;
        let belong = keys.verb("belongs", "belong");
        finding.title = format!("{} {belong} to the inactive account `{owner}`", keys.words());
        let one = keys.one();
        finding.expected = Some(format!("no {one} of an inactive account"));
        let mut all = keys.more.iter().chain([&keys.first]);
        finding.actual = if all.any(|token| token.is_alive(cx.snapshot)) {
            finding.severity = Severity::High;
            let lets = keys.verb(" still lets", "s still let");
            format!("the {one}{lets} in: this version of the system does not ask whether the account is active")
        } else {
            format!("the {one}{} still there", keys.verb(" is", "s are"))
        };
        finding.fix = Fix { summary: format!("revoke `{}`", keys.first.name) };
        found.push(finding);
    }
}
