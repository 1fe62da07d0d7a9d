//! What is wrong with a manifest, all at once, each at its place.

use rolecall::connect::rest::{Manifest, RestLive};

use crate::world::{manifest, manifest_text, world};

/// What is told about a manifest.
fn told(text: &str) -> String {
    Manifest::parse(text, "rest.yaml").map(|_| "fine".to_owned()).unwrap_or_else(|error| error.to_string())
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
    insta::assert_snapshot!(told(text), @"");
}

#[test]
fn a_file_that_is_no_manifest_is_told_in_one_line() {
    insta::assert_snapshot!(["", "[]", "api: x", "a: [", "api: x\napi: y\n"].map(told).join("\n"), @"");
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
    ].map(with).join("\n"), @"");
}

#[test]
fn what_the_system_does_not_have_is_told_when_both_are_known() {
    let world = world("{ bearer: {} }");
    let text = manifest_text("{ bearer: {} }")
        .replace("  unlink:\n", "  delete:\n")
        .replace("  write:\n    resource", "  wrte:\n    resource");
    let manifest = manifest(&format!("{text}resources: {{ sale.ordr: orders, a.thing.of.others: x }}\n"));
    let error = RestLive::new(&world.snapshot, &manifest, "shop", &[], jiff::Timestamp::now).err().unwrap();
    insta::assert_snapshot!(error.to_string(), @"");
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
