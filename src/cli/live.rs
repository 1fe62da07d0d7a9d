//! A running system on the command line: where its API is, and as whom to speak to it.

use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use anyhow::{Context, bail};
use clap::Args;
use secrecy::SecretString;

use crate::config::{Bearer, System};
use crate::connect::api::{Account, ApiError, Erp, Running as Found};
use crate::connect::live::SecretKind;
use crate::net::{Base, Client, Options};
use crate::sample::Running;
use crate::secret;

/// How to reach a running system; what is given here goes before the configuration.
#[derive(Debug, Args)]
pub(super) struct LiveArgs {
    /// The address of its API, such as `https://erp.acme.example`
    #[arg(long, value_name = "URL", help_heading = "Running system")]
    url: Option<String>,
    /// The name of its database, where the server has several
    #[arg(long, value_name = "NAME", help_heading = "Running system")]
    database: Option<String>,
    /// The login to collect with and to look records up with
    #[arg(long, value_name = "LOGIN", requires = "secret", help_heading = "Running system")]
    login: Option<String>,
    /// Where that login's password, API key or bearer token is: `env:NAME`, `file:PATH` or `stdin`
    #[arg(
        long,
        value_name = "REFERENCE",
        allow_hyphen_values = true,
        requires = "login",
        help_heading = "Running system"
    )]
    secret: Option<String>,
    /// Speak plain HTTP to a host that is not this machine: everybody on the way can read the secrets
    #[arg(long, help_heading = "Running system")]
    plain_http: bool,
    /// The certificate of a private authority that signed the server's, in PEM
    #[arg(long, value_name = "FILE", help_heading = "Running system")]
    ca: Option<PathBuf>,
    /// The most requests at once
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=64), help_heading = "Running system")]
    concurrency: u8,
}

/// A secret, or where it is.
#[derive(Debug, Clone)]
pub(super) enum Held {
    Reference(String),
    Known(SecretString),
}

/// A running system, ready to be spoken to; clones share its connections and the secret once read.
#[derive(Debug, Clone)]
pub(super) struct Live {
    pub(super) client: Client,
    /// The most requests at once.
    pub(super) concurrency: usize,
    /// Its address in messages.
    pub(super) address: String,
    pub(super) database: Option<String>,
    /// The login to collect with.
    pub(super) login: Option<(String, Held)>,
    /// What its secret is, where that is written.
    kind: Option<SecretKind>,
    /// Its secret, once read: `stdin` gives it only once.
    known: Arc<OnceLock<SecretString>>,
    /// A copy that may be written to.
    pub(super) staging: bool,
    /// An API that takes bearer tokens.
    pub(super) bearer: Option<Bearer>,
}

impl LiveArgs {
    /// The running system that the command line and the configuration name together, if they name one.
    pub(super) fn live(&self, configured: Option<&System>, folder: &Path) -> anyhow::Result<Option<Live>> {
        let Some(address) = self.url.as_ref().or(configured.and_then(|system| system.url.as_ref())) else {
            return Ok(None);
        };
        let plain_http = self.plain_http || configured.is_some_and(|system| system.plain_http && self.leads_to(system));
        let base = Base::read(address, plain_http)?;
        let ca = self.ca.clone().or_else(|| configured.and_then(|system| Some(folder.join(system.ca.as_ref()?))));
        let options = Options { concurrency: usize::from(self.concurrency), ca, ..Options::default() };
        let given = self.login.clone().zip(self.secret.clone());
        let in_file = || configured.and_then(|system| system.login.clone().zip(system.secret.clone()));
        let kind = if given.is_some() { None } else { configured.and_then(|system| system.secret_kind) };
        Ok(Some(Live {
            kind,
            known: Arc::default(),
            address: base.words(),
            concurrency: usize::from(self.concurrency),
            client: Client::new(base, &options)?,
            database: self.database.clone().or_else(|| configured.and_then(|system| system.database.clone())),
            login: given.or_else(in_file).map(|(login, reference)| (login, Held::Reference(reference))),
            staging: configured.is_some_and(|system| system.staging && self.leads_to(system)),
            bearer: configured
                .and_then(|system| system.bearer.clone())
                .map(|bearer| Bearer { public_key: bearer.public_key.map(|file| folder.join(file)), ..bearer }),
        }))
    }

    /// Whether the command line names no other place than the configuration does: what the configuration says about its
    /// system says nothing about another one.
    fn leads_to(&self, system: &System) -> bool {
        let same = |given: &Option<String>, written: &Option<String>| given.is_none() || given == written;
        same(&self.url, &system.url) && same(&self.database, &system.database)
    }
}

impl Live {
    /// A sample ERP, and the account to collect from it.
    pub(super) fn sample(served: &Running, login: &str, secret: SecretString) -> anyhow::Result<Self> {
        let base = Base::read(&served.base_url(), false)?;
        Ok(Self {
            address: base.words(),
            client: Client::new(base, &Options::default())?,
            concurrency: Options::default().concurrency,
            database: None,
            login: Some((login.to_owned(), Held::Known(secret))),
            kind: None,
            known: Arc::default(),
            staging: false,
            bearer: None,
        })
    }

    /// What the server is, and the database to speak with, by its login where the server tells it to nobody else.
    pub(super) fn identify(&self, erp: Erp) -> anyhow::Result<Found> {
        let account = self.login.is_some().then(|| self.account(erp)).transpose()?;
        let asked = erp.identify(&self.client, self.database.as_deref(), account.as_ref());
        unless_interrupted(asked)?
            .map_err(|error: ApiError| anyhow::Error::from(error))
            .with_context(|| format!("`{}`", self.address))
    }

    /// The login to collect with, its secret, and what that is: as written, else by its form.
    pub(super) fn account(&self, erp: Erp) -> anyhow::Result<Account> {
        self.account_by(&|secret| erp.kind_of(secret))
    }

    /// The same, where somebody else tells what a secret is.
    pub(super) fn account_by(&self, kind_of: &dyn Fn(&SecretString) -> SecretKind) -> anyhow::Result<Account> {
        let Some((login, held)) = &self.login else {
            bail!(
                "no login for `{}`: give `--login LOGIN --secret env:NAME`, or the keys `login` and `secret` in `{}`",
                self.address,
                crate::config::FILE
            );
        };
        let secret = match (held, self.known.get()) {
            (Held::Known(secret), _) | (_, Some(secret)) => secret.clone(),
            (Held::Reference(reference), None) => {
                let read = secret::resolve(reference).with_context(|| format!("the secret of login `{login}`"))?;
                self.known.get_or_init(|| read).clone()
            }
        };
        let kind = self.kind.unwrap_or_else(|| kind_of(&secret));
        Ok(Account { login: login.clone(), secret, kind })
    }

    /// What the secret of its login is, as far as that is known without reading it from where it is given only once.
    pub(super) fn login_kind(&self, kind_of: &dyn Fn(&SecretString) -> SecretKind) -> Option<(&str, SecretKind)> {
        let (login, held) = self.login.as_ref()?;
        let once = matches!(held, Held::Reference(reference) if reference == "stdin") && self.known.get().is_none();
        let read = || if once { None } else { self.account_by(kind_of).ok().map(|account| account.kind) };
        Some((login, self.kind.or_else(read).unwrap_or(SecretKind::Password)))
    }
}

/// Waits until something is done or the user has enough. Once someone has listened for Ctrl-C, it ends nothing by itself, so
/// whatever waits for a server listens too.
pub(super) fn unless_interrupted<T>(work: impl Future<Output = T>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        tokio::select! {
            done = work => Ok(done),
            _ = tokio::signal::ctrl_c() => bail!("interrupted; nothing was written"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_once_and_its_kind_is_as_written() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "0123456789abcdef0123456789abcdef01234567\n").unwrap();
        let live = |kind| Live {
            client: Client::new(Base::read("http://127.0.0.1:9", false).unwrap(), &Options::default()).unwrap(),
            concurrency: 1,
            address: String::new(),
            database: None,
            login: Some(("ann".to_owned(), Held::Reference(format!("file:{}", file.path().display())))),
            kind,
            known: Arc::default(),
            staging: false,
            bearer: None,
        };
        assert_eq!(live(Some(SecretKind::Password)).account(Erp::Odoo).unwrap().kind, SecretKind::Password);
        let first = live(None);
        assert_eq!(first.clone().account(Erp::Odoo).unwrap().kind, SecretKind::Key);
        std::fs::remove_file(file.path()).unwrap();
        assert_eq!(first.account(Erp::Odoo).unwrap().kind, SecretKind::Key);
        assert!(live(None).account(Erp::Odoo).is_err());
    }
}
