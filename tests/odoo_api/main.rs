//! Speaking with Odoo 16.0 to 19.0: what is sent, what its answers mean, and what is made of answers that are none of its.
//! The shapes are those that real servers of each series gave.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must say so")]

mod answers;
mod hostile;
mod lookups;
mod requests;
mod server;

use std::time::Duration;

use rolecall::connect::live::{Live, Login, Observed, Question, RecordId, SecretKind};
use rolecall::connect::odoo::api::{OdooLive, Wire};
use rolecall::model::{OpIx, ResourceIx};
use rolecall::net::Answer;
use rolecall::snapshot::Snapshot;
use rolecall::synth::Builder;
use secrecy::SecretString;
use serde_json::{Value, json};

const SERIES: [&str; 4] = ["16.0", "17.0", "18.0", "19.0"];
const KEY: &str = "0123456789abcdef0123456789abcdef01234567";
const READ: OpIx = OpIx(0);
const WRITE: OpIx = OpIx(1);
const CREATE: OpIx = OpIx(2);
const UNLINK: OpIx = OpIx(3);

/// A shop of this series; `mara` has the id 7.
fn shop(series: &str) -> Snapshot {
    let mut builder = Builder::new("shop");
    builder.user("mara", "Mara", &[]);
    for model in ["hr.employee", "ir.sequence", "res.partner", "res.users", "sale.order"] {
        builder.resource(model);
    }
    let mut shop = builder.build();
    shop.system.version = series.to_owned();
    shop.users[0].id = "7".into();
    shop
}

fn live(shop: &Snapshot, wire: Wire) -> OdooLive<'_> {
    OdooLive::new(shop, "acme", wire).unwrap()
}

fn model(shop: &Snapshot, key: &str) -> ResourceIx {
    ResourceIx::new(shop.resources.iter().position(|resource| resource.key == key).unwrap())
}

fn record(id: &str) -> RecordId {
    RecordId(id.into())
}

fn login(kind: SecretKind) -> Login {
    let secret = if kind == SecretKind::Key { KEY } else { "correct horse" };
    Login { name: "mara".into(), id: "7".into(), secret: SecretString::from(secret), kind, session: None }
}

fn answer(status: u16, body: impl Into<Vec<u8>>) -> Answer {
    let body = body.into();
    let page = body.first() == Some(&b'<');
    let content_type = if page { "text/html" } else { "application/json" }.to_owned();
    Answer { status, content_type, cookies: vec![], body, latency: Duration::from_millis(9) }
}

/// What a method gave, over `/jsonrpc`.
fn result(value: &Value) -> Answer {
    answer(200, json!({ "jsonrpc": "2.0", "id": 1, "result": value }).to_string())
}

/// What a method gave that gives nothing.
fn no_result() -> Answer {
    answer(200, r#"{"jsonrpc": "2.0", "id": 1}"#)
}

/// What a method raised, over `/jsonrpc` of this series.
fn raised(series: &str, name: &str, message: &str) -> Answer {
    let code = if series == "19.0" { 0 } else { 200 };
    let data = json!({ "name": name, "message": message, "arguments": [message], "context": {}, "debug": "Traceback" });
    let error = json!({ "code": code, "message": "Odoo Server Error", "data": data });
    answer(200, json!({ "jsonrpc": "2.0", "id": 1, "error": error }).to_string())
}

/// What a method raised, over `/json/2`.
fn raised2(status: u16, name: &str, message: &str) -> Answer {
    let body = json!({ "name": name, "message": message, "arguments": [message], "context": {}, "debug": "Traceback" });
    answer(status, body.to_string())
}

fn judged(shop: &Snapshot, question: &Question<RecordId>, answer: &Answer) -> Observed {
    live(shop, Wire::JsonRpc).judge(question, &login(SecretKind::Password), Ok(answer))
}

/// `allowed`, `denied` or `inconclusive`, with `, ends` where no more is asked.
fn word(observed: &Observed) -> &'static str {
    use rolecall::connect::live::Verdict;
    match &observed.verdict {
        Verdict::Allowed => "allowed",
        Verdict::Denied => "denied",
        Verdict::Inconclusive(why) if why.ends_login => "inconclusive, ends",
        Verdict::Inconclusive(_) => "inconclusive",
    }
}
