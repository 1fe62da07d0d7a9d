//! A JSON Web Token that was found in a file is not safe.

use super::jwt_finding::Jwts;
use crate::checks::context::Context;
use crate::checks::telling::count;
use crate::checks::when::days;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, weigh};
use crate::model::{Confidence, Severity, day};
use crate::snapshot::{Domain, JwtSeen};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-014",
        name: "jwt-unsafe",
        title: "a JSON Web Token in a file is not safe",
        severity: Severity::High,
        what: "Reads what JSON Web Tokens in files that were named at collection (`--jwt-file`) say of themselves: high for an algorithm that nobody may take, such as `none`; medium without an end, with a life longer than `jwt.longest_life_days` of policies/tokens.yaml, or with an algorithm that is no longer trusted; low where the end has passed or no audience is named. Whether an API would take the token is not asked.",
        why: "Nobody revokes a JWT: whoever copies it from the file is its owner until its end, at every service that takes it.",
        fix: "Let the issuer give out tokens with a signature, a short life and one audience, and remove this one from the file.",
        controls: &["NIST-800-53r5 IA-5", "NIST-800-53r5 IA-5(7)", "ISO27001-2022 A.5.17", "PCI-DSS-4.0.1 8.6.2"],
    },
    needs: &[Need::Domain(Domain::Jwts)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let unsafe_ones = cx.snapshot.jwts.iter().filter(|jwt| !wrongs(cx, jwt).is_empty());
    for jwts in Jwts::alike(unsafe_ones) {
        let mut all: Vec<Wrong> = jwts.all().flat_map(|jwt| wrongs(cx, jwt)).collect();
        all.sort_by_key(|wrong| std::cmp::Reverse(wrong.impact));
        all.dedup_by(|next, kept| next.says == kept.says);
        let Some(worst) = all.first() else { continue };
        let mut finding = jwts.about(cx, &CHECK.info);
        let (severity, by) = weigh(worst.impact, Reach::Role, Confidence::High);
        (finding.severity, finding.severity_by) = (severity, Some(by));
        let verb = if jwts.more.is_empty() { "is" } else { "are" };
        finding.title = format!("{} {verb} not safe: {}", jwts.words(), worst.says);
        finding.expected = Some(worst.expected.clone());
        finding.actual = all.iter().map(|wrong| wrong.says.as_str()).collect::<Vec<_>>().join("; ");
        finding.fix = Fix { summary: worst.fix.to_owned() };
        found.push(finding);
    }
}

/// One thing that is wrong with a token.
struct Wrong {
    impact: Impact,
    says: String,
    expected: String,
    fix: &'static str,
}

/// All that is wrong with a token. Of one whose end has passed no life and no audience matters any more.
fn wrongs(cx: &Context<'_>, jwt: &JwtSeen) -> Vec<Wrong> {
    let policy = &cx.policies.tokens.jwt;
    let mut wrongs = Vec::new();
    let mut wrong = |impact, says: String, expected: &str, fix| {
        wrongs.push(Wrong { impact, says, expected: expected.to_owned(), fix });
    };
    if policy.forbids(&jwt.algorithm) {
        let says = format!("its algorithm is `{}`", jwt.algorithm);
        let fix = "make every service that takes these tokens refuse this algorithm, and sign them with another";
        wrong(Impact::Money, says, "an algorithm that only the issuer can sign with", fix);
    } else if policy.distrusts(&jwt.algorithm) {
        let says = format!("its algorithm is `{}`", jwt.algorithm);
        wrong(Impact::Commercial, says, "an algorithm that is trusted", "let the issuer sign with another algorithm");
    }
    match jwt.expires.as_deref() {
        Some(end) if jwt.is_expired(cx.snapshot) => {
            let says = format!("it expired {} and is still there", day(end));
            wrong(Impact::Hygiene, says, "expired tokens are removed", "remove the token from the file");
            return wrongs;
        }
        Some(end) => {
            let from = jwt.issued.as_deref().unwrap_or(&cx.snapshot.system.taken_at);
            let life = days(from, end).zip(policy.longest_life_days).filter(|(life, most)| *life > i64::from(*most));
            if let Some((life, most)) = life {
                let life = count(usize::try_from(life).unwrap_or_default(), "day");
                let rest = if jwt.issued.is_some() { "it lives" } else { "it still lives" };
                let expected = format!("a life of at most {}", count(most as usize, "day"));
                let fix = "let the issuer give out tokens with a short life, and replace this one";
                wrong(Impact::Commercial, format!("{rest} {life}, until {}", day(end)), &expected, fix);
            }
        }
        None => {
            let fix = "let the issuer give out tokens with an end, and change the key that signed this one";
            wrong(Impact::Commercial, "it never expires".to_owned(), "an end (`exp`)", fix);
        }
    }
    if policy.audience && jwt.audience.is_empty() {
        let fix = "let the issuer say for whom each token is, and let every service ask for itself";
        wrong(Impact::Hygiene, "it names no audience".to_owned(), "an audience (`aud`)", fix);
    }
    wrongs
}
