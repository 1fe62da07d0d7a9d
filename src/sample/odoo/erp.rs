//! One database with its program: who gets in, and calls of methods as transactions.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::company::SampleCompany;
use super::exception::{Exception, Outcome};
use super::faults::Faults;
use super::methods::{self, Arguments};
use super::shape::Shape;
use super::store::{LOGIN_TRACES, Row, Store, link};
use super::{Flavour, security};
use crate::sample::store::digest;

/// A running ERP without its wire.
#[derive(Debug)]
pub(super) struct Erp {
    pub(super) flavour: Flavour,
    pub(super) database: String,
    pub(super) store: Store,
    pub(super) shapes: BTreeMap<String, Shape>,
    /// Ids in `ir.model`, as at the start.
    pub(super) model_ids: BTreeMap<String, i64>,
    /// Ids in `res.groups` by technical names, as at the start.
    pub(super) group_names: BTreeMap<String, i64>,
    pub(super) faults: Faults,
    /// Lets nobody in any more.
    pub(super) shut: bool,
    /// Login traces and sequence numbers at the start.
    start: (usize, u64),
}

/// What somebody shows to get in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Accepts {
    /// A password or a key.
    Either,
    /// A key alone.
    Keys,
}

impl Erp {
    /// The database of a company.
    pub(super) fn new(company: &SampleCompany, flavour: Flavour, faults: Faults) -> Self {
        let snapshot = company.snapshot();
        let mut erp = Self {
            flavour,
            database: snapshot.system.database.clone(),
            store: Store::new(&snapshot.system.taken_at),
            shapes: BTreeMap::new(),
            model_ids: BTreeMap::new(),
            group_names: BTreeMap::new(),
            faults,
            shut: false,
            start: (0, 0),
        };
        security::load(&mut erp, snapshot);
        erp.fill(company.values());
        erp.store.commit();
        erp.start = (erp.store.count(LOGIN_TRACES), erp.store.drawn());
        erp
    }

    /// Rows that logins left behind since the start.
    pub(super) fn login_traces(&self) -> u64 {
        self.store.count(LOGIN_TRACES).saturating_sub(self.start.0) as u64
    }

    /// Ids and document numbers that were drawn since the start, login traces apart: the gaps in the sequences, where
    /// nothing was kept.
    pub(super) fn drawn(&self) -> u64 {
        self.store.drawn().saturating_sub(self.start.1).saturating_sub(self.login_traces())
    }

    /// Signs in by password or key, as `common.login` does. A second factor makes every password wrong.
    pub(super) fn log_in(&mut self, login: &str, secret: &str) -> Option<i64> {
        let wanted = json!(login);
        let uid = self.store.rows("res.users").find(|(_, row)| row.get("login") == Some(&wanted))?.0;
        self.check(uid, secret, Accepts::Either).ok()?;
        self.trace(uid);
        Some(uid)
    }

    /// Signs in on the web: a key is no password, and a second factor is asked for later.
    pub(super) fn log_in_on_web(&mut self, login: &str, secret: &str) -> Option<i64> {
        let wanted = json!(login);
        let uid = self.store.rows("res.users").find(|(_, row)| row.get("login") == Some(&wanted))?.0;
        (self.is_active(uid) && self.is_password(uid, secret)).then(|| self.trace(uid))?;
        Some(uid)
    }

    /// Whether an account has a second factor.
    pub(super) fn second_factor(&self, uid: i64) -> bool {
        self.store.get("res.users", uid, "#totp") == &json!(true)
    }

    /// Lets an account in that is known by its id; leaves no trace.
    pub(super) fn check(&self, uid: i64, secret: &str, accepts: Accepts) -> Result<(), Exception> {
        if self.store.row("res.users", uid).is_none() {
            return Err(Exception::missing(format!("No such record.\n(Record: res.users({uid},), User: {uid})")));
        }
        let by_password = accepts == Accepts::Either && !self.second_factor(uid) && self.is_password(uid, secret);
        let welcome = !self.shut && self.is_active(uid) && (by_password || self.owner_of(secret) == Some(uid));
        if welcome { Ok(()) } else { Err(Exception::denied()) }
    }

    /// The account of a key that is alive, as far as the key is concerned.
    pub(super) fn owner_of(&self, key: &str) -> Option<i64> {
        let (key, now) = (json!(digest(key)), self.store.now());
        let mut alive = self.store.rows("res.users.apikeys").filter(|(_, row)| {
            row.get("#key") == Some(&key)
                && row.get("scope").and_then(Value::as_str).is_none_or(|scope| scope == "rpc")
                && row.get("expiration_date").and_then(Value::as_str).is_none_or(|end| end >= now.as_str())
        });
        alive.find_map(|(_, row)| row.get("user_id").and_then(link))
    }

    /// The account of a login that may sign in.
    pub(super) fn account(&self, login: &str) -> Option<i64> {
        let wanted = json!(login);
        let (uid, _) = self.store.rows("res.users").find(|(_, row)| row.get("login") == Some(&wanted))?;
        self.is_active(uid).then_some(uid)
    }

    fn is_active(&self, uid: i64) -> bool {
        self.store.get("res.users", uid, "active") == &json!(true)
    }

    fn is_password(&self, uid: i64, secret: &str) -> bool {
        self.store.get("res.users", uid, "#password") == &json!(digest(secret))
    }

    fn trace(&mut self, uid: i64) {
        let row = [("create_uid", json!(uid)), ("create_date", json!(self.store.now()))];
        self.store.insert(LOGIN_TRACES, Row::from(row.map(|(column, value)| (column.to_owned(), value))));
        self.store.commit();
    }

    /// Calls a method; whatever it changed is undone if it raises.
    pub(super) fn call(&mut self, uid: i64, model: &str, method: &str, arguments: Arguments) -> Outcome {
        let outcome = methods::call(self, uid, model, method, arguments);
        match outcome {
            Ok(_) => self.store.commit(),
            Err(_) => self.store.roll_back(),
        }
        outcome
    }
}
