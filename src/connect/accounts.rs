//! Making accounts for a probe and taking them away again, in no ERP's words.

use std::error::Error;
use std::future::Future;

use secrecy::SecretString;

/// An account to make.
#[derive(Debug, Clone, Copy)]
pub struct NewAccount<'a> {
    /// Its login, which nobody else has; its display name is the same.
    pub login: &'a str,
    /// The ERP's own ids of its groups.
    pub groups: &'a [Box<str>],
    /// Its password.
    pub password: &'a SecretString,
}

/// An account as the ERP stored it; all ids are the ERP's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAccount {
    /// Its groups, those among them that the ERP added.
    pub groups: Vec<Box<str>>,
    /// Its home company.
    pub company: Option<Box<str>>,
    /// Companies that it may switch to.
    pub companies: Vec<Box<str>>,
}

/// What making an account makes in the ERP; the order is that of removal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Thing {
    /// The account.
    Account,
    /// The contact that the ERP makes with each account.
    Contact,
}

impl Thing {
    /// As messages call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Contact => "contact",
        }
    }
}

/// Something in the ERP that carries the login of a probe.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remnant {
    /// What it is.
    pub thing: Thing,
    /// The ERP's own id.
    pub id: Box<str>,
    /// The ERP's own id of the account that made it.
    pub maker: Option<Box<str>>,
}

/// Why something was not done.
#[derive(Debug, thiserror::Error)]
pub enum AccountFault {
    /// The ERP said no, and did nothing.
    #[error("the system refused: {reason}")]
    Refused {
        /// In its own words, one line.
        reason: String,
    },
    /// No answer that tells whether it was done.
    #[error("there is no telling whether it was done")]
    Unknown {
        /// What went wrong.
        source: Box<dyn Error + Send + Sync>,
    },
}

/// An ERP in which a login with the rights to do so makes and removes accounts.
pub trait Accounts {
    /// Makes an account that may sign in, and sends no mail about it. Gives the ERP's own id of it.
    fn make(&self, account: NewAccount<'_>) -> impl Future<Output = Result<Box<str>, AccountFault>>;

    /// What the ERP stored.
    fn stored(&self, id: &str) -> impl Future<Output = Result<StoredAccount, AccountFault>>;

    /// Everything that carries exactly this login, inactive or not; a contact only when no account has it any more.
    fn find(&self, login: &str) -> impl Future<Output = Result<Vec<Remnant>, AccountFault>>;

    /// Removes it for good.
    fn remove(&self, thing: Thing, id: &str) -> impl Future<Output = Result<(), AccountFault>>;

    /// Keeps it and takes it out of use; nobody signs in with it any more.
    fn deactivate(&self, thing: Thing, id: &str) -> impl Future<Output = Result<(), AccountFault>>;

    /// What making and removing accounts leaves behind in the ERP, one line each.
    fn traces(&self) -> &'static [&'static str];
}
