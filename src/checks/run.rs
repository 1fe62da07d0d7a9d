//! Runs every check that has what it needs, and says which had not.

use std::collections::BTreeSet;

use super::accounts::{
    account_never_used, admin_without_second_factor, break_glass_not_kept, leaver_still_active, system_account_usable,
    user_copied_from_another,
};
use super::governance::policy_matches_nothing;
use super::matrix::roles_nearly_alike;
use super::system::setting_weaker_than_policy;
use super::telling::and;
use super::tokens::{third_party_credential, token_lives_too_long, token_too_old, token_without_expiry};
use super::{Check, Context, Need, all, fields, live, records};
use crate::access::scope::Obstacle;
use crate::findings::{Finding, NotAssessed};
use crate::snapshot::{Domain, State};

/// Everything that the checks found, and everything that was not looked at.
pub fn run(cx: &Context<'_>) -> (Vec<Finding>, Vec<NotAssessed>) {
    let mut findings = Vec::new();
    let mut not_assessed = live::not_assessed(cx);
    let first = |check: &&&Check| {
        !check.needs.contains(&Need::Decisions) && (!cx.only_probe || check.needs.contains(&Need::Probe))
    };
    for check in all().iter().filter(first) {
        match check.needs.iter().find(|need| !cx.has(**need)) {
            None => (check.run)(cx, &mut findings),
            Some(need) => not_assessed.push(NotAssessed {
                what: check.info.name.to_owned(),
                reason: match need {
                    Need::Design => "no role map was given: add `--map FILE`".to_owned(),
                    Need::Domain(domain) => format!("the snapshot holds no {}", domain.words()),
                    Need::Probe => "the running system was not asked: add `--probe`".to_owned(),
                    Need::Decisions => "nobody has decided yet".to_owned(),
                },
                asked_for: false,
            }),
        }
    }
    if !cx.only_probe {
        not_assessed.extend(of_the_configuration(cx));
    }
    (findings, not_assessed)
}

/// What there is to say of decisions about findings, once they are applied.
pub fn govern(cx: &Context<'_>) -> Vec<Finding> {
    all().iter().filter(|check| check.needs.contains(&Need::Decisions)).flat_map(|check| check.look(cx)).collect()
}

/// What the snapshot does not hold, and what the comparison could not decide.
fn of_the_configuration(cx: &Context<'_>) -> Vec<NotAssessed> {
    let mut not_assessed = domains(cx);
    not_assessed.extend(account_never_used::not_assessed(cx));
    not_assessed.extend(admin_without_second_factor::not_assessed(cx));
    not_assessed.extend(leaver_still_active::not_assessed(cx));
    not_assessed.extend(system_account_usable::not_assessed(cx));
    not_assessed.extend(user_copied_from_another::not_assessed(cx));
    not_assessed.extend(break_glass_not_kept::not_assessed(cx));
    not_assessed.extend(roles_nearly_alike::not_assessed(cx));
    not_assessed.extend(token_lives_too_long::not_assessed(cx));
    not_assessed.extend(token_without_expiry::not_assessed(cx));
    not_assessed.extend(token_too_old::not_assessed(cx));
    not_assessed.extend(third_party_credential::not_assessed(cx));
    not_assessed.extend(setting_weaker_than_policy::not_assessed(cx));
    not_assessed.extend(fields::not_assessed(cx));
    not_assessed.extend(records::not_assessed(cx));
    not_assessed.extend(policy_matches_nothing::not_assessed(cx));
    not_assessed.extend(includes_nothing(cx));
    if let Some(comparison) = cx.comparison {
        for ((role, resource), obstacles) in &comparison.records.undecided {
            let role = comparison.design.role(*role).name();
            not_assessed.push(NotAssessed {
                what: format!("record scope of role `{role}` on {}", cx.snapshot.resource(*resource).key),
                reason: in_the_way(cx, obstacles),
                asked_for: true,
            });
        }
    }
    not_assessed.extend(undecided(cx));
    not_assessed.extend(unseen_fields(cx));
    not_assessed
}

/// What `includes` accepts, where nobody knows of any right that the vendor shipped it.
fn includes_nothing(cx: &Context<'_>) -> Option<NotAssessed> {
    let roles = &cx.comparison?.design.map.roles;
    let unknown = cx.snapshot.coverage_of(Domain::Origins).state == State::NotAssessed;
    let shipped = cx.snapshot.grants.iter().any(|grant| grant.origin.is_vendor());
    (unknown && !shipped && roles.iter().any(|role| !role.includes.is_empty())).then(|| NotAssessed {
        what: "`includes` of the role map".to_owned(),
        reason: "the snapshot holds no origins: `includes` accepts nothing; write into `grants` what the roles may do"
            .to_owned(),
        asked_for: false,
    })
}

/// Cells on which the design depends and of which nobody knows whether the system allows them.
fn undecided(cx: &Context<'_>) -> impl Iterator<Item = NotAssessed> {
    cx.comparison.into_iter().flat_map(|comparison| {
        comparison.roles.undecided.iter().map(|(role, cells)| NotAssessed {
            what: format!("{} of role `{}`", cx.measure(cells), comparison.design.role(*role).name()),
            reason: "the snapshot does not tell whether the system allows them".to_owned(),
            asked_for: true,
        })
    })
}

/// Designed fields of which nobody knows who sees them.
fn unseen_fields(cx: &Context<'_>) -> impl Iterator<Item = NotAssessed> {
    cx.comparison.into_iter().flat_map(|comparison| {
        comparison.fields.undecided.iter().map(|(role, resource, field)| NotAssessed {
            what: format!(
                "field {}.{field} of role `{}`",
                cx.snapshot.resource(*resource).key,
                comparison.design.role(*role).name()
            ),
            reason: "the snapshot does not know which groups see it: collect with a login that may".to_owned(),
            asked_for: true,
        })
    })
}

/// Why a designed record scope cannot be judged.
fn in_the_way(cx: &Context<'_>, obstacles: &BTreeSet<Obstacle>) -> String {
    let rule = |obstacle: &Obstacle| match obstacle {
        Obstacle::Rule(rule) => Some(&cx.snapshot.rule(*rule).key),
        Obstacle::Code => None,
    };
    let unread: Vec<_> = obstacles.iter().filter_map(rule).collect();
    let mut reasons = Vec::new();
    if !unread.is_empty() {
        let rules = if unread.len() == 1 { "record rule" } else { "record rules" };
        reasons.push(format!("{rules} {} cannot be read", and(unread)));
    }
    if obstacles.contains(&Obstacle::Code) {
        reasons.push("the ERP's program narrows these rows further than its record rules say".to_owned());
    }
    reasons.join("; ")
}

fn domains(cx: &Context<'_>) -> Vec<NotAssessed> {
    let roles = || cx.comparison.iter().flat_map(|comparison| &comparison.design.map.roles);
    let entries = Domain::ALL.into_iter().map(|domain| {
        let asked_for = Domain::OF_EVERY_AUDIT.contains(&domain)
            || cx.asked.contains(&domain)
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
