//! Files and folders of the ERP's server, to be looked at beside the system.

use std::path::PathBuf;

use clap::Args;

use super::source::SystemArgs;
use crate::connect::server::ServerFiles;

/// Files and folders of the server.
#[derive(Debug, Args)]
pub(super) struct ServerArgs {
    /// A configuration file of the ERP's server (`odoo.conf`, `trytond.conf`, `site_config.json`, `.env`): which secrets it holds by
    /// the names of their keys, what it opens, who may read it; no value is kept; may be given several times
    #[arg(long, value_name = "FILE")]
    server_file: Vec<PathBuf>,
    /// A folder of the server, such as the filestore's or the backups': who may open it and the files in it; may be given
    /// several times
    #[arg(long, value_name = "DIR")]
    server_folder: Vec<PathBuf>,
}

impl ServerArgs {
    /// Whether the command line names any.
    pub(super) fn is_given(&self) -> bool {
        !(self.server_file.is_empty() && self.server_folder.is_empty())
    }
}

impl SystemArgs {
    /// Looks at the files and folders of the server that the command line and the configuration name.
    pub(super) fn server_files(&self) -> anyhow::Result<ServerFiles> {
        let files = self.paths(&self.server.server_file, |system| system.server_files)?;
        let folders = self.paths(&self.server.server_folder, |system| system.server_folders)?;
        Ok(ServerFiles::look(&files, &folders)?)
    }
}
