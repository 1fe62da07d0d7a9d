//! How a running system is asked: in its kind's own dialect, or as a manifest says.

use std::sync::Arc;

use anyhow::{Context, bail};
use secrecy::SecretString;

use super::live::Live;
use super::output::note;
use super::prober::{erp_of, same_version};
use crate::connect::api::Erp;
use crate::connect::live::{Live as Dialect, SecretKind};
use crate::connect::rest::{Manifest, RestLive};
use crate::model::Pattern;
use crate::report::escape::terminal;
use crate::snapshot::Snapshot;

/// How a running system is asked.
#[derive(Debug, Clone)]
pub(super) enum Tongue {
    /// In its kind's own dialect.
    Own(Erp),
    /// As a manifest says, whatever its kind.
    Manifest(Arc<Manifest>),
}

impl Tongue {
    /// How the system of a snapshot is asked; without a manifest it must be of a kind that can be spoken to.
    pub(super) fn of(snapshot: &Snapshot, manifest: Option<Arc<Manifest>>) -> anyhow::Result<Self> {
        match manifest {
            Some(manifest) => Ok(Self::Manifest(manifest)),
            None => erp_of(snapshot).map(Self::Own).context(
                "give `--probe-manifest FILE` or the key `probe_manifest`; docs/probing-any-rest.md tells how",
            ),
        }
    }

    /// What a secret is that was not read, where nobody says it.
    pub(super) fn usual_kind(&self) -> SecretKind {
        match self {
            Self::Own(_) => SecretKind::Password,
            Self::Manifest(manifest) => manifest.secret_kind(),
        }
    }

    /// What a secret is, where nobody says it.
    pub(super) fn kind_of(&self, secret: &SecretString) -> SecretKind {
        match self {
            Self::Own(erp) => erp.kind_of(secret),
            Self::Manifest(manifest) => manifest.secret_kind(),
        }
    }

    /// Resources on which an operation may be tried, and those on which it never is.
    pub(super) fn touches(&self) -> (Vec<Pattern>, Vec<Pattern>) {
        let built_in = |texts: &[&str]| texts.iter().filter_map(|text| Pattern::parse(text).ok()).collect();
        match self {
            Self::Own(erp) => {
                let (attempts, never) = erp.touches();
                (built_in(attempts), built_in(never))
            }
            Self::Manifest(manifest) => {
                let (attempts, never) = manifest.touches();
                (attempts.to_vec(), never.to_vec())
            }
        }
    }

    /// The dialect to ask in; nothing is sent to `never` that could change anything.
    pub(super) fn live<'s>(
        &'s self,
        snapshot: &'s Snapshot,
        database: &str,
        never: &[Pattern],
    ) -> anyhow::Result<Box<dyn Dialect + 's>> {
        Ok(match self {
            Self::Own(erp) => erp.live(snapshot, database)?,
            Self::Manifest(manifest) => {
                Box::new(RestLive::new(snapshot, manifest, database, never, jiff::Timestamp::now)?)
            }
        })
    }

    /// The database to speak with, if the running system is that of the snapshot.
    pub(super) fn meet(&self, system: &Live, snapshot: &Snapshot) -> anyhow::Result<String> {
        let Self::Own(erp) = self else {
            note(&format!(
                "a manifest asks for no version: `{}` is taken for the system of the snapshot, {} {}",
                system.address,
                terminal(&snapshot.system.kind, 100),
                terminal(&snapshot.system.version, 100)
            ));
            return Ok(system.database.clone().unwrap_or_else(|| snapshot.system.database.clone()));
        };
        let found = system.identify(*erp)?;
        same_version(snapshot, found.version.as_deref(), &system.address)?;
        let database = found.database.unwrap_or_else(|| snapshot.system.database.clone());
        if system.database.is_none() && database != snapshot.system.database {
            bail!(
                "the snapshot is of database `{}` and `{}` serves `{database}`; collect again, or give `--database {database}` \
                 if that is the same system under another name",
                snapshot.system.database,
                system.address
            );
        }
        Ok(database)
    }
}
