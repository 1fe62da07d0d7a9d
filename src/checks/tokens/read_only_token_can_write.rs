//! An API key promises to read alone, and its owner can change records.

use std::collections::{BTreeMap, BTreeSet};

use super::token_finding::{Keys, about};
use crate::access::Cells;
use crate::checks::context::Context;
use crate::checks::{Check, Need};
use crate::compare::UndesignedToken;
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, weigh};
use crate::model::{Confidence, Severity, UserIx};
use crate::snapshot::{Domain, Token};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-003",
        name: "read-only-token-can-write",
        title: "an API key that should only read can change records",
        severity: Severity::High,
        what: "Lists living API keys that promise to read alone, and whose owner can change records beyond what everyone in the system can. The promise is a word of the name, such as `read-only` or `report` (policies/tokens.yaml), or the design of the key that it looks like. A key whose scope keeps it from the API is not told. A key of the map with a `may` is left to token-exceeds-design.",
        why: "Whoever handed the key out believed that nothing can be broken with it, so it lies where keys that read alone may lie.",
        fix: "Give the key an owner who can read and nothing else, and revoke this one.",
        controls: &[
            "NIST-800-53r5 AC-6",
            "NIST-800-53r5 IA-9",
            "ISO27001-2022 A.8.2",
            "ISO27001-2022 A.8.3",
            "PCI-DSS-4.0.1 7.2.5",
        ],
    },
    needs: &[Need::Domain(Domain::Tokens), Need::Domain(Domain::ModelAccess), Need::Domain(Domain::Memberships)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let designs = Designs::of(cx);
    let living =
        cx.snapshot.tokens.iter().filter(|token| token.acts_as_owner(cx.snapshot) && token.is_alive(cx.snapshot));
    let told = living.filter(|token| !designs.is_left_to_its_design(token));
    for keys in Keys::by_name(told) {
        let token = keys.first;
        let design = designs.looks_like(token).filter(|it| it.should_only_read(cx.snapshot)).and_then(|it| it.like);
        let word = cx.policies.tokens.promises_reading(&token.name);
        let (expected, confidence) = match (design, &word) {
            (Some(design), _) => {
                (format!("only reading, as the design of `{}` says", design.name.value), Confidence::High)
            }
            (None, Some(word)) => (format!("only reading: the name says `{word}`"), Confidence::Low),
            (None, None) => continue,
        };
        let surplus = surplus(cx, token.owner);
        if !cx.changes_records(&surplus) {
            continue;
        }
        let impact =
            if cx.access.is_administrator(cx.access.of(token.owner)) { Impact::Money } else { Impact::Commercial };
        let (severity, by) = weigh(impact, Reach::Role, confidence);
        let owner = &cx.snapshot.user(token.owner).key;
        let mut finding = about(cx, &CHECK.info, token);
        finding.title = format!("{} should only read and can change records", keys.words_with_owner(owner));
        (finding.severity, finding.severity_by, finding.confidence) = (severity, Some(by), confidence);
        finding.expected = Some(expected);
        finding.designed_at = design.map(|design| design.name.at.clone());
        finding.actual = format!("it carries all rights of `{owner}`: {}", cx.measure(&surplus));
        finding.fix = Fix {
            summary: format!(
                "make an account that can read and nothing else, give it a {} of its own, and revoke `{}`",
                keys.one(),
                token.name
            ),
        };
        found.push(finding);
    }
}

/// What the design says of keys, by name and owner.
struct Designs<'a> {
    /// Keys of which another check tells what they can do beyond their `may`.
    with_may: BTreeSet<Key<'a>>,
    /// Keys that look like a designed one, and are not it.
    like: BTreeMap<Key<'a>, &'a UndesignedToken<'a>>,
}

type Key<'a> = (&'a str, UserIx);

impl<'a> Designs<'a> {
    fn of(cx: &'a Context<'_>) -> Self {
        let planes = || cx.comparison.iter().map(|comparison| &comparison.tokens);
        let key = |token: &'a Token| (token.name.as_str(), token.owner);
        let undesigned = planes().flat_map(|plane| &plane.undesigned);
        let designed = planes().flat_map(|plane| &plane.designed).filter(|it| !it.design.may.is_empty());
        Self {
            with_may: designed.map(|it| key(it.token)).collect(),
            like: undesigned.filter(|it| it.like.is_some()).map(|it| (key(it.token), it)).collect(),
        }
    }

    fn is_left_to_its_design(&self, token: &Token) -> bool {
        let key = (token.name.as_str(), token.owner);
        self.with_may.contains(&key) && !self.like.contains_key(&key)
    }

    fn looks_like(&self, token: &Token) -> Option<&'a UndesignedToken<'a>> {
        self.like.get(&(token.name.as_str(), token.owner)).copied()
    }
}

/// What the owner can change beyond what everyone can.
fn surplus(cx: &Context<'_>, owner: UserIx) -> Cells {
    let changing = cx.snapshot.changing_ops();
    let mut surplus = Cells::none(cx.snapshot);
    for (resource, ops) in cx.access.of(owner).cells.beyond(&cx.access.common()).iter() {
        surplus.insert(resource, ops.and(changing));
    }
    surplus
}
