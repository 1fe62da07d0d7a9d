//! An ERP for tests: a dialect as plain as can be, and a server on loopback that answers as the test says.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rolecall::connect::live::{
    Call, Inconclusive, Live, LiveRow, Login, Lookup, Observed, Question, RecordId, SecretKind, Which,
};
use rolecall::model::{OpIx, ResourceIx};
use rolecall::net::{Answer, Base, Client, NetError, Options, Repeat, Request};
use rolecall::probe::evidence::kind;
use rolecall::snapshot::Snapshot;
use serde_json::{Value, json};

/// Questions and answers in JSON.
pub(crate) struct Dialect<'s> {
    pub(crate) snapshot: &'s Snapshot,
}

impl Dialect<'_> {
    fn resource(&self, at: Option<ResourceIx>) -> &str {
        at.map_or("", |at| &self.snapshot.resource(at).key)
    }

    fn op(&self, at: Option<OpIx>) -> &str {
        at.map_or("", |at| &self.snapshot.operation(at).name)
    }

    fn body<R: ToString>(&self, question: &Question<R>, login: &str) -> Value {
        json!({
            "kind": kind(question),
            "login": login,
            "resource": self.resource(question.resource()),
            "op": self.op(question.op()),
            "field": question.field(),
            "record": question.record().map(ToString::to_string),
        })
    }
}

impl Live for Dialect<'_> {
    fn takes(&self, _: SecretKind) -> Result<(), String> {
        Ok(())
    }

    fn words(&self, question: &Question<Which>) -> Result<String, String> {
        let body = self.body(question, "");
        let words = ["kind", "op", "resource", "field"].map(|key| body[key].as_str().unwrap_or_default().to_owned());
        let which = match question.record() {
            Some(Which::Within) => "within",
            Some(Which::Beyond) => "beyond",
            None => "",
        };
        let words = words.iter().map(String::as_str).chain([which]).filter(|word| !word.is_empty());
        let words = words.collect::<Vec<_>>().join(" ");
        if words.contains("no.such.way") { Err("nobody knows how".to_owned()) } else { Ok(words) }
    }

    fn request(&self, question: &Question<RecordId>, login: &Login) -> Result<Call, String> {
        let body = self.body(question, &login.name);
        Ok(Call { request: Request::post("/ask", &body, Repeat::Never), words: format!("ask {}", kind(question)) })
    }

    fn judge(&self, _: &Question<RecordId>, _: &Login, answer: Result<&Answer, &NetError>) -> Observed {
        let text = match answer {
            Ok(answer) => String::from_utf8_lossy(&answer.body).into_owned(),
            Err(error) => return Observed::inconclusive(error.to_string()),
        };
        match text.as_str() {
            "allowed" => Observed::ALLOWED,
            "denied" => Observed::DENIED,
            "ends" => Observed::ends_login("the secret is no longer taken"),
            _ => Observed::inconclusive("this is no answer"),
        }
    }

    fn lookup(&self, lookup: &Lookup, login: &Login) -> Result<Call, String> {
        let (what, resource) = match lookup {
            Lookup::Account { .. } => ("account", ""),
            Lookup::Rows { resource, .. } => ("rows", self.resource(Some(*resource))),
            Lookup::Stamps { resource, .. } => ("stamps", self.resource(Some(*resource))),
            Lookup::NewestBy { resource, .. } => ("newest", self.resource(Some(*resource))),
        };
        let body = json!({ "kind": what, "login": *login.name, "resource": resource });
        let words = format!("look up {what} {resource}").trim_end().to_owned();
        Ok(Call { request: Request::post("/look", &body, Repeat::Safe), words })
    }

    fn rows(&self, _: &Lookup, answer: Result<&Answer, &NetError>) -> Result<Vec<LiveRow>, Inconclusive> {
        let refuse = |reason: String| Inconclusive { reason, ends_login: false };
        let answer = answer.map_err(|error| refuse(error.to_string()))?;
        serde_json::from_slice(&answer.body)
            .map_err(|_| Inconclusive { reason: "no rows to be seen".to_owned(), ends_login: answer.body == b"ends" })
    }

    fn traces(&self, question: &Question<Which>) -> &'static [&'static str] {
        if *question == Question::SignIn { &["one row in the log of sign-ins"] } else { &[] }
    }
}

/// A server that answers as a test says; it ends with the test's process.
pub(crate) struct Server {
    pub(crate) client: Client,
    heard: Arc<Mutex<Vec<Value>>>,
}

/// What a server answers; nothing shuts the connection without an answer.
pub(crate) type Answers = dyn Fn(&Value) -> Option<String> + Send + Sync;

impl Server {
    pub(crate) fn start(answers: impl Fn(&Value) -> Option<String> + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (answers, heard): (Arc<Answers>, _) = (Arc::new(answers), Arc::new(Mutex::new(Vec::new())));
        let log = Arc::clone(&heard);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let (answers, log) = (Arc::clone(&answers), Arc::clone(&log));
                std::thread::spawn(move || serve(&stream.unwrap(), &*answers, &log));
            }
        });
        let client = Client::new(Base::read(&address, false).unwrap(), &Options::default()).unwrap();
        Self { client, heard }
    }

    /// Everything that was asked, in order, as `login kind op resource field record`.
    pub(crate) fn heard(&self) -> Vec<String> {
        let told = |asked: &Value| {
            let words = ["login", "kind", "op", "resource", "field", "record"].map(|key| asked[key].as_str());
            words.into_iter().flatten().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        };
        self.heard.lock().unwrap().iter().map(told).collect()
    }
}

/// One connection, request after request.
fn serve(stream: &TcpStream, answers: &Answers, log: &Mutex<Vec<Value>>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    loop {
        let mut length = 0;
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim().to_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse().ok()?;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).ok()?;
        let asked: Value = serde_json::from_slice(&body).ok()?;
        log.lock().unwrap().push(asked.clone());
        let answer = answers(&asked)?;
        let mut stream = stream;
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", answer.len());
        stream.write_all((head + answer.as_str()).as_bytes()).ok()?;
    }
}
