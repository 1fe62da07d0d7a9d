//! `rolecall init`: a workspace.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use super::output::{note, write_file};
use crate::findings::Exit;

/// The files of a workspace.
const FILES: [(&str, &str); 0] = [];

/// Make a workspace: configuration, policies, a role map to start from, a folder for reports
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rolecall init audit && cd audit && $EDITOR rolecall.toml")]
pub(super) struct Init {
    /// The folder; it may exist, files in it are never overwritten
    dir: PathBuf,
}

impl Init {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let taken: Vec<&str> =
            FILES.iter().map(|(name, _)| *name).filter(|name| self.dir.join(name).exists()).collect();
        if let Some(first) = taken.first() {
            bail!("`{}` exists already; nothing was written", self.dir.join(first).display());
        }
        for (name, text) in FILES {
            let path = self.dir.join(name);
            if let Some(folder) = path.parent() {
                std::fs::create_dir_all(folder)?;
            }
            write_file(&path, text.as_bytes())?;
        }
        note(&format!("made {} files in {}", FILES.len(), self.dir.display()));
        Ok(Exit::Clean)
    }
}
