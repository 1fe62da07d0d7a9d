//! The sample company served, and a client without any manners or memory.

use std::fmt::Write as _;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::OnceLock;

use rolecall::sample::Running;
use rolecall::sample::frappe::{Faults, Flavour, Options, Sample, SampleCompany};
use serde_json::{Value, json};

/// A company on a server; every probe account has a key.
pub(crate) struct Shop {
    pub(crate) running: Running,
    pub(crate) company: SampleCompany,
}

/// What came back.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The class of the exception, as each version says it.
    pub(crate) fn class(&self) -> String {
        let body = self.json();
        let told = [&body["exception"], &body["exc_type"], &body["errors"][0]["type"]];
        let told = told.into_iter().find_map(Value::as_str).unwrap_or_default();
        told.split(':').next().unwrap().rsplit('.').next().unwrap().to_owned()
    }

    /// The status and the class.
    pub(crate) fn told(&self) -> (u16, String) {
        (self.status, self.class())
    }

    /// The session that the answer opens.
    pub(crate) fn sid(&self) -> String {
        let line = self.head.lines().find_map(|line| line.strip_prefix("set-cookie: sid=")).unwrap_or_default();
        line.split(';').next().unwrap().to_owned()
    }
}

impl Shop {
    /// The company with its faults.
    pub(crate) fn open(flavour: Flavour) -> Self {
        Self::with(acme(flavour), Options::default())
    }

    /// The company as it was designed.
    pub(crate) fn honest(flavour: Flavour) -> Self {
        Self::with(honest(flavour), Options::default())
    }

    /// The company as it was designed, with custom apps that do as they like.
    pub(crate) fn faulty(flavour: Flavour) -> Self {
        Self::with(honest(flavour), Options { faults: Faults::planted(), ..Options::default() })
    }

    pub(crate) fn with(company: SampleCompany, options: Options) -> Self {
        let company =
            SampleCompany::roles().map(SampleCompany::probe).fold(company, |company, login| company.with_key(&login));
        let running = Sample::serve_with(&company, options).unwrap();
        Self { running, company }
    }

    pub(crate) fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Answer {
        let address = self.running.base_url().replace("http://", "");
        let mut stream = TcpStream::connect(&address).unwrap();
        let host = headers.iter().find(|(name, _)| *name == "host").map_or(address.as_str(), |(_, host)| host);
        let escape = |letter: char| match letter {
            ' ' | '"' | '{' | '}' | '[' | ']' | '`' => format!("%{:02X}", letter as u8),
            letter => letter.to_string(),
        };
        let path: String = path.chars().map(escape).collect();
        let mut head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n");
        for (name, value) in headers.iter().filter(|(name, _)| *name != "host") {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        write!(stream, "{head}content-length: {}\r\n\r\n{body}", body.len()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let split = bytes.windows(4).position(|part| part == b"\r\n\r\n").unwrap();
        let head = String::from_utf8(bytes[..split].to_vec()).unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        Answer { status, body: bytes[split + 4..].to_vec(), head }
    }

    /// A request with a token; nobody is a guest.
    pub(crate) fn ask(&self, login: &str, method: &str, path: &str, body: &Value) -> Answer {
        let token = format!("token {}", SampleCompany::key(login));
        let mut headers = vec![("content-type", "application/json")];
        if !login.is_empty() {
            headers.push(("authorization", &token));
        }
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, path, &headers, &body)
    }

    pub(crate) fn get(&self, login: &str, path: &str) -> Answer {
        self.ask(login, "GET", path, &Value::Null)
    }

    /// A call of a method by GET: what it returns.
    pub(crate) fn call(&self, login: &str, call: &str) -> Value {
        let answer = self.get(login, &format!("/api/method/{call}"));
        assert_eq!(answer.status, 200, "{call}: {answer:?}");
        answer.json()["message"].clone()
    }

    /// May somebody do this? As the framework says it.
    pub(crate) fn may(&self, login: &str, doctype: &str, name: &str, operation: &str) -> bool {
        let call = format!("frappe.client.has_permission?doctype={doctype}&docname={name}&perm_type={operation}");
        self.call(login, &call)["has_permission"] == json!(true)
    }

    /// The names in a list.
    pub(crate) fn names(&self, login: &str, doctype: &str) -> Vec<String> {
        let answer = self.get(login, &format!("/api/resource/{doctype}?limit_page_length=0&order_by=name"));
        let body = answer.json();
        let rows = body["data"].as_array().unwrap_or_else(|| panic!("{doctype}: {answer:?}"));
        rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    }
}

/// The company with its faults, made once.
pub(crate) fn acme(flavour: Flavour) -> SampleCompany {
    static MADE: [OnceLock<SampleCompany>; 3] = [const { OnceLock::new() }; 3];
    MADE[flavour as usize].get_or_init(|| SampleCompany::acme(flavour)).clone()
}

/// The company as it was designed, made once.
pub(crate) fn honest(flavour: Flavour) -> SampleCompany {
    static MADE: [OnceLock<SampleCompany>; 3] = [const { OnceLock::new() }; 3];
    MADE[flavour as usize].get_or_init(|| SampleCompany::honest(flavour)).clone()
}

/// The login of a role's probe account.
pub(crate) fn probe(role: &str) -> String {
    SampleCompany::probe(role)
}

pub(crate) fn denied() -> (u16, String) {
    (403, "PermissionError".to_owned())
}

pub(crate) fn unauthorized() -> (u16, String) {
    (401, "AuthenticationError".to_owned())
}

pub(crate) fn refused(class: &str) -> (u16, String) {
    (417, class.to_owned())
}

pub(crate) const STALE: &str = "1900-01-01 00:00:00";
