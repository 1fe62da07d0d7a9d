//! Probing Odoo: [`Live`] for the series 16.0 to 19.0.

use secrecy::SecretString;
use serde_json::{Value, json};

use super::ServerError;
use super::calls::{Names, id};
use super::judge::{Judge, account, no_answer, why_not};
use super::rows;
use super::sign_in;
use super::wire::{self, Caller, Wire, is_name};
use crate::connect::error::one_line;
use crate::connect::live::{
    Call, Inconclusive, Live, LiveRow, Login, Lookup, Observed, Question, RecordId, SecretKind, Which,
};
use crate::connect::odoo::series::Series;
use crate::model::ResourceIx;
use crate::net::{Answer, NetError, Repeat, Request};
use crate::snapshot::{Presence, Snapshot};

/// Certainly wrong: no key has this form, and nobody has this password.
const WRONG: &str = "rolecall signs in once with this to see that a wrong secret is refused";

/// A running Odoo whose configuration is in a snapshot.
#[derive(Debug, Clone)]
pub struct OdooLive<'s> {
    snapshot: &'s Snapshot,
    series: Series,
    database: String,
    wire: Wire,
}

impl<'s> OdooLive<'s> {
    /// The system of a snapshot, whose series must be the running server's. `/json/2` is spoken where the series has it and
    /// the login has a key, `/jsonrpc` otherwise.
    pub fn new(snapshot: &'s Snapshot, database: &str, wire: Wire) -> Result<Self, ServerError> {
        let series = Series::of(&snapshot.system.version)
            .ok_or_else(|| ServerError::Version { found: one_line(&snapshot.system.version) })?;
        Ok(Self { snapshot, series, database: database.to_owned(), wire })
    }

    fn names(&self) -> Names<'s> {
        Names::new(self.snapshot)
    }

    fn wire(&self, login: &Login) -> Wire {
        let json2 = self.wire == Wire::Json2 && self.series >= Series::V19 && login.kind == SecretKind::Key;
        if json2 { Wire::Json2 } else { Wire::JsonRpc }
    }

    fn caller<'a>(&'a self, uid: i64, secret: &'a SecretString) -> Caller<'a> {
        Caller { database: &self.database, uid, secret }
    }

    /// In words, what [`Names::method`] has no method for.
    fn words_beside<R>(&self, question: &Question<R>) -> String {
        match question {
            Question::Anonymous { resource } => {
                format!("search_count([]) on {} without a login", self.names().model(*resource))
            }
            Question::SignInWrong => "common.login with a secret that is certainly wrong".to_owned(),
            _ => "common.login with the role's own secret".to_owned(),
        }
    }

    /// 19 answers `/json/2` for callers without a key; before it the web client's own call is the door to a model.
    fn without_login(&self, resource: ResourceIx) -> Request {
        let model = self.names().model(resource);
        if self.series >= Series::V19 {
            let path = format!("/json/2/{model}/search_count");
            let request = Request::post(&path, &json!({ "domain": [] }), Repeat::Safe);
            return request.header("x-odoo-database", &self.database);
        }
        let params = json!({ "model": model, "method": "search_count", "args": [[]], "kwargs": {} });
        wire::call("/web/dataset/call_kw", params, Repeat::Safe)
    }

    /// Why a login must not be used so.
    fn refused(&self, question: &Question<RecordId>, login: &Login) -> Result<(), String> {
        let second_factor =
            || account(self.snapshot, login).is_some_and(|user| user.second_factor == Presence::Present);
        match question {
            Question::SignIn | Question::SignInWrong if login.kind == SecretKind::Password && second_factor() => {
                Err("the account has a second factor, and Odoo takes no password for it over its API; give a key"
                    .to_owned())
            }
            // The list of what people may write of themselves fails as soon as an unknown field is there.
            Question::Attempt { resource, record: Some(record), .. }
            | Question::WriteField { resource, record, .. }
                if id(&record.0) == id(&login.id) && self.names().model(*resource) == "res.users" =>
            {
                Err("Odoo refuses every unknown field on the account's own record, whatever its rights are".to_owned())
            }
            _ => Ok(()),
        }
    }
}

impl Live for OdooLive<'_> {
    fn takes(&self, kind: SecretKind) -> Result<(), String> {
        match kind {
            SecretKind::Password | SecretKind::Key => Ok(()),
            SecretKind::Bearer => Err("Odoo takes no bearer tokens over its API; give a key or a password".to_owned()),
        }
    }

    fn words(&self, question: &Question<Which>) -> Result<String, String> {
        let named = question.about(|which| Some(Value::from(which.to_string())));
        let method = match &named {
            Some(named) => self.names().method(self.series, named)?,
            None => None,
        };
        Ok(method.map_or_else(|| self.words_beside(question), |method| method.words()))
    }

    fn request(&self, question: &Question<RecordId>, login: &Login) -> Result<Call, String> {
        self.refused(question, login)?;
        let Some(uid) = id(&login.id).as_ref().and_then(Value::as_i64) else {
            return Err("the account has no id of Odoo's".to_owned());
        };
        let numbered = question.about(|record| id(&record.0)).ok_or("the record has no id of Odoo's")?;
        let (request, words) = match self.names().method(self.series, &numbered)? {
            Some(method) => {
                let words = method.words();
                let request = method.request(self.wire(login), self.caller(uid, &login.secret));
                (request.map_err(|fault| fault.to_string())?, words)
            }
            None => {
                let request = match question {
                    Question::Anonymous { resource } => self.without_login(*resource),
                    Question::SignInWrong => sign_in::request(&self.database, &login.name, &SecretString::from(WRONG)),
                    _ => sign_in::request(&self.database, &login.name, &login.secret),
                };
                (request, self.words_beside(question))
            }
        };
        Ok(Call { request, words })
    }

    fn judge(&self, question: &Question<RecordId>, login: &Login, answer: Result<&Answer, &NetError>) -> Observed {
        let answer = match answer {
            Ok(answer) => answer,
            Err(error) => return Observed::inconclusive(no_answer(error)),
        };
        let wire = match question {
            // What a server says that has several databases to a caller who has chosen none.
            Question::Anonymous { .. } if wire::is_page(answer) && answer.status == 404 => {
                return Observed::inconclusive("without a login the server knows no database; it may have several");
            }
            Question::Anonymous { .. } if self.series >= Series::V19 => Wire::Json2,
            Question::Anonymous { .. } | Question::SignIn | Question::SignInWrong => Wire::JsonRpc,
            _ => self.wire(login),
        };
        let result = wire::result(wire, answer, Some(&login.secret));
        Judge { snapshot: self.snapshot, series: self.series, login }.observed(question, result)
    }

    fn lookup(&self, lookup: &Lookup, login: &Login) -> Result<Call, String> {
        let uid = id(&login.id).as_ref().and_then(Value::as_i64).unwrap_or_default();
        let caller = self.caller(uid, &login.secret);
        let method = self.names().lookup(lookup);
        let words = method.words();
        // A model with a name that is none stays out of a path, and the server refuses it.
        let wire = if is_name(method.model) { self.wire(login) } else { Wire::JsonRpc };
        let request = method.clone().request(wire, caller).unwrap_or_else(|_| method.by_jsonrpc(caller));
        Ok(Call { request, words })
    }

    fn rows(&self, _: &Lookup, answer: Result<&Answer, &NetError>) -> Result<Vec<LiveRow>, Inconclusive> {
        let answer = answer.map_err(|error| Inconclusive { reason: no_answer(error), ends_login: false })?;
        wire::records(self.wire, answer).and_then(rows::rows).map_err(|fault| why_not(&fault))
    }

    fn traces(&self, question: &Question<Which>) -> &'static [&'static str] {
        match question {
            Question::SignIn => &["a row in res_users_log for each sign-in"],
            Question::Attempt { record: None, .. } => {
                &["perhaps a gap in an id sequence, where a program makes something before its create is refused"]
            }
            _ => &[],
        }
    }
}
