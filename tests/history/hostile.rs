//! Names that an attacker chose are kept as what they are: text.

use rolecall::history::{Filter, Store};
use rolecall::model::Severity;

use super::{finding, in_both, next};

const NAMES: [&str; 8] = [
    "'; drop table runs; --",
    "$1 ?1 :a @b %s {}",
    "\u{202e}gnp.exe\u{0007}\u{001b}[31m",
    "\"double\" `back` \\slash",
    "<script>alert(1)</script>",
    "=HYPERLINK(\"http://x\")",
    "名前 مستخدم 👩‍👩‍👧",
    "",
];

#[test]
fn names_are_values_and_nothing_else() {
    in_both(|location| {
        let mut store = Store::open(location).unwrap();
        for name in NAMES {
            let run = next(&mut store, name, &format!("run {name}"));
            let mut seen = finding(name, Severity::High);
            (seen.subject, seen.title, seen.resource) = (name.to_owned(), name.to_owned(), name.to_owned());
            (seen.rule_id, seen.waiver) = (Some(name.to_owned()), Some(name.to_owned()));
            store.record(&run, std::slice::from_ref(&seen)).unwrap();
            let found = store.findings(Some(name)).unwrap();
            assert_eq!(found.iter().map(|one| &one.seen).collect::<Vec<_>>(), [&seen]);
            assert_eq!(store.runs(Filter { system: Some(name), limit: None }).unwrap()[0].run, run);
        }
        assert_eq!(store.runs(Filter::default()).unwrap().len(), NAMES.len());
    });
}

#[test]
fn a_nul_and_a_text_without_end_are_kept_in_a_form_that_is_found_again() {
    in_both(|location| {
        let mut store = Store::open(location).unwrap();
        let system = format!("a\0b{}", "x".repeat(100_000));
        let seen = finding(&system, Severity::High);
        for name in ["r1", "r2"] {
            let mut run = next(&mut store, &system, name);
            run.version = "\0".to_owned();
            store.record(&run, std::slice::from_ref(&seen)).unwrap();
        }
        let runs = store.runs(Filter { system: Some(&system), limit: None }).unwrap();
        assert_eq!(runs.len(), 2);
        assert_eq!(runs[0].run.version, "\u{fffd}");
        let found = store.findings(Some(&system)).unwrap();
        assert_eq!((found.len(), found[0].times), (1, 2));
        assert!(found[0].seen.title.starts_with("finding a\u{fffd}bxxx") && found[0].seen.title.len() < 3000);
        assert_eq!(store.timelines(&seen.fingerprint).unwrap().len(), 1);
    });
}
