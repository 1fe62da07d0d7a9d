//! Everything that can be wrong with a manifest, told at once and with its place.

use rolecall::connect::mapped::sql::Manifest;

use crate::problems;

const GOOD: &str = "\
application: A
entities:
  users: select 1
  resources: select 1
  grants: select 1
";

fn told(text: &str) -> String {
    Manifest::parse(text, &"m.yaml".into()).map_or_else(|error| problems(&error), |_| "fine".to_owned())
}

#[test]
fn every_mistake_is_told_with_its_place() {
    assert_eq!(told(GOOD), "fine");
    insta::assert_snapshot!(told("\
aplication: A
version: [1]
time_zone: Mars/Phobos
operations: { read: reed, Read: read, group: other, 'a b': other }
semantics: { membership: closed, default: permit, field: open }
unknown_names: tolerant
entities:
  users: none
  usrs: select 1
  resources: { query: select 1 }
  groups: delete from roles
  memberships: select 1; select 2
  implications: select 1
  tokens: ''
counts:
  usres: select 1
  companies: select count(*) from c
"), @r"
        m.yaml:1:1: error: unknown key `aplication` in the manifest (help: did you mean `application`?)
        m.yaml:1:1: error: the manifest has no `application`
        m.yaml:2:10: error: version: expected text, found a list
        m.yaml:3:12: error: unknown time zone `Mars/Phobos` (help: write a name such as `Europe/Berlin`, or `UTC`)
        m.yaml:4:21: error: unknown meaning of an operation `reed` (help: did you mean `read`?)
        m.yaml:4:39: error: the operation `group` is the name of a column; call it otherwise, and rename it in the query
        m.yaml:4:53: error: the operation `a b` has a character that separates operations
        m.yaml:5:26: error: unknown `membership` `closed` (help: it is stored or closure)
        m.yaml:5:43: error: unknown `default` `permit` (help: it is deny or allow)
        m.yaml:5:51: error: unknown key `field` in semantics (help: did you mean `fields`?)
        m.yaml:6:16: error: unknown `unknown_names` `tolerant` (help: did you mean `tolerate`?)
        m.yaml:8:10: error: an application without `users` has nothing to audit
        m.yaml:9:3: error: unknown entity `usrs` (help: did you mean `users`?)
        m.yaml:10:14: error: resources: expected a query, or `none`, found a mapping
        m.yaml:11:11: error: groups: it is no query (help: write one `select …` or `with …`)
        m.yaml:12:16: error: memberships: more than one statement (help: write one `select …` or `with …`)
        m.yaml:13:17: error: `implications` without `semantics.membership` (help: add `semantics: { membership: closure }` if members of a group are in the implied ones by that alone, `stored` if the application writes those memberships down, too)
        m.yaml:14:11: error: tokens: there is no query (help: write one `select …` or `with …`)
        m.yaml:16:3: error: unknown entity `usres` (help: did you mean `users`?)
        m.yaml:17:3: error: a count of `companies`, which `entities` does not give
        ");
    let many = (0..33).fold(String::new(), |text, at| format!("{text}  o{at}: other\n"));
    insta::assert_snapshot!(told(&format!("{GOOD}operations:\n{many}")), @"m.yaml:7:3: error: more than 32 operations (help: map several to one in the query)");
    insta::assert_snapshot!(told(&format!("{GOOD}operations: {{}}\n")), @"m.yaml:6:13: error: `operations` has none (help: say such as `read: read`)");
    insta::assert_snapshot!(["", "[]", "application: A\napplication: B\n", "a: [", "\u{feff}application: A\n"].map(told).join("\n--\n"), @r"
        m.yaml:1:1: error: the manifest has no `application`
        --
        m.yaml:1:1: error: the manifest: expected a mapping, found a list
        --
        m.yaml:2:1: error: `application` is written twice
        --
        m.yaml:1:4: error: cannot be read as YAML: unclosed bracket '['
        --
        fine
        ");
}

#[test]
fn the_manifests_that_are_shipped_are_read() {
    for text in [
        include_str!("../../docs/examples/django.yaml"),
        include_str!("../../docs/examples/dolibarr.yaml"),
        include_str!("../../src/cli/init/manifest.yaml"),
    ] {
        assert_eq!(told(text), "fine");
    }
}

#[test]
fn a_file_that_is_no_text_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("m.yaml");
    let read = || {
        let told = problems(&Manifest::read(&path).unwrap_err());
        told.replace(&path.display().to_string(), "FILE")
    };
    assert!(read().starts_with("FILE: error: cannot be read: "));
    std::fs::write(&path, b"a\xff\xfe\n").unwrap();
    assert_eq!(read(), "FILE: error: is neither UTF-8 nor UTF-16 (help: save it as UTF-8)");
    std::fs::write(&path, "a: \u{1b}[2J\n").unwrap();
    assert_eq!(read(), "FILE: error: is not text: line 1 has control characters");
}
