//! What is sent of a plan, and when it stops.

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};

use rolecall::connect::live::{Login, Question, SecretKind};
use rolecall::probe::{Cell, Logins, Probed, RoleOutcome, Sent, Watch, Wire, evidence, send};
use serde_json::{Value, json};

use crate::erp::Server;
use crate::world::{World, design, of, world};

/// The orders 6 of ann's and 5 of bob's, one employee, one picking; everybody may do what the design of [`world`] says.
fn honest(asked: &Value) -> Option<String> {
    let word = |key: &str| asked[key].as_str().unwrap_or_default();
    let rows = |rows: Value| Some(rows.to_string());
    let allowed = match (word("kind"), word("login"), word("op"), word("resource")) {
        ("account", ..) => return rows(json!([{ "id": 1, "partner_id": 7, "company_ids": [] }])),
        ("rows", _, _, "sale.order") => return rows(json!([{ "id": 6, "user_id": 10 }, { "id": 5, "user_id": 11 }])),
        ("rows", ..) => return rows(json!([{ "id": 3 }])),
        ("stamps" | "newest", ..) => return rows(json!([])),
        ("control" | "sign-in", ..) => true,
        ("sign-in-wrong" | "anonymous", ..) => false,
        ("read-field" | "write-field", ..) => word("field") == "note",
        (kind, "ann", op, "sale.order") => op != "unlink" && (kind == "resource" || word("record") != "5"),
        (_, "dia", op, "sale.order") => op == "read",
        (_, "dia", _, "stock.picking") => true,
        _ => false,
    };
    Some(if allowed { "allowed" } else { "denied" }.to_owned())
}

/// A run of a world's plan against a server, with its evidence; it is stopped when so many requests are answered.
fn run(world: &World, server: &Server, stop_after: Option<usize>) -> (Probed, Vec<String>) {
    run_with(world, server, stop_after, None)
}

fn run_with(
    world: &World,
    server: &Server,
    stop_after: Option<usize>,
    auditor: Option<Login>,
) -> (Probed, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    world.planned(|plan, design, access, scopes, dialect| {
        let secrets = plan.roles.iter().map(|role| (role.role, "hunter2".to_owned().into()));
        let logins = Logins { roles: secrets.collect::<BTreeMap<_, _>>(), auditor };
        let now = || "2026-11-20T08:00:00.000Z".to_owned();
        let wire = Wire { live: dialect, client: &server.client, logins: &logins, at_once: 4, now: &now };
        let mut lines = Vec::new();
        let seen = AtomicUsize::new(0);
        let mut evidence = |sent: Sent<'_>| {
            seen.fetch_add(1, Ordering::Relaxed);
            lines.extend(evidence::line(&sent, plan, design, &world.snapshot));
        };
        let stop = std::future::poll_fn(|_| match stop_after {
            Some(most) if seen.load(Ordering::Relaxed) >= most => std::task::Poll::Ready(()),
            _ => std::task::Poll::Pending,
        });
        let watch = Watch { evidence: &mut evidence, progress: &|_, _, _| {}, stop: pin!(stop) };
        let probed = runtime.block_on(send(plan, design, access, scopes, &wire, watch));
        (probed, lines)
    })
}

fn expected(cell: &Cell) -> bool {
    cell.observed.allowed() == cell.designed.allowed().or(cell.predicted)
}

fn outcomes(probed: &Probed) -> Vec<&RoleOutcome> {
    probed.roles.iter().map(|role| &role.outcome).collect()
}

#[test]
fn an_honest_system_answers_everything_as_expected() {
    let (world, server) = (world(), Server::start(honest));
    let (probed, evidence) = run(&world, &server, None);
    let odd: Vec<&Cell> = probed.cells.iter().filter(|cell| !expected(cell)).collect();
    assert!(odd.is_empty(), "{odd:#?}");
    assert_eq!(outcomes(&probed), [&RoleOutcome::Done, &RoleOutcome::Done]);
    assert_eq!(probed.cells.len(), world.plan().questions());
    assert_eq!(probed.unprobed, world.plan().unprobed);
    assert!(probed.changes.is_empty() && !probed.interrupted);
    assert_eq!(probed.traces, ["one row in the log of sign-ins"]);
    assert_eq!(evidence.len(), server.heard().len());
    assert_eq!(probed.requests, server.heard().len() as u64);
}

#[test]
fn cells_are_in_the_order_of_the_plan() {
    let (world, server) = (world(), Server::start(honest));
    let (probed, _) = run(&world, &server, None);
    let asked: Vec<_> = probed.cells.iter().map(|cell| cell.question.about(|_| Some(()))).collect();
    let plan = world.plan();
    let steps = plan.roles.iter().flat_map(|role| &role.steps);
    assert_eq!(asked, steps.map(|step| step.question.about(|_| Some(()))).collect::<Vec<_>>());
}

#[test]
fn records_are_chosen_by_the_rules_and_looked_up_by_whoever_sees_them_all() {
    let (world, server) = (world(), Server::start(honest));
    run(&world, &server, None);
    let heard = server.heard();
    let has = |line: &str| heard.iter().any(|heard| heard == line);
    assert!(has("ann record read sale.order 6") && has("ann record read sale.order 5"), "{heard:#?}");
    assert!(has("dia rows sale.order") && !has("ann rows sale.order"), "{heard:#?}");
    assert!(has("ann read-field sale.order note 6"));
}

#[test]
fn links_that_the_one_who_looks_may_not_all_see_choose_no_record_beyond_reach() {
    let asked = |rules: bool| {
        let mut world = of(&design("own", "own"), |system| {
            system.resource("res.tag");
            if rules {
                system.rule("tag.some", "res.tag", &[], "[('tag_ids', '=', user.id)]");
            }
        });
        world.snapshot.rules.iter_mut().for_each(|rule| rule.filter = "[('tag_ids', 'in', [user.id])]".to_owned());
        let field = world.snapshot.fields.iter_mut().find(|field| field.name == "user_id").unwrap();
        (field.name, field.field_type) = ("tag_ids".to_owned(), "many2many".to_owned());
        field.relation = Some("res.tag".to_owned());
        world.snapshot.fields.sort_by(|a, b| (a.resource, &a.name).cmp(&(b.resource, &b.name)));
        let rows = json!([{ "id": 6, "tag_ids": [10] }, { "id": 5, "tag_ids": [11] }]).to_string();
        let server = Server::start(move |asked| match asked["kind"].as_str() {
            Some("rows") if asked["resource"] == "sale.order" => Some(rows.clone()),
            _ => honest(asked),
        });
        run(&world, &server, None);
        let heard = server.heard();
        let has = |line: &str| heard.iter().any(|heard| heard == line);
        (has("ann record read sale.order 6"), has("ann record read sale.order 5"))
    };
    assert_eq!(asked(false), (true, true));
    assert_eq!(asked(true), (true, false));
}

#[test]
fn evidence_holds_no_secret_and_names_every_request() {
    let (world, server) = (world(), Server::start(honest));
    let (_, evidence) = run(&world, &server, None);
    assert!(evidence.iter().all(|line| !line.contains("hunter2") && line.ends_with("}\n")));
    let of = |kind: &str| {
        let line = evidence.iter().find(|line| line.contains(&format!("\"kind\":\"{kind}\""))).unwrap();
        line.split("\"latency_ms\"").next().unwrap()
    };
    insta::assert_snapshot!(of("control"), @r#"{"schema":"probe/1","at":"2026-11-20T08:00:00.000Z","role":"seller","login":"ann","request":"ask control","kind":"control","designed":"allowed","predicted":"allowed","outcome":"allowed","#);
    insta::assert_snapshot!(of("lookup"), @r#"{"schema":"probe/1","at":"2026-11-20T08:00:00.000Z","role":"seller","login":"ann","request":"look up account","kind":"lookup","outcome":"answered","rows":1,"#);
    assert!(evidence.iter().any(|line| line.contains("\"record\":\"5\"") && line.contains("\"designed\":\"denied\"")));
}

#[test]
fn nothing_is_asked_as_an_account_whose_control_fails() {
    for answer in ["denied", "ends", "<html>"] {
        let server = Server::start(move |asked| match asked["kind"].as_str() {
            Some("control") if asked["login"] == "ann" => Some(answer.to_owned()),
            _ => honest(asked),
        });
        let (probed, _) = run(&world(), &server, None);
        assert_eq!(server.heard().iter().filter(|heard| heard.starts_with("ann")).count(), 1, "{answer}");
        assert!(matches!(outcomes(&probed)[..], [RoleOutcome::ControlFailed(_), RoleOutcome::Done]), "{answer}");
        let left = probed.unprobed.iter().find(|entry| entry.role == Some(0)).unwrap();
        assert!(left.asked_for && left.what.ends_with("of 30 questions"), "{left:?}");
    }
}

#[test]
fn a_login_that_failed_once_is_not_tried_for_another_role() {
    let server = Server::start(|asked| match asked["kind"].as_str() {
        Some("control") => Some("ends".to_owned()),
        _ => honest(asked),
    });
    let (probed, _) = run(&of(&design("login: dia", "login: ann"), |_| {}), &server, None);
    assert_eq!(server.heard(), ["ann control"]);
    assert_eq!(probed.roles.len(), 2);
}

#[test]
fn a_secret_that_is_lost_in_the_middle_ends_the_role_and_what_was_seen_stays() {
    let count = AtomicUsize::new(0);
    let server = Server::start(move |asked| {
        let late = asked["login"] == "ann" && asked["kind"] == "resource" && count.fetch_add(1, Ordering::SeqCst) >= 5;
        if late { Some("ends".to_owned()) } else { honest(asked) }
    });
    let (probed, _) = run(&world(), &server, None);
    assert!(matches!(outcomes(&probed)[..], [RoleOutcome::Ended(_), RoleOutcome::Done]), "{:?}", outcomes(&probed));
    let of_ann = server.heard().iter().filter(|heard| heard.starts_with("ann resource")).count();
    assert!(of_ann <= 5 + 4, "{of_ann} questions, of which 4 may have been under way");
    assert!(server.heard().iter().all(|heard| heard != "ann sign-in-wrong" && heard != "ann sign-in"));
    assert!(probed.cells.iter().filter(|cell| cell.run == 0 && cell.observed.allowed().is_some()).count() >= 2);
    assert!(probed.unprobed.iter().any(|entry| entry.role == Some(0) && entry.asked_for));
}

#[test]
fn an_answer_that_tells_nothing_is_neither_denied_nor_the_end() {
    let server = Server::start(|asked| match asked["kind"].as_str() {
        Some("resource") => Some("<html>busy</html>".to_owned()),
        _ => honest(asked),
    });
    let (probed, _) = run(&world(), &server, None);
    let resource = |cell: &&Cell| matches!(cell.question, Question::Resource { .. });
    assert!(probed.cells.iter().filter(resource).count() > 10);
    assert!(probed.cells.iter().filter(resource).all(|cell| cell.observed.allowed().is_none()));
    assert_eq!(outcomes(&probed), [&RoleOutcome::Done, &RoleOutcome::Done]);
}

#[test]
fn a_server_that_is_gone_ends_the_role_after_ten_silences() {
    let server = Server::start(|asked| match asked["kind"].as_str() {
        Some("resource" | "record" | "attempt" | "read-field" | "write-field") => None,
        _ => honest(asked),
    });
    let (probed, _) = run(&world(), &server, None);
    assert!(matches!(outcomes(&probed)[0], RoleOutcome::Ended(reason) if reason.starts_with("10 questions in a row")));
    assert!(probed.cells.iter().filter(|cell| cell.run == 0).count() < 15);
}

#[test]
fn an_interruption_keeps_what_was_observed() {
    let server = Server::start(honest);
    let (probed, evidence) = run(&world(), &server, Some(15));
    assert!(probed.interrupted);
    assert!(server.heard().len() <= 15 + 4, "{}", server.heard().len());
    assert!(evidence.len() >= 15 && probed.cells.iter().any(|cell| cell.observed.allowed() == Some(false)));
    assert_eq!(outcomes(&probed), [&RoleOutcome::Ended("interrupted".to_owned()); 2]);
    assert_eq!(probed.unprobed.iter().filter(|entry| entry.asked_for).count(), 3, "{:?}", probed.unprobed);
}

#[test]
fn a_run_that_is_stopped_before_it_begins_sends_nothing() {
    let server = Server::start(honest);
    let (probed, _) = run(&world(), &server, Some(0));
    assert!(probed.interrupted && server.heard().is_empty() && probed.cells.is_empty());
}

#[test]
fn what_the_account_changed_since_the_probe_is_told() {
    let looks = AtomicUsize::new(0);
    let server = Server::start(move |asked| match (asked["kind"].as_str(), asked["resource"].as_str()) {
        (Some("stamps"), Some("sale.order")) if looks.fetch_add(1, Ordering::SeqCst) == 1 => {
            Some(json!([{ "id": 5, "write_date": "2026-11-20 08:00:01" }]).to_string())
        }
        _ => honest(asked),
    });
    let (probed, _) = run(&world(), &server, None);
    let told: Vec<_> = probed.changes.iter().map(|change| (change.run, change.record.to_string())).collect();
    assert_eq!(told, [(0, "5".to_owned())]);
}

#[test]
fn an_older_stamp_of_the_account_is_no_change() {
    let server = Server::start(|asked| match asked["kind"].as_str() {
        Some("stamps" | "newest") => Some(json!([{ "id": 5, "write_date": "2026-11-01 08:00:01" }]).to_string()),
        _ => honest(asked),
    });
    assert!(run(&world(), &server, None).0.changes.is_empty());
}

#[test]
fn an_empty_table_is_not_asked_about_and_never_passes() {
    let server = Server::start(|asked| match asked["kind"].as_str() {
        Some("rows") => Some("[]".to_owned()),
        _ => honest(asked),
    });
    let (probed, _) = run(&world(), &server, None);
    assert!(probed.cells.iter().all(|cell| cell.question.record().is_none()));
    let told = probed.unprobed.iter().find(|entry| entry.reason.contains("empty table") && entry.asked_for).unwrap();
    assert!(told.what.ends_with("more"), "{told:?}");
}

#[test]
fn a_wrong_secret_is_tried_only_after_the_right_one_worked() {
    let server = Server::start(|asked| match asked["kind"].as_str() {
        Some("sign-in") => Some("denied".to_owned()),
        _ => honest(asked),
    });
    run(&world(), &server, None);
    assert!(server.heard().iter().all(|heard| !heard.contains("sign-in-wrong")));
}

#[test]
fn the_auditor_looks_for_everybody_and_fails_once_at_most() {
    let auditor = || {
        let secret = "hunter3".to_owned().into();
        Some(Login { name: "audit".into(), id: "99".into(), secret, kind: SecretKind::Key, session: None })
    };
    let server = Server::start(honest);
    run_with(&world(), &server, None, auditor());
    assert!(server.heard().iter().filter(|heard| heard.contains(" rows ")).all(|heard| heard.starts_with("audit")));
    let server = Server::start(|asked| if asked["login"] == "audit" { Some("ends".to_owned()) } else { honest(asked) });
    let (probed, _) = run_with(&world(), &server, None, auditor());
    assert_eq!(server.heard().iter().filter(|heard| heard.starts_with("audit")).count(), 1);
    assert_eq!(outcomes(&probed), [&RoleOutcome::Done, &RoleOutcome::Done]);
}
