//! An API key lives longer than its design.

use super::token_finding::{about, noun, short};
use crate::checks::context::Context;
use crate::checks::telling::count;
use crate::checks::when::days;
use crate::checks::{Check, DESIGNED_TOKENS};
use crate::compare::DesignedToken;
use crate::findings::{CheckInfo, Finding, Fix, NotAssessed};
use crate::model::{Located, Severity};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-009",
        name: "token-lives-too-long",
        title: "an API key lives longer than its design",
        severity: Severity::Medium,
        what: "Compares the end of each designed key with `expires_within` and its age with `rotate_every`. A limit of a key of unknown age is not assessed, unless the key never ends.",
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
        let broken = limits(cx, designed).into_iter().find_map(|limit| Some((limit.breach()?, limit)));
        let Some((breach, limit)) = broken else { continue };
        let name = &designed.token.name;
        let mut finding = about(cx, &CHECK.info, designed.token);
        finding.title = format!("{} `{name}` lives longer than its design", noun(designed.token));
        finding.expected = Some(limit.words());
        finding.designed_at = Some(limit.most.at.clone());
        finding.actual = breach;
        finding.fix =
            Fix { summary: format!("replace `{name}` by a {} with the designed life", short(designed.token)) };
        found.push(finding);
    }
}

/// Designed limits that cannot be judged, because a time is missing or cannot be read.
pub(in crate::checks) fn not_assessed(cx: &Context<'_>) -> Vec<NotAssessed> {
    let designed = cx.comparison.iter().flat_map(|comparison| &comparison.tokens.designed);
    let unknown = designed.flat_map(|designed| {
        let limits = limits(cx, designed);
        limits.into_iter().filter(|limit| limit.span == Span::Unknown).map(|limit| NotAssessed {
            what: format!(
                "{} `{}` of `{}`",
                noun(designed.token),
                designed.token.name,
                cx.snapshot.user(designed.token.owner).key
            ),
            reason: format!(
                "the snapshot does not say when it {}, so {} cannot be judged",
                lacks(&limit, designed),
                limit.words()
            ),
            asked_for: true,
        })
    });
    unknown.collect()
}

/// What is not known of a key.
fn lacks(limit: &Limit<'_>, designed: &DesignedToken<'_>) -> &'static str {
    if limit.what == LIFE && designed.token.expires.is_none() { "ends" } else { "was made" }
}

/// What [`Limit::what`] calls the time from when a key is made to its end.
const LIFE: &str = "a life";

/// A designed limit and how much of it a key takes.
struct Limit<'a> {
    most: &'a Located<u32>,
    span: Span,
    what: &'static str,
}

#[derive(PartialEq, Eq)]
enum Span {
    Days(i64),
    Endless,
    Unknown,
}

impl Limit<'_> {
    fn words(&self) -> String {
        format!("{} of at most {}", self.what, count(self.most.value as usize, "day"))
    }

    /// What the key does instead, if it does not keep to the limit.
    fn breach(&self) -> Option<String> {
        match self.span {
            Span::Days(days) if days > i64::from(self.most.value) => Some(format!("{} of {days} days", self.what)),
            Span::Endless => Some("it never expires".to_owned()),
            Span::Days(_) | Span::Unknown => None,
        }
    }
}

fn limits<'a>(cx: &Context<'_>, designed: &DesignedToken<'a>) -> Vec<Limit<'a>> {
    let DesignedToken { token, design, .. } = designed;
    let until = |end: &str| token.created.as_deref().and_then(|made| days(made, end)).map_or(Span::Unknown, Span::Days);
    let endless = if cx.snapshot.semantics.key_ends_unknown { Span::Unknown } else { Span::Endless };
    let life = token.expires.as_deref().map_or(endless, until);
    let age = until(&cx.snapshot.system.taken_at);
    let limits = [(&design.expires_within_days, life, LIFE), (&design.rotate_every_days, age, "an age")];
    limits.into_iter().filter_map(|(most, span, what)| Some(Limit { most: most.as_ref()?, span, what })).collect()
}
