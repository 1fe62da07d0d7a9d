//! What no API tells of a system, on the command line: folders of its modules, and what it calls things.

use std::path::PathBuf;

use anyhow::bail;

use super::prober::now;
use super::source::{SystemArgs, collecting};
use crate::connect::Extra;
use crate::connect::api::Erp;
use crate::snapshot::Snapshot;

impl SystemArgs {
    /// What the command line and the configuration tell beside the API.
    pub(super) fn extra(&self) -> anyhow::Result<Extra> {
        let configured = self.configured_system()?;
        let (in_file, names) = configured.map(|system| (system.modules, system.names)).unwrap_or_default();
        let in_file: Vec<PathBuf> = in_file.iter().map(|path| self.folder().join(path)).collect();
        let modules = if self.modules.is_empty() { in_file } else { self.modules.clone() };
        Ok(Extra { modules, names })
    }

    /// Collects from the files of modules, where no running system is named to collect from.
    pub(super) fn shipped(&self, erp: Erp) -> anyhow::Result<Option<Snapshot>> {
        if self.live()?.is_some_and(|live| live.login.is_some()) {
            return Ok(None);
        }
        let extra = self.extra()?;
        if let Some(missing) = extra.modules.iter().find(|root| !root.is_dir()) {
            bail!(
                "there is no folder `{}`: `modules`, or `--modules`, names the folder with the instance's modules",
                missing.display()
            );
        }
        collecting(async |step| erp.collect_modules(&extra, &self.options(), now(), step))
    }
}
