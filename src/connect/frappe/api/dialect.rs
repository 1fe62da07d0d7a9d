//! Probing Frappe: [`Live`] for the versions 14 to 17.

use secrecy::SecretString;

use super::ServerError;
use super::calls::{Asked, Names};
use super::judge::{Judge, no_answer, why_not};
use super::release::{CreateIsChecked, Release};
use super::sign_in;
use super::{rows, wire};
use crate::connect::error::one_line;
use crate::connect::live::{
    Call, Inconclusive, Live, LiveRow, Login, Lookup, NotOpened, Observed, Question, RecordId, SecretKind, Which,
};
use crate::model::OpIx;
use crate::net::{Answer, NetError};
use crate::snapshot::Snapshot;

/// A running Frappe whose configuration is in a snapshot.
pub struct FrappeLive<'s> {
    names: Names<'s>,
    snapshot: &'s Snapshot,
    version: Release,
}

impl<'s> FrappeLive<'s> {
    /// The system of a snapshot, whose version must be the running server's.
    pub fn new(snapshot: &'s Snapshot) -> Result<Self, ServerError> {
        let found = &snapshot.system.version;
        let version = Release::of(found).ok_or_else(|| ServerError::Version { found: one_line(found) })?;
        Ok(Self { names: Names::new(snapshot, version), snapshot, version })
    }
}

/// The request of a question as a login.
fn call(question: &Question<RecordId>, asked: &Asked<'_>, login: &Login) -> Result<Call, String> {
    let unnameable = || "no path can carry the name of the record".to_owned();
    let words = words_of(question, asked, login.kind, login.session.is_some());
    let request = match question {
        Question::SignIn if is_by_password(login) => wire::sign_in(&login.name, &login.secret),
        Question::SignInWrong if login.kind == SecretKind::Password => {
            wire::sign_in(&login.name, &sign_in::wrong(login).secret)
        }
        Question::SignInWrong => wire::sent_as(asked.request().ok_or_else(unnameable)?, &sign_in::wrong(login)),
        Question::Anonymous { .. } => asked.request().ok_or_else(unnameable)?.header("accept", "application/json"),
        // Nobody's answers are those of a guest.
        _ if is_by_password(login) => return Err("no session is open for its password".to_owned()),
        _ => wire::sent_as(asked.request().ok_or_else(unnameable)?, login),
    };
    Ok(Call { request, words })
}

/// Whether the question of a sign-in goes through the door for passwords.
fn is_by_password(login: &Login) -> bool {
    login.kind == SecretKind::Password && login.session.is_none()
}

fn words_of<R>(question: &Question<R>, asked: &Asked<'_>, kind: SecretKind, in_session: bool) -> String {
    let password = kind == SecretKind::Password;
    match question {
        Question::SignIn if password && !in_session => "POST /api/method/login with the role's own password".to_owned(),
        Question::SignIn if password => format!("{} in the session that its password opened", asked.words()),
        Question::SignIn => format!("{} with the role's own secret", asked.words()),
        Question::SignInWrong if password => {
            "POST /api/method/login with a password that is certainly wrong".to_owned()
        }
        Question::SignInWrong => format!("{} with a secret that is certainly wrong", asked.words()),
        Question::Anonymous { .. } => format!("{} without a login", asked.words()),
        _ => asked.words(),
    }
}

impl Live for FrappeLive<'_> {
    fn takes(&self, _: SecretKind) -> Result<(), String> {
        Ok(())
    }

    fn opens(&self, login: &Login) -> Option<Call> {
        is_by_password(login).then(|| Call {
            request: wire::sign_in(&login.name, &login.secret),
            words: "POST /api/method/login".to_owned(),
        })
    }

    fn opened(&self, login: &Login, answer: Result<&Answer, &NetError>) -> Result<SecretString, NotOpened> {
        sign_in::opened(Some(self.version), login, answer)
    }

    fn closes(&self, login: &Login) -> Option<Call> {
        let words = "POST /api/method/logout".to_owned();
        login.session.is_some().then(|| Call { request: sign_in::sign_out(login), words })
    }

    /// Frappe locks an address out as it does an account, by default behind ten sign-ins that failed within a minute (15,
    /// 17).
    fn failures(&self) -> usize {
        3
    }

    fn needs_calibration(&self, op: OpIx) -> bool {
        let name = self.snapshot.operations.get(op.index()).map(|operation| operation.name.as_str());
        matches!(name, Some("create" | "submit")) && self.version.create_is_checked() == CreateIsChecked::Unknown
    }

    fn filters_leak(&self) -> Option<bool> {
        self.version.filters_leak()
    }

    /// `frappe/desk/query_report.py`, `get_report_doc` (14 to 17).
    fn reports_need(&self) -> Option<OpIx> {
        self.snapshot.operations.iter().position(|operation| operation.name == "report").map(OpIx::new)
    }

    fn words(&self, question: &Question<Which>) -> Result<String, String> {
        let named = question.about(|which| Some(which.to_string())).ok_or("the question names no record")?;
        let asked = self.names.asked(&named)?;
        // In a plan nobody's secret is known, and a session is open by then.
        Ok(words_of(question, &asked, SecretKind::Key, true))
    }

    fn request(&self, question: &Question<RecordId>, login: &Login) -> Result<Call, String> {
        let named = question.about(|record| Some(record.0.to_string())).ok_or("the question names no record")?;
        let asked = self.names.asked(&named)?;
        call(question, &asked, login)
    }

    fn judge(&self, question: &Question<RecordId>, login: &Login, answer: Result<&Answer, &NetError>) -> Observed {
        match answer {
            Ok(answer) => Judge { names: &self.names, version: self.version, login }.observed(question, answer),
            // After all repetitions: whoever is in maintenance says so to every question.
            Err(error @ NetError::Busy { status: 503, .. }) => Observed::ends_login(no_answer(error)),
            Err(error) => Observed::inconclusive(no_answer(error)),
        }
    }

    fn lookup(&self, lookup: &Lookup, login: &Login) -> Result<Call, String> {
        let asked = self.names.lookup(lookup);
        let words = asked.words();
        // A doctype with a name that is none leads to no request but the one that reads least.
        let request = asked.request().unwrap_or_else(|| wire::method("ping", &[]));
        Ok(Call { request: wire::sent_as(request, login), words })
    }

    fn rows(&self, _: &Lookup, answer: Result<&Answer, &NetError>) -> Result<Vec<LiveRow>, Inconclusive> {
        let answer = answer.map_err(|error| Inconclusive { reason: no_answer(error), ends_login: false })?;
        wire::result(Some(self.version), answer).and_then(rows::rows).map_err(|fault| why_not(&fault))
    }

    fn session_traces(&self) -> &'static [&'static str] {
        &[
            "rows of tabActivity Log for each sign-in with a password and each sign-out",
            "last_login, last_ip and last_active of tabUser, for each sign-in with a password",
        ]
    }

    fn traces(&self, question: &Question<Which>) -> &'static [&'static str] {
        match question {
            Question::Control | Question::SignIn => {
                &["last_active of tabUser, with a token: once in ten minutes, from 17 on at every request"]
            }
            Question::SignInWrong => &["a row of tabActivity Log for each wrong password"],
            _ => &[],
        }
    }
}
