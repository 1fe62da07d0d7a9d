//! The running systems that can be spoken to, so that nobody else asks which ERP it is.

use std::fmt;

use secrecy::SecretString;

use super::ConnectError;
use super::live::{Live, SecretKind};
use super::{frappe, fullfinity, odoo, tryton};
use crate::net::Client;
use crate::snapshot::Snapshot;

/// A kind of running system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erp {
    /// Odoo 16 to 19.
    Odoo,
    /// Frappe 14 to 17, with ERPNext or without.
    Frappe,
    /// Tryton 8.2.
    Tryton,
    /// Fullfinity, by its public documentation alone.
    Fullfinity,
}

/// An account with its secret.
#[derive(Debug, Clone)]
pub struct Account {
    /// As typed at sign-in.
    pub login: String,
    /// Its secret.
    pub secret: SecretString,
    /// What that is.
    pub kind: SecretKind,
}

/// What a running system says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Its version as snapshots have it; nothing where it tells that to nobody whose secret is known.
    pub version: Option<String>,
    /// The database that is spoken with; nothing where the address alone chooses it.
    pub database: Option<String>,
}

/// Whom to collect as, and from what.
#[derive(Debug, Clone)]
pub struct Options {
    /// The name by which outputs call the system; none means the database's or the site's.
    pub system: Option<String>,
    /// The database; none where the server has only one.
    pub database: Option<String>,
    /// The account that collects.
    pub account: Account,
    /// Accounts that are asked which fields they are shown, where that tells more.
    pub probes: Vec<(String, SecretString)>,
    /// The moment that the snapshot bears, ISO 8601 UTC.
    pub now: String,
}

/// What came over the API.
#[derive(Debug)]
pub struct Collected {
    /// The snapshot.
    pub snapshot: Snapshot,
    /// Probe logins that the server refused; they have failed once and should not be tried again.
    pub refused: Vec<String>,
}

/// Why a running system cannot be spoken to.
#[derive(Debug, thiserror::Error)]
pub enum ApiError {
    /// An Odoo.
    #[error(transparent)]
    Odoo(#[from] odoo::api::ServerError),
    /// A Frappe.
    #[error(transparent)]
    Frappe(#[from] frappe::api::ServerError),
    /// A Tryton.
    #[error(transparent)]
    Tryton(#[from] tryton::api::ServerError),
    /// A Fullfinity.
    #[error(transparent)]
    Fullfinity(#[from] fullfinity::api::ServerError),
}

/// As people write it.
impl fmt::Display for Erp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Odoo => "Odoo",
            Self::Frappe => "Frappe",
            Self::Tryton => "Tryton",
            Self::Fullfinity => "Fullfinity",
        })
    }
}

impl Erp {
    /// The kind of a snapshot's system.
    pub fn of(kind: &str) -> Option<Self> {
        match kind {
            "odoo" => Some(Self::Odoo),
            "frappe" => Some(Self::Frappe),
            "tryton" => Some(Self::Tryton),
            "fullfinity" => Some(Self::Fullfinity),
            _ => None,
        }
    }

    /// Whether a running system's version is that of a snapshot. Where a Frappe's tables name no version of the framework,
    /// the snapshot says its branch alone; Tryton tells its series.
    pub fn is_same_version(self, snapshot: &str, running: &str) -> bool {
        let branch = |version: &str| version.split('.').next().map(str::to_owned);
        let alike = match self {
            Self::Odoo | Self::Fullfinity => false,
            Self::Frappe => !snapshot.contains('.') && branch(snapshot) == branch(running),
            Self::Tryton => tryton::api::series_of(snapshot) == tryton::api::series_of(running),
        };
        snapshot == running || alike
    }

    /// What a secret is by its form, where nobody says it.
    pub fn kind_of(self, secret: &SecretString) -> SecretKind {
        let is_key = match self {
            Self::Odoo => odoo::api::looks_like_key(secret),
            Self::Frappe => frappe::api::looks_like_key(secret),
            Self::Tryton => tryton::api::looks_like_key(secret),
            Self::Fullfinity if fullfinity::api::looks_like_token(secret) => return SecretKind::Bearer,
            Self::Fullfinity => false,
        };
        if is_key { SecretKind::Key } else { SecretKind::Password }
    }

    /// Resources on which an operation may be sent in a form that is refused after its checks, and those on which it never
    /// is.
    pub fn touches(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Odoo => (odoo::api::ATTEMPTS, odoo::api::NEVER),
            Self::Frappe => (frappe::api::ATTEMPTS, frappe::api::NEVER),
            Self::Tryton => (tryton::api::ATTEMPTS, tryton::api::NEVER),
            Self::Fullfinity => (&[], &["*"]),
        }
    }

    /// What the server is, and the database to speak with. `account` may be needed to be told.
    pub async fn identify(
        self,
        client: &Client,
        database: Option<&str>,
        account: Option<&Account>,
    ) -> Result<Running, ApiError> {
        match self {
            Self::Odoo => {
                let series = odoo::api::find_series(client).await?;
                let database = odoo::api::find_database(client, database).await?;
                Ok(Running { version: Some(series.name().to_owned()), database: Some(database) })
            }
            Self::Frappe => {
                frappe::api::find_site(client).await?;
                let version = match account {
                    Some(account) => Some(frappe::api::find_version(client, account).await?),
                    None => None,
                };
                Ok(Running { version, database: None })
            }
            Self::Tryton => {
                let series = tryton::api::find_series(client).await?;
                let database = tryton::api::find_database(client, database).await?;
                Ok(Running { version: Some(series), database: Some(database) })
            }
            Self::Fullfinity => {
                fullfinity::api::find(client, database).await?;
                Ok(Running { version: Some(fullfinity::VERSION.to_owned()), database: None })
            }
        }
    }

    /// The dialect to probe the system of a snapshot in.
    pub fn live<'s>(self, snapshot: &'s Snapshot, database: &str) -> Result<Box<dyn Live + 's>, ApiError> {
        Ok(match self {
            Self::Odoo => Box::new(odoo::api::OdooLive::new(snapshot, database, odoo::api::Wire::Json2)?),
            Self::Frappe => Box::new(frappe::api::FrappeLive::new(snapshot)?),
            Self::Tryton => Box::new(tryton::api::TrytonLive::new(snapshot, database)?),
            Self::Fullfinity => Box::new(fullfinity::api::FullfinityLive::new(snapshot)),
        })
    }

    /// Collects a snapshot with reads alone.
    pub async fn collect(
        self,
        client: Client,
        options: &Options,
        progress: &dyn Fn(&str),
    ) -> Result<Collected, ConnectError> {
        match self {
            Self::Odoo => {
                let odoo::api::Collected { snapshot, refused } =
                    odoo::api::collect(client, &of_odoo(options), progress).await?;
                Ok(Collected { snapshot, refused })
            }
            Self::Frappe => frappe::api::collect(client, options, progress).await,
            Self::Tryton => tryton::api::collect(client, options, progress).await,
            Self::Fullfinity => {
                fullfinity::api::collect(client, options, &fullfinity::api::Extra::default(), progress).await
            }
        }
    }

    /// Whether only the running system knows what a snapshot from the database lacks.
    pub fn knows_more_than_its_database(self) -> bool {
        matches!(self, Self::Odoo | Self::Tryton)
    }

    /// What that is.
    pub fn beyond_its_database(self) -> &'static str {
        match self {
            Self::Tryton => "what is open on models of other modules than Tryton's own",
            _ => "who may see which field",
        }
    }

    /// Asks the running system for what its database does not tell ([`beyond_its_database`](Self::beyond_its_database)), for a
    /// snapshot that was read from there. What comes back are the probe logins that the server refused.
    pub async fn ask_for_fields(
        self,
        client: Client,
        options: &Options,
        snapshot: &mut Snapshot,
        progress: &dyn Fn(&str),
    ) -> Result<Vec<String>, ConnectError> {
        match self {
            Self::Odoo => odoo::api::ask_for_fields(client, &of_odoo(options), snapshot, progress).await,
            Self::Tryton => {
                tryton::api::ask_for_defaults(client, options, snapshot, progress).await.map(|()| Vec::new())
            }
            Self::Frappe | Self::Fullfinity => Ok(Vec::new()),
        }
    }
}

fn of_odoo(options: &Options) -> odoo::api::ApiOptions {
    let Options { system, database, account, probes, now } = options.clone();
    odoo::api::ApiOptions { system, database, login: account.login, secret: account.secret, probes, now }
}
