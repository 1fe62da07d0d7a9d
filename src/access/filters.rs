//! The texts of record rules, each distinct one read once.

use std::collections::HashMap;

use super::domain::{self, Domain as Filter};
use crate::model::{RecordScope, RuleIx};
use crate::snapshot::{RuleLanguage, Snapshot};

/// The rules' texts, each distinct one read once.
#[derive(Debug)]
pub(super) struct Filters {
    distinct: Vec<(Filter, RecordScope)>,
    /// By rule: position in `distinct`.
    of_rule: Vec<usize>,
}

impl Filters {
    /// As they read for accounts that bypass the rows, or for all others.
    pub(super) fn of(snapshot: &Snapshot, superuser: bool) -> Self {
        let read = |text: &str| match snapshot.semantics.rule_language {
            RuleLanguage::OdooDomain => domain::parse(text).unwrap_or(Filter::Unknown),
            RuleLanguage::Pyson => domain::pyson::parse(text, superuser).unwrap_or(Filter::Unknown),
            RuleLanguage::Words => words(text),
            RuleLanguage::None | RuleLanguage::Q => Filter::Unknown,
        };
        let mut seen = HashMap::new();
        let mut distinct = Vec::new();
        let mut of_rule = Vec::with_capacity(snapshot.rules.len());
        for rule in &snapshot.rules {
            let at = *seen.entry(rule.filter.as_str()).or_insert_with(|| {
                let filter = read(&rule.filter);
                let scope = filter.scope();
                distinct.push((filter, scope));
                distinct.len() - 1
            });
            of_rule.push(at);
        }
        Self { distinct, of_rule }
    }

    pub(super) fn get(&self, rule: RuleIx) -> Option<&(Filter, RecordScope)> {
        self.distinct.get(*self.of_rule.get(rule.index())?)
    }

    pub(super) fn scope(&self, rule: RuleIx) -> RecordScope {
        self.get(rule).map_or(RecordScope::Unknown, |(_, scope)| *scope)
    }

    /// Rows that at least one of several rules lets through; all of them without any rule.
    pub(super) fn any_of(&self, rules: &[RuleIx]) -> RecordScope {
        match rules {
            [] => RecordScope::All,
            [only] => self.scope(*only),
            several => Filter::any_of(
                several.iter().map(|rule| self.get(*rule).map_or(&Filter::Unknown, |(filter, _)| filter)),
            ),
        }
    }
}

/// A scope said in one word, as the condition that means it.
fn words(text: &str) -> Filter {
    let condition = match text {
        "all" => "[(1, '=', 1)]",
        "company" => "[('company_id', 'in', company_ids)]",
        "restricted" => "[('state', '=', 'shown')]",
        "own" => "[('create_uid', '=', user.id)]",
        "none" => "[(0, '=', 1)]",
        _ => return Filter::Unknown,
    };
    domain::parse(condition).unwrap_or(Filter::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_the_scope_that_it_names() {
        for scope in [
            RecordScope::None,
            RecordScope::Own,
            RecordScope::Restricted,
            RecordScope::Company,
            RecordScope::All,
            RecordScope::Unknown,
        ] {
            assert_eq!(words(scope.word()).scope(), scope);
        }
        assert_eq!(words("amount < 100").scope(), RecordScope::Unknown);
    }
}
