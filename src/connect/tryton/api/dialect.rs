//! Probing Tryton: [`Live`] for the series 8.2.

use secrecy::SecretString;
use serde_json::Value;

use super::ServerError;
use super::calls::{Names, id};
use super::judge::{Judge, no_answer, why_not};
use super::server::{NO_KEYS, is_spoken};
use super::sign_in;
use super::wire::{self, Call as Rpc};
use super::{Exception, Fault, rows};
use crate::connect::error::one_line;
use crate::connect::live::{
    Call, Inconclusive, Live, LiveRow, Login, Lookup, NotOpened, Observed, Question, RecordId, SecretKind, Which,
};
use crate::net::{Answer, NetError};
use crate::snapshot::Snapshot;

const SIGNS_IN: &str = "common.db.login";
const SIGNS_OUT: &str = "common.db.logout";

/// A running Tryton whose configuration is in a snapshot.
pub struct TrytonLive<'s> {
    names: Names<'s>,
    database: String,
}

impl<'s> TrytonLive<'s> {
    /// The system of a snapshot, whose series must be the running server's.
    pub fn new(snapshot: &'s Snapshot, database: &str) -> Result<Self, ServerError> {
        let found = &snapshot.system.version;
        if !is_spoken(found) {
            return Err(ServerError::Version { found: one_line(found) });
        }
        Ok(Self { names: Names::new(snapshot), database: database.to_owned() })
    }

    fn call(&self, asked: &Rpc<'_>, login: &Login) -> Call {
        Call { request: wire::sent_as(asked.request(&self.database), login), words: asked.words() }
    }
}

fn words_of<R>(question: &Question<R>, asked: &Rpc<'_>, in_session: bool) -> String {
    match question {
        Question::SignIn if !in_session => format!("{SIGNS_IN} with the role's own password"),
        Question::SignIn => format!("{} in the session that its password opened", asked.words()),
        Question::SignInWrong => format!("{SIGNS_IN} with a password that is certainly wrong"),
        Question::Anonymous { .. } => format!("{} without a login", asked.words()),
        Question::Surface { .. } => {
            let method = &asked.method;
            format!("{method} [[]] with more arguments than it takes")
        }
        _ => asked.words(),
    }
}

impl Live for TrytonLive<'_> {
    fn takes(&self, kind: SecretKind) -> Result<(), String> {
        match kind {
            SecretKind::Password => Ok(()),
            SecretKind::Key | SecretKind::Bearer => Err(NO_KEYS.to_owned()),
        }
    }

    fn opens(&self, login: &Login) -> Option<Call> {
        login.session.is_none().then(|| Call {
            request: sign_in::sign_in(&self.database, &login.name, &login.secret),
            words: SIGNS_IN.to_owned(),
        })
    }

    fn opened(&self, login: &Login, answer: Result<&Answer, &NetError>) -> Result<SecretString, NotOpened> {
        sign_in::opened(login, answer)
    }

    fn closes(&self, login: &Login) -> Option<Call> {
        let request = || sign_in::sign_out(&self.database, login);
        login.session.is_some().then(|| Call { request: request(), words: SIGNS_OUT.to_owned() })
    }

    /// Tryton lets nobody of a network sign in behind 300 that failed within five minutes (`res/user.py`, `get_login`), and
    /// answers each failure later than the one before.
    fn failures(&self) -> usize {
        20
    }

    /// A search looks at the access to every field that it names (`model/modelstorage.py`, `search`).
    fn filters_leak(&self) -> Option<bool> {
        Some(false)
    }

    fn attempts_name_records(&self) -> bool {
        false
    }

    fn words(&self, question: &Question<Which>) -> Result<String, String> {
        let named = question.about(|which| Some(Value::from(which.to_string())));
        let asked = self.names.asked(&named.ok_or("the question names no record")?)?;
        // In a plan a session is open by then.
        Ok(words_of(question, &asked, true))
    }

    fn request(&self, question: &Question<RecordId>, login: &Login) -> Result<Call, String> {
        let named = question.about(|record| Some(id(&record.0))).ok_or("the question names no record")?;
        let asked = self.names.asked(&named)?;
        let words = words_of(question, &asked, login.session.is_some());
        let request = match question {
            Question::SignIn if login.session.is_none() => sign_in::sign_in(&self.database, &login.name, &login.secret),
            Question::SignInWrong => sign_in::sign_in(&self.database, &login.name, &sign_in::WRONG.to_owned().into()),
            Question::Anonymous { .. } => asked.request(&self.database),
            _ if login.session.is_none() => return Err("no session is open for its password".to_owned()),
            _ => wire::sent_as(asked.request(&self.database), login),
        };
        Ok(Call { request, words })
    }

    fn judge(&self, question: &Question<RecordId>, login: &Login, answer: Result<&Answer, &NetError>) -> Observed {
        let judge = Judge { names: &self.names, login };
        match answer {
            Ok(answer) => judge.observed(question, wire::result(answer)),
            Err(NetError::Busy { status: 429, .. }) => judge.observed(question, Err(Fault::Raised(Exception::Locked))),
            // After all repetitions: the server cannot use its database.
            Err(error @ NetError::Busy { .. }) => Observed::ends_login(no_answer(error)),
            Err(error) => Observed::inconclusive(no_answer(error)),
        }
    }

    fn lookup(&self, lookup: &Lookup, login: &Login) -> Result<Call, String> {
        Ok(self.call(&self.names.lookup(lookup), login))
    }

    fn rows(&self, lookup: &Lookup, answer: Result<&Answer, &NetError>) -> Result<Vec<LiveRow>, Inconclusive> {
        let answer = answer.map_err(|error| Inconclusive { reason: no_answer(error), ends_login: false })?;
        let rows = wire::result(answer).and_then(|result| match lookup {
            Lookup::Account { account } => rows::account(&result, account),
            Lookup::Rows { resource, .. } => rows::rows(result).map(|mut rows| {
                self.names.with_truths(*resource, &mut rows);
                rows
            }),
            _ => rows::rows(result),
        });
        rows.map_err(|fault| why_not(&fault))
    }

    fn session_traces(&self) -> &'static [&'static str] {
        &[
            "a row of ir_session for each sign-in, which the sign-out removes, and its sequence",
            "rows of res_user_login_attempt older than five minutes, and those of the login, removed by a sign-in",
        ]
    }

    fn traces(&self, question: &Question<Which>) -> &'static [&'static str] {
        match question {
            Question::SignInWrong => &["a row of res_user_login_attempt for each wrong password, and its sequence"],
            Question::Surface { .. } => {
                &["an error in the server's journal for each button that is open to the account"]
            }
            _ => &[],
        }
    }
}
