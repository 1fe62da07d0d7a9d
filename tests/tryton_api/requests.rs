//! What is sent: methods, arguments, sessions, and the words for them.

use rolecall::connect::live::{Call, Live, Lookup, Question, RecordId, SecretKind, Which};
use rolecall::connect::tryton::api::{ATTEMPTS, NEVER, TrytonLive, looks_like_key};
use rolecall::model::{Pattern, ResourceIx, SurfaceIx};
use rolecall::net::{Method, Repeat};
use rolecall::snapshot::Snapshot;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{CREATE, DELETE, READ, SESSION, WRITE, at, company, live, login, outside, questions, record};

fn body(call: &Call) -> Value {
    serde_json::from_slice(call.request.body.as_ref().unwrap().expose_secret()).unwrap()
}

fn header(call: &Call, name: &str) -> Option<String> {
    let found = call.request.headers.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| value.expose_secret().to_owned())
}

fn ask(company: &Snapshot, question: &Question<RecordId>) -> Result<Call, String> {
    live(company).request(question, &login())
}

#[test]
fn each_question_is_one_call_that_changes_nothing() {
    let company = company();
    let (party, sale, single) =
        (at(&company, "party.party"), at(&company, "sale.sale"), at(&company, "sale.configuration"));
    let context = json!({ "language": "en" });
    let field = || "name".into();
    for (question, method, args) in [
        (Question::Control, "res.user.get_preferences", json!([true])),
        (Question::Resource { resource: party, op: DELETE }, "ir.model.access.get_access", json!([["party.party"]])),
        (
            Question::Resource { resource: single, op: WRITE },
            "ir.model.access.get_access",
            json!([["sale.configuration"]]),
        ),
        (Question::Record { resource: sale, op: READ, record: record() }, "sale.sale.read", json!([[12], ["id"]])),
        (
            Question::Record { resource: sale, op: WRITE, record: record() },
            "sale.sale.read",
            json!([[12], ["id", "_write"]]),
        ),
        (
            Question::Record { resource: sale, op: DELETE, record: record() },
            "sale.sale.read",
            json!([[12], ["id", "_delete"]]),
        ),
        (Question::Attempt { resource: party, op: CREATE, record: None }, "party.party.create", json!([[]])),
        (Question::Attempt { resource: party, op: WRITE, record: None }, "party.party.write", json!([[], {}])),
        (
            Question::ReadField { resource: party, field: field(), record: record() },
            "party.party.read",
            json!([[], ["name"]]),
        ),
        (
            Question::ReadField { resource: single, field: field(), record: record() },
            "sale.configuration.read",
            json!([[1], ["name"]]),
        ),
        (
            Question::WriteField { resource: party, field: field(), record: record() },
            "party.party.write",
            json!([[], { "name": null }]),
        ),
        (
            Question::FilterField { resource: party, field: field() },
            "party.party.search",
            json!([[["name", "=", null]], 0, 1, null]),
        ),
    ] {
        let call = ask(&company, &question).unwrap();
        let mut params = args.as_array().unwrap().clone();
        let told: Vec<String> = params.iter().map(Value::to_string).collect();
        params.push(context.clone());
        assert_eq!(body(&call), json!({ "id": 1, "method": format!("model.{method}"), "params": params }));
        assert_eq!(call.words, format!("model.{method} [{}]", told.join(", ")));
        assert_eq!(
            (call.request.method, call.request.path.as_str(), call.request.repeat),
            (Method::Post, "/lab/rpc/", Repeat::Safe)
        );
        assert_eq!(header(&call, "authorization"), Some(format!("Session {SESSION}")));
        assert_eq!(header(&call, "accept-encoding").as_deref(), Some("gzip"));
    }
}

#[test]
fn a_button_is_given_more_than_it_takes_and_no_record() {
    let company = company();
    let call = ask(&company, &Question::Surface { surface: SurfaceIx(0) }).unwrap();
    let body = body(&call);
    let params = body["params"].as_array().unwrap();
    assert_eq!(body["method"], json!("model.sale.sale.confirm"));
    assert_eq!((params.len(), &params[0], &params[38]), (39, &json!([]), &json!({ "language": "en" })));
    assert!(params[1..38].iter().all(Value::is_null));
    assert_eq!(call.words, "model.sale.sale.confirm [[]] with more arguments than it takes");
    for other in [1, 2, 9] {
        assert!(ask(&company, &Question::Surface { surface: SurfaceIx(other) }).is_err());
    }
}

#[test]
fn a_model_with_one_record_is_never_written_created_or_deleted_in() {
    let company = company();
    for (model, why) in [
        ("sale.configuration", "one record"),
        ("sale.unknown", "does not know"),
        ("sale.report", "nothing is stored"),
        // A query that opens everything and has programs of its own.
        ("party.relation.all", "nothing is stored"),
        ("sale.ask.start", "nothing is stored"),
        ("sale.sale-sale.tax", "tables of links"),
    ] {
        let resource = at(&company, model);
        for question in [
            Question::Attempt { resource, op: WRITE, record: None },
            Question::Attempt { resource, op: CREATE, record: None },
            Question::Attempt { resource, op: DELETE, record: None },
            Question::WriteField { resource, field: "name".into(), record: record() },
        ] {
            let told = ask(&company, &question).unwrap_err();
            assert!(told.contains(why), "{model} {question:?}: {told}");
        }
    }
}

#[test]
fn no_request_writes_to_a_record_or_deletes() {
    let company = company();
    let live = live(&company);
    assert!(!live.attempts_name_records());
    for resource in (0..company.resources.len()).map(ResourceIx::new) {
        for op in [READ, WRITE, CREATE, DELETE] {
            assert!(live.request(&Question::Attempt { resource, op, record: Some(record()) }, &login()).is_err());
        }
        assert!(live.request(&Question::Attempt { resource, op: DELETE, record: None }, &login()).is_err());
        assert!(live.request(&Question::Record { resource, op: CREATE, record: record() }, &login()).is_err());
    }
    for (name, question) in questions(&company) {
        let call = live.request(&question, &login()).unwrap();
        let body = body(&call);
        let method = body["method"].as_str().unwrap().to_owned();
        let reads =
            ["read", "search", "get_access", "get_preferences", "login"].iter().any(|end| method.ends_with(end));
        assert!(reads || body["params"][0] == json!([]), "{name}: {method}");
        assert!(!method.ends_with("delete") && !method.ends_with("copy"), "{name}: {method}");
    }
}

#[test]
fn words_are_those_of_the_requests_and_hold_no_secret() {
    let company = company();
    let live = live(&company);
    for (name, question) in questions(&company) {
        let planned = question.about(|_| Some(Which::Within)).unwrap();
        let words = live.words(&planned).unwrap();
        let call = live.request(&question, &login()).unwrap();
        assert_eq!(words.replace("\"<a record within reach>\"", "12"), call.words, "{name}");
        assert!(!call.words.contains("horse") && !call.words.contains(SESSION), "{name}");
    }
}

#[test]
fn without_a_session_only_signing_in_and_strangers_are_sent() {
    let company = company();
    for (name, question) in questions(&company) {
        let call = live(&company).request(&question, &outside());
        let open = ["sign in", "sign in wrong", "anonymous"].contains(&name);
        assert_eq!(call.is_ok(), open, "{name}");
        assert!(call.is_err() || header(&call.unwrap(), "authorization").is_none(), "{name}");
    }
    let stranger = live(&company).request(&Question::Anonymous { resource: ResourceIx(0) }, &login()).unwrap();
    assert_eq!(header(&stranger, "authorization"), None);
}

#[test]
fn lookups_read_newest_first_and_only_what_is_asked_about() {
    let company = company();
    let sale = at(&company, "sale.sale");
    let account = || "7".into();
    for (lookup, method, args) in [
        (Lookup::Account { account: account() }, "res.user.get_preferences", json!([true])),
        (
            Lookup::Rows { resource: sale, fields: vec!["company".into(), "id".into(), "a b".into()], most: 80 },
            "sale.sale.search_read",
            json!([[], 0, 80, [["id", "DESC"]], ["id", "company"]]),
        ),
        (
            Lookup::Stamps { resource: sale, records: vec![record(), RecordId("13".into())], account: account() },
            "sale.sale.search_read",
            json!([[["id", "in", [12, 13]], ["write_uid", "=", 7]], 0, 2, null, ["id", "write_date"]]),
        ),
        (
            Lookup::NewestBy { resource: sale, account: account() },
            "sale.sale.search_read",
            json!([[["create_uid", "=", 7]], 0, 1, [["id", "DESC"]], ["id"]]),
        ),
    ] {
        let call = live(&company).lookup(&lookup, &login()).unwrap();
        let mut params = args.as_array().unwrap().clone();
        let mut context = json!({ "language": "en" });
        if method.ends_with("search_read") {
            context["active_test"] = json!(false);
        }
        params.push(context);
        assert_eq!(body(&call), json!({ "id": 1, "method": format!("model.{method}"), "params": params }));
    }
}

#[test]
fn names_of_a_hostile_snapshot_lead_nowhere_else() {
    for key in ["../../x", "a b", "model.\"x", "", "a..b", "x\0y", "a/b"] {
        let mut company = company();
        key.clone_into(&mut company.resources[0].key);
        let asked = Question::Resource { resource: ResourceIx(0), op: READ };
        assert!(live(&company).request(&asked, &login()).is_err(), "{key:?}");
    }
    let company = company();
    for field in ["a b", "", "x.y", "x\n"] {
        let asked = Question::ReadField { resource: ResourceIx(0), field: field.into(), record: record() };
        assert!(live(&company).request(&asked, &login()).is_err(), "{field:?}");
    }
    let elsewhere = TrytonLive::new(&company, "../x y").unwrap();
    let call = elsewhere.request(&Question::Control, &login()).unwrap();
    assert_eq!(call.request.path, "/..%2Fx%20y/rpc/");
}

#[test]
fn keys_of_applications_are_not_taken() {
    let company = company();
    let live = live(&company);
    assert!(live.takes(SecretKind::Password).is_ok());
    for kind in [SecretKind::Key, SecretKind::Bearer] {
        assert!(live.takes(kind).unwrap_err().contains("REST"));
    }
    assert!(looks_like_key(&"0123456789abcdef".repeat(8).into()));
}

#[test]
fn what_is_touched_is_business_and_never_the_system_itself() {
    let patterns =
        |texts: &[&str]| -> Vec<Pattern> { texts.iter().map(|text| Pattern::parse(text).unwrap()).collect() };
    let (attempts, never) = (patterns(ATTEMPTS), patterns(NEVER));
    let touched = |model: &str| {
        attempts.iter().any(|pattern| pattern.matches(model)) && !never.iter().any(|pattern| pattern.matches(model))
    };
    for model in ["party.party", "sale.sale", "sale.line", "account.move", "stock.move", "purchase.purchase"] {
        assert!(touched(model), "{model}");
    }
    for model in
        ["res.user", "res.group", "ir.model.access", "ir.cron", "account.payment", "currency.cron", "email.template"]
    {
        assert!(!touched(model), "{model}");
    }
    assert!(ATTEMPTS.is_sorted() && NEVER.is_sorted());
}

#[test]
fn only_series_8_2_is_spoken_with() {
    let mut company = company();
    for (version, spoken) in
        [("8.2", true), ("8.2.1", true), ("8.20", false), ("7.8", false), ("", false), ("8", false)]
    {
        version.clone_into(&mut company.system.version);
        assert_eq!(TrytonLive::new(&company, "lab").is_ok(), spoken, "{version}");
    }
}
