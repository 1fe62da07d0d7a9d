//! What an answer says about access. Shapes and the server's own English refusals decide, never another text.

pub(super) use crate::connect::error::no_answer;

use serde_json::Value;

use super::calls::Names;
use super::fault::{Exception, Fault};
use crate::connect::live::{Inconclusive, Login, Observed, Question, RecordId};
use crate::model::{OpIx, ResourceIx};

const EMPTY: &str = "asked without a record, so that no rule about records and no validation was looked at";
const BY_RULES: &str =
    "of a record Tryton tells what its rules let through; what the model as a whole allows is asked by itself";
const OVERRIDDEN: &str =
    "a module may have put a program of its own before the one that checks access, which refuses the surplus first";
const GONE: &str = "there is no such record any more";
const NOT_READ: &str =
    "the account may not even read the record, and whether it could do more the server tells only to readers";

/// What judging takes.
pub(super) struct Judge<'a> {
    pub(super) names: &'a Names<'a>,
    pub(super) login: &'a Login,
}

impl Judge<'_> {
    /// What the answer to a question means.
    pub(super) fn observed(&self, question: &Question<RecordId>, result: Result<Value, Fault>) -> Observed {
        match question {
            Question::Control => preferences(result, true),
            Question::SignIn if self.login.session.is_some() => preferences(result, false),
            Question::SignIn | Question::SignInWrong => signed_in(result),
            Question::Resource { resource, op } => self.told(*resource, *op, result),
            Question::Record { resource, op, record } => self.record(*resource, *op, record, result),
            Question::Attempt { .. } | Question::WriteField { .. } => attempt(result),
            Question::ReadField { .. } | Question::FilterField { .. } => listed(result, true),
            Question::Anonymous { .. } => match result {
                Err(Fault::Raised(Exception::Unauthenticated)) => Observed::DENIED,
                result => listed(result, false),
            },
            Question::Surface { .. } => pressed(result),
        }
    }

    /// `{model: {read, write, create, delete}}`, with 0 and 1 for false and true where rows speak.
    fn told(&self, resource: ResourceIx, op: OpIx, result: Result<Value, Fault>) -> Observed {
        let told = match result {
            Ok(told) => told,
            Err(fault) => return neither(&fault, true),
        };
        let Ok(op) = self.names.operation(op) else { return Observed::inconclusive("no operation of Tryton's") };
        match told.get(self.names.model(resource)).and_then(|model| truth(model.get(op)?)) {
            Some(allowed) => Observed::of(allowed),
            None => Observed::inconclusive("the server said neither true nor false"),
        }
    }

    fn record(&self, at: ResourceIx, op: OpIx, record: &RecordId, result: Result<Value, Fault>) -> Observed {
        let name = self.names.operation(op).unwrap_or_default();
        let rows = match result {
            Ok(Value::Array(rows)) => rows,
            Ok(_) => return Observed::inconclusive("the server gave no list of records"),
            Err(Fault::Raised(Exception::Denied | Exception::DeniedByRules)) if name == "read" => {
                return Observed::DENIED;
            }
            // The rules that keep a record from reading keep it from the operation. That the model may not be read says nothing
            // about the operation.
            Err(Fault::Raised(Exception::DeniedByRules)) if self.names.reads_as(at, op) => return Observed::DENIED,
            Err(Fault::Raised(Exception::Denied | Exception::DeniedByRules)) => {
                return Observed::inconclusive(NOT_READ);
            }
            Err(fault) => return neither(&fault, true),
        };
        let [row] = rows.as_slice() else { return Observed::inconclusive(GONE) };
        if row.get("id").map(ToString::to_string).as_deref() != Some(&*record.0) {
            return Observed::inconclusive("the server gave another record than the one asked for");
        }
        match row.get(format!("_{name}")) {
            None if name == "read" => Observed::ALLOWED,
            // A rule of which the database says neither true nor false lets nothing through.
            Some(Value::Null) => Observed::DENIED,
            Some(told) => match truth(told) {
                Some(true) => Observed::ALLOWED.with_caveat(BY_RULES),
                Some(false) => Observed::DENIED,
                None => Observed::inconclusive("the server said neither true nor false"),
            },
            None => Observed::inconclusive("the server does not tell what the rules say of the record"),
        }
    }
}

/// A truth value: databases without a type for them give 0 and 1.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(truth) => Some(*truth),
        Value::Number(number) => match number.as_u64()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        },
        _ => None,
    }
}

/// The preferences of whoever the session is of: the server takes no session for another account's.
fn preferences(result: Result<Value, Fault>, ends: bool) -> Observed {
    match result {
        Ok(Value::Object(_)) => Observed::ALLOWED,
        Ok(_) => Observed::inconclusive("the server gave no preferences"),
        Err(Fault::Raised(Exception::Unauthenticated)) if !ends => Observed::DENIED,
        Err(fault) => neither(&fault, true),
    }
}

/// The answer to a sign-in by itself; who got in, only what is asked in the session tells.
fn signed_in(result: Result<Value, Fault>) -> Observed {
    match result {
        Err(Fault::Raised(Exception::Unauthenticated)) => Observed::DENIED,
        Err(fault) => neither(&fault, false),
        Ok(_) => Observed::inconclusive("the server answered a sign-in and opened no session"),
    }
}

/// A write or a create without a record.
fn attempt(result: Result<Value, Fault>) -> Observed {
    match result {
        Ok(Value::Null) => Observed::ALLOWED.with_caveat(EMPTY),
        Ok(Value::Array(made)) if made.is_empty() => Observed::ALLOWED.with_caveat(EMPTY),
        Ok(_) => Observed::ends_login(
            "the server answered as if it had done something for a list without a record; look at the model and take it \
             off the attempts",
        ),
        Err(Fault::Raised(Exception::Denied | Exception::DeniedByRules)) => Observed::DENIED,
        Err(Fault::Raised(Exception::ReadOnly)) => Observed::inconclusive("nobody may change the field"),
        Err(fault) => neither(&fault, true),
    }
}

fn listed(result: Result<Value, Fault>, with_secret: bool) -> Observed {
    match result {
        Ok(Value::Array(_)) => Observed::ALLOWED,
        Ok(_) => Observed::inconclusive("the server gave no list of records"),
        Err(Fault::Raised(Exception::Denied | Exception::DeniedByRules)) => Observed::DENIED,
        Err(fault) => neither(&fault, with_secret),
    }
}

/// A button, called with more than it takes. The refusal of the surplus comes from whatever program is outermost: `sale`
/// puts its own before the button `draft` of an invoice, without a check (8.2: `sale/invoice.py`).
fn pressed(result: Result<Value, Fault>) -> Observed {
    match result {
        Err(Fault::Raised(Exception::Surplus)) => Observed::ALLOWED.with_caveat(OVERRIDDEN),
        Err(Fault::Raised(Exception::Denied | Exception::DeniedByRules)) => Observed::DENIED,
        // A program that works record by record, of which there was none, or that takes any number of arguments.
        Ok(_) => Observed::inconclusive("the button took more arguments than any that checks access takes"),
        Err(fault) => neither(&fault, true),
    }
}

/// What is neither a yes nor a no.
fn neither(fault: &Fault, with_secret: bool) -> Observed {
    let Inconclusive { reason, ends_login } = why_not(fault);
    if ends_login && with_secret { Observed::ends_login(reason) } else { Observed::inconclusive(reason) }
}

/// Why a fault tells nothing about access.
pub(super) fn why_not(fault: &Fault) -> Inconclusive {
    let (reason, ends_login) = match fault.exception() {
        Some(Exception::Unauthenticated) => ("the session is over: the server does not know the caller any more", true),
        Some(Exception::Locked) => ("the server takes no sign-in for now, after too many that failed", true),
        Some(Exception::Nowhere) => ("the server has no such database any more", true),
        Some(Exception::NotOpen) => ("the model or the method cannot be called from outside", false),
        Some(Exception::Denied | Exception::DeniedByRules) => ("the account may not even ask this", false),
        Some(Exception::Missing) => (GONE, false),
        Some(Exception::Program) => ("the server's program failed, which tells nothing about access", false),
        Some(Exception::User) => ("the server refused it for another reason than access", false),
        Some(_) => return Inconclusive { reason: fault.to_string(), ends_login: false },
        None => {
            let reason = match fault {
                Fault::Net(error) => no_answer(error),
                fault => fault.to_string(),
            };
            return Inconclusive { reason, ends_login: false };
        }
    };
    Inconclusive { reason: reason.to_owned(), ends_login }
}
