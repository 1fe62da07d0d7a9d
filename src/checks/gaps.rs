//! Which checks were not made, or not wholly: that they find nothing then proves nothing.

use std::collections::BTreeSet;

use super::{Need, all};
use crate::findings::NotAssessed;
use crate::snapshot::Domain;

/// How the words of what was not assessed begin, and what is in them, where they are neither a check's name nor a domain's; and
/// the checks that could have found it: none where it is a note about the design, the policies or the gate.
const BY_WORDS: &[(&str, &str, &[&str])] = &[
    ("record scope of role `", "", &["record-scope-wider", "record-scope-narrower"]),
    ("field ", " of role `", &["field-exceeds-design", "field-below-design"]),
    ("who works here", "", &["leaver-still-active"]),
    ("setting", "", &["setting-weaker-than-policy"]),
    ("roles that are nearly alike", "", &["roles-nearly-alike"]),
    ("which accounts were never used", "", &["account-never-used"]),
    ("whether ", " without a sign-in on record should have been used by now", &["account-never-used"]),
    ("second factor of ", "", &["admin-without-second-factor"]),
    ("last use of the accounts in `break_glass`", "", &["break-glass-not-kept"]),
    ("copies of ", " colleagues", &["user-copied-from-another"]),
    ("", " of the system itself", &["system-account-usable"]),
    ("the age of ", "", &["token-too-old"]),
    ("the end of ", "", &["token-without-expiry"]),
    ("who reads the secrets in ", "", &["third-party-credential"]),
    ("`includes` of the role map", "", &[]),
    ("everything that policy `", "", &[]),
    ("", " of policy `", &[]),
    ("what the gate requires", "", &[]),
    ("freshness of the ", "", &[]),
    ("", " of role `", &["excess-access", "missing-access", "group-implies-more"]),
    ("", "` of `", &["token-lives-too-long"]),
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
        match by_words(what) {
            Some(names) => ids(&|check| names.contains(&check.info.name)),
            // What is left are the questions of a probe, in their own words.
            None => ids(&|check| check.needs.contains(&Need::Probe)),
        }
    };
    not_assessed.iter().flat_map(|entry| of(&entry.what)).collect()
}

fn by_words(what: &str) -> Option<&'static [&'static str]> {
    // The questions of a probe are told by their role.
    if what.starts_with("role ") {
        return None;
    }
    let row = BY_WORDS.iter().find(|(begins, holds, _)| what.starts_with(begins) && what.contains(holds));
    row.map(|(.., names)| *names)
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
        for name in BY_WORDS.iter().flat_map(|(.., names)| *names) {
            assert!(all().iter().any(|check| check.info.name == *name), "no check `{name}`");
        }
    }

    #[test]
    fn a_gap_of_the_gate_leaves_no_check_out() {
        for what in ["what the gate requires", "freshness of the snapshot", "freshness of the probe"] {
            assert_eq!(of(what), [] as [&str; 0], "{what}");
        }
    }

    /// Every text in the program's source that says what was not assessed, with `x` for what it fills in.
    fn said(folder: &std::path::Path, found: &mut Vec<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // The questions of a probe have their own words.
            if path.is_dir() && !path.ends_with("checks/live") {
                said(&path, found);
            }
            if path.extension().is_none_or(|extension| extension != "rs") || path.ends_with("checks/gaps.rs") {
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            let entries = source.match_indices("NotAssessed {").map(|(at, _)| &source[at..]);
            for entry in entries.filter_map(|entry| entry.split_once("what: ")).map(|(_, entry)| entry.trim_start()) {
                let text = entry.trim_start_matches("format!(").trim_start();
                found.extend(
                    text.strip_prefix('"').and_then(|text| text.split_once('"')).map(|(text, _)| text.to_owned()),
                );
            }
        }
    }

    #[test]
    fn everything_that_the_program_says_is_known() {
        let mut found = Vec::new();
        let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        for folder in ["checks", "gate"] {
            said(&source.join(folder), &mut found);
        }
        assert!(found.len() >= 16, "the texts are no longer found: {found:#?}");
        let unknown: Vec<_> = found.iter().filter(|what| by_words(what).is_none()).collect();
        assert!(unknown.is_empty(), "what they are of is not in BY_WORDS: {unknown:#?}");
    }
}
