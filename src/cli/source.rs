//! Which system a command is about: a snapshot file, a configured system, or a database named on the command line.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use secrecy::SecretString;

use super::clock::machine;
use super::jwts::JwtArgs;
use super::live::{Live, LiveArgs, unless_interrupted};
use super::mapped::{MappedArgs, sqlite_url};
use super::output::note;
use super::prober::{Secrets, now};
use super::server::ServerArgs;
use super::unread;
use crate::config::{self, Config, FILE, Kind, System};
use crate::connect::api::{self, Erp};
use crate::connect::rest::Manifest;
use crate::connect::{CollectOptions, ConnectError, Extra, WellKnown, frappe, odoo, tryton};
use crate::policy::Policies;
use crate::progress::Progress;
use crate::report::escape::terminal;
use crate::secret;
use crate::snapshot::{self, MachineClock, Snapshot};

/// A system to collect from.
#[derive(Debug, Args)]
pub(super) struct SystemArgs {
    /// A system of the configuration file
    #[arg(value_name = "SYSTEM")]
    system: Option<String>,
    /// The configuration file
    #[arg(long, value_name = "FILE", default_value = FILE)]
    pub(super) config: PathBuf,
    /// The kind of system, when no configuration names it
    #[arg(long, value_parser = kind(), conflicts_with = "system")]
    kind: Option<Kind>,
    /// Its database: a URL, or better a reference to one (`env:NAME`, `file:PATH`, `stdin`), because others can read a command line
    #[arg(long, value_name = "URL", requires = "kind")]
    database_url: Option<String>,
    /// A Frappe site's `site_config.json`, which says where its database is and what is switched on there
    #[arg(long, value_name = "FILE", requires = "kind")]
    site_config: Option<PathBuf>,
    /// A folder of a Fullfinity's modules, or with such folders in it; may be given several times (built from public documentation,
    /// not yet run against an instance)
    #[arg(long, value_name = "DIR", requires = "kind")]
    pub(super) modules: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) mapped: MappedArgs,
    #[command(flatten)]
    pub(super) server: ServerArgs,
    #[command(flatten)]
    pub(super) jwts: JwtArgs,
    #[command(flatten)]
    live: LiveArgs,
    /// The running system, once opened.
    #[arg(skip)]
    pub(super) opened: OnceCell<Live>,
    /// The configuration, once read.
    #[arg(skip)]
    read: OnceCell<Config>,
    /// Passwords that everybody knows, if they are to be tried.
    #[arg(skip)]
    well_known: OnceCell<Vec<WellKnown>>,
    /// The system's name in reports and fingerprints [default: the configured name, else the database's]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Give up a query after so many seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 120, value_parser = clap::value_parser!(u64).range(1..=86_400))]
    statement_timeout: u64,
}

pub(super) fn kind() -> impl TypedValueParser<Value = Kind> {
    let known = Kind::ALL.into_iter().map(|(name, _)| name);
    PossibleValuesParser::new(known).try_map(|name| {
        let found = Kind::ALL.into_iter().find(|(known, _)| *known == name);
        found.map(|(_, kind)| kind).ok_or("unknown kind")
    })
}

impl SystemArgs {
    /// Whether the command line names a system at all.
    pub(super) fn is_named(&self) -> bool {
        self.system.is_some() || self.kind.is_some()
    }

    /// The role map that the configuration has for the system.
    pub(super) fn configured_map(&self) -> anyhow::Result<Option<PathBuf>> {
        self.path(None, |system| system.map)
    }

    /// The configured list of the staff.
    pub(super) fn configured_staff(&self) -> anyhow::Result<Option<PathBuf>> {
        self.path(None, |system| system.staff)
    }

    /// The manifest that says how to ask the running system, on the command line or in the configuration.
    pub(super) fn manifest(&self, given: Option<&Path>) -> anyhow::Result<Option<Arc<Manifest>>> {
        let file = self.path(given, |system| system.probe_manifest)?;
        Ok(file.map(|file| Manifest::read(&file)).transpose()?.map(Arc::new))
    }

    /// What the configuration says about probes; nothing without a configured system.
    pub(super) fn configured_probe(&self) -> anyhow::Result<config::Probe> {
        match &self.system {
            Some(_) => Ok(self.config()?.probe.clone()),
            None => Ok(config::Probe::default()),
        }
    }

    /// The running system, if the command line or the configuration names one.
    pub(super) fn live(&self) -> anyhow::Result<Option<Live>> {
        if let Some(live) = self.opened.get() {
            return Ok(Some(live.clone()));
        }
        let configured = self.configured_system()?;
        let live = self.live.live(configured.as_ref(), self.folder())?;
        Ok(live.map(|live| self.opened.get_or_init(|| live).clone()))
    }

    /// The configuration, read once: whatever is looked up in it is of the same text.
    fn config(&self) -> anyhow::Result<&Config> {
        if let Some(config) = self.read.get() {
            return Ok(config);
        }
        let config = Config::read(&self.config)?;
        Ok(self.read.get_or_init(|| config))
    }

    fn configured(&self, name: &str) -> anyhow::Result<System> {
        let system = self.config()?.system(&self.config, name)?.clone();
        unread::keys(&system).with_context(|| format!("`{}`, system `{name}`", self.config.display()))?;
        Ok(system)
    }

    /// The name by which outputs call the system; nothing means the database's.
    pub(super) fn called(&self) -> Option<String> {
        self.name.clone().or_else(|| self.system.clone())
    }

    /// Where the database is, if the command line or the configuration says so; `stdin` gives a secret only once.
    pub(super) fn database(&self) -> anyhow::Result<Option<SecretString>> {
        if let Some(url) = &self.database_url {
            let url = if url.contains("://") || url.starts_with("sqlite:") {
                SecretString::from(url.as_str())
            } else {
                secret::resolve(url)?
            };
            return Ok(Some(url));
        }
        let Some(name) = &self.system else { return Ok(None) };
        let system = self.configured(name)?;
        if let Some(path) = system.sqlite {
            return Ok(Some(sqlite_url(&self.folder().join(path)).into()));
        }
        let keys = [("postgres", system.postgres), ("mariadb", system.mariadb)];
        let Some((key, reference)) = keys.into_iter().find_map(|(key, reference)| Some((key, reference?))) else {
            return Ok(None);
        };
        let url = secret::resolve(&reference).with_context(|| format!("system `{name}`, key `{key}`"))?;
        Ok(Some(url))
    }

    /// A Frappe site's own configuration, if the command line or the configuration names it.
    fn site(&self) -> anyhow::Result<Option<frappe::SiteConfig>> {
        let path = self.path(self.site_config.as_deref(), |system| system.site_config)?;
        Ok(path.map(|path| frappe::SiteConfig::read(&path)).transpose()?)
    }

    /// The configured system, if the command line names one.
    pub(super) fn configured_system(&self) -> anyhow::Result<Option<System>> {
        self.system.as_deref().map(|name| self.configured(name)).transpose()
    }

    /// A path of the command line, or one of the configuration, which starts at its file.
    pub(super) fn path(
        &self,
        given: Option<&Path>,
        configured: impl FnOnce(System) -> Option<PathBuf>,
    ) -> anyhow::Result<Option<PathBuf>> {
        match (given, &self.system) {
            (Some(path), _) => Ok(Some(path.to_owned())),
            (None, Some(name)) => Ok(configured(self.configured(name)?).map(|path| self.folder().join(path))),
            (None, None) => Ok(None),
        }
    }

    /// The paths of the command line, then those of the configuration, which start at its folder.
    pub(super) fn paths(
        &self,
        given: &[PathBuf],
        configured: impl FnOnce(System) -> Vec<PathBuf>,
    ) -> anyhow::Result<Vec<PathBuf>> {
        let configured = self.configured_system()?.map(configured).unwrap_or_default();
        let configured = configured.into_iter().map(|path| self.folder().join(path));
        Ok(given.iter().cloned().chain(configured).collect())
    }

    /// The folder of the configuration file.
    pub(super) fn folder(&self) -> &Path {
        self.config.parent().unwrap_or(Path::new(""))
    }

    pub(super) fn options(&self) -> CollectOptions {
        let statement_timeout = std::time::Duration::from_secs(self.statement_timeout);
        let well_known = self.well_known.get().cloned().unwrap_or_default();
        CollectOptions { system: self.called(), statement_timeout, well_known }
    }

    /// Has the well-known passwords of the policies tried against stored hashes, where the database is read.
    pub(super) fn try_well_known(&self, policies: &Policies) -> anyhow::Result<()> {
        let kind = self.kind()?;
        if !matches!(kind, Kind::Odoo | Kind::Frappe | Kind::Tryton) {
            bail!("`--check-default-passwords` knows how Odoo, Frappe and Tryton store passwords, and no other system");
        }
        let known = policies.accounts.default_credentials.iter();
        let known = known.filter(|known| Kind::ALL.iter().any(|(name, of)| *of == kind && known.system == *name));
        let known: Vec<WellKnown> = known
            .map(|known| WellKnown {
                known_as: known.known_as.clone(),
                login: known.login.clone(),
                password: (!known.follows_login()).then(|| known.password.clone()),
            })
            .collect();
        if known.is_empty() {
            bail!("`default_credentials` of the policies lists nothing for this kind of system");
        }
        self.well_known.get_or_init(|| known);
        Ok(())
    }

    /// Collects from the database of an Odoo, if it is named.
    fn odoo(&self) -> anyhow::Result<Option<Snapshot>> {
        let Some(url) = self.database()? else { return Ok(None) };
        collecting(async |step| odoo::collect(&url, &self.options(), step).await).map(Some)
    }

    /// Collects from the database of a Frappe site, if it is named.
    fn frappe(&self) -> anyhow::Result<Option<Snapshot>> {
        let (url, site) = (self.database()?, self.site()?);
        let database = match (&url, &site) {
            (Some(url), site) => frappe::Database::Url { url, site: site.as_ref() },
            (None, Some(site)) => frappe::Database::Site(site),
            (None, None) => return Ok(None),
        };
        collecting(async |step| frappe::collect(database, &self.options(), step).await).map(Some)
    }

    /// Collects from the database of a Tryton, if it is named.
    fn tryton(&self) -> anyhow::Result<Option<Snapshot>> {
        let Some(url) = self.database()? else { return Ok(None) };
        collecting(async |step| tryton::collect(&url, &self.options(), step).await).map(Some)
    }

    /// Collects a snapshot, with what there is to say of the files that somebody named. The server's are looked at first, so
    /// that nobody waits for a file that cannot be read.
    pub(super) fn collect(&self, probes: &mut Secrets) -> anyhow::Result<Snapshot> {
        let files = self.server_files()?;
        let before = machine();
        let mut snapshot = self.collect_system(probes)?;
        snapshot.machine = Some(MachineClock { before, after: machine() });
        files.add_to(&mut snapshot);
        self.add_jwts(&mut snapshot)?;
        Ok(snapshot)
    }

    /// Collects from the database where it is known, else over the API. Over the API the `probes` are asked too which fields
    /// they are shown.
    fn collect_system(&self, probes: &mut Secrets) -> anyhow::Result<Snapshot> {
        let kind = self.kind()?;
        let [files, manifest] = self.mapped.given();
        let given =
            [files, manifest, ("modules", !self.modules.is_empty()), ("site_config", self.site_config.is_some())];
        unread::refuse(kind, &given, |key| format!("`--{}`", key.replace('_', "-")))?;
        let (erp, collected) = match kind {
            Kind::Odoo => (Erp::Odoo, self.odoo()?),
            Kind::Frappe => (Erp::Frappe, self.frappe()?),
            Kind::Fullfinity => (Erp::Fullfinity, self.shipped(Erp::Fullfinity)?),
            Kind::Tryton => (Erp::Tryton, self.tryton()?),
            Kind::Sql => return self.sql(),
            Kind::Files => return self.files(),
        };
        if let Some(mut snapshot) = collected {
            let asks = erp.knows_more_than_its_database();
            if let Some(live) = self.live()?.filter(|live| asks && live.login.is_some()) {
                add_fields(erp, &live, self.extra()?, &mut snapshot, probes)?;
            }
            return Ok(snapshot);
        }
        if self.well_known.get().is_some() {
            bail!("`--check-default-passwords` reads hashes from the database, which is not named: no API shows them");
        }
        let Some(live) = self.live()? else {
            bail!(
                "nowhere to collect from: the system has none of `postgres`, `mariadb`, `sqlite`, `site_config`, `modules` and \
                 `url`, and there is no `--database-url`, `--site-config`, `--modules` or `--url`"
            );
        };
        over_api(erp, &live, self.called(), self.extra()?, probes, now())
    }

    /// The kind of system.
    fn kind(&self) -> anyhow::Result<Kind> {
        match (self.kind, &self.system) {
            (Some(kind), _) => Ok(kind),
            (None, Some(name)) => Ok(self.configured(name)?.kind),
            (None, None) => {
                bail!("no system: name one of `{FILE}`, or give `--kind odoo` with `--database-url URL` or `--url URL`")
            }
        }
    }
}

/// Collects over the API; `taken_at` is what the snapshot says about its moment.
pub(super) fn over_api(
    erp: Erp,
    live: &Live,
    system: Option<String>,
    extra: Extra,
    probes: &mut Secrets,
    taken_at: String,
) -> anyhow::Result<Snapshot> {
    let (database, asked) = (live.database.clone(), probes.logins());
    let account = live.account(erp)?;
    let options = api::Options { system, database, account, probes: asked, now: taken_at, extra };
    let api::Collected { snapshot, refused } =
        collecting(async |step| erp.collect(live.client.clone(), &options, step).await)?;
    probes.forget(&refused);
    Ok(snapshot)
}

/// Asks the running system for what its database does not tell. Without an answer that stays *not assessed*.
fn add_fields(
    erp: Erp,
    live: &Live,
    extra: Extra,
    snapshot: &mut Snapshot,
    probes: &mut Secrets,
) -> anyhow::Result<()> {
    let (account, database, asked) = (live.account(erp)?, live.database.clone(), probes.logins());
    let options = api::Options { system: None, database, account, probes: asked, now: String::new(), extra };
    match collecting(async |step| erp.ask_for_fields(live.client.clone(), &options, snapshot, step).await) {
        Ok(refused) => probes.forget(&refused),
        Err(error) if matches!(error.downcast_ref(), Some(ConnectError::ApiLogin { .. })) => {
            note(&format!("{} stays not assessed", erp.beyond_its_database()));
            probes.forget(std::slice::from_ref(&options.account.login));
        }
        Err(error) => {
            let what = erp.beyond_its_database();
            note(&format!("{what} stays not assessed: {}", terminal(&format!("{error:#}"), 500)));
        }
    }
    Ok(())
}

/// Runs a collector until it is done or the user has enough.
pub(super) fn collecting<T>(collect: impl AsyncFnOnce(&dyn Fn(&str)) -> Result<T, ConnectError>) -> anyhow::Result<T> {
    let progress = Progress::default();
    let step = |what: &str| progress.step(what);
    Ok(unless_interrupted(collect(&step))??)
}

/// A snapshot file, or a system to collect from right away.
#[derive(Debug, Args)]
pub(super) struct SnapshotArgs {
    /// A snapshot made by `rolecall collect`; without it the system is collected from. A system named beside it still gives
    /// its address, logins and role map
    #[arg(long, value_name = "FILE", conflicts_with_all = ["database_url", "server_file", "server_folder", "jwt_file"])]
    pub(super) snapshot: Option<PathBuf>,
    #[command(flatten)]
    pub(super) system: SystemArgs,
}

impl SnapshotArgs {
    /// Reads or collects.
    pub(super) fn get(&self) -> anyhow::Result<Snapshot> {
        self.get_with(&mut Secrets::default())
    }

    /// The same, and over the API the `probes` are asked too which fields they are shown.
    pub(super) fn get_with(&self, probes: &mut Secrets) -> anyhow::Result<Snapshot> {
        match &self.snapshot {
            Some(path) => {
                let progress = Progress::default();
                progress.step("reading the snapshot");
                Ok(snapshot::read(path)?)
            }
            None if self.system.is_named() => self.system.collect(probes),
            None => bail!(
                "nothing to read: give `--snapshot FILE`, a system of `{FILE}`, or `--kind odoo` with `--database-url URL` or \
                 `--url URL`"
            ),
        }
    }
}
