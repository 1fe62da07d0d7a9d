//! Which checks were not made, or not wholly: that they find nothing then proves nothing.

use std::collections::BTreeSet;

use super::{Need, all};
use crate::findings::NotAssessed;
use crate::snapshot::Domain;

/// What is in the words of what was not assessed, where they are neither a check's name nor a domain's, and the checks that could
/// have found it; none where it is a note about the design or the policies.
const BY_WORDS: &[(&str, &[&str])] = &[
    ("record scope of role `", &["record-scope-wider", "record-scope-narrower"]),
    ("field ", &["field-exceeds-design", "field-below-design"]),
    (" of role `", &["excess-access", "missing-access", "group-implies-more"]),
    ("who works here", &["leaver-still-active"]),
    ("setting ", &["setting-weaker-than-policy"]),
    ("settings ", &["setting-weaker-than-policy"]),
    ("roles that are nearly alike", &["roles-nearly-alike"]),
    ("`includes` of the role map", &[]),
    ("everything that policy `", &[]),
    (" of policy `", &[]),
];

/// The ids of checks that could have found more than they did.
pub fn gaps(not_assessed: &[NotAssessed]) -> BTreeSet<String> {
    let ids = |which: &dyn Fn(&super::Check) -> bool| -> Vec<String> {
        all().iter().filter(|check| which(check)).map(|check| check.info.id.to_owned()).collect()
    };
    let of = |what: &str| {
        if all().iter().any(|check| check.info.name == what) {
            return ids(&|check| check.info.name == what);
        }
        if let Some(domain) = Domain::ALL.into_iter().find(|domain| domain.words() == what) {
            return ids(&|check| check.needs.contains(&Need::Domain(domain)));
        }
        match BY_WORDS.iter().find(|(words, _)| what.contains(words)) {
            Some((_, names)) => ids(&|check| names.contains(&check.info.name)),
            // What is left are the questions of a probe, in their own words.
            None => ids(&|check| check.needs.contains(&Need::Probe)),
        }
    };
    not_assessed.iter().flat_map(|entry| of(&entry.what)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(what: &str) -> Vec<String> {
        let entry = NotAssessed { what: what.to_owned(), reason: String::new(), asked_for: false };
        gaps(&[entry]).into_iter().collect()
    }

    #[test]
    fn a_name_is_one_check_and_a_domain_all_that_need_it() {
        assert_eq!(of("excess-access"), ["RM-001"]);
        let tokens = of("tokens");
        assert!(
            tokens.iter().any(|id| id == "TOK-002") && !tokens.iter().any(|id| id.starts_with("FLD")),
            "{tokens:?}"
        );
        assert!(of("sales-rep: read sale.order").iter().all(|id| id.starts_with("PRB") || id.starts_with("ACC")));
        assert!(!of("probe of role sales-rep").is_empty());
        assert!(of("`includes` of the role map").is_empty());
    }

    #[test]
    fn every_name_is_of_a_check() {
        for name in BY_WORDS.iter().flat_map(|(_, names)| *names) {
            assert!(all().iter().any(|check| check.info.name == *name), "no check `{name}`");
        }
    }
}
