//! Every answer to every question.

use std::fmt::Write as _;
use std::time::Duration;

use rolecall::connect::fullfinity::api::FullfinityLive;
use rolecall::connect::live::{Live, Login, Lookup, Observed, Question, RecordId, SecretKind, Verdict, Which};
use rolecall::model::{OpIx, ResourceIx, SurfaceIx};
use rolecall::net::{Answer, Method, NetError};
use rolecall::snapshot::Snapshot;
use rolecall::synth::Builder;
use secrecy::ExposeSecret;
use serde_json::json;

const READ: OpIx = OpIx(0);

fn snapshot() -> Snapshot {
    let mut system = Builder::new("acme");
    system.grant("crm_user", "CrmLead", "rwcd").grant("x", "bad name", "r");
    system.user("ann@acme.example", "Ann", &["crm_user"]).user("eve@shop.example", "Eve", &[]);
    system.build()
}

fn lead(snapshot: &Snapshot) -> ResourceIx {
    ResourceIx::new(snapshot.resources.iter().position(|found| found.key == "CrmLead").unwrap())
}

fn login(session: Option<&str>) -> Login {
    Login {
        name: "ann@acme.example".into(),
        id: "1".into(),
        secret: "ann-secret".into(),
        kind: SecretKind::Password,
        session: session.map(Into::into),
    }
}

fn answer(status: u16, body: &str) -> Answer {
    let content_type = if body.starts_with('<') { "text/html" } else { "application/json" };
    let (content_type, cookies) = (content_type.to_owned(), Vec::new());
    Answer { status, content_type, cookies, body: body.as_bytes().to_vec(), latency: Duration::ZERO }
}

/// `+` allowed, `-` denied, `?` neither, `!` neither and no more; `*` behind it with a caveat.
fn sign(observed: &Observed) -> String {
    let sign = match &observed.verdict {
        Verdict::Allowed => "+",
        Verdict::Denied => "-",
        Verdict::Inconclusive(why) if why.ends_login => "!",
        Verdict::Inconclusive(_) => "?",
    };
    format!("{sign}{}", if observed.caveat.is_some() { "*" } else { "" })
}

#[test]
fn every_answer_to_every_question_has_a_meaning() {
    let snapshot = snapshot();
    let live = FullfinityLive::new(&snapshot);
    let resource = lead(&snapshot);
    let (field, record): (std::sync::Arc<str>, _) = ("cost".into(), RecordId("7".into()));
    let questions = [
        ("control", Question::Control),
        ("read", Question::Resource { resource, op: READ }),
        ("record", Question::Record { resource, op: READ, record: record.clone() }),
        ("field", Question::ReadField { resource, field: field.clone(), record }),
        ("filter", Question::FilterField { resource, field }),
        ("anonymous", Question::Anonymous { resource }),
        ("sign in", Question::SignIn),
        ("wrong", Question::SignInWrong),
    ];
    let answers = [
        (200, r#"{"data":[{"id":7,"cost":1}],"total":1}"#),
        (200, r#"{"data":[{"id":7,"cost":null}]}"#),
        (200, r#"{"data":[{"id":7}]}"#),
        (200, r#"{"data":[],"total":0}"#),
        (200, r#"{"id":7,"cost":1}"#),
        (200, r#"{"id":8}"#),
        (200, r#"{"access_token":"t"}"#),
        (200, "[]"),
        (200, ""),
        (200, "<html>"),
        (400, "{}"),
        (401, "{}"),
        (403, "{}"),
        (403, "<html>"),
        (404, "{}"),
        (405, "{}"),
        (422, "{}"),
        (500, "Traceback (most recent call last)"),
        (500, "{}"),
    ];
    let mut told = format!("{:52}", "");
    for (name, _) in &questions {
        let _ = write!(told, "{name:>10}");
    }
    for (status, body) in answers {
        let _ = write!(told, "\n{:52}", format!("{status} {body}"));
        for (name, question) in &questions {
            let login = login(if name.starts_with("sign") { None } else { Some("t.o.k") });
            let _ = write!(told, "{:>10}", sign(&live.judge(question, &login, Ok(&answer(status, body)))));
        }
    }
    insta::assert_snapshot!(told, @r#"
                                                           control      read    record     field    filter anonymous   sign in     wrong
    200 {"data":[{"id":7,"cost":1}],"total":1}                   +         +         +         +        +*         +         ?         ?
    200 {"data":[{"id":7,"cost":null}]}                          +         +         +         ?        +*         +         ?         ?
    200 {"data":[{"id":7}]}                                      +         +         +        -*        +*         +         ?         ?
    200 {"data":[],"total":0}                                    +        +*         ?         ?        +*         ?         ?         ?
    200 {"id":7,"cost":1}                                        ?         ?         +         ?         ?         ?         ?         ?
    200 {"id":8}                                                 ?         ?         ?         ?         ?         ?         ?         ?
    200 {"access_token":"t"}                                     ?         ?         ?         ?         ?         ?         ?         +
    200 []                                                       ?         ?         ?         ?         ?         ?         ?         ?
    200                                                          ?         ?         ?         ?         ?         ?         ?         ?
    200 <html>                                                   ?         ?         ?         ?         ?         ?         ?         ?
    400 {}                                                       ?         ?         ?         ?         ?         ?         -         -
    401 {}                                                       !         !         !         !         !         -         -         -
    403 {}                                                       ?         -         -         -         -         -         -         -
    403 <html>                                                   ?         ?         ?         ?         ?         ?         ?         ?
    404 {}                                                       ?         ?        -*         ?         ?         ?         ?         ?
    405 {}                                                       ?         ?         ?         ?         ?         ?         ?         ?
    422 {}                                                       ?         ?         ?         ?         ?         ?         ?         ?
    500 Traceback (most recent call last)                       ?*        ?*        ?*        ?*        ?*        ?*        ?*        ?*
    500 {}                                                      ?*        ?*        ?*        ?*        ?*        ?*        ?*        ?*
    "#);
    for (_, question) in &questions {
        let silent = live.judge(question, &login(Some("t")), Err(&NetError::Timeout));
        assert_eq!(sign(&silent), "?");
    }
}

#[test]
fn nothing_that_writes_is_ever_sent() {
    let snapshot = snapshot();
    let live = FullfinityLive::new(&snapshot);
    let resource = lead(&snapshot);
    for op in 1..4 {
        let op = OpIx(op);
        let (within, record) = (Which::Within, RecordId("7".into()));
        for question in [
            Question::Resource { resource, op },
            Question::Record { resource, op, record: within },
            Question::Attempt { resource, op, record: Some(within) },
            Question::Attempt { resource, op, record: None },
            Question::WriteField { resource, field: "cost".into(), record: within },
        ] {
            assert!(live.words(&question).unwrap_err().contains("nothing that writes is ever sent"));
            let real = question.about(|_| Some(record.clone())).unwrap();
            assert!(live.request(&real, &login(Some("t"))).is_err());
        }
    }
    assert!(live.words(&Question::Attempt { resource, op: READ, record: None }).is_err());
    assert!(live.words(&Question::Surface { surface: SurfaceIx(0) }).is_err());
    assert!(!live.needs_calibration(READ));
}

#[test]
fn requests_are_as_documented_to_the_byte() {
    let snapshot = snapshot();
    let live = FullfinityLive::new(&snapshot);
    let resource = lead(&snapshot);
    let (field, record): (std::sync::Arc<str>, _) = ("cost".into(), RecordId("7".into()));
    let mut told = String::new();
    for (question, login) in [
        (Question::SignIn, login(None)),
        (Question::SignInWrong, login(Some("t.o.k"))),
        (Question::Control, login(Some("t.o.k"))),
        (Question::Resource { resource, op: READ }, login(Some("t.o.k"))),
        (Question::Record { resource, op: READ, record: record.clone() }, login(Some("t.o.k"))),
        (Question::ReadField { resource, field: field.clone(), record }, login(Some("t.o.k"))),
        (Question::FilterField { resource, field }, login(Some("t.o.k"))),
        (Question::Anonymous { resource }, login(Some("t.o.k"))),
        (Question::Control, Login { kind: SecretKind::Bearer, secret: "own.t.k".into(), ..login(None) }),
    ] {
        let call = live.request(&question, &login).unwrap();
        let request = call.request;
        assert_eq!(request.method, Method::Post);
        let headers: Vec<_> =
            request.headers.iter().map(|(name, value)| format!("{name}: {}", value.expose_secret())).collect();
        let body = String::from_utf8(request.body.unwrap().expose_secret().to_vec()).unwrap();
        let _ = writeln!(told, "{}\n  {} {body}\n  {}", call.words, request.path, headers.join(", "));
        assert!(!call.words.contains("secret") && !call.words.contains("t.o.k"));
    }
    insta::assert_snapshot!(told, @r#"
    POST /auth/authenticate with the role's own password
      /auth/authenticate {"email":"ann@acme.example","password":"ann-secret"}
      accept: application/json
    POST /auth/authenticate with a password that is certainly wrong
      /auth/authenticate {"email":"ann@acme.example","password":"rolecall-asks-once-with-this-to-see-that-a-wrong-secret-is-refused"}
      accept: application/json
    POST /api/query/User id, at most 1
      /api/query/User {"fields":["id"],"limit":1,"offset":0}
      accept: application/json, authorization: Bearer t.o.k
    POST /api/query/CrmLead id, at most 1
      /api/query/CrmLead {"fields":["id"],"limit":1,"offset":0}
      accept: application/json, authorization: Bearer t.o.k
    POST /api/fetch/CrmLead/7 id
      /api/fetch/CrmLead/7 {"fields":["id"]}
      accept: application/json, authorization: Bearer t.o.k
    POST /api/query/CrmLead id, cost, at most 1
      /api/query/CrmLead {"fields":["id","cost"],"limit":1,"offset":0}
      accept: application/json, authorization: Bearer t.o.k
    POST /api/query/CrmLead id where Q(cost__isnull=True) | Q(cost__isnull=False), at most 1
      /api/query/CrmLead {"fields":["id"],"limit":1,"offset":0,"q_filter":"Q(cost__isnull=True) | Q(cost__isnull=False)"}
      accept: application/json, authorization: Bearer t.o.k
    POST /api/query/CrmLead id, at most 1 without a login
      /api/query/CrmLead {"fields":["id"],"limit":1,"offset":0}
      accept: application/json
    POST /api/query/User id, at most 1
      /api/query/User {"fields":["id"],"limit":1,"offset":0}
      accept: application/json, authorization: Bearer own.t.k
    "#);
}

#[test]
fn names_that_are_none_lead_to_no_request() {
    let snapshot = snapshot();
    let live = FullfinityLive::new(&snapshot);
    let bad = ResourceIx::new(snapshot.resources.iter().position(|found| found.key == "bad name").unwrap());
    assert!(live.words(&Question::Resource { resource: bad, op: READ }).is_err());
    let resource = lead(&snapshot);
    for field in ["a/b", "", "x) | Q(y", "ä"] {
        let question = Question::FilterField { resource, field: field.into() };
        assert!(live.words(&question).is_err(), "{field}");
    }
    for id in ["../User/1", "x", "-1", ""] {
        let question = Question::Record { resource, op: READ, record: RecordId(id.into()) };
        assert!(live.request(&question, &login(Some("t"))).is_err(), "{id}");
    }
    assert!(live.request(&Question::Control, &login(None)).is_err(), "a password is no token");
    assert!(live.takes(SecretKind::Key).is_err());
}

#[test]
fn sessions_are_opened_by_tokens_alone() {
    let snapshot = snapshot();
    let live = FullfinityLive::new(&snapshot);
    assert!(live.opens(&login(Some("t"))).is_none());
    assert_eq!(live.opens(&login(None)).unwrap().words, "POST /auth/authenticate");
    let opened = |status, body: serde_json::Value| live.opened(&login(None), Ok(&answer(status, &body.to_string())));
    let token = opened(200, json!({ "access_token": "a.b.c", "token_type": "bearer" })).unwrap();
    assert_eq!(token.expose_secret(), "a.b.c");
    for status in [400, 401, 403] {
        assert!(opened(status, json!({})).unwrap_err().refused);
    }
    for (status, body) in [
        (200, json!({})),
        (200, json!({ "access_token": "" })),
        (200, json!({ "access_token": "a\r\nx: y" })),
        (200, json!({ "access_token": "a", "token_type": "mac" })),
        (404, json!({})),
        (422, json!({})),
        (500, json!({})),
    ] {
        assert!(!opened(status, body.clone()).unwrap_err().refused, "{status} {body}");
    }
}

#[test]
fn lookups_read_rows_and_nothing_else() {
    let snapshot = snapshot();
    let live = FullfinityLive::new(&snapshot);
    let lookup = Lookup::Rows { resource: lead(&snapshot), fields: vec!["cost".into(), "no name".into()], most: 5 };
    let call = live.lookup(&lookup, &login(Some("t")));
    assert_eq!(call.words, "POST /api/query/CrmLead id, cost, at most 5");
    let rows = live.rows(&lookup, Ok(&answer(200, r#"{"data":[{"id":7,"cost":1}]}"#))).unwrap();
    assert_eq!(rows[0]["cost"], json!(1));
    assert!(live.rows(&lookup, Ok(&answer(401, "{}"))).unwrap_err().ends_login);
    assert!(!live.rows(&lookup, Err(&NetError::Timeout)).unwrap_err().ends_login);
}
