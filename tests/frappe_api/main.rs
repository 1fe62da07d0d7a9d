//! Speaking with Frappe 14 to 17: what is sent, what its answers mean, and what is made of answers that are none of its.
//! The shapes are those that real servers gave.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must say so")]

mod answers;
mod hostile;
mod lookups;
mod requests;
mod server;
mod sessions;
mod signing;

use std::time::Duration;

use rolecall::connect::frappe::api::FrappeLive;
use rolecall::connect::live::{Live, Login, Observed, Question, RecordId, SecretKind, Verdict};
use rolecall::model::{GroupIx, OpIx, Operation, Ops, Origin, ResourceIx, SurfaceIx, Verb};
use rolecall::net::Answer;
use rolecall::snapshot::{Field, FieldGuard, Shape, Snapshot, Surface, SurfaceKind};
use rolecall::synth::Builder;
use serde_json::{Value, json};

/// One version of each branch, and those between which answers to a creation differ.
const VERSIONS: [&str; 7] = ["14.55.0", "15.72.4", "15.90.0", "15.101.1", "16.0.0-dev", "16.5.0", "17.0.0-dev"];
const ANN: &str = "ann@acme.example";
const TOKEN: &str = "0123456789abcde:fedcba987654321";
const SID: &str = "5f0d7c2b9a8e4d3c1b6a";

const READ: OpIx = OpIx(1);
const WRITE: OpIx = OpIx(2);
const CREATE: OpIx = OpIx(3);
const DELETE: OpIx = OpIx(4);
const SUBMIT: OpIx = OpIx(5);
const EXPORT: OpIx = OpIx(12);

/// The operations of a version, as the collectors give them.
fn operations() -> Vec<Operation> {
    let names = [
        "select", "read", "write", "create", "delete", "submit", "cancel", "amend", "print", "email", "report",
        "import", "export", "share",
    ];
    let verb = |name: &str| match name {
        "read" => Verb::Read,
        "write" => Verb::Write,
        "create" => Verb::Create,
        "delete" => Verb::Delete,
        _ => Verb::Other,
    };
    names.map(|name| Operation { name: name.to_owned(), verb: verb(name) }).to_vec()
}

/// A shop of this version.
fn shop(version: &str) -> Snapshot {
    let mut builder = Builder::new("shop");
    builder.user(ANN, "Ann", &[]);
    for doctype in ["Customer", "Sales Invoice", "Sales Invoice Item", "Stock Settings", "User"] {
        builder.resource(doctype);
    }
    let mut shop = builder.build();
    shop.operations = operations();
    (shop.system.kind, shop.system.version) = ("frappe".to_owned(), version.to_owned());
    shop.users[0].id = ANN.into();
    for resource in &mut shop.resources {
        resource.shape = match resource.key.as_str() {
            "Sales Invoice Item" => Shape::Parts,
            "Stock Settings" => Shape::Single,
            _ => Shape::Records,
        };
        if resource.key != "Sales Invoice" {
            resource.closed = Ops::one(SUBMIT);
        }
    }
    let customer = doctype(&shop, "Customer");
    let masked = FieldGuard::Level { level: 0, masked: true };
    shop.fields = vec![
        field(customer, "credit_limit", FieldGuard::Level { level: 1, masked: false }),
        field(customer, "mobile_no", masked),
        link(customer, "price_list", FieldGuard::Level { level: 1, masked: false }),
        link(customer, "representative", FieldGuard::Open),
        field(customer, "territory", FieldGuard::Open),
        link(doctype(&shop, "Sales Invoice"), "amended_from", FieldGuard::Open),
        field(doctype(&shop, "Stock Settings"), "over_delivery", FieldGuard::Open),
        field(doctype(&shop, "User"), "api_key", FieldGuard::Open),
    ];
    let surface = |kind, key: &str| Surface {
        kind,
        key: key.to_owned(),
        resource: Some(customer),
        groups: vec![GroupIx(0)],
        origin: Origin::Unknown,
    };
    shop.surfaces = vec![
        surface(SurfaceKind::Page, "permission-manager"),
        surface(SurfaceKind::DataReport, "Sales & Purchase"),
        surface(SurfaceKind::Menu, "Selling"),
    ];
    shop
}

fn field(resource: ResourceIx, name: &str, guard: FieldGuard) -> Field {
    Field {
        resource,
        name: name.to_owned(),
        field_type: "Data".to_owned(),
        relation: None,
        custom: false,
        stored: true,
        limited: false,
        guard: Some(guard),
        shipped: None,
        unenforced_groups: Vec::new(),
    }
}

/// A link to users.
fn link(resource: ResourceIx, name: &str, guard: FieldGuard) -> Field {
    Field { field_type: "Link".to_owned(), relation: Some("User".to_owned()), ..field(resource, name, guard) }
}

fn doctype(shop: &Snapshot, key: &str) -> ResourceIx {
    ResourceIx::new(shop.resources.iter().position(|resource| resource.key == key).unwrap())
}

fn live(shop: &Snapshot) -> FrappeLive<'_> {
    FrappeLive::new(shop).unwrap()
}

fn record(name: &str) -> RecordId {
    RecordId(name.into())
}

/// A login that is ready to ask.
fn login(kind: SecretKind) -> Login {
    let secret = match kind {
        SecretKind::Password => "correct horse",
        SecretKind::Key => TOKEN,
        SecretKind::Bearer => "bearerbearerbearer",
    };
    let session = (kind == SecretKind::Password).then(|| SID.into());
    Login { name: "Ann@acme.example".into(), id: ANN.into(), secret: secret.into(), kind, session }
}

/// Every kind of question that is asked on every version, with a word for it.
fn questions(shop: &Snapshot) -> Vec<(&'static str, Question<RecordId>)> {
    let customer = doctype(shop, "Customer");
    let id = || record("Cust 1");
    vec![
        ("control", Question::Control),
        ("resource", Question::Resource { resource: customer, op: WRITE }),
        ("record", Question::Record { resource: customer, op: WRITE, record: id() }),
        ("write", Question::Attempt { resource: customer, op: WRITE, record: Some(id()) }),
        ("create", Question::Attempt { resource: customer, op: CREATE, record: None }),
        ("submit", Question::Attempt { resource: doctype(shop, "Sales Invoice"), op: SUBMIT, record: None }),
        ("read field", Question::ReadField { resource: customer, field: "credit_limit".into(), record: id() }),
        (
            "read document",
            Question::ReadField { resource: doctype(shop, "User"), field: "api_key".into(), record: id() },
        ),
        ("write field", Question::WriteField { resource: customer, field: "price_list".into(), record: id() }),
        ("filter", Question::FilterField { resource: customer, field: "credit_limit".into() }),
        ("page", Question::Surface { surface: SurfaceIx(0) }),
        ("report", Question::Surface { surface: SurfaceIx(1) }),
        ("sign in", Question::SignIn),
        ("sign in wrong", Question::SignInWrong),
        ("anonymous", Question::Anonymous { resource: customer }),
    ]
}

fn answer(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    let body = body.into();
    let content_type = if body.first() == Some(&b'<') { "text/html" } else { "application/json" }.to_owned();
    Answer { status, content_type, cookies: vec![], body, latency: Duration::from_millis(9) }
}

/// The same with the cookies that a session gets with every answer.
fn inside(answer: Answer, sid: &str) -> Answer {
    let cookies = vec![("sid".to_owned(), sid.to_owned()), ("user_id".to_owned(), "ann%40acme.example".to_owned())];
    Answer { cookies, ..answer }
}

/// What a method gave.
fn message(value: &Value) -> Answer {
    answer(200, json!({ "message": value }).to_string())
}

/// What a list or a document gave.
fn data(value: &Value) -> Answer {
    answer(200, json!({ "data": value }).to_string())
}

/// What the API of version 1 says when something was raised, with a traceback.
fn raised(status: u16, name: &str, text: &str) -> Answer {
    let body = json!({
        "exception": format!("frappe.exceptions.{name}: {text}"),
        "exc_type": name,
        "exc": "[\"Traceback (most recent call last)\"]",
        "_server_messages": json!([json!({ "message": text, "raise_exception": 1 }).to_string()]).to_string(),
    });
    answer(status, body.to_string())
}

/// The same where tracebacks are not shown.
fn raised_without_traceback(status: u16, name: &str) -> Answer {
    answer(status, json!({ "exc_type": name }).to_string())
}

/// What the API of version 2 says.
fn raised2(status: u16, name: &str, text: &str) -> Answer {
    let error = json!({ "type": name, "message": text, "exception": "Traceback", "title": "Message" });
    answer(status, json!({ "errors": [error] }).to_string())
}

fn judged(shop: &Snapshot, question: &Question<RecordId>, answer: &Answer) -> Observed {
    live(shop).judge(question, &login(SecretKind::Key), Ok(answer))
}

/// `allowed`, `denied` or `inconclusive`, with `, ends` where no more is asked.
fn word(observed: &Observed) -> &'static str {
    match &observed.verdict {
        Verdict::Allowed => "allowed",
        Verdict::Denied => "denied",
        Verdict::Inconclusive(why) if why.ends_login => "inconclusive, ends",
        Verdict::Inconclusive(_) => "inconclusive",
    }
}
