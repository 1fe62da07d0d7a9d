//! `rolecall probe`: the live probe alone.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;

use super::audit::{format, severity};
use super::lint::{PoliciesArgs, load_map};
use super::output::{deliver, file, note, options};
use super::prober::{ProbeArgs, Prober, Secrets, same_series};
use super::source::SnapshotArgs;
use crate::audit::probe_report;
use crate::checks::catalogue;
use crate::findings::Exit;
use crate::model::Severity;
use crate::report::escape::terminal;
use crate::report::{Format, count, render};

/// Log in as each role and see what the running system really lets it do; changes nothing
///
/// Each role of the map that names a probe login is asked what the design demands and what it forbids. docs/probing-odoo.md
/// tells which logins to make, what is sent and why nothing changes.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall probe prod --map role-map.yaml --plan             # prints every request, sends none
  rolecall probe prod --map role-map.yaml
  rolecall probe prod --map role-map.yaml --role sales-rep --evidence evidence.jsonl
  rolecall probe --snapshot prod.snapshot --url https://erp.acme.example --map role-map.yaml

Exit codes: 0 as designed, 1 findings at or above --fail-on, 2 failed, 3 incomplete: something could not be asked, or
nobody can tell what the answer means.")]
pub(super) struct ProbeCommand {
    #[command(flatten)]
    source: SnapshotArgs,
    /// The role map [default: the configured one]
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    #[command(flatten)]
    policies: PoliciesArgs,
    /// Print every request that would be sent, with the expected answer, and send none
    #[arg(long)]
    plan: bool,
    #[command(flatten)]
    probe: ProbeArgs,
    /// Output format
    #[arg(long, default_value = "table", value_parser = format())]
    format: Format,
    /// The file to write instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// The lowest severity that makes the verdict NO-GO
    #[arg(long, default_value = "high", value_parser = severity())]
    fail_on: Severity,
    /// Show at most so many findings in the table and in Markdown; 0 shows all
    #[arg(long, default_value_t = 20)]
    limit: usize,
}

impl ProbeCommand {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let Some(map_file) =
            self.map.clone().map_or_else(|| self.source.system.configured_map(), |map| Ok(Some(map)))?
        else {
            bail!("a probe needs a design to ask about: give `--map FILE`");
        };
        let map = load_map(&map_file, &self.policies)?;
        let limits = self.probe.limits(&self.source.system.configured_probe()?);
        if !map.roles.iter().any(|role| role.probe.is_some()) {
            bail!(
                "no role of `{}` says how to log in as it; add `probe: {{ login: …, secret: \"env:NAME\" }}` to a role",
                map_file.display()
            );
        }
        let live = self.source.system.live()?;
        let secrets = Secrets::read(&map, &limits, self.plan);
        let snapshot = self.source.get_with(&secrets)?;
        let database = snapshot.system.database.clone();
        let mut prober = Prober { snapshot: &snapshot, map: &map, limits, secrets, database };
        if self.plan {
            let auditor = live.as_ref().and_then(|live| live.login.as_ref()).map(|(login, _)| login.as_str());
            prober.show(auditor, self.output.as_deref())?;
            return Ok(Exit::Clean);
        }
        let Some(live) = live else {
            bail!("no running system: give `--url URL`, or the key `url` of the system in `{}`", crate::config::FILE);
        };
        let (series, database) = live.identify()?;
        same_series(&snapshot, series, &live.address)?;
        prober.database = database;
        let probed = prober.send(&live, self.probe.evidence())?;
        let report = probe_report(&snapshot, (&map, &map_file.display().to_string()), self.fail_on, &probed);
        let limit = if self.limit == 0 { None } else { Some(self.limit) };
        let bytes = render(&report, &catalogue(), self.format, &options(limit, self.output.as_deref()))?;
        deliver(&bytes, self.output.as_deref())?;
        if let Some(file) = file(self.output.as_deref()) {
            let told = (report.verdict.words(), count(report.findings.len(), "finding"));
            note(&format!("{}: {}, written to {}", told.0, told.1, terminal(&file.display().to_string(), 1000)));
        }
        Ok(report.exit())
    }
}
