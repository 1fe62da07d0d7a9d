//! An API key that nobody designed.

use std::collections::BTreeMap;

use super::token_finding::{Keys, about, about_many};
use crate::access::Cells;
use crate::checks::context::{Context, MANY};
use crate::checks::telling::count;
use crate::checks::{Check, DESIGNED_TOKENS};
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-006",
        name: "token-not-in-design",
        title: "an API key that nobody designed",
        severity: Severity::High,
        what: "Lists living API keys that the map does not name with this owner. A name in the map is for one key: of several that fit, the oldest is taken for the designed one and the others are listed.",
        why: "Nobody decided what the key is for, who watches it and when it ends.",
        fix: "Add the key to the map, or revoke it.",
        controls: &["NIST-800-53r5 AC-6", "NIST-800-53r5 IA-5", "ISO27001-2022 A.5.17", "PCI-DSS-4.0.1 8.6.1"],
    },
    needs: DESIGNED_TOKENS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    let undesigned = &comparison.tokens.undesigned;
    let likes: BTreeMap<_, _> =
        undesigned.iter().filter_map(|it| Some(((it.token.name.as_str(), it.token.owner), it.like?))).collect();
    let keys = Keys::by_name(undesigned.iter().map(|undesigned| undesigned.token));
    let is_like = |keys: &Keys<'_>| likes.contains_key(&(keys.first.name.as_str(), keys.first.owner));
    let (alike, unknown): (Vec<_>, Vec<_>) = keys.partition(is_like);
    let single: Vec<Keys<'_>> = if unknown.len() < MANY {
        alike.into_iter().chain(unknown).collect()
    } else {
        found.push(together(cx, &unknown));
        alike
    };
    for keys in single {
        let mut finding = about(cx, &CHECK.info, keys.first);
        let name = &keys.first.name;
        let owner = &cx.snapshot.user(keys.first.owner).key;
        let cells = cx.access.of(keys.first.owner).cells.beyond(&cx.access.common());
        finding.title = format!("{} {} not in the design", keys.words_with_owner(owner), keys.verb("is", "are"));
        if !cx.changes_records(&cells) {
            finding.severity = Severity::Medium;
        }
        let like = likes.get(&(name.as_str(), keys.first.owner));
        finding.expected = Some(match like {
            Some(_) => format!("one {} `{name}`; the oldest that fits is taken for it", keys.one()),
            None => format!("every {} is named in `tokens`", keys.one()),
        });
        finding.designed_at = like.map(|design| design.name.at.clone());
        finding.actual =
            format!("{} all rights of `{owner}`: {}", keys.verb("it carries", "they carry"), cx.measure(&cells));
        finding.fix = Fix {
            summary: match like {
                Some(_) => format!(
                    "revoke the {}s `{name}` that are not the designed one, or give each its own name",
                    keys.one()
                ),
                None => format!("name `{name}` in `tokens` of the map, or revoke it"),
            },
        };
        found.push(finding);
    }
}

/// Many keys that the design does not know, told as one.
fn together(cx: &Context<'_>, keys: &[Keys<'_>]) -> Finding {
    let mut finding = about_many(cx, &CHECK.info, "keys that nobody designed", keys);
    let mut cells = Cells::none(cx.snapshot);
    for keys in keys {
        cells.add(&cx.access.of(keys.first.owner).cells);
    }
    cells.remove(&cx.access.common());
    let (number, owners) = (count(keys.len(), "key"), count(finding.affected.count, "account"));
    finding.title = format!("{number} of {owners} are not in the design");
    if !cx.changes_records(&cells) {
        finding.severity = Severity::Medium;
    }
    finding.expected = Some("every key is named in `tokens`".to_owned());
    finding.actual = "each carries all rights of its owner".to_owned();
    finding.fix =
        Fix { summary: "name the keys that are needed in `tokens` of the map, and revoke the others".to_owned() };
    finding
}
