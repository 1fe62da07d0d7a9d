//! Probing by a manifest: [`Live`] for any REST API.

use crate::connect::live::WRONG;
use jiff::Timestamp;
use secrecy::SecretString;

use super::endpoints::Names;
use super::judge::{Meaning, Read, no_answer};
use super::manifest::{Endpoint, Header, Manifest, ManifestError, Opening, Way};
use super::session::Session;
use super::template::Place;
use super::variables::Values;
use crate::connect::live::{
    Call, Inconclusive, Live, LiveRow, Login, Lookup, NotOpened, Observed, Question, RecordId, SecretKind, Which,
};
use crate::jwt::forged;
use crate::model::Pattern;
use crate::net::{Answer, NetError, Repeat, Request};
use crate::snapshot::Snapshot;

const SIGNED_OUT: &str = "the server no longer takes the secret or the session of this account";
const GONE: &str = "there is no such record any more, or it is not shown";
const ACCEPTED: &str = "the server accepted what the manifest takes for refused, so something may have changed; look at the \
                        record and take the resource off the attempts";
const NOT_THERE_YET: &str = "a record that is not there yet may be refused by the system's own program or by a limit on the \
                             account, although others may be made";
const HIDDEN: &str = "the API says the same of a record that is not there and of one that the account may not see";

/// A running system that answers as a manifest says.
pub struct RestLive<'s> {
    names: Names<'s>,
    clock: fn() -> Timestamp,
}

impl<'s> RestLive<'s> {
    /// The system of a snapshot. To resources that `never` covers nothing is sent that could change anything; `clock` tells
    /// when tokens are signed.
    ///
    /// Fails where the manifest names an operation that the snapshot does not have.
    pub fn new(
        snapshot: &'s Snapshot,
        manifest: &'s Manifest,
        database: &str,
        never: &[Pattern],
        clock: fn() -> Timestamp,
    ) -> Result<Self, ManifestError> {
        manifest.check(snapshot)?;
        let never = never.iter().chain(&manifest.never).cloned().collect();
        Ok(Self { names: Names { snapshot, manifest, database: database.to_owned(), never }, clock })
    }

    fn opening(&self) -> Option<&'s Opening> {
        match &self.names.manifest.login.way {
            Way::Session(opening) => Some(opening),
            Way::Secret(_) | Way::Minted(_) => None,
        }
    }

    /// Whose words a question has: those of the sign-in, where it opens a session.
    fn sign_in_words(&self, wrong: bool) -> Result<String, String> {
        let secret = if wrong { "a secret that is certainly wrong" } else { "the role's own secret" };
        let endpoint = self.opening().map_or(&self.names.manifest.control.endpoint, |opening| &opening.endpoint);
        let values = Values { login: Some("<login>"), account: Some("<account>"), ..self.names.always() };
        Ok(format!("{} with {secret}", endpoint.words(&secret_values(&values))?))
    }

    /// The request of an endpoint as a login, in its session where it has one.
    fn as_login(&self, endpoint: &Endpoint, values: Values<'_>, login: &Login, wrong: bool) -> Result<Request, String> {
        let manifest = self.names.manifest;
        let session = login.session.as_ref().and_then(Session::of);
        let secret = if wrong { SecretString::from(WRONG) } else { login.secret.clone() };
        let values = Values { login: Some(&login.name), account: Some(&login.id), secret: Some(&secret), ..values };
        let token = match (&manifest.login.way, &session) {
            (Way::Minted(minted), _) => {
                let token = minted.token(&login.secret, &values, (self.clock)())?;
                Some(if wrong { forged(&token) } else { token })
            }
            (_, session) => session.as_ref().and_then(Session::token),
        };
        let csrf = session.as_ref().and_then(Session::csrf);
        let values = Values { token: token.as_ref(), csrf: csrf.as_ref(), ..values };
        let own: &[Header] =
            if session.as_ref().is_none_or(|session| !session.before) { &manifest.login.headers } else { &[] };
        let request = endpoint.request(&values, &[&manifest.headers, own])?;
        Ok(match session.and_then(|session| session.cookies()) {
            Some(cookies) => request.header("cookie", &cookies),
            None => request,
        })
    }

    /// The request that signs in, or that comes before it.
    fn signs_in(&self, opening: &Opening, login: &Login, wrong: bool) -> Result<Call, String> {
        let session = login.session.as_ref().and_then(Session::of);
        let endpoint = match (&opening.page, &session) {
            (Some(page), None) => page,
            _ => &opening.endpoint,
        };
        let secret = if wrong { SecretString::from(WRONG) } else { login.secret.clone() };
        let csrf = session.as_ref().and_then(Session::csrf);
        let values = Values {
            login: Some(&login.name),
            account: Some(&login.id),
            secret: Some(&secret),
            csrf: csrf.as_ref(),
            ..self.names.always()
        };
        let request = endpoint.request(&values, &[&self.names.manifest.headers])?;
        let mut request = match session.and_then(|session| session.cookies()) {
            Some(cookies) => request.header("cookie", &cookies),
            None => request,
        };
        request.takes_redirect = true;
        if std::ptr::eq(endpoint, &raw const opening.endpoint) {
            request.repeat = Repeat::Never;
        }
        Ok(Call { request, words: endpoint.words(&secret_values(&values))? })
    }

    fn who(&self, read: &Read<'_>, values: &Values<'_>, ends: bool) -> Observed {
        let Some((pointer, wanted)) = &self.names.manifest.control.who else { return Observed::ALLOWED };
        let found = read.text_at(pointer, values);
        let wanted = wanted.fill(values, Place::Text).ok();
        match (found, wanted) {
            (Some(found), Some(wanted)) if found.to_lowercase() == wanted.to_lowercase() => Observed::ALLOWED,
            (Some(_), Some(_)) if ends => Observed::ends_login("the secret belongs to another account"),
            (Some(_), Some(_)) => Observed::inconclusive("the server took it for another account's secret"),
            _ => Observed::inconclusive("the server did not say whose secret it is"),
        }
    }

    fn judged(&self, question: &Question<RecordId>, login: &Login, answer: &Answer) -> Observed {
        let endpoint = match self.names.endpoint(question) {
            Ok(endpoint) => endpoint,
            Err(reason) => return Observed::inconclusive(reason),
        };
        let values = self.names.values(question);
        let values = Values { login: Some(&login.name), account: Some(&login.id), ..values };
        let read = Read::new(answer);
        match (question, read.meaning(&endpoint.rules, &values)) {
            (Question::Control, Meaning::Allowed) => self.who(&read, &values, true),
            (Question::SignIn | Question::SignInWrong, Meaning::Allowed) => self.who(&read, &values, false),
            (Question::SignIn | Question::SignInWrong | Question::Anonymous { .. }, Meaning::SignedOut) => {
                Observed::DENIED
            }
            (_, Meaning::SignedOut) => Observed::ends_login(SIGNED_OUT),
            (_, Meaning::Allowed) => Observed::ALLOWED,
            (Question::SignIn, Meaning::Denied) => Observed::inconclusive("the account may not even ask who it is"),
            (Question::Attempt { resource, record: None, .. }, Meaning::Denied)
                if self.names.is_narrowed_for(*resource, &login.id) =>
            {
                Observed::DENIED.with_caveat(NOT_THERE_YET)
            }
            (_, Meaning::Denied) => Observed::DENIED,
            (_, Meaning::Hidden) => Observed::DENIED.with_caveat(HIDDEN),
            (_, Meaning::Missing) => Observed::inconclusive(GONE),
            (Question::Attempt { .. } | Question::WriteField { .. }, Meaning::Nothing(_))
                if (200..300).contains(&answer.status) =>
            {
                Observed::ends_login(ACCEPTED)
            }
            (_, Meaning::Nothing(reason)) => Observed::inconclusive(reason),
        }
    }

    /// What a sign-in that opens a session says by itself.
    fn signed_in(&self, opening: &Opening, login: &Login, answer: Result<&Answer, &NetError>) -> Observed {
        let before = login.session.as_ref().and_then(Session::of);
        match opening.opened(before, answer, &self.names.always()) {
            Ok(_) => Observed::ALLOWED,
            Err(why) if why.locked_out => Observed::ends_login(why.reason),
            Err(why) if why.refused => Observed::DENIED,
            Err(why) => Observed::inconclusive(why.reason),
        }
    }

    /// Whether a question goes through the door where sessions are opened.
    fn at_the_door(&self, question: &Question<RecordId>, login: &Login) -> Option<&'s Opening> {
        let asks = matches!(question, Question::SignIn | Question::SignInWrong);
        self.opening().filter(|_| asks && !is_inside(login))
    }
}

/// Whether a session is open, and not only the page before it.
fn is_inside(login: &Login) -> bool {
    login.session.as_ref().and_then(Session::of).is_some_and(|session| !session.before)
}

/// The same with something in place of each secret, so that words can be made where none is known.
fn secret_values<'a>(values: &Values<'a>) -> Values<'a> {
    Values { secret: None, token: None, csrf: None, ..values.clone() }
}

impl Live for RestLive<'_> {
    fn takes(&self, kind: SecretKind) -> Result<(), String> {
        let wanted = self.names.manifest.secret_kind();
        if kind == SecretKind::Password && wanted != SecretKind::Password {
            let key = if wanted == SecretKind::Key { "key" } else { "bearer token" };
            return Err(format!("the manifest signs in with a {key}, not with a password"));
        }
        Ok(())
    }

    fn opens(&self, login: &Login) -> Option<Call> {
        let opening = self.opening().filter(|_| !is_inside(login))?;
        self.signs_in(opening, login, false).ok()
    }

    fn prepares(&self, login: &Login) -> bool {
        login.session.is_none() && self.opening().is_some_and(|opening| opening.page.is_some())
    }

    fn opened(&self, login: &Login, answer: Result<&Answer, &NetError>) -> Result<SecretString, NotOpened> {
        let Some(opening) = self.opening() else {
            let reason = "the manifest opens no sessions".to_owned();
            return Err(NotOpened { reason, refused: false, locked_out: false });
        };
        let values = Values { login: Some(&login.name), account: Some(&login.id), ..self.names.always() };
        match login.session.as_ref().and_then(Session::of) {
            None if opening.page.is_some() => opening.prepared(answer, &values),
            before => opening.opened(before, answer, &values),
        }
    }

    fn closing_words(&self, login: &Login) -> Option<String> {
        let values = Values { login: Some(&login.name), account: Some(&login.id), ..self.names.always() };
        self.opening()?.closes.as_ref()?.words(&secret_values(&values)).ok()
    }

    fn closes(&self, login: &Login) -> Option<Call> {
        let endpoint = self.opening()?.closes.as_ref()?;
        login.session.as_ref()?;
        let values = Values { login: Some(&login.name), account: Some(&login.id), ..self.names.always() };
        let request = self.as_login(endpoint, values, login, false).ok()?;
        Some(Call { request: Request { takes_redirect: true, ..request }, words: self.closing_words(login)? })
    }

    fn failures(&self) -> usize {
        self.names.manifest.login.failures
    }

    fn goes_near(&self, question: &Question<Which>) -> bool {
        self.names.endpoint(question).is_ok_and(Endpoint::acts)
    }

    fn words(&self, question: &Question<Which>) -> Result<String, String> {
        if matches!(question, Question::SignIn | Question::SignInWrong) {
            return self.sign_in_words(*question == Question::SignInWrong);
        }
        let endpoint = self.names.endpoint(question)?;
        let values = self.names.values(question);
        let shown = match question {
            // It must be possible to ask without a login.
            Question::Anonymous { .. } => values,
            _ => Values { login: Some("<login>"), account: Some("<account>"), ..values },
        };
        // A name that no path can carry is told before anything is sent.
        let probe = Values { id: shown.id.as_ref().map(|_| "1".to_owned()), ..shown.clone() };
        endpoint.request(&probe, &[])?;
        let words = endpoint.words(&shown)?;
        let aside = if matches!(question, Question::Anonymous { .. }) { " without a login" } else { "" };
        let why = endpoint.harmless.as_ref().map(|why| format!(" (harmless: {why})")).unwrap_or_default();
        Ok(format!("{}{words}{aside}{why}", self.names.of(question)))
    }

    fn request(&self, question: &Question<RecordId>, login: &Login) -> Result<Call, String> {
        if let Some(opening) = self.at_the_door(question, login) {
            let wrong = *question == Question::SignInWrong;
            let call = self.signs_in(opening, login, wrong)?;
            return Ok(Call { words: self.sign_in_words(wrong)?, ..call });
        }
        let endpoint = self.names.endpoint(question)?;
        let values = self.names.values(question);
        if let Question::Anonymous { .. } = question {
            let request = endpoint.request(&values, &[&self.names.manifest.headers])?;
            return Ok(Call { request, words: format!("{} without a login", endpoint.words(&values)?) });
        }
        if self.opening().is_some() && !is_inside(login) {
            return Err("no session is open for its secret".to_owned());
        }
        let shown = Values { login: Some(&login.name), account: Some(&login.id), ..values.clone() };
        let words = match question {
            Question::SignIn | Question::SignInWrong => self.sign_in_words(*question == Question::SignInWrong)?,
            _ => format!("{}{}", self.names.of(question), endpoint.words(&shown)?),
        };
        let request = self.as_login(endpoint, values, login, *question == Question::SignInWrong)?;
        Ok(Call { request, words })
    }

    fn judge(&self, question: &Question<RecordId>, login: &Login, answer: Result<&Answer, &NetError>) -> Observed {
        if let Some(opening) = self.at_the_door(question, login) {
            return self.signed_in(opening, login, answer);
        }
        match answer {
            Ok(answer) => self.judged(question, login, answer),
            Err(error @ NetError::Redirect { .. })
                if is_inside(login) && !matches!(question, Question::Anonymous { .. }) =>
            {
                Observed::ends_login(format!("{}: the session is over", no_answer(error)))
            }
            Err(error) => Observed::inconclusive(no_answer(error)),
        }
    }

    fn looks(&self, lookup: &Lookup) -> Result<(), String> {
        let (list, values) = self.names.list(lookup)?;
        let values = Values { login: Some("login"), account: values.account.or(Some("1")), ..values };
        list.endpoint.request(&values, &[]).map(|_| ())
    }

    fn lookup_words(&self, lookup: &Lookup, login: &Login) -> Result<String, String> {
        let (list, values) = self.names.list(lookup)?;
        let account = values.account.or(Some(&login.id));
        list.endpoint.words(&Values { login: Some(&login.name), account, ..values })
    }

    fn lookup(&self, lookup: &Lookup, login: &Login) -> Result<Call, String> {
        let (list, values) = self.names.list(lookup)?;
        // It may look for what another account did.
        let asker = Login { id: values.account.unwrap_or(&login.id).into(), ..login.clone() };
        let request = self.as_login(&list.endpoint, values, &asker, false)?;
        Ok(Call { request, words: self.lookup_words(lookup, login)? })
    }

    fn rows(&self, lookup: &Lookup, answer: Result<&Answer, &NetError>) -> Result<Vec<LiveRow>, Inconclusive> {
        let refuse = |reason: String| Inconclusive { reason, ends_login: false };
        let answer = answer.map_err(|error| refuse(no_answer(error)))?;
        let (list, values) = self.names.list(lookup).map_err(refuse)?;
        let read = Read::new(answer);
        match read.meaning(&list.endpoint.rules, &values) {
            Meaning::Allowed => list
                .records(lookup, &read, &values)
                .ok_or_else(|| refuse("the answer has no list of records where the manifest says".to_owned())),
            Meaning::SignedOut => Err(Inconclusive { reason: SIGNED_OUT.to_owned(), ends_login: true }),
            Meaning::Denied => Err(refuse("the account may not even ask this".to_owned())),
            Meaning::Hidden | Meaning::Missing => Err(refuse("the API has no such list".to_owned())),
            Meaning::Nothing(reason) => Err(refuse(reason)),
        }
    }

    fn session_traces(&self) -> &'static [&'static str] {
        &["what the system itself writes down about signing in and out"]
    }

    fn traces(&self, question: &Question<Which>) -> &'static [&'static str] {
        match question {
            Question::SignIn | Question::SignInWrong => self.session_traces(),
            _ if self.goes_near(question) => {
                &["what the system itself writes down about a request that changes nothing"]
            }
            _ => &[],
        }
    }
}
