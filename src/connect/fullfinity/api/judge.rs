//! What an answer says about access. The status decides (`models/exceptions`, `security/route-authentication`).

pub(super) use crate::connect::error::no_answer;

use serde_json::Value;

use super::wire::{self, Fault};
use crate::connect::live::{Inconclusive, Login, Observed, Question, RecordId, SecretKind};
use crate::net::Answer;

const EMPTY: &str =
    "the list is empty, and whether whoever may read nothing is answered in the same way is not documented";
const GATED: &str =
    "what a reader gets of a field that groups keep from them is not documented; the record came without it";
const NULL: &str = "the field came empty, and how a field that groups keep from a reader comes is not documented";
const GONE: &str = "a record that is not there any more is answered in the same way";
const TRACEBACK: &str = "the server failed, which is no answer about access; the documentation says that such an answer shows the \
                         program's traceback to whoever asks";
const WHOSE: &str = "the token was taken, and whose it is no documented call tells";
const FILTERED: &str = "that a filter is taken does not say that the field was looked at";

/// What the answer to a question means.
pub(super) fn observed(question: &Question<RecordId>, login: &Login, answer: &Answer) -> Observed {
    let result = wire::result(answer);
    match question {
        Question::Control => control(login, result),
        Question::SignIn if login.session.is_none() && login.kind == SecretKind::Password => signed_in(&result),
        Question::SignIn => match control(login, result) {
            observed if observed.allowed().is_none() => Observed::inconclusive(why(&observed)),
            observed => observed,
        },
        Question::SignInWrong => match result {
            Ok(body) if body.get("access_token").is_some() => Observed::ALLOWED,
            Ok(_) if login.kind == SecretKind::Bearer => Observed::ALLOWED,
            Ok(_) => {
                Observed::inconclusive("the server answered a wrong password without a refusal and without a token")
            }
            Err(Fault::Unauthorized | Fault::Forbidden | Fault::Refused(400)) => Observed::DENIED,
            Err(fault) => neither(&fault, false),
        },
        Question::Resource { .. } => read(result, true),
        Question::Anonymous { .. } => read(result, false),
        Question::Record { record, .. } => fetched(result, record),
        Question::ReadField { field, .. } => field_read(result, field),
        Question::FilterField { .. } => match result.and_then(wire::rows) {
            Ok(_) => Observed::ALLOWED.with_caveat(FILTERED),
            Err(Fault::Forbidden) => Observed::DENIED,
            Err(fault) => neither(&fault, true),
        },
        Question::Attempt { .. } | Question::WriteField { .. } | Question::Surface { .. } => {
            Observed::inconclusive("this is never asked")
        }
    }
}

/// A request that must succeed: it shows that the token is taken and that lists are given.
fn control(login: &Login, result: Result<Value, Fault>) -> Observed {
    match result.and_then(wire::rows) {
        Ok(_) if login.kind == SecretKind::Bearer => Observed::ALLOWED.with_caveat(WHOSE),
        Ok(_) => Observed::ALLOWED,
        Err(Fault::Forbidden) => Observed::inconclusive(
            "the account is refused what it should be able to read, so that no other refusal would tell anything",
        ),
        Err(fault) => neither(&fault, true),
    }
}

/// A sign-in by itself; what the token is worth, the control tells.
fn signed_in(result: &Result<Value, Fault>) -> Observed {
    match result {
        Ok(_) => Observed::inconclusive("the server answered a sign-in and gave no token"),
        Err(Fault::Unauthorized | Fault::Forbidden | Fault::Refused(400)) => Observed::DENIED,
        Err(fault) => neither(fault, false),
    }
}

fn read(result: Result<Value, Fault>, with_token: bool) -> Observed {
    match result.and_then(wire::rows) {
        Ok((rows, _)) if rows.is_empty() => Observed::inconclusive(EMPTY),
        Ok(_) => Observed::ALLOWED,
        Err(Fault::Forbidden) => Observed::DENIED,
        // Nobody signed in, so nobody may.
        Err(Fault::Unauthorized) if !with_token => Observed::DENIED,
        Err(fault) => neither(&fault, with_token),
    }
}

/// Which of the two a hidden record gives is not documented.
fn fetched(result: Result<Value, Fault>, record: &RecordId) -> Observed {
    match result.and_then(wire::record) {
        Ok(row) if row.get("id").and_then(super::shapes::id).as_deref() == Some(&*record.0) => Observed::ALLOWED,
        Ok(_) => Observed::inconclusive("the server gave another record than the one that was asked for"),
        Err(Fault::Forbidden) => Observed::DENIED,
        Err(Fault::Missing) => Observed::DENIED.with_caveat(GONE),
        Err(fault) => neither(&fault, true),
    }
}

fn field_read(result: Result<Value, Fault>, field: &str) -> Observed {
    match result.and_then(wire::rows).map(|(rows, _)| rows) {
        Ok(rows) => match rows.first().map(|row| row.get(field)) {
            None => Observed::inconclusive("no record was shown, so nobody can tell whether the field would be"),
            Some(None) => Observed::DENIED.with_caveat(GATED),
            Some(Some(Value::Null)) => Observed::inconclusive(NULL),
            Some(Some(_)) => Observed::ALLOWED,
        },
        Err(Fault::Forbidden) => Observed::DENIED,
        Err(fault) => neither(&fault, true),
    }
}

/// What is neither a yes nor a no.
fn neither(fault: &Fault, with_token: bool) -> Observed {
    let Inconclusive { reason, ends_login } = why_not(fault);
    match fault {
        Fault::Failed { .. } => Observed::inconclusive(reason).with_caveat(TRACEBACK),
        _ if ends_login && with_token => Observed::ends_login(reason),
        _ => Observed::inconclusive(reason),
    }
}

fn why(observed: &Observed) -> String {
    match &observed.verdict {
        crate::connect::live::Verdict::Inconclusive(why) => why.reason.clone(),
        _ => String::new(),
    }
}

/// Why a fault tells nothing about access.
pub(super) fn why_not(fault: &Fault) -> Inconclusive {
    let (reason, ends_login) = match fault {
        Fault::Unauthorized => ("the server no longer takes the token of this account (HTTP 401)".to_owned(), true),
        Fault::Forbidden => ("the account may not even ask this (HTTP 403)".to_owned(), false),
        Fault::Missing => ("the server has no such model at its API, or hides it (HTTP 404)".to_owned(), false),
        Fault::Refused(status) => {
            (format!("the request did not fit (HTTP {status}), be it before or behind the checks of access"), false)
        }
        fault => (fault.to_string(), false),
    };
    Inconclusive { reason, ends_login }
}
