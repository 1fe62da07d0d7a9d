//! The sample company served, and a client without any manners or memory.

use std::io::{Read, Write};
use std::net::TcpStream;

use rolecall::sample::{Flavour, Options, Running, Sample, SampleCompany};
use rolecall::snapshot::Snapshot;
use rolecall::synth;
use serde_json::{Value, json};

pub(crate) const TAKEN_AT: &str = "2026-01-01T00:00:00Z";

/// A company on a server.
pub(crate) struct Shop {
    pub(crate) running: Running,
    staff: String,
    flavour: Flavour,
}

/// What came back.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Shop {
    pub(crate) fn open(flavour: Flavour) -> Self {
        Self::with(flavour, Options::default(), |_| {})
    }

    /// The sample company with a change; everybody has a key.
    pub(crate) fn with(flavour: Flavour, options: Options, change: impl FnOnce(&mut Snapshot)) -> Self {
        let mut company = synth::company(1, TAKEN_AT);
        change(&mut company.snapshot);
        let logins = company.snapshot.users.iter().map(|user| user.login().to_owned());
        let served = logins.fold(SampleCompany::new(&company.snapshot), |served, login| served.with_key(&login));
        Self { running: Sample::serve_with(&served, flavour, options).unwrap(), staff: company.staff, flavour }
    }

    /// The login of somebody in a role.
    pub(crate) fn login(&self, role: &str, nth: usize) -> String {
        login_of(&self.staff, role, nth)
    }

    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let address = self.running.base_url().replace("http://", "");
        let mut stream = TcpStream::connect(&address).unwrap();
        let headers: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-length: {}\r\n{}\r\n{body}",
            body.len(),
            headers.concat()
        )
        .unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let split = bytes.windows(4).position(|part| part == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..split].to_vec()).unwrap();
        let find = |name: &str| head.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().to_owned();
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            content_type: find("content-type: "),
            body: bytes[split + 4..].to_vec(),
            head,
        }
    }

    pub(crate) fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &[], &body.to_string())
    }

    /// A call of a service over JSON-RPC: the whole envelope.
    pub(crate) fn rpc(&self, service: &str, method: &str, args: &Value) -> Value {
        let params = json!({"service": service, "method": method, "args": args});
        let answer = self.post("/jsonrpc", &json!({"jsonrpc": "2.0", "method": "call", "id": 1, "params": params}));
        assert_eq!((answer.status, answer.content_type.as_str()), (200, "application/json; charset=utf-8"));
        answer.json()
    }

    /// The id of an account; the administrator looks it up, so that no login leaves a trace.
    pub(crate) fn uid(&self, login: &str) -> i64 {
        let context = json!({"context": {"active_test": false}});
        let found = self.as_uid(2, "admin", "res.users", "search", &json!([[["login", "=", login]]]), &context);
        found["result"][0].as_i64().unwrap_or_else(|| panic!("no {login}: {found}"))
    }

    fn as_uid(&self, uid: i64, login: &str, model: &str, method: &str, args: &Value, named: &Value) -> Value {
        let key = SampleCompany::key(login, SampleCompany::KEY);
        self.rpc("object", "execute_kw", &json!([self.running.database(), uid, key, model, method, args, named]))
    }

    /// A call of a method as somebody: the whole envelope.
    pub(crate) fn call(&self, login: &str, model: &str, method: &str, args: &Value) -> Value {
        self.call_with(login, model, method, args, &json!({}))
    }

    pub(crate) fn call_with(&self, login: &str, model: &str, method: &str, args: &Value, named: &Value) -> Value {
        let uid = if login == "admin" { 2 } else { self.uid(login) };
        self.as_uid(uid, login, model, method, args, named)
    }

    /// The result of a call that must have one.
    pub(crate) fn get(&self, login: &str, model: &str, method: &str, args: &Value) -> Value {
        let answer = self.call(login, model, method, args);
        answer.get("result").unwrap_or_else(|| panic!("{model}.{method} {args}: {answer}")).clone()
    }

    /// The exception of a call that must raise one.
    pub(crate) fn raised(&self, login: &str, model: &str, method: &str, args: &Value) -> String {
        let answer = self.call(login, model, method, args);
        let name = answer["error"]["data"]["name"].as_str();
        name.unwrap_or_else(|| panic!("{model}.{method} {args}: {answer}")).to_owned()
    }

    /// What JSON-2 answers to somebody.
    pub(crate) fn json2(&self, login: &str, target: &str, body: &Value) -> (u16, Value) {
        let bearer = format!("bearer {}", SampleCompany::key(login, SampleCompany::KEY));
        let answer = self.send("POST", &format!("/json/2/{target}"), &[("authorization", &bearer)], &body.to_string());
        (answer.status, answer.json())
    }

    /// May somebody do this? As the version asks it.
    pub(crate) fn may(&self, login: &str, model: &str, operation: &str, ids: &[i64]) -> bool {
        if self.flavour > Flavour::V16 {
            return self.get(login, model, "has_access", &json!([ids, operation])) == json!(true);
        }
        let rights = self.get(login, model, "check_access_rights", &json!([operation, false]));
        let answer = self.call(login, model, "check_access_rule", &json!([ids, operation]));
        rights == json!(true) && answer.get("error").is_none()
    }

    /// The id of the first row that a domain finds, as the administrator of the server sees it.
    pub(crate) fn first(&self, login: &str, model: &str, domain: &Value) -> i64 {
        self.get(login, model, "search", &json!([domain]))[0].as_i64().unwrap()
    }
}

/// The login of somebody in a role, from the staff list.
pub(crate) fn login_of(staff: &str, role: &str, nth: usize) -> String {
    let lines = staff.lines().map(|line| line.split(',').collect::<Vec<_>>());
    lines.filter(|line| line[1] == role).nth(nth).unwrap()[0].to_owned()
}

/// The write that every server refuses after its checks.
pub(crate) fn sentinel(id: i64) -> Value {
    json!([[id], {"zz_nonexistent": 1}])
}

pub(crate) const ACCESS: &str = "odoo.exceptions.AccessError";
pub(crate) const DENIED: &str = "odoo.exceptions.AccessDenied";
pub(crate) const MISSING: &str = "odoo.exceptions.MissingError";
pub(crate) const VALUE: &str = "builtins.ValueError";
pub(crate) const KEY: &str = "builtins.KeyError";
