//! Runs every check that has what it needs, and says which had not.

use super::{CHECKS, Context, Need};
use crate::findings::{Finding, NotAssessed};
use crate::snapshot::{Domain, State};

/// What an audit asks for in any case; record rules and fields only where the map designs them.
const ALWAYS_ASKED_FOR: [Domain; 4] = [Domain::Accounts, Domain::Memberships, Domain::ModelAccess, Domain::Tokens];

/// Everything that the checks found, and everything that was not looked at.
pub fn run(cx: &Context<'_>) -> (Vec<Finding>, Vec<NotAssessed>) {
    let mut findings = Vec::new();
    let mut not_assessed = domains(cx);
    for check in CHECKS {
        match check.needs.iter().find(|need| !is_met(cx, **need)) {
            None => (check.run)(cx, &mut findings),
            Some(need) => not_assessed.push(NotAssessed {
                what: check.info.name.to_owned(),
                reason: match need {
                    Need::Design => "no role map was given: add `--map FILE`".to_owned(),
                    Need::Domain(domain) => format!("the snapshot holds no {}", domain.words()),
                },
                asked_for: false,
            }),
        }
    }
    if let Some(comparison) = cx.comparison {
        for undecided in &comparison.records.undecided {
            let role = comparison.design.role(undecided.role).name();
            not_assessed.push(NotAssessed {
                what: format!("record scope of role `{role}` on {}", cx.snapshot.resource(undecided.resource).key),
                reason: format!(
                    "a record rule cannot be read: {}",
                    undecided
                        .rules
                        .iter()
                        .map(|rule| cx.snapshot.rule(*rule).key.as_str())
                        .collect::<Vec<_>>()
                        .join(", ")
                ),
                asked_for: true,
            });
        }
    }
    (findings, not_assessed)
}

fn is_met(cx: &Context<'_>, need: Need) -> bool {
    match need {
        Need::Design => cx.comparison.is_some(),
        Need::Domain(domain) => cx.snapshot.has(domain),
    }
}

fn domains(cx: &Context<'_>) -> Vec<NotAssessed> {
    let roles = || cx.comparison.iter().flat_map(|comparison| &comparison.design.map.roles);
    let entries = Domain::ALL.into_iter().map(|domain| {
        let asked_for = ALWAYS_ASKED_FOR.contains(&domain)
            || (domain == Domain::Records && roles().any(|role| !role.records.is_empty()))
            || (domain == Domain::Fields && roles().any(|role| !role.fields.is_empty()));
        (cx.snapshot.coverage_of(domain), asked_for)
    });
    entries
        .filter(|(coverage, _)| coverage.state != State::Assessed)
        .map(|(coverage, asked_for)| NotAssessed {
            what: coverage.domain.words().to_owned(),
            reason: match (coverage.state, coverage.reason) {
                (State::Incomplete, Some(reason)) => format!("incomplete: {reason}"),
                (_, Some(reason)) => reason,
                (_, None) => "the collector gave no reason".to_owned(),
            },
            asked_for,
        })
        .collect()
}
