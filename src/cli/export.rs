//! `rolecall export`: a role map in the form that others read.

use std::path::PathBuf;

use clap::Args;

use super::lint::load_map;
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
    /// The operations that `all` stands for
    #[arg(long, value_delimiter = ',', default_value = "read,write,create,delete")]
    operations: Vec<String>,
    /// The file to write instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Export {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let map = load_map(&self.map)?;
        let operations: Vec<&str> = self.operations.iter().map(String::as_str).collect();
        deliver(casbin::export(&map, &operations).as_bytes(), self.output.as_deref())?;
        Ok(Exit::Clean)
    }
}
