//! An API key is old and was never replaced.

use super::token_finding::{Keys, about, about_many};
use crate::checks::context::{Context, MANY};
use crate::checks::telling::count;
use crate::checks::when::days;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Impact, NotAssessed, Reach, weigh};
use crate::model::{Confidence, Severity, UserIx, day};
use crate::snapshot::{Domain, Token};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-010",
        name: "token-too-old",
        title: "an API key is old and was never replaced",
        severity: Severity::Medium,
        what: "Lists living API keys that were made longer ago than `keys.rotate_within_days` of policies/tokens.yaml says. A key of which the map says `rotate_every` is left to token-lives-too-long; a key of unknown age is not assessed. Medium where the owner can change records beyond what everyone can, else low.",
        why: "In the years since, the key was on laptops, in mails and in the hands of people who have left.",
        fix: "Make a new key for the same use, switch the integration over, and revoke the old one.",
        controls: &["NIST-800-53r5 IA-5", "ISO27001-2022 A.5.17", "PCI-DSS-4.0.1 8.6.3"],
    },
    needs: &[Need::Domain(Domain::Tokens), Need::Domain(Domain::ModelAccess)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(most) = cx.policies.tokens.rotate_within_days else { return };
    let old = judged(cx).filter(|token| age(cx, token).is_some_and(|age| age > i64::from(most)));
    let old: Vec<Keys<'_>> = Keys::by_name(old).collect();
    let expected = format!("replaced within {}", count(most as usize, "day"));
    if old.len() >= MANY {
        let owners = old.iter().map(|keys| keys.first.owner);
        let mut finding = about_many(cx, &CHECK.info, "keys that were never replaced", &old);
        (finding.severity, finding.severity_by) = weight(cx, owners);
        finding.title = format!("{} are older than {}", count(old.len(), "key"), count(most as usize, "day"));
        let oldest = old.iter().filter_map(|keys| keys.first.created.as_deref()).min();
        finding.expected = Some(expected);
        finding.actual = format!("the oldest was made {}", oldest.map_or("at an unknown time", day));
        finding.fix = Fix { summary: "replace them one by one, those of administrators first".to_owned() };
        found.push(finding);
        return;
    }
    for keys in old {
        let mut finding = about(cx, &CHECK.info, keys.first);
        (finding.severity, finding.severity_by) = weight(cx, [keys.first.owner]);
        finding.title =
            format!("{} {} older than {}", keys.words(), keys.verb("is", "are"), count(most as usize, "day"));
        finding.expected = Some(expected.clone());
        finding.actual = keys.each(|token| {
            let made = token.created.as_deref().map_or("at an unknown time", day);
            format!(
                "made {made}, {} ago",
                count(age(cx, token).and_then(|age| usize::try_from(age).ok()).unwrap_or_default(), "day")
            )
        });
        finding.fix = Fix { summary: format!("replace `{}` by a new {}", keys.first.name, keys.one()) };
        found.push(finding);
    }
}

/// Keys whose age nobody knows.
pub(in crate::checks) fn not_assessed(cx: &Context<'_>) -> Option<NotAssessed> {
    cx.policies.tokens.rotate_within_days?;
    let keys = judged(cx).filter(|token| age(cx, token).is_none()).count();
    (keys > 0).then(|| NotAssessed {
        what: format!("the age of {}", count(keys, "API key")),
        reason: "the system does not say when they were made".to_owned(),
        asked_for: false,
    })
}

/// Living keys of which the map does not say itself how often they are replaced.
fn judged<'c>(cx: &'c Context<'_>) -> impl Iterator<Item = &'c Token> {
    let planes = || cx.comparison.iter().flat_map(|comparison| &comparison.tokens.designed);
    let designed =
        move |token: &Token| planes().any(|it| std::ptr::eq(it.token, token) && it.design.rotate_every_days.is_some());
    let tokens = cx.snapshot.tokens.iter();
    tokens.filter(move |token| token.is_api_key() && token.is_alive(cx.snapshot) && !designed(token))
}

/// Whole days since a key was made, when the snapshot was taken.
fn age(cx: &Context<'_>, token: &Token) -> Option<i64> {
    days(token.created.as_deref()?, &cx.snapshot.system.taken_at)
}

fn weight(cx: &Context<'_>, owners: impl IntoIterator<Item = UserIx>) -> (Severity, Option<String>) {
    let common = cx.access.common();
    let changes = owners.into_iter().any(|owner| cx.changes_records(&cx.access.of(owner).cells.beyond(&common)));
    let impact = if changes { Impact::Commercial } else { Impact::Hygiene };
    let (severity, by) = weigh(impact, Reach::Role, Confidence::High);
    (severity, Some(by))
}
