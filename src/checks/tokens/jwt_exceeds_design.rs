//! A JSON Web Token that was found in a file does more than its design, or has none.

use super::jwt_finding::Jwts;
use crate::access::Cells;
use crate::checks::context::Context;
use crate::checks::telling::and;
use crate::checks::{Check, Need};
use crate::compare::{ComparedJwt, ScopeDifference};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, weigh};
use crate::model::{Confidence, Severity};
use crate::snapshot::{Domain, JwtSeen};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-016",
        name: "jwt-exceeds-design",
        title: "a JSON Web Token in a file does more than its design",
        severity: Severity::High,
        what: "Compares the subject and the scopes of JSON Web Tokens in files (`--jwt-file`) with `tokens` of the map: the token is the designed one whose owner or name its subject is. Scopes beyond the design, a token without scopes where the design names some, an account that can do more than `may`, and a token that no design speaks of are told. Tokens whose end has passed are left to jwt-unsafe.",
        why: "What a JWT says of itself is what services go by: more than the design is more than anybody decided.",
        fix: "Let the issuer give out tokens with the designed owner and scopes, or add the token to the map.",
        controls: &["NIST-800-53r5 AC-6", "NIST-800-53r5 IA-9", "ISO27001-2022 A.8.2", "PCI-DSS-4.0.1 7.2.5"],
    },
    needs: &[
        Need::Design,
        Need::Domain(Domain::Jwts),
        Need::Domain(Domain::Accounts),
        Need::Domain(Domain::ModelAccess),
    ],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    // Tokens that are alike have one subject and the same scopes, so the same difference.
    let by_token = |first: &JwtSeen| comparison.jwts.iter().find(|compared| std::ptr::eq(compared.jwt, first));
    for jwts in Jwts::alike(comparison.jwts.iter().map(|compared| compared.jwt)) {
        let Some((compared, difference)) = by_token(jwts.first).and_then(|it| Some((it, difference(cx, it)?))) else {
            continue;
        };
        let mut finding = jwts.about(cx, &CHECK.info);
        let (severity, by) = weigh(difference.impact, Reach::Role, Confidence::High);
        (finding.severity, finding.severity_by) = (severity, Some(by));
        finding.title = format!("{} {}", jwts.words(), difference.title);
        finding.affected = cx.affected(compared.account);
        finding.expected = Some(difference.expected);
        finding.designed_at = compared.design.map(|design| design.name.at.clone());
        finding.actual = difference.actual;
        finding.path.extend(compared.account.map(|account| format!("user:{}", cx.snapshot.user(account).key)));
        finding.fix = Fix { summary: difference.fix };
        found.push(finding);
    }
}

/// In what a token differs from its design.
struct Difference {
    impact: Impact,
    title: &'static str,
    expected: String,
    actual: String,
    fix: String,
}

/// The first thing in which a token differs from its design, the scopes before what the account can do.
fn difference(cx: &Context<'_>, compared: &ComparedJwt<'_>) -> Option<Difference> {
    let Some(design) = compared.design else { return Some(undesigned(cx, compared)) };
    if let Some(scopes) = &compared.scopes {
        return Some(Difference {
            impact: Impact::Money,
            title: "has other scopes than its design",
            expected: format!("scope {}", and(design.scopes.iter().map(|scope| &scope.value))),
            actual: match scopes {
                ScopeDifference::More(more) => format!("scope {}, too", and(more)),
                ScopeDifference::NotLimited => "it names no scope".to_owned(),
            },
            fix: format!("let the issuer give out tokens with the scopes of `{}` alone", design.name.value),
        });
    }
    (!compared.beyond.is_empty()).then(|| Difference {
        impact: impact(cx, &compared.beyond),
        title: "does more than its design",
        expected: "only what `may` says".to_owned(),
        actual: format!("its account can do more: {}", cx.measure(&compared.beyond)),
        fix: format!("give `{}` an account with only the designed rights", design.name.value),
    })
}

/// A token that no design speaks of.
fn undesigned(cx: &Context<'_>, compared: &ComparedJwt<'_>) -> Difference {
    let account = compared.account.map(|account| {
        let cells = cx.access.of(account).cells.beyond(&cx.access.common());
        (cx.snapshot.user(account), cells)
    });
    Difference {
        impact: account.as_ref().map_or(Impact::Commercial, |(_, cells)| impact(cx, cells)),
        title: "is not in the design",
        expected: "every token is named in `tokens`".to_owned(),
        actual: match account {
            Some((user, cells)) => {
                let state = if user.active { "" } else { ", which is switched off" };
                format!("its subject is the account `{}`{state}: {}", user.key, cx.measure(&cells))
            }
            None if compared.jwt.subject.is_some() => "its subject is no account of the system".to_owned(),
            None => "it names no subject".to_owned(),
        },
        fix: "name the token in `tokens` of the map with its owner, or remove it and change the key that signed it"
            .to_owned(),
    }
}

fn impact(cx: &Context<'_>, cells: &Cells) -> Impact {
    if cx.changes_records(cells) { Impact::Money } else { Impact::Commercial }
}
