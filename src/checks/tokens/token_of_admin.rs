//! A key carries the rights of an administrator.

use super::token_finding::{Keys, about};
use crate::checks::context::Context;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::Severity;
use crate::snapshot::{Domain, Token};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-004",
        name: "token-of-admin",
        title: "an API key carries the rights of an administrator",
        severity: Severity::Critical,
        what: "Lists living API keys and access tokens whose owner bypasses every check or is in a group whose members can give any right to anyone. A key whose scope keeps it from the API, such as one of a mail plugin, is not told.",
        why: "Whoever copies the key is an administrator, without a password, a second factor or, in most ERPs, a trace in the list of sign-ins.",
        fix: "Give the integration an account of its own with the rights that it needs, and revoke the key.",
        controls: &[
            "NIST-800-53r5 AC-6(5)",
            "NIST-800-53r5 AC-2(3)",
            "ISO27001-2022 A.8.2",
            "PCI-DSS-4.0.1 7.2.5",
            "PCI-DSS-4.0.1 8.6.1",
        ],
    },
    needs: &[Need::Domain(Domain::Tokens), Need::Domain(Domain::Memberships)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let living =
        cx.snapshot.tokens.iter().filter(|token| token.acts_as_owner(cx.snapshot) && token.is_alive(cx.snapshot));
    for keys in Keys::by_name(living.filter(|token| why(cx, token).is_some())) {
        let token = keys.first;
        let Some(why) = why(cx, token) else { continue };
        let owner = &cx.snapshot.user(token.owner).key;
        let mut finding = about(cx, &CHECK.info, token);
        finding.title = format!("{} {} as the administrator `{owner}`", keys.words(), keys.verb("acts", "act"));
        finding.severity = if cx.access.of(token.owner).superuser { Severity::Critical } else { Severity::High };
        finding.expected = Some(format!("{}s belong to accounts that have what the integration needs", keys.one()));
        finding.actual = format!("`{owner}` {why}");
        finding.path.push(why);
        finding.fix =
            Fix { summary: format!("make an account for what `{}` is used for, and revoke it here", token.name) };
        found.push(finding);
    }
}

/// Why the owner is an administrator, if so.
fn why(cx: &Context<'_>, token: &Token) -> Option<String> {
    let profile = cx.access.of(token.owner);
    if profile.superuser {
        return Some("bypasses every check".to_owned());
    }
    let group = cx.access.administering(&profile.groups).next()?;
    Some(format!("is in `{}`", cx.group_key(group)))
}
