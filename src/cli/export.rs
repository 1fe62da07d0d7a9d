//! `rolecall export`: a role map in the form that others read.

use std::path::PathBuf;

use clap::Args;

use super::lint::{PoliciesArgs, load_map};
use super::output::deliver;
use crate::findings::Exit;
use crate::rolemap::casbin;

/// Write a role map as a casbin policy, to be used with policies/model.conf
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  rolecall export role-map.yaml -o policy.csv")]
pub(super) struct Export {
    /// The role map: YAML, CSV or XLSX
    map: PathBuf,
    #[command(flatten)]
    policies: PoliciesArgs,
    /// The file to write instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Export {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let map = load_map(&self.map, &self.policies)?;
        deliver(casbin::export(&map).as_bytes(), self.output.as_deref())?;
        Ok(Exit::Clean)
    }
}
