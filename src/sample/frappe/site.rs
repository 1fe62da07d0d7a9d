//! One site: its rows, and requests as transactions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Flavour;
use super::company::SampleCompany;
use super::faults::Faults;
use super::login::Who;
use super::reply::Reply;
use super::request::{Ask, Target};
use super::table::Store;
use super::{pages, route};
use crate::sample::server::{Head, Program, Seen};

/// The site's name, by which a server of several tells them apart.
const NAME: &str = "acme.localhost";

/// A running site without its wire.
#[derive(Debug)]
pub(super) struct Site {
    pub(super) store: Store,
    pub(super) faults: Faults,
    /// Lets nobody in any more.
    pub(super) shut: bool,
    /// Failed logins in a row, by login and by address; the framework keeps them outside the database, too.
    pub(super) failures: BTreeMap<String, u32>,
    /// Rows and values that logins left behind.
    pub(super) traces: u64,
}

impl Site {
    /// The site of a company.
    pub(super) fn new(company: &SampleCompany, faults: Faults) -> Self {
        let store = company.store().clone();
        Self { store, faults, shut: false, failures: BTreeMap::new(), traces: 0 }
    }

    pub(super) fn flavour(&self) -> Flavour {
        self.store.flavour
    }

    /// Whether errors come with tracebacks.
    pub(super) fn tracebacks(&self) -> bool {
        self.store.is("System Settings", "System Settings", "allow_error_traceback")
    }

    /// Whether the site is meant by a request: by its name or by this machine's address.
    fn is_meant(head: &Head) -> Result<(), String> {
        let host = head.header("x-frappe-site-name").or_else(|| head.header("host")).unwrap_or_default();
        let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
        if matches!(name, NAME | "127.0.0.1" | "localhost") { Ok(()) } else { Err(name.to_owned()) }
    }

    fn respond(&mut self, head: &Head, body: &[u8], seen: &mut Seen) -> Reply {
        let ask = Ask::read(head, body, self.flavour().has_v2());
        match &ask.target {
            Target::Method(method) => seen.call = Some(method.clone()),
            Target::List(doctype) | Target::Document(doctype, _) | Target::About(doctype, _) => {
                seen.model = Some(doctype.clone());
            }
            Target::Nowhere | Target::Page(_) => {}
        }
        if let Some(doctype) = ask.text("doctype") {
            seen.model.get_or_insert(doctype);
        }
        let who = match self.authenticate(head, &ask) {
            Ok(who) => who,
            Err(exception) => {
                let mut reply = Reply::raised(self.flavour(), ask.api, self.tracebacks(), &exception);
                reply.headers.push(("set-cookie", Who::guest().cookie()));
                return reply;
            }
        };
        seen.login = (who.user != super::rights::GUEST).then(|| who.user.clone());
        if let Target::Page(path) = &ask.target {
            return pages::answer(self, &who, path);
        }
        let outcome = route::answer(self, head, &ask, &who);
        let mut reply = match outcome {
            Ok(answer) => {
                self.store.commit();
                let mut reply = Reply::frappe(answer.status, &answer.body);
                reply.headers.extend(answer.cookies.into_iter().map(|cookie| ("set-cookie", cookie)));
                reply
            }
            Err(exception) => {
                self.store.roll_back();
                Reply::raised(self.flavour(), ask.api, self.tracebacks(), &exception)
            }
        };
        let told = reply.headers.iter().any(|(name, _)| *name == "set-cookie");
        if !told && reply.status != 401 {
            reply.headers.push(("set-cookie", who.cookie()));
        }
        reply
    }
}

impl Program for Site {
    fn answer(&mut self, head: &Head, body: &[u8], seen: &mut Seen) -> Reply {
        match Self::is_meant(head) {
            Ok(()) => self.respond(head, body, seen),
            Err(host) => Reply::html(404, "404 Not Found", &format!("{host} does not exist")),
        }
    }

    fn shut(&mut self) {
        self.shut = true;
    }

    fn database(&self) -> String {
        NAME.to_owned()
    }

    fn checksum(&self) -> String {
        self.store.checksum()
    }

    fn login_traces(&self) -> u64 {
        self.traces
    }

    /// None: the numbers of a series stand in a table and come back with the transaction.
    fn drawn(&self) -> u64 {
        0
    }
}

/// A whole answer of a method or of documents.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Value,
    pub(super) cookies: Vec<String>,
}

impl Answer {
    /// 200 with a body.
    pub(super) fn ok(body: Value) -> Self {
        Self { status: 200, body, cookies: Vec::new() }
    }

    /// What a method returns; nothing is nothing.
    pub(super) fn message(value: &Value) -> Self {
        Self::ok(if value.is_null() { json!({}) } else { json!({"message": value}) })
    }
}
