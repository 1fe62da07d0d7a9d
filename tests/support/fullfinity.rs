//! A server that answers in the shape of Fullfinity's documented API, for the tests of the client alone: it knows none of the
//! ERP's rules. Who may list what, and what goes wrong, a test says.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rolecall::net::{Base, Client, Options};
use serde_json::{Map, Value, json};

/// One request.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) token: String,
    pub(crate) body: Value,
}

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Disturbance {
    /// A page of a proxy instead of an answer.
    Page(u16),
    /// The connection ends without an answer.
    Dropped,
    /// A body of so many bytes.
    Huge(usize),
    /// Another status than the right one.
    Status(u16),
    /// A failure that shows the program's traceback.
    Traceback,
    /// JSON of another shape.
    Shape,
}

/// The system.
#[derive(Debug, Clone, Default)]
pub(crate) struct Erp {
    /// Passwords by login.
    pub(crate) passwords: BTreeMap<String, String>,
    /// Records by model.
    pub(crate) records: BTreeMap<String, Vec<Value>>,
    /// Login and model that are refused.
    pub(crate) refused: BTreeSet<(String, String)>,
    /// Model and field that a request fails for, with the status.
    pub(crate) fails: BTreeMap<(String, String), u16>,
    /// Model and field that are left out of what is shown.
    pub(crate) left_out: BTreeSet<(String, String)>,
    /// A token is taken for so many requests.
    pub(crate) uses: Option<usize>,
    /// `expires_at` of every token.
    pub(crate) expires_at: Option<String>,
    /// Refresh tokens are taken.
    pub(crate) refreshes: bool,
    /// Offsets are not looked at.
    pub(crate) no_pages: bool,
    /// What goes wrong at paths that begin so.
    pub(crate) disturbed: BTreeMap<String, Disturbance>,
    /// Nothing says how many records there are.
    pub(crate) no_total: bool,
}

#[derive(Debug, Default)]
struct State {
    heard: Vec<Asked>,
    /// By token: whose, and how often it was used.
    tokens: BTreeMap<String, (String, usize)>,
    made: usize,
}

/// The server; it ends with the test's process.
pub(crate) struct Server {
    pub(crate) client: Client,
    pub(crate) address: String,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub(crate) fn start(erp: Erp) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (erp, state): (Arc<Erp>, Arc<Mutex<State>>) = (Arc::new(erp), Arc::default());
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (erp, state) = (Arc::clone(&erp), Arc::clone(&shared));
                std::thread::spawn(move || serve(&stream.unwrap(), &erp, &state));
            }
        });
        let options = Options { retries: 0, ..Options::default() };
        let client = Client::new(Base::read(&address, false).unwrap(), &options).unwrap();
        Self { client, address, state }
    }

    /// Everything that was asked, in order: method and path.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.state.lock().unwrap().heard.iter().map(|asked| format!("{} {}", asked.method, asked.path)).collect()
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.state.lock().unwrap().heard.clone()
    }
}

/// One connection, request after request.
fn serve(stream: &TcpStream, erp: &Erp, state: &Mutex<State>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut asked = Asked { method: words.next()?, path: words.next()?, ..Asked::default() };
        let mut length = 0;
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).ok()?;
            let Some((name, value)) = line.trim().split_once(':') else { break };
            match name.to_lowercase().as_str() {
                "content-length" => length = value.trim().parse().ok()?,
                "authorization" => asked.token = value.trim().trim_start_matches("Bearer ").to_owned(),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        asked.body = serde_json::from_slice(&body).unwrap_or_default();
        let (status, kind, body) = {
            let mut state = state.lock().unwrap();
            state.heard.push(asked.clone());
            disturbed(erp, &asked, answer(erp, &mut state, &asked))?
        };
        let mut whole =
            format!("HTTP/1.1 {status} -\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n", body.len())
                .into_bytes();
        whole.extend(body.into_bytes());
        let mut stream = stream;
        stream.write_all(&whole).ok()?;
    }
}

fn disturbed(erp: &Erp, asked: &Asked, (status, body): (u16, Value)) -> Option<(u16, &'static str, String)> {
    let json = "application/json";
    let here = erp.disturbed.iter().find(|(path, _)| asked.path.starts_with(path.as_str()));
    Some(match here.map(|(_, disturbance)| *disturbance) {
        None => (status, json, body.to_string()),
        Some(Disturbance::Dropped) => return None,
        Some(Disturbance::Page(status)) => (status, "text/html", "<html>Sign in to the proxy</html>".to_owned()),
        Some(Disturbance::Huge(size)) => (200, json, format!("\"{}\"", "x".repeat(size))),
        Some(Disturbance::Status(status)) => (status, json, json!({ "detail": "another status" }).to_string()),
        Some(Disturbance::Traceback) => {
            (500, "text/plain", "Traceback (most recent call last):\n  File \"orm.py\"".to_owned())
        }
        Some(Disturbance::Shape) => (200, json, json!([{ "rows": 7 }]).to_string()),
    })
}

fn answer(erp: &Erp, state: &mut State, asked: &Asked) -> (u16, Value) {
    let text = |key: &str| asked.body.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    match asked.path.as_str() {
        "/openapi.json" => return (200, json!({ "paths": { "/auth/authenticate": {}, "/api/query/{model}": {} } })),
        "/auth/authenticate" => {
            let right = erp.passwords.get(&text("email")).is_some_and(|password| *password == text("password"));
            return if right { tokens(erp, state, &text("email")) } else { (401, json!({ "detail": "no" })) };
        }
        "/auth/refresh" if erp.refreshes => {
            let whose = text("refresh_token").split('-').nth(1).unwrap_or_default().to_owned();
            return tokens(erp, state, &whose);
        }
        "/auth/refresh" => return (401, json!({ "detail": "no" })),
        _ => {}
    }
    let Some((login, used)) = state.tokens.get_mut(&asked.token) else { return (401, json!({ "detail": "no token" })) };
    *used += 1;
    if erp.uses.is_some_and(|uses| *used > uses) {
        return (401, json!({ "detail": "expired" }));
    }
    let parts: Vec<&str> = asked.path.trim_start_matches('/').split('/').collect();
    let (call, model, id) = match parts.as_slice() {
        ["api", call, model] => (*call, *model, None),
        ["api", call, model, id] => (*call, *model, Some(*id)),
        _ => return (404, json!({ "detail": "Not Found" })),
    };
    if asked.method != "POST" {
        return (405, json!({ "detail": "Method Not Allowed" }));
    }
    let Some(records) = erp.records.get(model) else { return (404, json!({ "detail": "no model" })) };
    if erp.refused.contains(&(login.clone(), model.to_owned())) {
        return (403, json!({ "detail": "AccessError" }));
    }
    let fields: Vec<String> = serde_json::from_value(asked.body["fields"].clone()).unwrap_or_default();
    for field in &fields {
        if let Some(status) = erp.fails.get(&(model.to_owned(), field.clone())) {
            return (*status, json!({ "detail": "field" }));
        }
    }
    let shown = |record: &Value| -> Value {
        let mut row = Map::new();
        for field in &fields {
            if !erp.left_out.contains(&(model.to_owned(), field.clone())) {
                row.insert(field.clone(), record.get(field).cloned().unwrap_or(Value::Null));
            }
        }
        Value::Object(row)
    };
    match (call, id) {
        ("query", None) => {
            let number = |key: &str| usize::try_from(asked.body[key].as_u64().unwrap_or_default()).unwrap();
            let skip = if erp.no_pages { 0 } else { number("offset") };
            let data: Vec<Value> = records.iter().skip(skip).take(number("limit")).map(shown).collect();
            let mut body = json!({ "data": data });
            if !erp.no_total {
                body["total"] = json!(records.len());
            }
            (200, body)
        }
        ("fetch", Some(id)) => match records.iter().find(|record| record["id"].as_u64() == id.parse().ok()) {
            Some(record) => (200, shown(record)),
            None => (404, json!({ "detail": "MissingError" })),
        },
        // A test fails that sends anything else.
        _ => (418, json!({ "detail": "this is never sent" })),
    }
}

fn tokens(erp: &Erp, state: &mut State, login: &str) -> (u16, Value) {
    state.made += 1;
    let token = format!("token{}.of.{}", state.made, login.replace('@', "."));
    state.tokens.insert(token.clone(), (login.to_owned(), 0));
    let body = json!({
        "message": "Login successful",
        "access_token": token,
        "refresh_token": format!("refresh-{}-{}", login.replace('@', "."), state.made),
        "token_type": "bearer",
        "expires_at": erp.expires_at.clone().unwrap_or_else(|| "2099-01-01 00:00:00 UTC".to_owned()),
    });
    (200, body)
}

/// A small company: two employees, a customer, an auditor.
pub(crate) fn company() -> Erp {
    let perms = |letters: &str| {
        let has = |letter| json!(letters.contains(letter));
        json!({ "read_perm": has('r'), "write_perm": has('w'), "create_perm": has('c'), "delete_perm": has('d') })
    };
    let access = |id: u64, key: &str, model: &str, group: Value, letters: &str| {
        let mut row = json!({ "id": id, "identifier": key, "name": key, "model": model, "group": group });
        row.as_object_mut().unwrap().extend(perms(letters).as_object().unwrap().clone());
        row
    };
    let group = |id: u64, key: &str, name: &str, category: &str, implied: Value| json!({ "id": id, "identifier": key, "name": name, "category": category, "implied_groups": implied });
    let records = [
        (
            "Group",
            vec![
                group(1, "core_internal", "Internal", "User types", json!([])),
                group(2, "core_portal", "Portal", "User types", json!([])),
                group(3, "core_public", "Public", "User types", json!(null)),
                group(4, "crm_user", "User", "CRM", json!([1])),
                group(5, "crm_admin", "Manager", "CRM", json!([{ "id": 4, "name": "User" }])),
            ],
        ),
        (
            "ModelAccess",
            vec![
                access(1, "contact_internal", "Contact", json!(1), "r"),
                access(2, "lead_user", "CrmLead", json!([4, "CRM / User"]), "rwc"),
                access(3, "lead_admin", "CrmLead", json!({ "id": 5 }), "rwcd"),
                access(4, "user_admin", "User", json!("crm_admin"), "r"),
            ],
        ),
        (
            "RecordRule",
            vec![json!({ "id": 1, "identifier": "lead_own", "name": "Own", "model": "CrmLead", "groups": ["crm_user"],
                         "rule": "(Q(salesperson__id__eq=uid))", "read_perm": true })],
        ),
        (
            "User",
            vec![
                json!({ "id": 1, "email": "auditor@acme.example", "name": "Audit", "active": true, "groups": [5],
                        "default_company": 1, "allowed_companies": [1, 2] }),
                json!({ "id": 2, "email": "ann@acme.example", "name": "Ann", "active": true, "groups": [4],
                        "default_company": { "id": 1, "name": "Acme" }, "allowed_companies": [1] }),
                json!({ "id": 3, "email": "eve@shop.example", "name": "Eve", "active": true, "groups": [2] }),
                json!({ "id": 4, "email": "old@acme.example", "name": "Old", "active": false, "groups": [4] }),
            ],
        ),
        ("Company", vec![json!({ "id": 1, "name": "Acme" }), json!({ "id": 2, "name": "Acme Ltd" })]),
        ("UiMenu", vec![json!({ "id": 1, "identifier": "crm_menu", "name": "CRM", "groups": [4] })]),
        ("Contact", vec![json!({ "id": 1, "name": "C" })]),
        ("CrmLead", vec![json!({ "id": 1, "name": "L", "cost": 7 }), json!({ "id": 2, "name": "M", "cost": 8 })]),
    ];
    let passwords = [
        ("auditor@acme.example", "audit-secret"),
        ("ann@acme.example", "ann-secret"),
        ("eve@shop.example", "eve-secret"),
    ];
    Erp {
        passwords: passwords.map(|(login, password)| (login.to_owned(), password.to_owned())).into(),
        records: records.map(|(model, rows)| (model.to_owned(), rows)).into(),
        ..Erp::default()
    }
}
