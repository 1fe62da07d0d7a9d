//! A whole probe with passwords: one session an account, closed at the end however it ends; few failures, and none twice.

pub(crate) mod serve;

use std::collections::{BTreeMap, BTreeSet};
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};

use rolecall::access::{Access, scope::Scopes};
use rolecall::compare::Design;
use rolecall::connect::frappe::api::FrappeLive;
use rolecall::connect::live::{Login, Question, SecretKind};
use rolecall::model::Pattern;
use rolecall::probe::{Limits, Logins, Plan, Probed, RoleOutcome, Sent, Watch, Wire, evidence, send};
use rolecall::rolemap::load;
use rolecall::snapshot::{Presence, Snapshot};
use rolecall::synth::Builder;
use serde_json::json;

use self::serve::{Asked, Reply, Server, reply};
use super::{SUBMIT, operations};

const ROLES: [&str; 5] = ["ann", "bob", "cem", "dia", "eve"];

/// Five roles with one account each: ann alone reads and writes customers.
struct World {
    snapshot: Snapshot,
    map: String,
    kind: SecretKind,
}

fn world(version: &str) -> World {
    let mut builder = Builder::new("shop");
    builder.grant("Sales User", "Customer", "rwc");
    for name in ROLES {
        builder.user(&format!("{name}@acme.example"), name, if name == "ann" { &["Sales User"] } else { &[] });
    }
    let mut snapshot = builder.build();
    for user in &mut snapshot.users {
        user.id = user.key.clone();
        user.second_factor = Presence::Absent;
    }
    // Of the synthetic system the bits are read, write, create, delete; these are Frappe's.
    snapshot.operations = operations();
    for grant in &mut snapshot.grants {
        grant.ops = [super::READ, super::WRITE, super::CREATE]
            .into_iter()
            .map(rolecall::model::Ops::one)
            .fold(rolecall::model::Ops::NONE, rolecall::model::Ops::with);
    }
    for resource in &mut snapshot.resources {
        resource.closed = rolecall::model::Ops::one(SUBMIT);
    }
    (snapshot.system.kind, snapshot.system.version) = ("frappe".to_owned(), version.to_owned());
    let role = |name: &str| {
        let grants = if name == "ann" { "{ Customer: [read, write, create] }" } else { "{}" };
        format!(
            "  {name}:\n    groups: []\n    grants: {grants}\n    users: [{name}@acme.example]\n    probe: {{ login: \
             {name}@acme.example, secret: \"env:X\" }}\n"
        )
    };
    let roles: String = ROLES.iter().map(|name| role(name)).collect();
    let map = format!("system: frappe\nscope: {{ resources: [Customer] }}\nroles:\n{roles}");
    World { snapshot, map, kind: SecretKind::Password }
}

/// A Frappe as plain as can be.
fn honest(asked: &Asked) -> Reply {
    let denied = |whose: &str| {
        reply(403, json!({ "exc_type": "PermissionError", "exception": "frappe.exceptions.PermissionError" }))
            .cookie(&format!("sid={whose}; Path=/"))
    };
    let user = match (asked.authorization.strip_prefix("token "), asked.cookie.strip_prefix("sid=")) {
        (Some(token), _) => token.split(':').next().unwrap_or_default().trim_start_matches("key").to_owned(),
        (_, Some(sid)) => sid.trim_start_matches("sid").to_owned(),
        _ => "Guest".to_owned(),
    };
    let sid = if user == "Guest" { "Guest".to_owned() } else { format!("sid{user}") };
    let ok = |body| reply(200, body).cookie(&format!("sid={sid}; Path=/"));
    let path = asked.path.split('?').next().unwrap_or_default();
    let ann = user == "ann";
    match (asked.method.as_str(), path) {
        ("POST", "/api/method/login") => {
            let name = asked.body["usr"].as_str().unwrap_or_default().split('@').next().unwrap_or_default().to_owned();
            if asked.body["pwd"] == json!(format!("pw-{name}")) {
                return reply(200, json!({ "message": "Logged In" }))
                    .cookie(&format!("sid=sid{name}; Path=/; HttpOnly"));
            }
            reply(401, json!({ "exc_type": "AuthenticationError" }))
        }
        ("POST", "/api/method/logout") => ok(json!({})),
        _ if user == "Guest" => denied("Guest"),
        (_, "/api/method/frappe.auth.get_logged_user")
            if user.ends_with("wrong") || asked.authorization.contains("rolecall-") =>
        {
            reply(401, json!({ "exc_type": "AuthenticationError" }))
        }
        (_, "/api/method/frappe.auth.get_logged_user") => ok(json!({ "message": format!("{user}@acme.example") })),
        (_, "/api/method/frappe.client.has_permission") => {
            let may =
                ann && ["read", "write", "create"].iter().any(|op| asked.path.ends_with(&format!("perm_type={op}")));
            ok(json!({ "message": { "has_permission": may } }))
        }
        ("POST", "/api/resource/Customer") if ann => {
            reply(417, json!({ "exc_type": "DocstatusTransitionError" })).cookie(&format!("sid={sid}"))
        }
        ("PUT", _) if ann => reply(417, json!({ "exc_type": "TimestampMismatchError" })).cookie(&format!("sid={sid}")),
        ("GET", "/api/resource/Customer") if ann => {
            let own = asked.path.contains("modified_by") || asked.path.contains("%22owner%22%2C%22%3D");
            ok(json!({ "data": if own { json!([]) } else { json!([{ "name": "Cust 1" }]) } }))
        }
        _ => denied(&sid),
    }
}

/// The run of a world's plan, with its evidence; it is stopped when so many requests are answered.
fn run(world: &World, server: &Server, stop_after: Option<usize>) -> (Probed, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.yaml");
    std::fs::write(&path, &world.map).unwrap();
    let map = load(&path).unwrap().map;
    let access = Access::compute(&world.snapshot);
    let scopes = Scopes::new(&world.snapshot);
    let design = Design::of(&map, &access);
    let live = FrappeLive::new(&world.snapshot).unwrap();
    let limits = Limits {
        per_role: 1_000,
        per_run: 10_000,
        attempts: vec![Pattern::parse("*").unwrap()],
        never: Vec::new(),
        sign_in: true,
        roles: BTreeSet::new(),
    };
    let plan = Plan::of(&design, &access, &scopes, &live, &limits, &|_| world.kind);
    let secret = |role: u32| match world.kind {
        SecretKind::Password => format!("pw-{}", ROLES[role as usize]),
        _ => format!("key{}:0123456789", ROLES[role as usize]),
    };
    let roles: BTreeMap<_, _> = plan.roles.iter().map(|role| (role.role, secret(role.role).into())).collect();
    let auditor = Login {
        name: "ann@acme.example".into(),
        id: "ann@acme.example".into(),
        secret: secret(0).into(),
        kind: world.kind,
        session: None,
    };
    let logins = Logins { roles, auditor: Some(auditor) };
    let now = || "2026-11-20T08:00:00.000Z".to_owned();
    let wire = Wire { live: &live, client: &server.client, logins: &logins, at_once: 4, now: &now };
    let mut lines = Vec::new();
    let seen = AtomicUsize::new(0);
    let mut evidence = |sent: Sent<'_>| {
        seen.fetch_add(1, Ordering::Relaxed);
        lines.extend(evidence::line(&sent, &plan, &design, &world.snapshot));
    };
    let stop = std::future::poll_fn(|_| match stop_after {
        Some(most) if seen.load(Ordering::Relaxed) >= most => std::task::Poll::Ready(()),
        _ => std::task::Poll::Pending,
    });
    let watch = Watch { evidence: &mut evidence, progress: &|_, _, _| {}, stop: pin!(stop) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let probed = runtime.block_on(send(&plan, &design, &access, &scopes, &wire, watch));
    (probed, lines)
}

/// How often something was asked of whom.
fn count(server: &Server, path: &str) -> usize {
    server.heard().iter().filter(|asked| asked.path.starts_with(path)).count()
}

fn done(probed: &Probed) -> usize {
    probed.roles.iter().filter(|role| role.outcome == RoleOutcome::Done).count()
}

#[test]
fn each_account_has_one_session_and_none_is_left() {
    let server = Server::start(|asked| Some(honest(asked)));
    let (probed, evidence) = run(&world("15.101.1"), &server, None);
    assert_eq!(done(&probed), 5, "{:#?}", probed.roles);
    let heard = server.heard();
    let right = heard.iter().filter(|asked| asked.body["pwd"].as_str().is_some_and(|pwd| pwd.starts_with("pw-")));
    assert_eq!(right.count(), 5, "the auditor's session is ann's");
    assert_eq!(count(&server, "/api/method/logout"), 5);
    assert!(heard.iter().rev().take(5).all(|asked| asked.path == "/api/method/logout"), "at the end");
    assert!(probed.unprobed.iter().all(|entry| !entry.what.contains("session")), "{:#?}", probed.unprobed);
    assert!(probed.traces.iter().any(|trace| trace.contains("tabActivity Log")));
    let sessions = evidence.iter().filter(|line| line.contains(r#""kind":"session""#)).count();
    assert_eq!(sessions, 10, "{evidence:#?}");
    assert!(evidence.iter().all(|line| !line.contains("pw-") && !line.contains("sidann")), "{evidence:#?}");
    assert_eq!(evidence.len() as u64, probed.requests, "every request is in the evidence");
    let odd: Vec<_> = probed.cells.iter().filter(|cell| cell.observed.allowed().is_none()).collect();
    assert!(odd.is_empty(), "{odd:#?}");
}

#[test]
fn a_wrong_password_is_sent_to_three_accounts_at_most() {
    let server = Server::start(|asked| Some(honest(asked)));
    let (probed, _) = run(&world("15.101.1"), &server, None);
    let wrong = |asked: &&Asked| asked.body["pwd"].as_str().is_some_and(|pwd| !pwd.starts_with("pw-"));
    assert_eq!(server.heard().iter().filter(wrong).count(), 3);
    let asked = probed.cells.iter().filter(|cell| cell.question == Question::SignInWrong);
    assert!(asked.clone().count() == 3 && asked.clone().all(|cell| cell.observed.allowed() == Some(false)));
    let reason = probed.unprobed.iter().filter(|entry| entry.reason.contains("locks everybody out"));
    assert!(reason.count() >= 1, "{:#?}", probed.unprobed);
    assert_eq!(done(&probed), 5, "whoever comes later is signed in all the same");
}

#[test]
fn accounts_that_are_not_let_in_fail_once_each_and_three_end_it() {
    let server = Server::start(|asked| {
        let login = asked.path == "/api/method/login";
        Some(if login { reply(401, json!({ "exc_type": "AuthenticationError" })) } else { honest(asked) })
    });
    let (probed, _) = run(&world("15.101.1"), &server, None);
    assert_eq!(count(&server, "/api/method/login"), 3);
    assert_eq!(server.heard().len(), 3, "nothing else is asked");
    assert!(probed.cells.is_empty());
    for role in &probed.roles {
        assert!(matches!(&role.outcome, RoleOutcome::ControlFailed(_)), "{role:?}");
    }
}

#[test]
fn a_lock_out_ends_all_sign_ins_at_once() {
    let server = Server::start(|asked| {
        let login = asked.path == "/api/method/login";
        Some(if login { reply(500, json!({ "exc_type": "SecurityException" })) } else { honest(asked) })
    });
    let (probed, _) = run(&world("15.101.1"), &server, None);
    assert_eq!((count(&server, "/api/method/login"), server.heard().len()), (1, 1));
    assert!(probed.cells.is_empty());
}

#[test]
fn a_200_that_is_no_login_asks_nothing_as_the_account() {
    for body in [json!({ "message": "Password Reset" }), json!({ "verification": {}, "tmp_id": "x" }), json!({})] {
        let server = Server::start(move |asked| {
            let login = asked.path == "/api/method/login";
            Some(if login { reply(200, body.clone()).cookie("sid=Guest; Path=/") } else { honest(asked) })
        });
        let (probed, _) = run(&world("15.101.1"), &server, None);
        assert_eq!(server.heard().len(), 5, "each account was tried once: nothing failed that counts");
        assert!(probed.cells.is_empty());
    }
}

#[test]
fn a_session_of_somebody_else_is_seen_by_the_control() {
    let server = Server::start(|asked| {
        let who = asked.path == "/api/method/frappe.auth.get_logged_user" && asked.cookie == "sid=sidann";
        let other = reply(200, json!({ "message": "Administrator" })).cookie("sid=sidann");
        Some(if who { other } else { honest(asked) })
    });
    let (probed, _) = run(&world("15.101.1"), &server, None);
    let ann = probed.roles.iter().find(|role| role.name == "ann").unwrap();
    assert!(matches!(&ann.outcome, RoleOutcome::ControlFailed(why) if why.contains("another account")), "{ann:?}");
    assert!(server.heard().iter().any(|asked| asked.path == "/api/method/logout" && asked.cookie == "sid=sidann"));
}

#[test]
fn a_session_that_ends_in_the_middle_denies_nothing() {
    let served = AtomicUsize::new(0);
    let server = Server::start(move |asked| {
        let mine = asked.cookie == "sid=sidann" && asked.path != "/api/method/logout";
        let over = mine && served.fetch_add(1, Ordering::SeqCst) > 4;
        Some(if over { honest(&Asked { cookie: String::new(), ..asked.clone() }) } else { honest(asked) })
    });
    let (probed, _) = run(&world("15.101.1"), &server, None);
    let ann = probed.roles.iter().position(|role| role.name == "ann").unwrap();
    assert!(matches!(&probed.roles[ann].outcome, RoleOutcome::Ended(why) if why.contains("session")), "{probed:#?}");
    let odd = |cell: &&rolecall::probe::Cell| {
        cell.run as usize == ann && cell.observed.allowed() == Some(false) && cell.predicted == Some(true)
    };
    assert_eq!(probed.cells.iter().filter(odd).count(), 0);
}

#[test]
fn an_interruption_closes_the_sessions_too() {
    let whole = {
        let server = Server::start(|asked| Some(honest(asked)));
        run(&world("15.101.1"), &server, None).0.requests
    };
    for most in 1..usize::try_from(whole).unwrap() {
        let server = Server::start(|asked| Some(honest(asked)));
        let (probed, _) = run(&world("15.101.1"), &server, Some(most));
        let heard = server.heard();
        let opened = heard.iter().filter(|asked| asked.body["pwd"].as_str().is_some_and(|pwd| pwd.starts_with("pw-")));
        assert_eq!(opened.count(), count(&server, "/api/method/logout"), "after {most}");
        assert!(probed.interrupted || most + 10 > usize::try_from(whole).unwrap(), "after {most} of {whole}");
    }
}

#[test]
fn tokens_need_no_session() {
    let server = Server::start(|asked| Some(honest(asked)));
    let world = World { kind: SecretKind::Key, ..world("15.101.1") };
    let (probed, _) = run(&world, &server, None);
    assert_eq!(done(&probed), 5, "{:#?}", probed.roles);
    assert!(server.heard().iter().all(|asked| !asked.path.contains("log") || asked.path.contains("logged_user")));
    assert_eq!(probed.cells.iter().filter(|cell| cell.question == Question::SignInWrong).count(), 5);
}

#[test]
fn an_answer_that_everybody_may_get_counts_only_where_somebody_was_refused() {
    let creates = |probed: &Probed| -> Vec<Option<bool>> {
        let create = |cell: &&rolecall::probe::Cell| matches!(cell.question, Question::Attempt { record: None, .. });
        probed.cells.iter().filter(create).map(|cell| cell.observed.allowed()).collect()
    };
    // 16.5 checks first: bob and the others are refused, so ann's answer counts.
    let server = Server::start(|asked| Some(honest(asked)));
    let world16 = World { kind: SecretKind::Key, ..world("16.5.0") };
    let (probed, _) = run(&world16, &server, None);
    assert_eq!(creates(&probed), [Some(true), Some(false), Some(false), Some(false), Some(false)]);
    // One that does not: everybody gets the same.
    let server = Server::start(|asked| {
        let create = asked.method == "POST" && asked.path == "/api/resource/Customer";
        Some(if create { reply(417, json!({ "exc_type": "DocstatusTransitionError" })) } else { honest(asked) })
    });
    let (probed, _) = run(&world16, &server, None);
    assert_eq!(creates(&probed), [None; 5]);
    // Where it is known, nobody has to be refused first, and whoever is denied by configuration alone is not asked.
    let server = Server::start(|asked| Some(honest(asked)));
    let (probed, _) = run(&World { kind: SecretKind::Key, ..world("15.101.1") }, &server, None);
    assert_eq!(creates(&probed), [Some(true)]);
}

#[test]
fn a_plan_shows_the_sessions() {
    let world = world("15.101.1");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("map.yaml");
    std::fs::write(&path, &world.map).unwrap();
    let map = load(&path).unwrap().map;
    let access = Access::compute(&world.snapshot);
    let scopes = Scopes::new(&world.snapshot);
    let design = Design::of(&map, &access);
    let live = FrappeLive::new(&world.snapshot).unwrap();
    let limits = Limits {
        per_role: 10,
        per_run: 100,
        attempts: Vec::new(),
        never: Vec::new(),
        sign_in: true,
        roles: BTreeSet::new(),
    };
    let plan = Plan::of(&design, &access, &scopes, &live, &limits, &|_| SecretKind::Password);
    let rows = plan.sessions(&access, &live, Some(("Ann@acme.example", SecretKind::Password)));
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|row| row.opens == "POST /api/method/login" && row.closes == "POST /api/method/logout"));
    let by_key = Plan::of(&design, &access, &scopes, &live, &limits, &|_| SecretKind::Key);
    assert!(by_key.sessions(&access, &live, None).is_empty());
    assert!(plan.summary(&access, &scopes, &live).traces.iter().any(|trace| trace.contains("each sign-out")));
}
