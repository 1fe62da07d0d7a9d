//! An API key never expires.

use std::collections::BTreeMap;

use super::token_finding::{Keys, about, about_many};
use crate::checks::context::{Context, MANY};
use crate::checks::telling::count;
use crate::checks::when::days;
use crate::checks::{Check, TOKENS};
use crate::findings::{CheckInfo, Finding, Fix, NotAssessed};
use crate::model::{Severity, day};
use crate::snapshot::Token;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-002",
        name: "token-without-expiry",
        title: "an API key never expires",
        severity: Severity::Medium,
        what: "Lists living API keys without an end, or with one more than ten years away. Where the version of the ERP knows no end for keys, all of them are one finding, as the vendor ships it.",
        why: "A key that was copied once works until somebody remembers it.",
        fix: "Make a new key with an end and revoke this one; where the ERP knows no end, rotate by calendar.",
        controls: &["NIST-800-53r5 IA-5", "ISO27001-2022 A.5.17", "PCI-DSS-4.0.1 8.6.3"],
    },
    needs: TOKENS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let living = cx.snapshot.tokens.iter().filter(|token| token.is_api_key() && token.is_alive(cx.snapshot));
    let never = living.filter(|token| never_ends(cx, token));
    let (shipped, chosen): (Vec<&Token>, Vec<&Token>) = never.partition(|token| cannot_end(cx, token));
    // Where an ERP knows no end for keys, every key is here, and nobody decided that.
    let shipped: Vec<Keys<'_>> = Keys::by_name(shipped).collect();
    found.extend((!shipped.is_empty()).then(|| as_shipped(cx, &shipped)));
    let (endless, far): (Vec<_>, Vec<_>) = Keys::by_name(chosen).partition(|keys| keys.first.expires.is_none());
    let single: Vec<Keys<'_>> = if endless.len() < MANY {
        endless.into_iter().chain(far).collect()
    } else {
        found.push(together(cx, &endless));
        far
    };
    let mut names = BTreeMap::<&str, usize>::new();
    for keys in &single {
        *names.entry(&keys.first.name).or_default() += 1;
    }
    for keys in &single {
        let owner = &cx.snapshot.user(keys.first.owner).key;
        let is_only = names.get(keys.first.name.as_str()) == Some(&1);
        let words = if is_only { keys.words() } else { keys.words_with_owner(owner) };
        let mut finding = about(cx, &CHECK.info, keys.first);
        finding.title = format!("{words} never {}", keys.verb("expires", "expire"));
        finding.expected = Some("an end".to_owned());
        let made = keys.each(|token| format!("made {}", token.created.as_deref().map_or("at an unknown time", day)));
        let end =
            keys.each(|token| token.expires.as_deref().map_or("no end".to_owned(), |end| format!("ends {}", day(end))));
        finding.actual = format!("{made}, {end}");
        finding.fix = Fix { summary: format!("replace `{}` by a {} with an end", keys.first.name, keys.one()) };
        found.push(finding);
    }
}

/// Keys of which nobody knows when they end.
pub(in crate::checks) fn not_assessed(cx: &Context<'_>) -> Option<NotAssessed> {
    let unknown = |token: &&Token| token.is_api_key() && token.expires.is_none();
    let keys = cx.snapshot.tokens.iter().filter(unknown).count();
    (cx.snapshot.semantics.key_ends_unknown && keys > 0).then(|| NotAssessed {
        what: format!("the end of {}", count(keys, "API key")),
        reason: "`tokens` has no column `expires`: add it, empty where a key never ends".to_owned(),
        asked_for: false,
    })
}

/// Keys of an ERP that knows no end for them.
fn as_shipped(cx: &Context<'_>, keys: &[Keys<'_>]) -> Finding {
    let mut finding = about_many(cx, &CHECK.info, "keys that cannot have an end", keys);
    finding.vendor_default = true;
    finding.title = format!("{} cannot have an end in this version", count(number(keys), "API key"));
    finding.expected = Some("an end, or a calendar by which keys are replaced".to_owned());
    finding.actual = "this version of the ERP keeps no end of keys".to_owned();
    finding.fix = Fix { summary: "replace the keys by calendar, and delete those that are not in use".to_owned() };
    finding
}

/// How many keys there are, those of one name and owner one by one.
fn number(keys: &[Keys<'_>]) -> usize {
    keys.iter().map(|keys| keys.more.len() + 1).sum()
}

/// Whether the ERP knows no end for keys like this.
fn cannot_end(cx: &Context<'_>, token: &Token) -> bool {
    cx.snapshot.semantics.keys_never_end && token.kind == Token::API_KEY && token.expires.is_none()
}

/// Many keys without an end, told as one.
fn together(cx: &Context<'_>, keys: &[Keys<'_>]) -> Finding {
    let mut finding = about_many(cx, &CHECK.info, "keys without an end", keys);
    let number = count(keys.len(), "key");
    finding.title = format!("{number} never expire");
    finding.expected = Some("an end".to_owned());
    finding.actual = "no end".to_owned();
    finding.fix = Fix { summary: "replace them by keys with an end, or rotate them by calendar".to_owned() };
    finding
}

/// The longest life of a key that counts as one with an end, in days: about ten years.
const LONGEST: i64 = 3653;

/// Without an end, or with one that nobody who knows the key will see.
fn never_ends(cx: &Context<'_>, token: &Token) -> bool {
    let Some(end) = token.expires.as_deref() else { return !cx.snapshot.semantics.key_ends_unknown };
    days(&cx.snapshot.system.taken_at, end).is_some_and(|left| left > LONGEST)
}
