//! Which system a command is about: a snapshot file, a configured system, or a database named on the command line.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use secrecy::SecretString;

use super::live::{Live, LiveArgs};
use crate::config::{self, Config, FILE, Kind, System};
use crate::connect::{self, odoo};
use crate::progress::Progress;
use crate::secret;
use crate::snapshot::{self, Snapshot};

/// A system to collect from.
#[derive(Debug, Args)]
pub(super) struct SystemArgs {
    /// A system of the configuration file
    #[arg(value_name = "SYSTEM")]
    system: Option<String>,
    /// The configuration file
    #[arg(long, value_name = "FILE", default_value = FILE)]
    config: PathBuf,
    /// The kind of system, when no configuration names it
    #[arg(long, value_parser = kind(), conflicts_with = "system")]
    kind: Option<Kind>,
    /// Its database: a URL, or better a reference to one (`env:NAME`, `file:PATH`, `stdin`), because others can read a command line
    #[arg(long, value_name = "URL", requires = "kind")]
    database_url: Option<String>,
    #[command(flatten)]
    live: LiveArgs,
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

/// Where a system is.
struct Target {
    kind: Kind,
    url: SecretString,
    name: Option<String>,
}

impl SystemArgs {
    /// Whether the command line names a system at all.
    pub(super) fn is_named(&self) -> bool {
        self.system.is_some() || self.kind.is_some()
    }

    /// The role map that the configuration has for the system.
    pub(super) fn configured_map(&self) -> anyhow::Result<Option<PathBuf>> {
        let Some(name) = &self.system else { return Ok(None) };
        let folder = self.config.parent().unwrap_or(Path::new(""));
        Ok(self.configured(name)?.map.map(|map| folder.join(map)))
    }

    /// What the configuration says about probes; nothing without a configured system.
    pub(super) fn configured_probe(&self) -> anyhow::Result<config::Probe> {
        match &self.system {
            Some(_) => Ok(Config::read(&self.config)?.probe),
            None => Ok(config::Probe::default()),
        }
    }

    /// The running system, if the command line or the configuration names one.
    pub(super) fn live(&self) -> anyhow::Result<Option<Live>> {
        let configured = self.system.as_deref().map(|name| self.configured(name)).transpose()?;
        let folder = self.config.parent().unwrap_or(Path::new(""));
        self.live.live(configured.as_ref(), folder)
    }

    fn configured(&self, name: &str) -> anyhow::Result<System> {
        Ok(Config::read(&self.config)?.system(&self.config, name)?.clone())
    }

    /// Reads the secret, which `stdin` gives only once.
    fn target(&self) -> anyhow::Result<Target> {
        if let (Some(kind), Some(url)) = (self.kind, &self.database_url) {
            let url = if url.contains("://") { SecretString::from(url.as_str()) } else { secret::resolve(url)? };
            return Ok(Target { kind, url, name: self.name.clone() });
        }
        let Some(name) = &self.system else {
            bail!("no system: name one of `{FILE}`, or give `--kind odoo --database-url URL`");
        };
        let system = self.configured(name)?;
        let Some(postgres) = &system.postgres else {
            bail!("system `{name}` of `{}` has no key `postgres`", self.config.display());
        };
        let url = secret::resolve(postgres).with_context(|| format!("system `{name}`, key `postgres`"))?;
        Ok(Target { kind: system.kind, url, name: Some(self.name.clone().unwrap_or_else(|| name.clone())) })
    }

    /// Collects a snapshot.
    pub(super) fn collect(&self) -> anyhow::Result<Snapshot> {
        let target = self.target()?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let progress = Progress::default();
        let Kind::Odoo = target.kind;
        let options = odoo::CollectOptions {
            system: target.name,
            statement_timeout: std::time::Duration::from_secs(self.statement_timeout),
        };
        let step = |what: &str| progress.step(what);
        let collected = runtime.block_on(async {
            tokio::select! {
                collected = odoo::collect(&target.url, &options, &step) => Some(collected),
                _ = tokio::signal::ctrl_c() => None,
            }
        });
        let collected: Option<Result<Snapshot, connect::ConnectError>> = collected;
        match collected {
            Some(snapshot) => Ok(snapshot?),
            None => bail!("interrupted; nothing was written"),
        }
    }
}

/// A snapshot file, or a system to collect from right away.
#[derive(Debug, Args)]
pub(super) struct SnapshotArgs {
    /// A snapshot made by `rolecall collect`; without it the system is collected from
    #[arg(long, value_name = "FILE", conflicts_with_all = ["system", "kind"])]
    snapshot: Option<PathBuf>,
    #[command(flatten)]
    pub(super) system: SystemArgs,
}

impl SnapshotArgs {
    /// Reads or collects.
    pub(super) fn get(&self) -> anyhow::Result<Snapshot> {
        match &self.snapshot {
            Some(path) => {
                let progress = Progress::default();
                progress.step("reading the snapshot");
                Ok(snapshot::read(path)?)
            }
            None if self.system.is_named() => self.system.collect(),
            None => bail!(
                "nothing to read: give `--snapshot FILE`, a system of `{FILE}`, or `--kind odoo --database-url URL`"
            ),
        }
    }
}
