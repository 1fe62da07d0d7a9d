//! Functions that the system can never match.

use crate::checks::context::Context;
use crate::checks::governance::policy_matches_nothing::Idle;

/// Functions and sensitive rights of which every way names what the system does not have.
pub(in crate::checks) fn idle(cx: &Context<'_>) -> Vec<Idle> {
    let rules = &cx.duties().survey.performers.rules;
    let idle = |rule: &str, none: bool, missing: &[String], at| {
        let never = none && !missing.is_empty();
        never.then(|| Idle { policy: "sod", rule: rule.to_owned(), missing: missing.to_vec(), at })
    };
    let functions = rules.functions.iter();
    let functions = functions
        .filter_map(|known| idle(&known.rule.id.value, known.rights.is_empty(), &known.missing, known.rule.at.clone()));
    let sensitive = rules.sensitive.iter();
    let sensitive = sensitive
        .filter_map(|known| idle(&known.rule.id.value, known.rights.is_empty(), &known.missing, known.rule.at.clone()));
    functions.chain(sensitive).collect()
}
