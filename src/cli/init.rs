//! `rolecall init`: a workspace.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::output::{note, write_file};
use super::source::kind;
use crate::config::{FILE, Kind};
use crate::findings::Exit;
use crate::report::escape::terminal;

/// What a workspace for any kind of system has.
const COMMON: &[(&str, &str)] = &[
    (FILE, include_str!("init/rolecall.toml")),
    (".gitignore", include_str!("init/gitignore")),
    ("policies/model.conf", include_str!("../../policies/model.conf")),
    ("policies/guardrails.csv", include_str!("../../policies/guardrails.csv")),
    ("role-maps/rolemap.schema.json", include_str!("../../role-maps/rolemap.schema.json")),
    ("reports/.gitkeep", ""),
];

/// The role map to start from, and who holds its roles.
const ODOO: &[(&str, &str)] = &[
    ("role-maps/odoo/trading.yaml", include_str!("../../role-maps/odoo/trading.yaml")),
    ("role-maps/odoo/staff.csv", include_str!("../../role-maps/odoo/staff.csv")),
];

/// Make a workspace: configuration, policies, a role map to start from, a folder for reports
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rolecall init audit && cd audit && $EDITOR rolecall.toml")]
pub(super) struct Init {
    /// The folder; it may exist, files in it are never overwritten
    dir: PathBuf,
    /// The kind of system that the role map is for
    #[arg(long, default_value = "odoo", value_parser = kind())]
    kind: Kind,
}

impl Init {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let Kind::Odoo = self.kind else {
            bail!("there is no role map to start from for this kind of system yet; nothing was written");
        };
        let files: Vec<(PathBuf, &str)> =
            COMMON.iter().chain(ODOO).map(|(name, text)| (self.dir.join(name), *text)).collect();
        // A link that leads nowhere is something of the user's, too.
        if let Some((taken, _)) = files.iter().find(|(path, _)| path.symlink_metadata().is_ok()) {
            bail!("`{}` exists already; nothing was written, choose another folder or move it away", taken.display());
        }
        for (path, text) in &files {
            let folder = path.parent().unwrap_or(Path::new("."));
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make folder `{}`", folder.display()))?;
            write_file(path, text.as_bytes())?;
        }
        note(&format!(
            "made {} files in {}\n\
             \n\
             next:\n  \
             cd {}\n  \
             $EDITOR {FILE}                     # where your database is\n  \
             rolecall collect prod -o prod.snapshot\n  \
             rolecall lint role-maps/odoo/trading.yaml --snapshot prod.snapshot\n  \
             $EDITOR role-maps/odoo/staff.csv          # who holds which role\n  \
             rolecall audit --snapshot prod.snapshot --map role-maps/odoo/trading.yaml",
            files.len(),
            terminal(&self.dir.display().to_string(), 1000),
            terminal(&self.dir.display().to_string(), 1000),
        ));
        Ok(Exit::Clean)
    }
}
