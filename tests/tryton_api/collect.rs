//! Collecting over the API, from a server that answers as Tryton 8.2 does, or as none does.

use std::sync::{Arc, Mutex};

use rolecall::connect::ConnectError;
use rolecall::connect::Extra;
use rolecall::connect::api::{Account, Collected, Erp, Options, Running};
use rolecall::connect::live::SecretKind;
use rolecall::model::Ops;
use rolecall::snapshot::{Domain, FieldGuard, Shape, Snapshot, State, SurfaceKind};
use serde_json::{Value, json};

use crate::company::{Company, told};
use crate::serve::{Asked, Reply, Server, reply};

const READ: Ops = Ops(1);
const ALL: Ops = Ops(15);

fn options(secret: &str) -> Options {
    let account = Account { login: "admin".to_owned(), secret: secret.into(), kind: SecretKind::Password };
    let now = "2026-01-01T00:00:00Z".to_owned();
    Options { system: None, database: None, account, probes: Vec::new(), now, extra: Extra::default() }
}

fn now<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn collect(server: &Server, secret: &str) -> Result<Snapshot, ConnectError> {
    let collected = now(Erp::Tryton.collect(server.client.clone(), &options(secret), &|_| {}));
    collected.map(|Collected { snapshot, .. }| snapshot)
}

fn collected(company: Company) -> (Snapshot, Vec<Asked>) {
    let server = Server::start(move |asked| Some(company.answer(asked)));
    (collect(&server, "secret").unwrap(), server.heard())
}

fn state(snapshot: &Snapshot, domain: Domain) -> State {
    snapshot.coverage_of(domain).state
}

fn methods(heard: &[Asked]) -> Vec<String> {
    heard.iter().map(|asked| asked.body["method"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_company_becomes_a_snapshot_with_reads_alone() {
    let (snapshot, heard) = collected(Company::new());
    let system = &snapshot.system;
    assert_eq!((&*system.kind, &*system.version, &*system.database, &*system.source), ("tryton", "8.2", "lab", "api"));
    let users: Vec<(&str, bool, bool)> =
        snapshot.users.iter().map(|user| (user.login(), user.active, user.superuser)).collect();
    assert_eq!(users, [("admin", true, true), ("ann", true, false), ("root", false, true)]);
    assert_eq!(snapshot.users[1].created.as_deref(), Some("2026-01-02T03:04:05Z"));
    assert_eq!(snapshot.memberships.len(), 2);
    assert_eq!(snapshot.groups.iter().map(|group| &*group.key).collect::<Vec<_>>(), ["Off", "sale.group_sale"]);
    assert!(snapshot.groups[0].inactive && !snapshot.implications.is_empty());
    assert_eq!(snapshot.grants.len(), 2);
    assert_eq!((snapshot.rules.len(), snapshot.tokens.len()), (1, 1));
    assert!(
        matches!(&snapshot.fields.iter().find(|field| field.name == "name").unwrap().guard, Some(FieldGuard::Rows(rows)) if rows.len() == 1)
    );
    let buttons = snapshot.surfaces.iter().filter(|surface| surface.kind == SurfaceKind::Button);
    assert_eq!(
        buttons.map(|button| (&*button.key, button.groups.len())).collect::<Vec<_>>(),
        [("acme.thing.do_it", 1)]
    );
    assert_eq!(snapshot.modules.iter().map(|module| &*module.name).collect::<Vec<_>>(), ["acme", "party"]);

    let asked = methods(&heard);
    let reads = ["search_read", "search_count", "get_access", "get_preferences", "login", "logout", "version", "list"];
    assert!(asked.iter().all(|method| reads.iter().any(|read| method.ends_with(read))), "{asked:?}");
    assert_eq!(asked.iter().filter(|method| **method == "common.db.login").count(), 1);
    assert_eq!(asked.last().map(String::as_str), Some("common.db.logout"), "the session is closed");
    for asked in &heard[3..] {
        let context = asked.body["params"].as_array().unwrap().last();
        assert!(context.is_none_or(|context| context["language"] == "en"), "{asked:?}");
        let text = asked.body.to_string();
        assert!(!text.contains("password") && !text.contains("\"key\""), "{text}");
    }
    for domain in [Domain::LastLogins, Domain::Passwords] {
        assert_eq!(state(&snapshot, domain), State::NotAssessed);
    }
    for domain in [Domain::Accounts, Domain::Memberships, Domain::ModelAccess, Domain::Fields, Domain::Records] {
        assert_eq!(state(&snapshot, domain), State::Assessed, "{domain:?} {:?}", snapshot.coverage_of(domain));
    }
    assert!(snapshot.population.iter().all(|count| count.collected == count.counted));
}

#[test]
fn the_server_tells_an_administrator_what_is_open_on_every_model_that_it_knows() {
    let (snapshot, _) = collected(Company::new());
    let of = |key: &str| {
        let resource = snapshot.resources.iter().find(|resource| resource.key == key).unwrap();
        (resource.unguarded, resource.unsure, resource.shape)
    };
    assert_eq!(of("acme.settings"), (Ops(3), Ops::NONE, Shape::Single));
    assert_eq!(of("acme.report"), (READ, Ops::NONE, Shape::Records));
    assert_eq!(of("acme.thing"), (ALL, Ops::NONE, Shape::Records));
    assert_eq!(of("party.party"), (ALL, Ops::NONE, Shape::Records));
    assert_eq!(of("acme.gone"), (ALL, Ops(14), Shape::Records), "no program knows it");
}

#[test]
fn it_tells_others_of_models_without_rows_alone() {
    let (snapshot, _) = collected(Company { administrator: json!(0), ..Company::new() });
    let of = |key: &str| {
        let resource = snapshot.resources.iter().find(|resource| resource.key == key).unwrap();
        (resource.unguarded, resource.unsure)
    };
    assert_eq!(of("acme.settings"), (Ops(3), Ops::NONE));
    assert_eq!(of("acme.thing"), (ALL, Ops(14)), "rows speak");
    assert_eq!(of("acme.part"), (ALL, Ops(14)), "and they speak on what leans on it");
}

#[test]
fn what_may_not_be_read_is_told_or_ends_it() {
    let (snapshot, _) =
        collected(Company { denied: vec!["res.user.application"], closed: vec!["ir.action.report"], ..Company::new() });
    assert_eq!(state(&snapshot, Domain::Tokens), State::NotAssessed);
    assert_eq!(state(&snapshot, Domain::Surfaces), State::Incomplete);
    let reason = snapshot.coverage_of(Domain::Tokens).reason.unwrap();
    assert!(reason.contains("res.user.application") && reason.contains("administrator"), "{reason}");
    for indispensable in ["res.user", "res.group", "ir.model", "ir.model.access"] {
        let company = Company { denied: vec![indispensable], ..Company::new() };
        let server = Server::start(move |asked| Some(company.answer(asked)));
        let told = collect(&server, "secret").unwrap_err();
        assert!(matches!(told, ConnectError::ApiRights { .. }), "{told:?}");
        assert_eq!(methods(&server.heard()).last().map(String::as_str), Some("common.db.logout"));
    }
}

#[test]
fn long_lists_come_page_by_page() {
    let mut company = Company::new();
    let fields: Vec<Value> = (1..=2345)
        .map(|id| json!({ "id": id, "model": "party.party", "name": format!("f{id}"), "ttype": "char", "relation": null, "module": "party", "access": 0 }))
        .collect();
    company.records.insert("ir.model.field".to_owned(), fields.into());
    let (snapshot, heard) = collected(company);
    assert_eq!(snapshot.fields.len(), 2345);
    let pages = heard.iter().filter(|asked| {
        asked.body["method"] == "model.ir.model.field.search_read"
            && asked.body["params"][4].as_array().unwrap().len() == 5
    });
    assert_eq!(pages.count(), 3);
}

#[test]
fn a_server_that_gives_the_same_page_for_ever_is_none() {
    let company = Company::new();
    let server = Server::start(move |asked| {
        let endless =
            asked.body["method"] == "model.res.group.search_read" && asked.body["params"][4] != json!(["xml_id"]);
        let row = |id: usize| json!({ "id": id, "name": "x", "active": 1, "parent": null, "create_uid": 0, "create_date": null, "write_uid": null, "write_date": null });
        Some(if endless { told((1..=1000).map(row).collect::<Vec<_>>()) } else { company.answer(asked) })
    });
    let told = collect(&server, "secret").unwrap_err();
    assert!(told.to_string().contains("order of their ids"), "{told}");
}

#[test]
fn rows_of_another_shape_are_none_of_tryton_s() {
    for (field, value) in
        [("parent", json!({ "a": 1 })), ("name", json!(["x"])), ("id", json!("1")), ("parent", json!("x"))]
    {
        let mut company = Company::new();
        company.records["res.group"][0][field] = value.clone();
        let server = Server::start(move |asked| Some(company.answer(asked)));
        let told = collect(&server, "secret").unwrap_err();
        assert!(matches!(told, ConnectError::Alien { .. }), "{field} {value}: {told:?}");
    }
}

#[test]
fn a_refused_secret_is_tried_once_and_a_session_that_ends_keeps_nothing() {
    let company = Company::new();
    let server = Server::start(move |asked| Some(company.answer(asked)));
    let told = collect(&server, "wrong").unwrap_err().to_string();
    assert!(told.contains("`admin` is not let in") && !told.contains("wrong"), "{told}");
    assert_eq!(methods(&server.heard()).iter().filter(|method| method.ends_with("login")).count(), 1);

    let (company, asked_before) = (Company::new(), Arc::new(Mutex::new(0)));
    let server = Server::start(move |asked| {
        let mut count = asked_before.lock().unwrap();
        *count += 1;
        Some(if *count > 12 { Reply::page(401, "") } else { company.answer(asked) })
    });
    assert!(matches!(collect(&server, "secret").unwrap_err(), ConnectError::Unanswered { .. }));
}

#[test]
fn a_server_is_identified_by_its_series_and_its_only_database() {
    let server = |series| Server::start(move |asked| Some(Company { series, ..Company::new() }.answer(asked)));
    let found = now(Erp::Tryton.identify(&server("8.2").client, None, None)).unwrap();
    assert_eq!(found, Running { version: Some("8.2".to_owned()), database: Some("lab".to_owned()) });
    let older = now(Erp::Tryton.identify(&server("7.8").client, None, None)).unwrap_err().to_string();
    assert!(older.contains("`7.8`") && older.contains("8.2"), "{older}");
    for (answer, why) in [
        (told_page(404), "no Tryton"),
        (told_page(405), "no Tryton"),
        (Reply::page(200, "<html>an ERP of another kind</html>"), "no Tryton"),
        (reply(200, json!({ "jsonrpc": "2.0", "result": "8.2" })), "no Tryton"),
    ] {
        let server = Server::start(move |_| Some(answer.clone()));
        let answered = now(Erp::Tryton.identify(&server.client, None, None)).unwrap_err().to_string();
        assert!(answered.contains(why), "{answered}");
    }
    let databases = |list: Value| {
        let server = Server::start(move |asked| {
            Some(if asked.body["method"] == "common.db.list" { told(list.clone()) } else { told(json!("8.2")) })
        });
        now(Erp::Tryton.identify(&server.client, None, None)).unwrap_err().to_string()
    };
    assert!(databases(json!(["a", "b"])).contains("several databases: `a`, `b`"));
    assert!(databases(json!([])).contains("no database"));
    assert!(databases(json!([1])).contains("does not tell its databases"));
    let closed = Server::start(|asked| {
        Some(if asked.body["method"] == "common.db.list" { told_page(403) } else { told(json!("8.2")) })
    });
    let refused = now(Erp::Tryton.identify(&closed.client, None, None)).unwrap_err().to_string();
    assert!(refused.contains("name one with `database`"), "{refused}");
    assert!(Erp::Tryton.is_same_version("8.2", "8.2.1") && !Erp::Tryton.is_same_version("8.2", "8.4"));
}

fn told_page(status: u16) -> Reply {
    Reply::page(status, &format!("<!doctype html>\n<html lang=en>\n<title>{status} x</title>\n"))
}

#[test]
fn what_a_database_does_not_tell_the_running_server_does() {
    let company = Company::new();
    let server = Server::start(move |asked| Some(company.answer(asked)));
    let ask = |snapshot: &mut Snapshot| {
        now(Erp::Tryton.ask_for_fields(server.client.clone(), &options("secret"), snapshot, &|_| {})).unwrap();
    };
    let mut snapshot = collect(&server, "secret").unwrap();
    let (whole, before) = (snapshot.clone(), server.heard().len());
    ask(&mut snapshot);
    assert!(snapshot.resources.iter().any(|resource| !resource.unsure.is_empty()), "no program knows `acme.gone`");
    for resource in &mut snapshot.resources {
        (resource.unguarded, resource.unsure, resource.shape) = (ALL, Ops(14), Shape::Records);
    }
    ask(&mut snapshot);
    assert_eq!(snapshot, whole);
    let asked = methods(&server.heard()[before..]);
    assert_eq!(asked.iter().filter(|method| **method == "common.db.login").count(), 2);
    assert_eq!(asked.last().map(String::as_str), Some("common.db.logout"));

    let sent = server.heard().len();
    for resource in &mut snapshot.resources {
        resource.unsure = Ops::NONE;
    }
    ask(&mut snapshot);
    assert_eq!(server.heard().len(), sent, "nothing to ask");
}
