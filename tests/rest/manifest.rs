//! What is wrong with a manifest, all at once, each at its place.

use rolecall::connect::rest::{Manifest, RestLive};

use crate::world::{manifest, manifest_text, world};

/// What is told about a manifest.
fn told(text: &str) -> String {
    Manifest::parse(text, "rest.yaml").map_or_else(|error| error.to_string(), |_| "fine".to_owned())
}

#[test]
fn every_slip_is_told_at_its_place_with_what_was_meant() {
    let text = r#"
api: Shop
logn: { bearer: {} }
login: { bearer: {}, basic: {} }
headers: { authorization: Bearer abc, host: x }
control: { get: /me }
path: "{resource|dsh}"
resources:
  sale.order: ../admin
operations:
  read:
    resource: { get: "api/{path}" }
    record: { get: "/api/{path}/{idd}", denied: 200 }
    rekord: { get: "/x" }
  write:
    resource: { post: "/api/{resource}/{id}", body: [] }
    attempt: { put: "/api/{path}", get: /y, harmless: it is empty }
  create:
    resource: { get: "/api/{path}", body: {}, allowed: { at: data, is: there }, denied: 4x }
fields:
  read: { get: "/api/{field", allowed: { status: 200, equals: 1 } }
records:
  made: { get: "/api/{fields...}" }
"#;
    insta::assert_snapshot!(told(text), @r#"
    the probe manifest cannot be used:
      rest.yaml:3:1: error: unknown key `logn` in the manifest (help: did you mean `login`?)
      rest.yaml:4:8: error: login has 2 ways to sign in (help: one of basic, bearer, api_key, form, endpoint and jwt; write `bearer: {}` where nothing more is to be said)
      rest.yaml:5:12: error: the header `authorization` belongs to `login` (help: say under `login` how accounts prove who they are; no secret is written out)
      rest.yaml:5:39: error: the header `host` is made for each request (help: leave it out)
      rest.yaml:6:10: error: control does not say where the answer names the account (help: add `who: /place` of the account's id in the answer (or `equals: "{login}"` beside it), or `unnamed: why it can be nobody else`)
      rest.yaml:7:7: error: `dsh` is no filter (help: did you mean `dash`?)
      rest.yaml:9:15: error: `../admin` is no part of a path (help: write it as it stands in an address: `sales/orders`)
      rest.yaml:12:22: error: `api/{path}` is no path (help: write the path below the system's address, such as `/api/orders`)
      rest.yaml:13:20: error: `{idd}` is no variable (help: did you mean `{id}`?)
      rest.yaml:14:5: error: unknown key `rekord` in operation (help: did you mean `record`?)
      rest.yaml:16:15: error: resource is sent by POST and does not say why it is harmless (help: add `harmless: why this changes nothing`, such as an empty list of records, or `reads: why this only reads`; without a reason it is not sent)
      rest.yaml:16:23: error: `{id}` is not known here (help: here there are `{resource}`, `{path}`, `{op}`, `{database}`, `{login}`, `{account}`)
      rest.yaml:17:21: error: attempt has two addresses
      rest.yaml:19:43: error: resource is sent by GET, which has no body
      rest.yaml:19:62: error: `data` is no JSON pointer (help: write `/data`)
      rest.yaml:19:89: error: `4x` is no HTTP status (help: write `403`, `4xx` or `200..204`, or a list of them)
      rest.yaml:21:16: error: `/api/{field` has a `{` without its `}` (help: write `{{` for a brace that is meant)
      rest.yaml:23:9: error: made does not say who did it (help: add `by: /place` of the account in a row, so that nobody else is blamed)
      rest.yaml:23:16: error: a path has no list to spread over
    "#);
}

#[test]
fn a_file_that_is_no_manifest_is_told_in_one_line() {
    insta::assert_snapshot!(["", "[]", "api: x", "a: [", "api: x\napi: y\n"].map(told).join("\n"), @r#"
    the probe manifest cannot be used:
      rest.yaml: error: the manifest is empty (help: docs/probing-any-rest.md has two that work)
    the probe manifest cannot be used:
      rest.yaml:1:1: error: the manifest: expected a mapping, found a list
    the probe manifest cannot be used:
      rest.yaml:1:1: error: the manifest has no `login`
      rest.yaml:1:1: error: the manifest has no `control`
      rest.yaml:1:1: error: the manifest has no `operations`
    the probe manifest cannot be used:
      rest.yaml:1:4: error: cannot be read as YAML: unclosed bracket '['
    the probe manifest cannot be used:
      rest.yaml:1:1: error: the manifest has no `login`
      rest.yaml:1:1: error: the manifest has no `control`
      rest.yaml:1:1: error: the manifest has no `operations`
      rest.yaml:2:1: error: `api` is written twice
    "#);
}

#[test]
fn what_signs_in_is_one_way_and_says_where_its_session_is() {
    let with = |login: &str| told(&manifest_text(login));
    insta::assert_snapshot!([
        "{}",
        "{ api_key: { header: X-Key, value: abc } }",
        "{ jwt: { algorithm: HS257, subject: \"{login}\", claims: { exp: 1 } } }",
        "{ form: { post: /login, form: { u: \"{token}\" } } }",
        "{ endpoint: { post: /login, token: access, allowed: 200, csrf: {} } }",
        "{ bearer: {}, failures: many }",
    ].map(with).join("\n"), @r#"
    the probe manifest cannot be used:
      rest.yaml:30:8: error: login has 0 ways to sign in (help: one of basic, bearer, api_key, form, endpoint and jwt; write `bearer: {}` where nothing more is to be said)
    the probe manifest cannot be used:
      rest.yaml:30:19: error: the header does not hold the account's key (help: write `"{secret}"` where the account's own key belongs)
    the probe manifest cannot be used:
      rest.yaml:30:28: error: `HS257` is no algorithm that signs tokens; did you mean `HS256`?
      rest.yaml:30:65: error: the claim `exp` is made for each token (help: leave it out)
    the probe manifest cannot be used:
      rest.yaml:30:16: error: form does not say what the session is known by (help: add `token: /place` for a token in the answer, or `cookies: [NAME]`)
      rest.yaml:30:43: error: `{token}` is not known here (help: here there are `{database}`, `{login}`, `{account}`, `{secret}`, `{basic}`, `{csrf}`)
    the probe manifest cannot be used:
      rest.yaml:30:43: error: `access` is no JSON pointer (help: write `/access`)
      rest.yaml:30:60: error: `allowed` says nothing about a sign-in (help: a sign-in has `refused` and `locked_out`)
      rest.yaml:30:71: error: csrf says one of two (help: `at: /place` of the answer to the sign-in, or `cookie: NAME`)
    the probe manifest cannot be used:
      rest.yaml:30:32: error: failures: expected a whole number
    "#);
}

#[test]
fn what_the_system_does_not_have_is_told_when_both_are_known() {
    let world = world("{ bearer: {} }");
    let text = manifest_text("{ bearer: {} }")
        .replace("  unlink:\n", "  delete:\n")
        .replace("  write:\n    resource", "  wrte:\n    resource");
    let manifest = manifest(&format!("{text}resources: {{ sale.ordr: orders, a.thing.of.others: x }}\n"));
    let error = RestLive::new(&world.snapshot, &manifest, "shop", &[], jiff::Timestamp::now).err().unwrap();
    insta::assert_snapshot!(error.to_string(), @r#"
    the probe manifest cannot be used:
      rest.yaml:12:3: error: the system has no operation `wrte` (help: did you mean `write`?)
      rest.yaml:18:3: error: the system has no operation `delete` (help: it has read, write, create, unlink)
      rest.yaml:31:14: error: the system has no resource `sale.ordr` (help: did you mean `sale.order`?)
    "#);
}

#[test]
fn a_general_and_a_specific_rule_for_one_status_are_fine_and_two_general_ones_are_not() {
    let with = |answers: &str| {
        let text = manifest_text("{ bearer: {} }");
        let usual = "  denied: { status: 403, at: /error, equals: forbidden }\n";
        assert!(text.contains(usual));
        told(&text.replace(usual, answers))
    };
    assert_eq!(with("  denied: [403, { status: 200, at: /error, is: present }]\n"), "fine");
    assert_eq!(with("  denied: { status: 2xx, type: text/html }\n"), "fine");
    assert!(with("  denied: 4xx\n").contains("`denied` and `missing` of answers both mean HTTP 404"));
    assert!(with("  denied: [403, 204]\n").contains("`allowed` and `denied` of answers both mean HTTP 204"));
}

#[test]
fn the_examples_are_read_without_a_problem() {
    for text in [
        include_str!("../../docs/examples/frappe-rest.yaml"),
        include_str!("../../docs/examples/odoo-json2.yaml"),
        include_str!("../../docs/examples/tryton-rest.yaml"),
    ] {
        assert_eq!(told(text), "fine");
    }
}
