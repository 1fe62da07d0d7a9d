//! What an answer says about access. Codes and exception names decide; the two texts that are looked at are our own
//! sentinel's name and the technical name of a model, which no language translates.

pub(super) use crate::connect::error::no_answer;

use serde_json::Value;

use super::calls::{Names, SENTINEL};
use super::wire::HIDDEN;
use super::{Exception, Fault, sign_in};
use crate::connect::live::{Inconclusive, Login, Observed, Question, RecordId, SecretKind, Verdict};
use crate::connect::odoo::series::Series;
use crate::model::{ResourceIx, Verb};
use crate::snapshot::{Presence, Snapshot, User};

const RULES_ALONE: &str =
    "Odoo 16 and 17 answer this from the record rules alone; the rights on the model are another question";
const PARTNER: &str = "`res.partner` refuses writes to an internal user's contact later than this can see";
const CREATE: &str = "record rules on a new record are checked once it exists, which this never lets happen";
const EMPLOYEE: &str = "reading `hr.employee` without a right to it falls back to `hr.employee.public`";
const ITSELF: &str = "of its own record an account reads a list of fields whatever their groups are";
const SECOND_FACTOR: &str = "a right password is refused too where a second factor is set up, which is not known here";

/// What judging takes.
pub(super) struct Judge<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) series: Series,
    pub(super) login: &'a Login,
}

impl Judge<'_> {
    /// What the result of a question means.
    pub(super) fn observed(&self, question: &Question<RecordId>, result: Result<Value, Fault>) -> Observed {
        match question {
            Question::Control => self.control(result),
            Question::Resource { resource, .. } => self.yes_or_no(*resource, question, result),
            Question::Record { resource, .. } if self.series >= Series::V18 => {
                self.yes_or_no(*resource, question, result)
            }
            Question::Record { resource, .. } => match result {
                Ok(Value::Null) => Observed::ALLOWED.with_caveat(RULES_ALONE),
                Ok(_) => Observed::inconclusive("the server said something where it says nothing or refuses"),
                Err(fault) => self.refusal(*resource, &fault),
            },
            Question::Attempt { resource, .. } | Question::WriteField { resource, .. } => {
                self.attempt(*resource, question, result)
            }
            Question::ReadField { resource, field, record } => self.read(*resource, field, record, result),
            Question::SignIn => self.sign_in(result),
            Question::SignInWrong => match result.and_then(|value| sign_in::account(&value)) {
                Ok(None) => Observed::DENIED,
                Ok(Some(uid)) if Some(uid) == self.uid() => Observed::ALLOWED,
                Ok(Some(_)) => Observed::inconclusive("the server signed another account in"),
                Err(fault) => neither(&fault, false),
            },
            Question::Anonymous { .. } => anonymous(result),
            Question::FilterField { .. } | Question::Surface { .. } => {
                Observed::inconclusive("this is not asked of Odoo")
            }
        }
    }

    fn uid(&self) -> Option<i64> {
        self.login.id.parse().ok()
    }

    fn control(&self, result: Result<Value, Fault>) -> Observed {
        let uid = match result {
            Ok(context) => context.get("uid").and_then(Value::as_i64),
            Err(fault) if fault.exception() == Some(Exception::MissingError) => {
                return Observed::ends_login("the server has no account of this id");
            }
            Err(fault) => return neither(&fault, true),
        };
        match uid {
            Some(uid) if Some(uid) == self.uid() => Observed::ALLOWED,
            Some(uid) => Observed::ends_login(format!("the secret belongs to another account, with the id {uid}")),
            None => Observed::inconclusive("the server did not say whose secret it is"),
        }
    }

    fn yes_or_no(&self, resource: ResourceIx, question: &Question<RecordId>, result: Result<Value, Fault>) -> Observed {
        let reads = question.op().is_some_and(|op| self.verb(op.index()) == Some(Verb::Read));
        match result {
            Ok(Value::Bool(false)) if reads && self.is(resource, "hr.employee") => {
                Observed::DENIED.with_caveat(EMPLOYEE)
            }
            Ok(Value::Bool(allowed)) => Observed::of(allowed),
            Ok(_) => Observed::inconclusive("the server said neither true nor false"),
            Err(fault) => neither(&fault, true),
        }
    }

    /// Allowed only by a `ValueError` that names the sentinel: everything else that is no `AccessError` may have come before
    /// the checks of access.
    fn attempt(&self, resource: ResourceIx, question: &Question<RecordId>, result: Result<Value, Fault>) -> Observed {
        let Err(fault) = result else {
            // Someone's program dropped the sentinel: whatever else was in the request took effect.
            return Observed::ends_login(
                "the server accepted what Odoo refuses in any case, so something may have changed; \
                 look at the record and take the model off the attempts",
            );
        };
        match &fault {
            Fault::Raised { message, .. }
                if fault.exception() == Some(Exception::ValueError) && message.contains(SENTINEL) =>
            {
                match question {
                    Question::Attempt { record: None, .. } => Observed::ALLOWED.with_caveat(CREATE),
                    _ if self.is(resource, "res.partner") => Observed::ALLOWED.with_caveat(PARTNER),
                    _ => Observed::ALLOWED,
                }
            }
            _ => self.refusal(resource, &fault),
        }
    }

    fn read(&self, resource: ResourceIx, field: &str, record: &RecordId, result: Result<Value, Fault>) -> Observed {
        let rows = match result {
            Ok(Value::Array(rows)) => rows,
            Ok(_) => return Observed::inconclusive("the server gave no list of records"),
            Err(fault) if fault.exception() == Some(Exception::ValueError) => {
                return Observed::inconclusive("there is no such field on this system");
            }
            Err(fault) => return self.refusal(resource, &fault),
        };
        let asked = record.0.parse::<i64>().ok();
        match rows.as_slice() {
            [] => Observed::inconclusive(GONE),
            [row] if row.get("id").and_then(Value::as_i64) == asked && row.get(field).is_some() => {
                if self.is(resource, "hr.employee") {
                    Observed::ALLOWED.with_caveat(EMPLOYEE)
                } else if self.is(resource, "res.users") && asked == self.uid() {
                    Observed::ALLOWED.with_caveat(ITSELF)
                } else {
                    Observed::ALLOWED
                }
            }
            _ => Observed::inconclusive("the server gave something else than the record and the field"),
        }
    }

    fn sign_in(&self, result: Result<Value, Fault>) -> Observed {
        match result.and_then(|value| sign_in::account(&value)) {
            Ok(Some(uid)) if Some(uid) == self.uid() => Observed::ALLOWED,
            Ok(Some(uid)) => Observed::ends_login(format!("the name and the secret belong to the account {uid}")),
            Ok(None) if self.login.kind == SecretKind::Password && self.second_factor() == Presence::Unknown => {
                Observed::DENIED.with_caveat(SECOND_FACTOR)
            }
            Ok(None) => Observed::DENIED,
            Err(fault) => neither(&fault, false),
        }
    }

    /// Denied only by an `AccessError`, of a method that is known to be public, that does not speak of another model alone:
    /// a program may read settings or sequences on the way, and a missing right to those says nothing about the model.
    fn refusal(&self, resource: ResourceIx, fault: &Fault) -> Observed {
        let Fault::Raised { message, .. } = fault else { return neither(fault, true) };
        if fault.exception() != Some(Exception::AccessError) {
            return neither(fault, true);
        }
        let names = Names::new(self.snapshot);
        let model = names.model(resource);
        let named: Vec<&str> = technical_names(message).filter(|name| names.has_model(name)).collect();
        match named.first() {
            Some(other) if !named.contains(&model) => {
                Observed::inconclusive(format!("the refusal is about `{other}`, not about `{model}`"))
            }
            None if message.contains(HIDDEN) => {
                Observed::inconclusive("the refusal holds the secret, which may be a part of the name that it is about")
            }
            _ => Observed::DENIED,
        }
    }

    fn is(&self, resource: ResourceIx, model: &str) -> bool {
        Names::new(self.snapshot).model(resource) == model
    }

    fn verb(&self, op: usize) -> Option<Verb> {
        self.snapshot.operations.get(op).map(|operation| operation.verb)
    }

    fn second_factor(&self) -> Presence {
        account(self.snapshot, self.login).map_or(Presence::Unknown, |user| user.second_factor)
    }
}

/// The account of a login.
pub(super) fn account<'s>(snapshot: &'s Snapshot, login: &Login) -> Option<&'s User> {
    snapshot.users.iter().find(|user| user.id == login.id)
}

/// Without a login (16.0 to 18.0: `/web/dataset/call_kw` without a session; 19.0: `/json/2` without a key).
fn anonymous(result: Result<Value, Fault>) -> Observed {
    match result {
        Ok(Value::Number(_)) => Observed::ALLOWED,
        Ok(_) => Observed::inconclusive("the server gave no number of records"),
        Err(fault) => match fault.exception() {
            Some(Exception::SessionExpired | Exception::AccessDenied | Exception::AccessError) => Observed::DENIED,
            _ => neither(&fault, false),
        },
    }
}

const GONE: &str = "there is no such record any more";

/// What is neither a yes nor a no.
fn neither(fault: &Fault, with_secret: bool) -> Observed {
    let Inconclusive { reason, ends_login } = why_not(fault);
    if ends_login && with_secret { Observed::ends_login(reason) } else { Observed::inconclusive(reason) }
}

/// Why a fault tells nothing about access. Exceptions are told by their names; their texts may hold what records say.
pub(super) fn why_not(fault: &Fault) -> Inconclusive {
    let reason = match (fault, fault.exception()) {
        (_, Some(Exception::AccessDenied)) => {
            let reason = "the server no longer takes the secret of this account".to_owned();
            return Inconclusive { reason, ends_login: true };
        }
        (_, Some(Exception::AccessError)) => "the account may not even ask this".to_owned(),
        (_, Some(Exception::SessionExpired)) => "the session is over".to_owned(),
        (_, Some(Exception::MissingError)) => GONE.to_owned(),
        (_, Some(Exception::Database)) => "the server cannot use its database".to_owned(),
        (Fault::Raised { name, .. }, _) => format!("the server raised `{name}`, which tells nothing about access"),
        (Fault::Net(error), _) => no_answer(error),
        (fault, _) => fault.to_string(),
    };
    Inconclusive { reason, ends_login: false }
}

/// What may be names of models: `… 'Sales Order' (sale.order) records`. The parentheses are the translation's own, and not
/// every language writes the same ones. A name without a dot could be a word.
fn technical_names(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'));
    words.map(|word| word.trim_matches('.')).filter(|word| word.contains('.'))
}

impl From<Inconclusive> for Observed {
    fn from(why: Inconclusive) -> Self {
        Self { verdict: Verdict::Inconclusive(why), caveat: None }
    }
}
