//! What an answer says about access. The status and the class of the exception decide together, never a text.

pub(super) use crate::connect::error::no_answer;

use serde_json::Value;

use super::calls::Names;
use super::fault::{Exception, Fault};
use super::release::Release;
use super::sign_in::{Inside, inside};
use super::wire;
use crate::connect::live::{Inconclusive, Login, Observed, Question, RecordId, SecretKind};
use crate::model::ResourceIx;
use crate::net::Answer;

const LEFT_OUT: &str = "Frappe leaves out of a document what is empty, too";
const ZERO: &str = "of a document, a number that may not be read comes as 0";
const BY_DOCUMENT: &str = "Frappe 14 leaves it out of lists; a document shows it all the same, unless the setting \
                           apply_perm_level_on_api_calls is on";
const SWITCHED_OFF: &str = "a report that is switched off is refused to everybody in the same words";
const MASKED: &str = "the field is masked, and nobody can tell whether its value was shown";
const NOT_THERE_YET: &str = "Frappe checks a document that is not there yet, which its own program or a limit on the account may \
                             refuse although others may be made";
const LIMITED_LINK: &str =
    "Frappe checks the document with the link of the probe in it, which a limit on the account may refuse";
const GONE: &str = "there is no such record any more, or it is not shown";
const SESSION_OVER: &str = "the session is over: the server answers as to a guest";

/// What judging takes.
pub(super) struct Judge<'a> {
    pub(super) names: &'a Names<'a>,
    pub(super) version: Release,
    pub(super) login: &'a Login,
}

impl Judge<'_> {
    /// What the answer to a question means.
    pub(super) fn observed(&self, question: &Question<RecordId>, answer: &Answer) -> Observed {
        let outside = match question {
            Question::Anonymous { .. } | Question::SignInWrong => true,
            Question::SignIn => self.login.session.is_none(),
            _ => false,
        };
        let observed = self.answered(question, wire::result(Some(self.version), answer));
        match inside(self.login, answer) {
            _ if outside => observed,
            // What is forbidden to a guest, a session that is over would forbid to everybody.
            Inside::No => Observed::ends_login(SESSION_OVER),
            Inside::Untold if observed.allowed() == Some(false) => {
                Observed::inconclusive("the answer does not say in whose session it was given")
            }
            Inside::Yes | Inside::Untold => observed,
        }
    }

    fn answered(&self, question: &Question<RecordId>, result: Result<Value, Fault>) -> Observed {
        match question {
            Question::Control => self.who(result, true),
            Question::SignIn if self.signs_in_by_password() => signed_in(result),
            Question::SignIn => self.who(result, false),
            Question::SignInWrong => self.signed_in_wrong(result),
            Question::Resource { .. } | Question::Record { .. } => yes_or_no(result),
            Question::Attempt { record: Some(_), .. } => attempt(result, Exception::Timestamp),
            Question::Attempt { resource, op, .. } => {
                self.doubted(*resource, attempt(result, self.refused_creation(op.index())), NOT_THERE_YET)
            }
            // The document is checked with the link in it, which a limit on the account may refuse.
            Question::WriteField { resource, .. } => self.doubted(*resource, written(result), LIMITED_LINK),
            Question::ReadField { resource, field, record } => self.read(*resource, field, record, result),
            Question::FilterField { .. } => listed(result, true),
            Question::Anonymous { .. } => match result {
                Ok(Value::Object(_)) => Observed::ALLOWED,
                result => listed(result, false),
            },
            Question::Surface { surface } => match opened(result) {
                observed if observed.allowed() == Some(false) && self.names.is_report(*surface) => {
                    observed.with_caveat(SWITCHED_OFF)
                }
                observed => observed,
            },
        }
    }

    /// A refusal, with what makes it doubtful where the doctype's program or a limit on the account may be behind it.
    fn doubted(&self, resource: ResourceIx, observed: Observed, why: &'static str) -> Observed {
        let denied = observed.allowed() == Some(false);
        let doubtful = denied && self.names.is_narrowed_for(resource, &self.login.id);
        if doubtful { observed.with_caveat(why) } else { observed }
    }

    fn signs_in_by_password(&self) -> bool {
        self.login.kind == SecretKind::Password && self.login.session.is_none()
    }

    /// What stops the creation of a document that would be submitted, and of any other.
    fn refused_creation(&self, op: usize) -> Exception {
        if self.names.is_submit(op) { Exception::Link } else { Exception::Docstatus }
    }

    /// Whose the secret is. Names are compared as the ERP compares them, in small letters.
    fn who(&self, result: Result<Value, Fault>, ends: bool) -> Observed {
        match result {
            Ok(Value::String(name)) if name.to_lowercase() == self.login.id.to_lowercase() => Observed::ALLOWED,
            Ok(Value::String(_)) => Observed::ends_login("the secret belongs to another account"),
            Ok(_) => Observed::inconclusive("the server did not say whose secret it is"),
            Err(fault) if !ends && fault.exception() == Some(Exception::Authentication) => Observed::DENIED,
            // Only a guest may not even ask this.
            Err(fault) if fault.exception() == Some(Exception::Permission) => {
                Observed::ends_login("the server takes it for a guest")
            }
            Err(fault) => neither(&fault, true),
        }
    }

    fn signed_in_wrong(&self, result: Result<Value, Fault>) -> Observed {
        match result {
            Err(fault) if fault.exception() == Some(Exception::Authentication) => Observed::DENIED,
            Err(fault) => neither(&fault, false),
            Ok(_) if self.login.kind == SecretKind::Password => {
                Observed::inconclusive("the server answered a wrong password without a refusal and without a session")
            }
            Ok(Value::String(name)) if name.to_lowercase() == self.login.id.to_lowercase() => Observed::ALLOWED,
            Ok(_) => Observed::inconclusive("the server took the wrong secret for another account's"),
        }
    }

    /// Of a list every column comes that may be read, empty or not; of a document empty ones are left out as well.
    fn read(&self, resource: ResourceIx, field: &str, record: &RecordId, result: Result<Value, Fault>) -> Observed {
        let document = self.names.reads_document(resource);
        let row = match result {
            Ok(Value::Array(rows)) if !document => match <[Value; 1]>::try_from(rows) {
                Ok([row]) => row,
                Err(rows) if rows.is_empty() => return Observed::inconclusive(GONE),
                Err(_) => return Observed::inconclusive("the server gave several records for one"),
            },
            Ok(row) if document => row,
            Ok(_) => return Observed::inconclusive("the server gave no list of records"),
            Err(fault) if fault.exception() == Some(Exception::Permission) => return Observed::DENIED,
            Err(fault) => return neither(&fault, true),
        };
        let asked = row.get("name").and_then(super::rows::name);
        if asked.as_deref() != Some(&*record.0) {
            return Observed::inconclusive("the server gave another record than the one asked for");
        }
        match row.get(field) {
            // Of a masked value a part may be shown: the first digits of a telephone number, the domain of an address.
            Some(Value::String(text)) if self.names.is_masked(resource, field) && text.contains("XXX") => {
                Observed::DENIED.with_caveat(MASKED)
            }
            Some(Value::Null) if self.names.is_masked(resource, field) => Observed::ALLOWED.with_caveat(MASKED),
            Some(Value::Number(number)) if document && number.as_f64() == Some(0.0) => {
                Observed::ALLOWED.with_caveat(ZERO)
            }
            Some(_) => Observed::ALLOWED,
            None if !self.version.levels_hold_in_documents() => Observed::DENIED.with_caveat(BY_DOCUMENT),
            None if document => Observed::DENIED.with_caveat(LEFT_OUT),
            None => Observed::DENIED,
        }
    }
}

fn yes_or_no(result: Result<Value, Fault>) -> Observed {
    match result {
        Ok(value) => match value.get("has_permission") {
            Some(Value::Bool(allowed)) => Observed::of(*allowed),
            _ => Observed::inconclusive("the server said neither true nor false"),
        },
        // A document that is missing, to whoever may not read the doctype by role (15 and later).
        Err(fault) if fault.exception() == Some(Exception::Permission) => {
            Observed::inconclusive("the account may not even ask this, or there is no such record")
        }
        Err(fault) => neither(&fault, true),
    }
}

/// Allowed only by the very error that stops the request in any case, behind the checks of access.
fn attempt(result: Result<Value, Fault>, stop: Exception) -> Observed {
    let Err(fault) = result else {
        return Observed::ends_login(
            "the server accepted what Frappe refuses in any case, so something may have changed; look at the record \
             and take the doctype off the attempts",
        );
    };
    match &fault {
        Fault::Raised { exception, sentinels, .. } if *exception == stop => {
            if stop == Exception::Link && !sentinels.plain {
                return Observed::inconclusive("another link than the probe's own stopped the request");
            }
            Observed::ALLOWED
        }
        Fault::Raised { exception: Exception::Permission, .. } => Observed::DENIED,
        _ => neither(&fault, true),
    }
}

/// The error names the links that were still there when they were followed: that of the field only if it may be written.
fn written(result: Result<Value, Fault>) -> Observed {
    match &result {
        Err(Fault::Raised { exception: Exception::Link, sentinels, .. }) if sentinels.plain => {
            Observed::of(sentinels.field)
        }
        _ => attempt(result, Exception::Link),
    }
}

fn listed(result: Result<Value, Fault>, with_secret: bool) -> Observed {
    match result {
        Ok(Value::Array(_)) => Observed::ALLOWED,
        Ok(_) => Observed::inconclusive("the server gave no list of records"),
        Err(fault) if fault.exception() == Some(Exception::Permission) => Observed::DENIED,
        Err(fault) => neither(&fault, with_secret),
    }
}

fn opened(result: Result<Value, Fault>) -> Observed {
    match result {
        Ok(Value::Object(_) | Value::Array(_)) => Observed::ALLOWED,
        Ok(_) => Observed::inconclusive("the server gave no page and no report"),
        Err(fault) if fault.exception() == Some(Exception::Permission) => Observed::DENIED,
        Err(fault) => neither(&fault, true),
    }
}

/// The answer to a sign-in by itself; who got in, only what is asked in the session tells.
fn signed_in(result: Result<Value, Fault>) -> Observed {
    match result {
        Err(fault) if fault.exception() == Some(Exception::Authentication) => Observed::DENIED,
        Err(fault) => neither(&fault, false),
        Ok(_) => Observed::inconclusive("the server answered a sign-in and opened no session"),
    }
}

/// What is neither a yes nor a no.
fn neither(fault: &Fault, with_secret: bool) -> Observed {
    let Inconclusive { reason, ends_login } = why_not(fault);
    if ends_login && with_secret { Observed::ends_login(reason) } else { Observed::inconclusive(reason) }
}

/// Why a fault tells nothing about access.
pub(super) fn why_not(fault: &Fault) -> Inconclusive {
    let (reason, ends_login) = match (fault, fault.exception()) {
        (_, Some(Exception::Authentication)) => ("the server no longer takes the secret of this account".to_owned(), true),
        (_, Some(Exception::Locked)) => ("the server has locked the account or this address out".to_owned(), true),
        (_, Some(Exception::Csrf)) => (
            "the session wants a CSRF token, as one that is used in a browser does: make a login for the probe alone, or \
             give an API key"
                .to_owned(),
            true,
        ),
        (_, Some(Exception::Stopped)) => ("the server is in maintenance".to_owned(), true),
        (_, Some(Exception::Permission)) => ("the account may not even ask this".to_owned(), false),
        (_, Some(Exception::Missing)) => (GONE.to_owned(), false),
        (_, Some(Exception::Rate)) => ("the server takes no more requests for now".to_owned(), false),
        (Fault::Raised { name, status, .. }, _) => {
            (format!("the server raised {name} (HTTP {status}), which tells nothing about access"), false)
        }
        (Fault::Net(error), _) => (no_answer(error), false),
        (fault, _) => (fault.to_string(), false),
    };
    Inconclusive { reason, ends_login }
}
