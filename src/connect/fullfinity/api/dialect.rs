//! Probing Fullfinity: [`Live`] with bearer tokens. Reads alone.

use crate::connect::live::WRONG;
use secrecy::SecretString;

use super::calls::{Asked, Names};
use super::judge::{self, no_answer, why_not};
use super::session::{FAILURES, Session};
use super::wire;
use crate::connect::live::{
    Call, Inconclusive, Live, LiveRow, Login, Lookup, NotOpened, Observed, Question, RecordId, SecretKind, Which,
};
use crate::net::{Answer, NetError};
use crate::snapshot::Snapshot;

/// A running Fullfinity whose configuration is in a snapshot.
pub struct FullfinityLive<'s> {
    names: Names<'s>,
}

impl<'s> FullfinityLive<'s> {
    /// The system of a snapshot.
    pub fn new(snapshot: &'s Snapshot) -> Self {
        Self { names: Names::new(snapshot) }
    }
}

/// The token that a login asks with; none before its password was changed for one.
fn token(login: &Login) -> Option<&SecretString> {
    match login.kind {
        SecretKind::Bearer => Some(&login.secret),
        _ => login.session.as_ref(),
    }
}

fn words_of<R>(question: &Question<R>, asked: &Asked, by_password: bool) -> String {
    match question {
        Question::SignIn if by_password => "POST /auth/authenticate with the role's own password".to_owned(),
        Question::SignIn => format!("{} with the role's own token", asked.words()),
        Question::SignInWrong if by_password => {
            "POST /auth/authenticate with a password that is certainly wrong".to_owned()
        }
        Question::SignInWrong => format!("{} with a token that is certainly wrong", asked.words()),
        Question::Anonymous { .. } => format!("{} without a login", asked.words()),
        _ => asked.words(),
    }
}

impl Live for FullfinityLive<'_> {
    fn takes(&self, kind: SecretKind) -> Result<(), String> {
        match kind {
            SecretKind::Password | SecretKind::Bearer => Ok(()),
            SecretKind::Key => {
                Err("no keys for programs are documented of Fullfinity: give a password or a bearer token".to_owned())
            }
        }
    }

    fn opens(&self, login: &Login) -> Option<Call> {
        (login.kind == SecretKind::Password && login.session.is_none()).then(|| Call {
            request: wire::authenticate(&login.name, &login.secret),
            words: "POST /auth/authenticate".to_owned(),
        })
    }

    fn opened(&self, _: &Login, answer: Result<&Answer, &NetError>) -> Result<SecretString, NotOpened> {
        Session::of(answer).map(|session| session.access)
    }

    fn failures(&self) -> usize {
        FAILURES
    }

    /// Whether a filter on a field that groups keep from a reader is taken is not documented: it is asked. What is expected
    /// here is never told as a prediction, because nothing that was collected is complete.
    fn filters_leak(&self) -> Option<bool> {
        Some(false)
    }

    fn shows_records(&self) -> bool {
        true
    }

    fn words(&self, question: &Question<Which>) -> Result<String, String> {
        let named = question.about(|which| Some(which.to_string())).ok_or("the question names no record")?;
        let asked = self.names.asked(&named, "")?;
        // Which model that is depends on the account.
        if *question == Question::Control {
            return Ok("POST /api/query/<a model that the account should be able to read> id, at most 1".to_owned());
        }
        Ok(words_of(question, &asked, true))
    }

    fn request(&self, question: &Question<RecordId>, login: &Login) -> Result<Call, String> {
        let named = question.about(|record| Some(record.0.to_string())).ok_or("the question names no record")?;
        let asked = self.names.asked(&named, &login.id)?;
        let by_password =
            login.kind == SecretKind::Password && (login.session.is_none() || *question == Question::SignInWrong);
        let words = words_of(question, &asked, by_password);
        let wrong = SecretString::from(WRONG);
        let unnameable = || "no path can carry the id of the record".to_owned();
        let request = match question {
            Question::SignIn if by_password => wire::authenticate(&login.name, &login.secret),
            Question::SignInWrong if by_password => wire::authenticate(&login.name, &wrong),
            Question::SignInWrong => wire::sent_as(asked.request().ok_or_else(unnameable)?, Some(&wrong)),
            Question::Anonymous { .. } => wire::sent_as(asked.request().ok_or_else(unnameable)?, None),
            _ => {
                let token = token(login).ok_or("no token was given for its password")?;
                wire::sent_as(asked.request().ok_or_else(unnameable)?, Some(token))
            }
        };
        Ok(Call { request, words })
    }

    fn judge(&self, question: &Question<RecordId>, login: &Login, answer: Result<&Answer, &NetError>) -> Observed {
        match answer {
            Ok(answer) => judge::observed(question, login, answer),
            Err(error) => Observed::inconclusive(no_answer(error)),
        }
    }

    fn lookup(&self, lookup: &Lookup, login: &Login) -> Result<Call, String> {
        let asked = self.names.lookup(lookup);
        let words = asked.words();
        let request = asked.request().ok_or("no path can carry its name")?;
        Ok(Call { request: wire::sent_as(request, token(login)), words })
    }

    fn rows(&self, _: &Lookup, answer: Result<&Answer, &NetError>) -> Result<Vec<LiveRow>, Inconclusive> {
        let answer = answer.map_err(|error| Inconclusive { reason: no_answer(error), ends_login: false })?;
        let (rows, _) = wire::result(answer).and_then(wire::rows).map_err(|fault| why_not(&fault))?;
        let row = |value: serde_json::Value| match value {
            serde_json::Value::Object(row) => Some(row.into_iter().map(|(name, value)| (name.into(), value)).collect()),
            _ => None,
        };
        Ok(rows.into_iter().filter_map(row).collect())
    }

    fn session_traces(&self) -> &'static [&'static str] {
        &["whatever Fullfinity keeps of a sign-in, which is not documented; its tokens stay good until they end"]
    }

    fn traces(&self, question: &Question<Which>) -> &'static [&'static str] {
        match question {
            Question::SignInWrong => &["whatever Fullfinity keeps of a failed sign-in, which is not documented"],
            _ => &[],
        }
    }
}
