//! Speaking with Tryton 8.2: what is sent, what its answers mean, and what is made of answers that are none of its. The shapes
//! are those that a real server gave.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must say so")]

mod answers;
mod collect;
mod company;
mod hostile;
mod requests;
#[expect(dead_code, reason = "no cookie, and no method but POST")]
#[path = "../frappe_api/sessions/serve.rs"]
mod serve;
mod signing;

use std::time::Duration;

use rolecall::connect::live::{Live, Login, Observed, Question, RecordId, SecretKind, Verdict};
use rolecall::connect::tryton::api::TrytonLive;
use rolecall::model::{GroupIx, OpIx, Operation, Ops, Origin, ResourceIx, SurfaceIx, Verb};
use rolecall::net::Answer;
use rolecall::snapshot::{Field, FieldGuard, Rule, Shape, Snapshot, Surface, SurfaceKind};
use rolecall::synth::Builder;
use serde_json::{Value, json};

const READ: OpIx = OpIx(0);
const WRITE: OpIx = OpIx(1);
const CREATE: OpIx = OpIx(2);
const DELETE: OpIx = OpIx(3);

/// `login:id:key` in base64, as a session of Ann is known.
const SESSION: &str = "YW5uOjc6YzBmZmVl";

/// A company of this ERP: parties, sales, sales whose rules differ by operation, a singleton, a query, and a model of which
/// nobody knows what it is.
fn company() -> Snapshot {
    let mut builder = Builder::new("lab");
    builder.user("ann", "Ann", &[]);
    for model in [
        "party.party",
        "party.relation.all",
        "sale.sale",
        "sale.shift",
        "sale.configuration",
        "sale.report",
        "sale.unknown",
        "sale.ask.start",
        "sale.sale-sale.tax",
        "res.user",
    ] {
        builder.resource(model);
    }
    let mut company = builder.build();
    company.operations =
        [("read", Verb::Read), ("write", Verb::Write), ("create", Verb::Create), ("delete", Verb::Delete)]
            .map(|(name, verb)| Operation { name: name.to_owned(), verb })
            .to_vec();
    (company.system.kind, company.system.version) = ("tryton".to_owned(), "8.2".to_owned());
    company.users[0].id = "7".into();
    for resource in &mut company.resources {
        resource.unguarded = ops(&[READ, WRITE, CREATE, DELETE]);
        match resource.key.as_str() {
            "sale.configuration" => (resource.shape, resource.unguarded) = (Shape::Single, ops(&[READ, WRITE])),
            "sale.report" => resource.unguarded = ops(&[READ]),
            "sale.unknown" => resource.unsure = ops(&[CREATE, DELETE]),
            _ => {}
        }
    }
    let rule = |model: &str, ops: Ops| Rule {
        resource: at(&company, model),
        key: format!("{model} rule"),
        ops,
        groups: Vec::new(),
        alternative: false,
        for_superusers: false,
        filter: "[]".to_owned(),
        active: true,
        origin: Origin::Unknown,
    };
    let rules = vec![
        rule("sale.sale", ops(&[READ, WRITE, CREATE, DELETE])),
        rule("sale.shift", ops(&[READ])),
        rule("sale.shift", ops(&[WRITE])),
    ];
    let surface = |kind, key: &str| Surface {
        kind,
        key: key.to_owned(),
        resource: Some(at(&company, "sale.sale")),
        groups: vec![GroupIx(0)],
        origin: Origin::Unknown,
    };
    let surfaces = vec![
        surface(SurfaceKind::Button, "sale.sale.confirm"),
        surface(SurfaceKind::Menu, "Sales"),
        surface(SurfaceKind::Button, "sale.sale.a b"),
    ];
    (company.rules, company.surfaces) = (rules, surfaces);
    company.fields = vec![
        field(at(&company, "sale.ask.start"), "reason", "char"),
        field(at(&company, "sale.sale"), "create_uid", "many2one"),
        field(at(&company, "sale.sale"), "number", "integer"),
        field(at(&company, "sale.sale"), "paid", "boolean"),
    ];
    company
}

fn field(resource: ResourceIx, name: &str, field_type: &str) -> Field {
    Field {
        resource,
        name: name.to_owned(),
        field_type: field_type.to_owned(),
        relation: None,
        custom: false,
        stored: true,
        limited: false,
        guard: Some(FieldGuard::Open),
        shipped: None,
        unenforced_groups: Vec::new(),
    }
}

fn ops(these: &[OpIx]) -> Ops {
    these.iter().fold(Ops::NONE, |ops, op| ops.with(Ops::one(*op)))
}

fn at(company: &Snapshot, model: &str) -> ResourceIx {
    ResourceIx::new(company.resources.iter().position(|resource| resource.key == model).unwrap())
}

fn live(company: &Snapshot) -> TrytonLive<'_> {
    TrytonLive::new(company, "lab").unwrap()
}

fn record() -> RecordId {
    RecordId("12".into())
}

fn login() -> Login {
    let (secret, session) = ("correct horse".into(), Some(SESSION.into()));
    Login { name: "ann".into(), id: "7".into(), secret, kind: SecretKind::Password, session }
}

fn outside() -> Login {
    Login { session: None, ..login() }
}

/// Every kind of question, with a word for it.
fn questions(company: &Snapshot) -> Vec<(&'static str, Question<RecordId>)> {
    let (party, sale, shift) = (at(company, "party.party"), at(company, "sale.sale"), at(company, "sale.shift"));
    let field = || "name".into();
    vec![
        ("control", Question::Control),
        ("resource", Question::Resource { resource: party, op: WRITE }),
        ("read record", Question::Record { resource: sale, op: READ, record: record() }),
        ("write record", Question::Record { resource: sale, op: WRITE, record: record() }),
        ("delete record", Question::Record { resource: shift, op: DELETE, record: record() }),
        ("write", Question::Attempt { resource: party, op: WRITE, record: None }),
        ("create", Question::Attempt { resource: party, op: CREATE, record: None }),
        ("read field", Question::ReadField { resource: party, field: field(), record: record() }),
        ("write field", Question::WriteField { resource: party, field: field(), record: record() }),
        ("filter", Question::FilterField { resource: party, field: field() }),
        ("button", Question::Surface { surface: SurfaceIx(0) }),
        ("sign in", Question::SignIn),
        ("sign in wrong", Question::SignInWrong),
        ("anonymous", Question::Anonymous { resource: party }),
    ]
}

fn answer(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    let body = body.into();
    let content_type = if body.first() == Some(&b'<') { "text/html" } else { "application/json" }.to_owned();
    Answer { status, content_type, cookies: vec![], body, latency: Duration::from_millis(9) }
}

/// A result.
fn result(value: &Value) -> Answer {
    answer(200, json!({ "id": 1, "result": value }).to_string())
}

/// An error.
fn error(value: &Value) -> Answer {
    answer(200, json!({ "id": 1, "error": value }).to_string())
}

/// An error for people.
fn user_error(text: &str) -> Answer {
    error(&json!(["UserError", [text, "Within groups: Sales", null]]))
}

/// The page that the server gives with a status.
fn page(status: u16, title: &str) -> Answer {
    answer(status, format!("<!doctype html>\n<html lang=en>\n<title>{status} {title}</title>\n<h1>{title}</h1>\n"))
}

fn judged(company: &Snapshot, question: &Question<RecordId>, answer: &Answer) -> Observed {
    live(company).judge(question, &login(), Ok(answer))
}

/// `allowed`, `denied` or `inconclusive`, with `, ends` where no more is asked and `?` where there is a caveat.
fn word(observed: &Observed) -> String {
    let word = match &observed.verdict {
        Verdict::Allowed => "allowed",
        Verdict::Denied => "denied",
        Verdict::Inconclusive(why) if why.ends_login => "inconclusive, ends",
        Verdict::Inconclusive(_) => "inconclusive",
    };
    format!("{word}{}", if observed.caveat.is_some() { "?" } else { "" })
}
