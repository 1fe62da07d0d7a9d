//! What a probe asks a running system, in no ERP's words, and what an ERP makes of it.
//!
//! A connector turns a question into one request and the answer into what was observed; both are pure, so that the plan
//! can print every request and the tests can judge recorded answers. `probe` alone sends.

mod question;

pub use self::question::{Question, RecordId, Which};

use std::collections::BTreeMap;

use secrecy::SecretString;

pub use crate::model::SecretKind;
use crate::model::{OpIx, ResourceIx};
use crate::net::{Answer, NetError, Request};

/// The secret with which an account signs in once to see that a wrong one is refused.
pub(in crate::connect) const WRONG: &str = "rolecall-asks-once-with-this-to-see-that-a-wrong-secret-is-refused";

/// What a probe looks up before it asks and when it looks again; nothing of it is reported but counts and ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup {
    /// What record rules may ask about an account: one row with `partner_id`, `commercial_partner_id`, `company_id` and
    /// `company_ids`, each as ids.
    Account {
        /// The ERP's own id of the account.
        account: Box<str>,
    },
    /// Records of a resource, newest first, with the fields that record rules ask about.
    Rows {
        /// Of what.
        resource: ResourceIx,
        /// Which fields; the id comes in any case.
        fields: Vec<Box<str>>,
        /// At most so many.
        most: usize,
    },
    /// Of these records, those that an account was the last to write to, with the moment.
    Stamps {
        /// Of what.
        resource: ResourceIx,
        /// Which.
        records: Vec<RecordId>,
        /// The ERP's own id of the account.
        account: Box<str>,
    },
    /// The newest record that an account made.
    NewestBy {
        /// Of what.
        resource: ResourceIx,
        /// The ERP's own id of the account.
        account: Box<str>,
    },
}

/// One record of a lookup: field → value as the ERP writes it in JSON, `id` among them.
pub type LiveRow = BTreeMap<Box<str>, serde_json::Value>;

/// A request with the words that a plan prints and evidence keeps; no secret and no value is in the words.
#[derive(Debug, Clone)]
pub struct Call {
    /// What is sent.
    pub request: Request,
    /// `has_access([7], 'write') on sale.order`.
    pub words: String,
}

/// A login to ask with.
#[derive(Debug, Clone)]
pub struct Login {
    /// As typed at sign-in.
    pub name: Box<str>,
    /// The ERP's own id of the account.
    pub id: Box<str>,
    /// Its secret.
    pub secret: SecretString,
    /// What the secret is.
    pub kind: SecretKind,
    /// What a session of the account is known by, once one is open; never printed.
    pub session: Option<SecretString>,
}

/// Why no session was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotOpened {
    /// The reason, one line.
    pub reason: String,
    /// The ERP refused the secret, rather than that nobody can tell.
    pub refused: bool,
    /// The ERP lets nobody in from here for now: whoever tries on makes it worse.
    pub locked_out: bool,
}

/// What was observed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// Allowed, denied or neither.
    pub verdict: Verdict,
    /// A known weakness of the method that this answer may owe itself to.
    pub caveat: Option<&'static str>,
}

/// Allowed, denied or neither.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// The ERP let it through its access checks.
    Allowed,
    /// The ERP's access checks refused it.
    Denied,
    /// Nobody can tell; never taken for denied.
    Inconclusive(Inconclusive),
}

/// Why nobody can tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inconclusive {
    /// The reason, one line.
    pub reason: String,
    /// Asking on as this account is no use, or may do harm: its secret is no longer taken, or it is shut out.
    pub ends_login: bool,
}

impl Observed {
    /// Allowed, without a caveat.
    pub const ALLOWED: Self = Self { verdict: Verdict::Allowed, caveat: None };
    /// Denied, without a caveat.
    pub const DENIED: Self = Self { verdict: Verdict::Denied, caveat: None };

    /// Allowed or denied.
    pub fn of(allowed: bool) -> Self {
        if allowed { Self::ALLOWED } else { Self::DENIED }
    }

    /// Neither, for a reason.
    pub fn inconclusive(reason: impl Into<String>) -> Self {
        let verdict = Verdict::Inconclusive(Inconclusive { reason: reason.into(), ends_login: false });
        Self { verdict, caveat: None }
    }

    /// Neither, and no more questions as this account.
    pub fn ends_login(reason: impl Into<String>) -> Self {
        let verdict = Verdict::Inconclusive(Inconclusive { reason: reason.into(), ends_login: true });
        Self { verdict, caveat: None }
    }

    /// The same with a caveat.
    #[must_use]
    pub fn with_caveat(self, caveat: &'static str) -> Self {
        Self { caveat: Some(caveat), ..self }
    }

    /// Whether it was allowed; nothing where nobody can tell.
    pub fn allowed(&self) -> Option<bool> {
        match &self.verdict {
            Verdict::Allowed => Some(true),
            Verdict::Denied => Some(false),
            Verdict::Inconclusive(_) => None,
        }
    }
}

/// A running ERP: questions to requests, answers to observations. Pure.
pub trait Live: Sync {
    /// Whether an account can be asked as with such a secret, or what to give instead.
    fn takes(&self, kind: SecretKind) -> Result<(), String>;

    /// The request that opens a session, where this login asks in one. It is sent once an account and run, before anything
    /// else is sent as it.
    fn opens(&self, login: &Login) -> Option<Call> {
        let _ = login;
        None
    }

    /// Whether the request that [`opens`](Self::opens) gives only comes before the sign-in: what it brings is put into the
    /// login as its session, and `opens` is asked again.
    fn prepares(&self, login: &Login) -> bool {
        let _ = login;
        false
    }

    /// What the session is known by, from the answer to [`opens`](Self::opens). Whether it is really the account's, the
    /// control tells.
    fn opened(&self, login: &Login, answer: Result<&Answer, &NetError>) -> Result<SecretString, NotOpened> {
        let _ = (login, answer);
        Err(NotOpened { reason: "there are no sessions here".to_owned(), refused: false, locked_out: false })
    }

    /// The words of the request that ends a session; nothing where none is sent.
    fn closing_words(&self, login: &Login) -> Option<String> {
        self.closes(login).map(|call| call.words)
    }

    /// The request that ends the session of a login; nothing where none is open.
    fn closes(&self, login: &Login) -> Option<Call> {
        let _ = login;
        None
    }

    /// Sign-ins that one run may see fail before nobody else is signed in: some ERPs count them by address, and shut out
    /// everybody who comes from there.
    fn failures(&self) -> usize {
        usize::MAX
    }

    /// Whether an attempt at this operation without a record counts only if the same request was refused to an account of
    /// which the ERP itself says that it has no such access.
    fn needs_calibration(&self, op: OpIx) -> bool {
        let _ = op;
        false
    }

    /// Whether attempts to write are about one record. Where they are not, each is asked once, for the resource as a whole.
    fn attempts_name_records(&self) -> bool {
        true
    }

    /// Whether this ERP looks for records by a field that the account may not read; nothing where that is not asked.
    fn filters_leak(&self) -> Option<bool> {
        None
    }

    /// Whether a question about a field is asked of whichever record the account is shown first, because no rule tells which
    /// records it reaches.
    fn shows_records(&self) -> bool {
        false
    }

    /// Whether a question is sent in a form that would act if something in it did not stop it: what it is about is looked at
    /// again afterwards.
    fn goes_near(&self, question: &Question<Which>) -> bool {
        matches!(question, Question::Attempt { .. } | Question::WriteField { .. })
    }

    /// The words of the request for a question of a plan, or why it is not asked.
    fn words(&self, question: &Question<Which>) -> Result<String, String>;

    /// The request for a question, or why it is not asked.
    fn request(&self, question: &Question<RecordId>, login: &Login) -> Result<Call, String>;

    /// What an answer means. Codes and exception names decide, never a translated text.
    fn judge(&self, question: &Question<RecordId>, login: &Login, answer: Result<&Answer, &NetError>) -> Observed;

    /// Why a lookup cannot be sent, where it cannot.
    fn looks(&self, lookup: &Lookup) -> Result<(), String> {
        let _ = lookup;
        Ok(())
    }

    /// The words of the request for a lookup that can be sent; no secret takes part in them.
    fn lookup_words(&self, lookup: &Lookup, login: &Login) -> Result<String, String> {
        self.lookup(lookup, login).map(|call| call.words)
    }

    /// The request for a lookup, or why it cannot be made.
    fn lookup(&self, lookup: &Lookup, login: &Login) -> Result<Call, String>;

    /// The records that a lookup brought, or why there are none to tell.
    fn rows(&self, lookup: &Lookup, answer: Result<&Answer, &NetError>) -> Result<Vec<LiveRow>, Inconclusive>;

    /// The operation on its resource that a report takes, beside being in one of its groups.
    fn reports_need(&self) -> Option<OpIx> {
        None
    }

    /// What opening a session leaves behind, one line each.
    fn session_traces(&self) -> &'static [&'static str] {
        &[]
    }

    /// What asking these questions leaves behind in the ERP although it changes nothing, one line each.
    fn traces(&self, question: &Question<Which>) -> &'static [&'static str];
}
