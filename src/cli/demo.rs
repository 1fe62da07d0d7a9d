//! `rolecall demo`: the whole job on a sample company.

use std::path::PathBuf;

use clap::Args;

use super::lint::{PoliciesArgs, load_map};
use super::output::{deliver, note, options, write_file};
use crate::audit;
use crate::checks::catalogue;
use crate::findings::{Exit, Report};
use crate::model::Severity;
use crate::report::{Format, RenderOptions, render};
use crate::snapshot;
use crate::synth;

/// The time at which the sample company's snapshot says that it was taken.
const TAKEN_AT: &str = "2026-01-01T00:00:00Z";

/// Run the whole job on a built-in sample company with planted faults; nothing to install or configure
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall demo
  rolecall demo --seed 7 --output /tmp/demo

It writes a role map, a staff list, a snapshot and the report in every format, prints the report, and ends with exit code 0;
the exit code that `rolecall audit` would have given is printed.")]
pub(super) struct Demo {
    /// Another sample company
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The folder to write
    #[arg(short, long, value_name = "DIR", default_value = "reports/demo")]
    output: PathBuf,
}

impl Demo {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let company = synth::company(self.seed, TAKEN_AT);
        std::fs::create_dir_all(&self.output)
            .map_err(|error| anyhow::anyhow!("cannot make folder `{}`: {error}", self.output.display()))?;
        let file = |name: &str| self.output.join(name);
        write_file(&file("role-map.yaml"), company.role_map.as_bytes())?;
        write_file(&file("staff.csv"), company.staff.as_bytes())?;
        snapshot::write(&company.snapshot, &file("acme.snapshot"))?;

        let map = load_map(&file("role-map.yaml"), &PoliciesArgs::default())?;
        let snapshot = snapshot::read(&file("acme.snapshot"))?;
        let report = audit::audit(&snapshot, Some((&map, "role-map.yaml")), Severity::High, None);
        let checks = catalogue();
        let complete = RenderOptions { limit: None, ..RenderOptions::default() };
        for (name, format) in
            [("audit.json", Format::Json), ("audit.sarif", Format::Sarif), ("audit.md", Format::Markdown)]
        {
            write_file(&file(name), &render(&report, &checks, format, &complete)?)?;
        }
        deliver(&render(&report, &checks, Format::Table, &options(Some(20), None))?, None)?;
        self.tell(&report, &company.faults);
        Ok(Exit::Clean)
    }

    /// Which of the planted faults were found, and where everything is.
    fn tell(&self, report: &Report, faults: &[synth::Fault]) {
        note("\nplanted faults:");
        for fault in faults {
            let is_it = |finding: &&crate::findings::Finding| {
                finding.check_name == fault.check && finding.subject.id == fault.subject
            };
            let found = if report.findings.iter().any(|finding| is_it(&finding)) { "found" } else { "NOT FOUND" };
            note(&format!("  {found}: {} ({}: {})", fault.what, fault.check, fault.subject));
        }
        note(&format!(
            "\nwritten to {}; `rolecall audit` would have ended with exit code {}. Try:",
            self.output.display(),
            report.exit().code()
        ));
        let folder = self.output.display();
        note(&format!("  rolecall audit --snapshot {folder}/acme.snapshot --map {folder}/role-map.yaml --limit 0"));
        note(&format!("  rolecall explain public product.pricelist.item write --snapshot {folder}/acme.snapshot"));
    }
}
