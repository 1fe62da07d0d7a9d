//! An API key lives longer than its design.

use super::token_finding::{about, days};
use crate::checks::context::{Context, count};
use crate::checks::{Check, DESIGNED_TOKENS};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-009",
        name: "token-lives-too-long",
        title: "an API key lives longer than its design",
        severity: Severity::Medium,
        what: "Compares the end of each designed key with `expires_within` and its age with `rotate_every`.",
        why: "The longer a key lives, the more places hold a copy.",
        fix: "Replace the key by one with the designed life.",
        controls: &["NIST-800-53r5 IA-5", "ISO27001-2022 A.5.17", "PCI-DSS-4.0.1 8.6.3"],
    },
    needs: DESIGNED_TOKENS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    for designed in &comparison.tokens.designed {
        let Some(token) = cx.snapshot.tokens.get(designed.token).filter(|token| token.is_alive(cx.snapshot)) else {
            continue;
        };
        let Some(made) = token.created.as_deref() else { continue };
        let life = token.expires.as_deref().and_then(|end| days(made, end));
        let age = days(made, &cx.snapshot.system.taken_at);
        let limits = [
            (designed.design.expires_within_days.as_ref(), life.unwrap_or(i64::MAX), "a life"),
            (designed.design.rotate_every_days.as_ref(), age.unwrap_or_default(), "an age"),
        ];
        let broken = limits.into_iter().find_map(|(limit, actual, what)| {
            limit.filter(|limit| actual > i64::from(limit.value)).map(|limit| (limit, actual, what))
        });
        let Some((limit, actual, what)) = broken else { continue };
        let mut finding = about(cx, &CHECK.info, token);
        finding.title = format!("API key `{}` lives longer than its design", token.name);
        finding.expected = Some(format!("{what} of at most {}", count(limit.value as usize, "day")));
        finding.designed_at = Some(limit.at.clone());
        finding.actual =
            if actual == i64::MAX { "it never expires".to_owned() } else { format!("{what} of {actual} days") };
        finding.fix = Fix { summary: format!("replace `{}` by a key with the designed life", token.name) };
        found.push(finding);
    }
}
