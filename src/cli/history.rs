//! `rolecall history`: earlier runs, and what became of findings.

use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::output::{options, stream};
use super::store::HistoryArgs;
use crate::findings::Exit;
use crate::history::{Filter, Store};
use crate::report::{self, HistoryPage};

/// Print earlier runs with verdict, findings and trend, or what became of each finding
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall history
  rolecall history --system prod --limit 12
  rolecall history --findings --system prod
  rolecall history v1:9c1f                  # the timeline of one finding, by the beginning of its fingerprint
  rolecall history --format csv -o runs.csv

A finding is fixed when a later run looked for it and did not find it; where its check was not made, it is *not looked at*.

Exit codes: 0 answered, 2 failed.")]
pub(super) struct HistoryCommand {
    /// The finding to follow: its fingerprint, or the beginning of it
    #[arg(value_name = "FINGERPRINT")]
    fingerprint: Option<String>,
    /// Only systems of this name
    #[arg(long, value_name = "NAME", conflicts_with = "fingerprint")]
    system: Option<String>,
    /// Findings instead of runs: first and last seen, open or fixed, how often they came back
    #[arg(long, conflicts_with = "fingerprint")]
    findings: bool,
    /// The folder of the archived runs
    #[arg(long, value_name = "DIR", default_value = super::archiving::REPORTS)]
    archive: PathBuf,
    #[command(flatten)]
    history: HistoryArgs,
    /// At most so many runs or findings; 0 for all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// Output format
    #[arg(long, value_enum, default_value = "table")]
    format: HistoryFormat,
    /// The file to write instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum HistoryFormat {
    /// For people
    Table,
    /// One document, `history/1`
    Json,
    /// A row each
    Csv,
}

impl HistoryCommand {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let Some(mut store) = self.history.existing(&self.archive)? else {
            bail!("there is no history yet: `rolecall audit` begins one, `--history` names another");
        };
        let page = self.page(&mut store)?;
        let to = self.output.as_deref();
        stream(to, |out| {
            match self.format {
                HistoryFormat::Table => out.write_all(report::history_table(&page, &options(None, to)).as_bytes())?,
                HistoryFormat::Json => out.write_all(report::history_json(&page)?.as_bytes())?,
                HistoryFormat::Csv => report::history_csv(&page, out)?,
            }
            Ok(())
        })?;
        Ok(Exit::Clean)
    }

    fn page(&self, store: &mut Store) -> anyhow::Result<HistoryPage> {
        let limit = (self.limit > 0).then_some(self.limit);
        let system = self.system.as_deref();
        if let Some(fingerprint) = &self.fingerprint {
            let found = store.timelines(fingerprint)?;
            if found.is_empty() {
                bail!("no run had a finding whose fingerprint begins with `{fingerprint}`");
            }
            return Ok(HistoryPage::Timelines(found));
        }
        if self.findings {
            let mut findings = store.findings(system)?;
            let all = findings.len();
            findings.truncate(limit.unwrap_or(all));
            return Ok(HistoryPage::Findings { findings, all });
        }
        let runs = store.runs(Filter { system, limit })?;
        if runs.is_empty()
            && let Some(system) = system
        {
            bail!("no run of a system `{system}` is in the history");
        }
        Ok(HistoryPage::Runs(runs))
    }
}
