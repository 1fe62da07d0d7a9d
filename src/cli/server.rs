//! Files and folders of the ERP's server, to be looked at beside the system.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::config::System;
use crate::connect::ConnectError;
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
    /// Looks at what the command line and the configuration name; paths of the configuration start at its folder.
    pub(super) fn look(&self, configured: Option<&System>, folder: &Path) -> Result<ServerFiles, ConnectError> {
        let with = |given: &[PathBuf], configured: Option<&Vec<PathBuf>>| {
            let configured = configured.into_iter().flatten().map(|path| folder.join(path));
            given.iter().cloned().chain(configured).collect::<Vec<_>>()
        };
        let files = with(&self.server_file, configured.map(|system| &system.server_files));
        let folders = with(&self.server_folder, configured.map(|system| &system.server_folders));
        ServerFiles::look(&files, &folders)
    }

    /// Whether the command line names any.
    pub(super) fn is_given(&self) -> bool {
        !(self.server_file.is_empty() && self.server_folder.is_empty())
    }
}
