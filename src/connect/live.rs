//! What a probe asks a running system, in no ERP's words, and what an ERP makes of it.
//!
//! A connector turns a question into one request and the answer into what was observed; both are pure, so that the plan
//! can print every request and the tests can judge recorded answers. `probe` alone sends.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use secrecy::SecretString;

pub use crate::model::SecretKind;
use crate::model::{OpIx, ResourceIx, SurfaceIx};
use crate::net::{Answer, NetError, Request};

/// One question. `R` names the record: [`Which`] in a plan, [`RecordId`] when it is asked.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question<R> {
    /// Who am I? It must succeed, and as the right account, before any other answer counts.
    Control,
    /// May I do this on the resource at all?
    Resource {
        /// On what.
        resource: ResourceIx,
        /// What.
        op: OpIx,
    },
    /// May I do this on one record?
    Record {
        /// Of what.
        resource: ResourceIx,
        /// What.
        op: OpIx,
        /// Which one.
        record: R,
    },
    /// The operation itself, in a form that the ERP refuses after its access checks and before any effect.
    Attempt {
        /// Of what.
        resource: ResourceIx,
        /// What.
        op: OpIx,
        /// Which one; none to create.
        record: Option<R>,
    },
    /// Is the field readable on one record? The value is never kept.
    ReadField {
        /// Of what.
        resource: ResourceIx,
        /// The field.
        field: Arc<str>,
        /// Which one.
        record: R,
    },
    /// Is the field writable on one record? Asked in a form that the ERP refuses in any case.
    WriteField {
        /// Of what.
        resource: ResourceIx,
        /// The field.
        field: Arc<str>,
        /// Which one.
        record: R,
    },
    /// Signing in with the role's own secret.
    SignIn,
    /// Signing in with a secret that is certainly wrong; once an account and never again.
    SignInWrong,
    /// Reading a resource without any login.
    Anonymous {
        /// What.
        resource: ResourceIx,
    },
    /// Does the ERP look for records by the values of a field? Where it does so for a field that the account may not read,
    /// the values can be guessed one by one.
    FilterField {
        /// Of what.
        resource: ResourceIx,
        /// The field.
        field: Arc<str>,
    },
    /// Is a page or a report of the interface open?
    Surface {
        /// Which.
        surface: SurfaceIx,
    },
}

impl<R> Question<R> {
    /// The resource that it is about.
    pub fn resource(&self) -> Option<ResourceIx> {
        match self {
            Self::Control | Self::SignIn | Self::SignInWrong | Self::Surface { .. } => None,
            Self::Resource { resource, .. }
            | Self::Record { resource, .. }
            | Self::Attempt { resource, .. }
            | Self::ReadField { resource, .. }
            | Self::WriteField { resource, .. }
            | Self::FilterField { resource, .. }
            | Self::Anonymous { resource } => Some(*resource),
        }
    }

    /// The operation that it is about, where it is about one.
    pub fn op(&self) -> Option<OpIx> {
        match self {
            Self::Resource { op, .. } | Self::Record { op, .. } | Self::Attempt { op, .. } => Some(*op),
            _ => None,
        }
    }

    /// The field that it is about.
    pub fn field(&self) -> Option<&Arc<str>> {
        match self {
            Self::ReadField { field, .. } | Self::WriteField { field, .. } | Self::FilterField { field, .. } => {
                Some(field)
            }
            _ => None,
        }
    }

    /// The record that it is about.
    pub fn record(&self) -> Option<&R> {
        match self {
            Self::Record { record, .. } | Self::ReadField { record, .. } | Self::WriteField { record, .. } => {
                Some(record)
            }
            Self::Attempt { record, .. } => record.as_ref(),
            _ => None,
        }
    }

    /// The same question about another name of the record; `None` where there is no such record.
    pub fn about<S>(&self, choose: impl FnOnce(&R) -> Option<S>) -> Option<Question<S>> {
        Some(match self {
            Self::Control => Question::Control,
            Self::SignIn => Question::SignIn,
            Self::SignInWrong => Question::SignInWrong,
            Self::Anonymous { resource } => Question::Anonymous { resource: *resource },
            Self::Surface { surface } => Question::Surface { surface: *surface },
            Self::FilterField { resource, field } => {
                Question::FilterField { resource: *resource, field: field.clone() }
            }
            Self::Resource { resource, op } => Question::Resource { resource: *resource, op: *op },
            Self::Record { resource, op, record } => {
                Question::Record { resource: *resource, op: *op, record: choose(record)? }
            }
            Self::Attempt { resource, op, record } => {
                let record = match record {
                    Some(record) => Some(choose(record)?),
                    None => None,
                };
                Question::Attempt { resource: *resource, op: *op, record }
            }
            Self::ReadField { resource, field, record } => {
                Question::ReadField { resource: *resource, field: field.clone(), record: choose(record)? }
            }
            Self::WriteField { resource, field, record } => {
                Question::WriteField { resource: *resource, field: field.clone(), record: choose(record)? }
            }
        })
    }
}

/// A record that is chosen when the system is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Which {
    /// One that the record rules let the account reach.
    Within,
    /// One that they keep from it.
    Beyond,
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Within => "<a record within reach>",
            Self::Beyond => "<a record beyond reach>",
        })
    }
}

/// The ERP's own id of a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId(pub Box<str>);

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

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

    /// What the session is known by, from the answer to [`opens`](Self::opens). Whether it is really the account's, the
    /// control tells.
    fn opened(&self, login: &Login, answer: Result<&Answer, &NetError>) -> Result<SecretString, NotOpened> {
        let _ = (login, answer);
        Err(NotOpened { reason: "there are no sessions here".to_owned(), refused: false, locked_out: false })
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

    /// Whether this ERP looks for records by a field that the account may not read; nothing where that is not asked.
    fn filters_leak(&self) -> Option<bool> {
        None
    }

    /// The words of the request for a question of a plan, or why it is not asked.
    fn words(&self, question: &Question<Which>) -> Result<String, String>;

    /// The request for a question, or why it is not asked.
    fn request(&self, question: &Question<RecordId>, login: &Login) -> Result<Call, String>;

    /// What an answer means. Codes and exception names decide, never a translated text.
    fn judge(&self, question: &Question<RecordId>, login: &Login, answer: Result<&Answer, &NetError>) -> Observed;

    /// The request for a lookup.
    fn lookup(&self, lookup: &Lookup, login: &Login) -> Call;

    /// The records that a lookup brought, or why there are none to tell.
    fn rows(&self, lookup: &Lookup, answer: Result<&Answer, &NetError>) -> Result<Vec<LiveRow>, Inconclusive>;

    /// What opening a session leaves behind, one line each.
    fn session_traces(&self) -> &'static [&'static str] {
        &[]
    }

    /// What asking these questions leaves behind in the ERP although it changes nothing, one line each.
    fn traces(&self, question: &Question<Which>) -> &'static [&'static str];
}
