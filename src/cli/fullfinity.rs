//! A Fullfinity on the command line: the folders of its modules, and what it calls things.

use std::path::PathBuf;

use anyhow::{Context, bail};

use super::live::Live;
use super::prober::{Secrets, now};
use super::source::{SystemArgs, collecting};
use crate::connect::api::{self, Erp};
use crate::connect::fullfinity::{self, api::Extra, api::Names};
use crate::snapshot::Snapshot;

impl SystemArgs {
    /// What a Fullfinity is asked beside its configuration.
    fn fullfinity_extra(&self) -> anyhow::Result<Extra> {
        let configured = self.configured_system()?;
        let (in_file, names) = configured.map(|system| (system.modules, system.names)).unwrap_or_default();
        let in_file: Vec<PathBuf> = in_file.iter().map(|path| self.folder().join(path)).collect();
        let modules = if self.modules.is_empty() { in_file } else { self.modules.clone() };
        let names = Names::read(&names).with_context(|| format!("`{}`, key `names`", self.config.display()))?;
        Ok(Extra { names, modules })
    }

    /// Collects over the API, with what the configuration says about the instance.
    pub(super) fn fullfinity_over_api(&self, live: &Live, probes: &mut Secrets) -> anyhow::Result<Snapshot> {
        let (extra, account) = (self.fullfinity_extra()?, live.account(Erp::Fullfinity)?);
        let (system, database, asked) = (self.called(), live.database.clone(), probes.logins());
        let options = api::Options { system, database, account, probes: asked, now: now() };
        let api::Collected { snapshot, refused } =
            collecting(async |step| fullfinity::api::collect(live.client.clone(), &options, &extra, step).await)?;
        probes.forget(&refused);
        Ok(snapshot)
    }

    /// Collects from the files of a Fullfinity's modules, where no running system is named to collect from.
    pub(super) fn fullfinity(&self) -> anyhow::Result<Option<Snapshot>> {
        let roots = self.fullfinity_extra()?.modules;
        if roots.is_empty() || self.live()?.is_some_and(|live| live.login.is_some()) {
            return Ok(None);
        }
        if let Some(missing) = roots.iter().find(|root| !root.is_dir()) {
            bail!(
                "there is no folder `{}`: `modules`, or `--modules`, names the folder with the instance's modules",
                missing.display()
            );
        }
        let modules = fullfinity::Modules { roots, now: now() };
        collecting(async |step| fullfinity::collect(&modules, &self.options(), step)).map(Some)
    }
}
