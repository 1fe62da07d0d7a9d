//! What is sent: paths, headers, bodies, and the words for them.

use rolecall::connect::frappe::api::{ATTEMPTS, FrappeLive, NEVER, looks_like_key};
use rolecall::connect::live::{Call, Live, Question, RecordId, SecretKind, Which};
use rolecall::model::{OpIx, Pattern, SurfaceIx};
use rolecall::net::{Method, Repeat};
use rolecall::snapshot::Snapshot;
use secrecy::ExposeSecret;

use super::{
    CREATE, DELETE, EXPORT, READ, SID, SUBMIT, TOKEN, VERSIONS, WRITE, doctype, live, login, questions, record, shop,
};

fn headers(call: &Call) -> Vec<(&'static str, String)> {
    call.request.headers.iter().map(|(name, value)| (*name, value.expose_secret().to_owned())).collect()
}

fn sent(call: &Call) -> (Method, String, Option<String>, Repeat) {
    let body = call.request.body.as_ref().map(|body| String::from_utf8(body.expose_secret().to_vec()).unwrap());
    (call.request.method, call.request.path.clone(), body, call.request.repeat)
}

fn ask(shop: &Snapshot, question: &Question<RecordId>) -> Result<Call, String> {
    live(shop).request(question, &login(SecretKind::Key))
}

const HAS: &str = "/api/method/frappe.client.has_permission?doctype=Customer";

#[test]
fn each_question_is_one_request_that_changes_nothing() {
    for version in VERSIONS {
        let shop = shop(version);
        let (customer, user, settings) =
            (doctype(&shop, "Customer"), doctype(&shop, "User"), doctype(&shop, "Stock Settings"));
        let id = || record("Cust 1");
        let list = "/api/resource/Customer?fields=%5B%22name%22";
        for (question, path) in [
            (Question::Control, "/api/method/frappe.auth.get_logged_user".to_owned()),
            (Question::Resource { resource: customer, op: WRITE }, format!("{HAS}&docname=&perm_type=write")),
            (Question::Resource { resource: customer, op: EXPORT }, format!("{HAS}&docname=&perm_type=export")),
            (
                Question::Record { resource: customer, op: DELETE, record: id() },
                format!("{HAS}&docname=Cust%201&perm_type=delete"),
            ),
            (
                Question::ReadField { resource: customer, field: "territory".into(), record: id() },
                format!(
                    "{list}%2C%22territory%22%5D&filters=%5B%5B%22name%22%2C%22%3D%22%2C%22Cust%201%22%5D%5D&limit_page_length=1"
                ),
            ),
            (
                Question::ReadField { resource: user, field: "api_key".into(), record: record("ann@acme.example") },
                "/api/resource/User/ann%40acme.example".to_owned(),
            ),
            (
                Question::ReadField {
                    resource: settings,
                    field: "over_delivery".into(),
                    record: record("Stock Settings"),
                },
                "/api/resource/Stock%20Settings/Stock%20Settings".to_owned(),
            ),
            (
                Question::FilterField { resource: customer, field: "credit_limit".into() },
                format!(
                    "{list}%5D&filters=%5B%5B%22credit_limit%22%2C%22%3D%22%2C%22__rolecall_probe__%22%5D%5D&limit_page_length=1"
                ),
            ),
            (
                Question::Surface { surface: SurfaceIx(0) },
                "/api/method/frappe.desk.desk_page.getpage?name=permission-manager".to_owned(),
            ),
            (
                Question::Surface { surface: SurfaceIx(1) },
                "/api/method/frappe.desk.query_report.get_script?report_name=Sales%20%26%20Purchase".to_owned(),
            ),
            (Question::Anonymous { resource: customer }, format!("{list}%5D&limit_page_length=1")),
            (Question::Anonymous { resource: settings }, "/api/resource/Stock%20Settings/Stock%20Settings".to_owned()),
        ] {
            let call = ask(&shop, &question).unwrap();
            assert_eq!(sent(&call), (Method::Get, path, None, Repeat::Safe), "{version}");
        }
        let write = Question::WriteField { resource: customer, field: "price_list".into(), record: id() };
        let body = r#"{"price_list":"__rolecall_field__","representative":"__rolecall_probe__"}"#.to_owned();
        let path = "/api/resource/Customer/Cust%201".to_owned();
        assert_eq!(sent(&ask(&shop, &write).unwrap()), (Method::Put, path, Some(body), Repeat::Safe), "{version}");
        let write = Question::Attempt { resource: customer, op: WRITE, record: Some(id()) };
        let body = r#"{"modified":"1900-01-01 00:00:00"}"#.to_owned();
        let path = "/api/resource/Customer/Cust%201".to_owned();
        assert_eq!(sent(&ask(&shop, &write).unwrap()), (Method::Put, path, Some(body), Repeat::Safe), "{version}");
    }
}

#[test]
fn documents_are_sent_for_creation_only_where_the_version_looks_at_the_right_first() {
    for (version, sends, calibrated) in [
        ("14.55.0", false, false),
        ("15.14.1", false, false),
        ("15.72.4", false, false),
        ("15.90.0", true, true),
        ("15.101.1", true, false),
        ("15.110.0", true, false),
        ("16.0.0-dev", false, false),
        ("16.5.0", true, true),
        ("17.0.0-dev", true, false),
    ] {
        let shop = shop(version);
        let create = Question::Attempt { resource: doctype(&shop, "Customer"), op: CREATE, record: None };
        let submit = Question::Attempt { resource: doctype(&shop, "Sales Invoice"), op: SUBMIT, record: None };
        for (question, path, body) in [
            (create, "/api/resource/Customer", r#"{"docstatus":2}"#),
            (submit, "/api/resource/Sales%20Invoice", r#"{"amended_from":"__rolecall_probe__","docstatus":1}"#),
        ] {
            match ask(&shop, &question) {
                Ok(call) => {
                    let expected = (Method::Post, path.to_owned(), Some(body.to_owned()), Repeat::Never);
                    assert!(sends, "{version}");
                    assert_eq!(sent(&call), expected, "{version}");
                }
                Err(reason) => {
                    assert!(!sends && reason.contains("everybody gets the same answer"), "{version} {reason}");
                }
            }
        }
        let needs: Vec<bool> = [READ, WRITE, CREATE, SUBMIT].map(|op| live(&shop).needs_calibration(op)).into();
        assert_eq!(needs, [false, false, calibrated, calibrated], "{version}");
    }
}

#[test]
fn what_has_no_harmless_request_is_refused_with_the_reason() {
    let mut shop = shop("15.101.1");
    let [customer, invoice, item, settings] =
        ["Customer", "Sales Invoice", "Sales Invoice Item", "Stock Settings"].map(|key| doctype(&shop, key));
    let id = || record("x");
    let refused = |shop: &Snapshot, question: &Question<RecordId>| {
        let asked = question.about(|_| Some(Which::Within)).unwrap();
        assert!(live(shop).words(&asked).is_err(), "{question:?}");
        ask(shop, question).err().unwrap_or_default()
    };
    for (question, why) in [
        (Question::WriteField { resource: customer, field: "territory".into(), record: id() }, "only of a link"),
        (Question::WriteField { resource: invoice, field: "amended_from".into(), record: id() }, "no other link"),
        (Question::WriteField { resource: customer, field: "nosuch".into(), record: id() }, "only of a link"),
        (Question::Attempt { resource: customer, op: DELETE, record: Some(id()) }, "no way to try `delete`"),
        (Question::Attempt { resource: invoice, op: OpIx(6), record: Some(id()) }, "no way to try `cancel`"),
        (Question::Attempt { resource: invoice, op: SUBMIT, record: Some(id()) }, "no way to try `submit`"),
        (Question::Attempt { resource: customer, op: SUBMIT, record: None }, "cannot be submitted"),
        (Question::Attempt { resource: settings, op: CREATE, record: None }, "one document"),
        (Question::Attempt { resource: item, op: CREATE, record: None }, "part of other"),
        (Question::Attempt { resource: item, op: WRITE, record: Some(id()) }, "part of other"),
        (Question::ReadField { resource: item, field: "rate".into(), record: id() }, "part of other"),
        (Question::Anonymous { resource: item }, "part of other"),
        (Question::FilterField { resource: settings, field: "over_delivery".into() }, "one document"),
        (Question::Surface { surface: SurfaceIx(2) }, "no request tells"),
        (Question::ReadField { resource: customer, field: "no such".into(), record: id() }, "no field"),
        (Question::ReadField { resource: customer, field: "nosuch".into(), record: id() }, "no field"),
    ] {
        let told = refused(&shop, &question);
        assert!(told.contains(why), "{question:?}: {told}");
    }
    // Whoever may not write the link would make the document.
    let amended = shop.fields.iter_mut().find(|field| field.name == "amended_from").unwrap();
    amended.guard = Some(rolecall::snapshot::FieldGuard::Level { level: 1, masked: false });
    assert!(!refused(&shop, &Question::Attempt { resource: invoice, op: SUBMIT, record: None }).is_empty());
}

#[test]
fn names_stay_in_their_place_whatever_is_in_them() {
    let shop = shop("15.101.1");
    let customer = doctype(&shop, "Customer");
    for (name, path) in [
        ("A/B", "A%2FB"),
        ("50% & more?", "50%25%20%26%20more%3F"),
        ("\"quoted\" 'so'", "%22quoted%22%20%27so%27"),
        ("Zoë Müller", "Zo%C3%AB%20M%C3%BCller"),
        ("日本", "%E6%97%A5%E6%9C%AC"),
        ("a;b=c&d#e", "a%3Bb%3Dc%26d%23e"),
        ("..hidden", "..hidden"),
    ] {
        let write = Question::Attempt { resource: customer, op: WRITE, record: Some(record(name)) };
        assert_eq!(ask(&shop, &write).unwrap().request.path, format!("/api/resource/Customer/{path}"));
        let may = Question::Record { resource: customer, op: READ, record: record(name) };
        let expected = format!("{HAS}&docname={path}&perm_type=read");
        assert_eq!(ask(&shop, &may).unwrap().request.path, expected);
    }
    // What a path cannot carry is not sent to another place.
    for name in ["", ".", "..", "/", "a//b", "/a", "a/", "a/../b", "a\\b", "a\0b"] {
        let write = Question::Attempt { resource: customer, op: WRITE, record: Some(record(name)) };
        assert!(ask(&shop, &write).is_err(), "{name:?}");
    }
}

#[test]
fn every_login_asks_with_what_it_has_and_a_password_never_leaves_the_sign_in() {
    let shop = shop("15.101.1");
    for (kind, header) in [
        (SecretKind::Key, ("authorization", format!("token {TOKEN}"))),
        (SecretKind::Bearer, ("authorization", "Bearer bearerbearerbearer".to_owned())),
        (SecretKind::Password, ("cookie", format!("sid={SID}"))),
    ] {
        for (name, question) in questions(&shop) {
            let call = live(&shop).request(&question, &login(kind)).unwrap();
            let own = headers(&call).contains(&header);
            assert_eq!(own, !matches!(name, "anonymous" | "sign in wrong"), "{name} {kind:?}");
            let body = sent(&call).2.unwrap_or_default();
            assert!(!body.contains("correct horse") && !call.request.path.contains("correct"), "{name}");
            assert!(!headers(&call).iter().any(|(_, value)| value.contains("correct horse")), "{name}");
        }
    }
}

#[test]
fn without_its_session_a_password_asks_nothing() {
    let shop = shop("15.101.1");
    let outside = rolecall::connect::live::Login { session: None, ..login(SecretKind::Password) };
    for (name, question) in questions(&shop) {
        let asked = live(&shop).request(&question, &outside);
        assert_eq!(asked.is_ok(), matches!(name, "anonymous" | "sign in" | "sign in wrong"), "{name}");
    }
}

#[test]
fn a_wrong_secret_is_of_the_same_kind() {
    let shop = shop("15.101.1");
    let wrong = |kind| live(&shop).request(&Question::SignInWrong, &login(kind)).unwrap();
    let (_, path, body, repeat) = sent(&wrong(SecretKind::Password));
    assert_eq!((path.as_str(), repeat), ("/api/method/login", Repeat::Never));
    assert!(body.unwrap().starts_with(r#"{"pwd":"rolecall-asks-once"#));
    for (kind, begins) in
        [(SecretKind::Key, "token 0123456789abcde:rolecall-"), (SecretKind::Bearer, "Bearer rolecall-")]
    {
        let call = wrong(kind);
        let (_, value) = headers(&call).into_iter().find(|(name, _)| *name == "authorization").unwrap();
        assert!(value.starts_with(begins) && value.split(' ').count() == 2, "{value}");
    }
}

#[test]
fn the_words_are_the_request_as_people_read_it() {
    let shop = shop("15.101.1");
    let customer = doctype(&shop, "Customer");
    let words = |question: &Question<Which>| live(&shop).words(question).unwrap();
    for (question, expected) in [
        (
            Question::Record { resource: customer, op: READ, record: Which::Beyond },
            "GET /api/method/frappe.client.has_permission?doctype=Customer&docname=<a record beyond reach>&perm_type=read",
        ),
        (
            Question::Attempt { resource: customer, op: WRITE, record: Some(Which::Within) },
            r#"PUT /api/resource/Customer/<a record within reach> {"modified":"1900-01-01 00:00:00"}"#,
        ),
        (
            Question::Attempt { resource: customer, op: CREATE, record: None },
            r#"POST /api/resource/Customer {"docstatus":2}"#,
        ),
        (
            Question::ReadField { resource: customer, field: "territory".into(), record: Which::Within },
            r#"GET /api/resource/Customer ["name","territory"] where [["name","=","<a record within reach>"]], at most 1"#,
        ),
        (
            Question::Anonymous { resource: customer },
            r#"GET /api/resource/Customer ["name"], at most 1 without a login"#,
        ),
    ] {
        assert_eq!(words(&question), expected);
    }
    for (_, question) in questions(&shop) {
        let call = ask(&shop, &question).unwrap();
        assert!(!call.words.contains("fedcba"), "{}", call.words);
    }
}

#[test]
fn no_list_of_doctypes_allows_what_the_other_forbids() {
    let patterns = |texts: &[&str]| texts.iter().map(|text| Pattern::parse(text).unwrap()).collect::<Vec<_>>();
    let never = patterns(NEVER);
    for name in ATTEMPTS {
        assert!(!never.iter().any(|pattern| pattern.matches(name)), "{name}");
    }
    for name in
        ["User", "User Permission", "Has Role", "Server Script", "Email Account", "Workflow Action", "Role Profile"]
    {
        assert!(never.iter().any(|pattern| pattern.matches(name)), "{name}");
    }
}

#[test]
fn a_key_is_told_from_a_password_by_its_form() {
    for key in [TOKEN, "a1b2c3d4e5f6a7b:0a1b2c3d4e5f6a7"] {
        assert!(looks_like_key(&key.into()), "{key}");
    }
    for password in ["correct horse", "", ":", "a:b", "https://x", "user:pass word", "abcdefgh:", "Spring-2026!pw"] {
        assert!(!looks_like_key(&password.into()), "{password}");
    }
}

#[test]
fn other_versions_are_not_spoken_with() {
    for version in ["13.58.0", "18.0.0", "", "16", "x"] {
        let told = FrappeLive::new(&shop(version)).map(|_| ());
        assert_eq!(told.is_err(), version != "16", "{version}");
    }
    let told = FrappeLive::new(&shop("13.58.0")).err().unwrap().to_string();
    assert!(told.contains("`13.58.0`") && told.contains("14, 15, 16 and 17"), "{told}");
}
