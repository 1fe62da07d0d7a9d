//! `rolecall demo`: the whole job on a sample company.

use std::path::PathBuf;

use anyhow::Context;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::lint::{PoliciesArgs, load_map};
use super::live::Live;
use super::output::{deliver, note, options, write_file};
use super::prober::{ProbeArgs, Prober, Secrets};
use super::source::over_api;
use crate::audit;
use crate::checks::catalogue;
use crate::config;
use crate::connect::api::Erp;
use crate::findings::{Exit, Finding, Report};
use crate::model::Severity;
use crate::report::{Format, RenderOptions, render};
use crate::sample::{self, Faults, Flavour, Sample, SampleCompany};
use crate::snapshot;
use crate::synth;

/// The account that collects from the sample.
const ADMIN: &str = "admin";

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
    /// The version of Odoo that the sample ERP speaks as
    #[arg(long, default_value = "18", value_parser = flavour())]
    flavour: Flavour,
    /// The folder to write
    #[arg(short, long, value_name = "DIR", default_value = "reports/demo")]
    output: PathBuf,
}

impl Demo {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let company = synth::company(self.seed, TAKEN_AT);
        let faults = Faults::planted();
        let serving = sample::Options { faults: faults.clone(), ..sample::Options::default() };
        let served = Sample::serve_with(&SampleCompany::new(&company.snapshot), self.flavour, serving)
            .context("cannot serve the sample ERP on this machine")?;
        note(&format!("a sample ERP that speaks as Odoo {} answers on {}", self.flavour.major(), served.base_url()));
        std::fs::create_dir_all(&self.output)
            .with_context(|| format!("cannot make folder `{}`", self.output.display()))?;
        let file = |name: &str| self.output.join(name);
        write_file(&file("role-map.yaml"), company.role_map.as_bytes())?;
        write_file(&file("staff.csv"), company.staff.as_bytes())?;
        let map = load_map(&file("role-map.yaml"), &PoliciesArgs::default())?;

        let live = Live::sample(&served, ADMIN)?;
        let logins = map.roles.iter().filter_map(|role| role.probe.as_ref()).map(|probe| probe.login.value.clone());
        let mut secrets =
            Secrets::of_logins(logins.map(|login| (login.clone(), SampleCompany::password(&login).into())));
        let snapshot = over_api(Erp::Odoo, &live, Some("acme".to_owned()), &mut secrets, TAKEN_AT.to_owned())?;
        snapshot::write(&snapshot, &file("acme.snapshot"))?;
        let (asking, erp) = (ProbeArgs::default(), super::prober::erp_of(&snapshot)?);
        let limits = asking.limits(&config::Probe::default(), asking.roles(&map)?, erp);
        let before = served.checksum();
        let probed = Prober::ask(&live, &snapshot, &map, limits, secrets, None, Some(&file("evidence.jsonl")))?;

        let report = audit::audit(&snapshot, Some((&map, "role-map.yaml")), Severity::High, Some(&probed));
        let checks = catalogue();
        let complete = RenderOptions { limit: None, ..RenderOptions::default() };
        for (name, format) in
            [("audit.json", Format::Json), ("audit.sarif", Format::Sarif), ("audit.md", Format::Markdown)]
        {
            write_file(&file(name), &render(&report, &checks, format, &complete)?)?;
        }
        deliver(&render(&report, &checks, Format::Table, &options(Some(20), None))?, None)?;
        self.tell(&report, &company.faults, &faults);
        let same = if before == served.checksum() { "the same" } else { "NOT THE SAME" };
        note(&format!("the sample's database is {same} before and after the probe, rows about logins aside"));
        self.tell_what_next(&report);
        Ok(Exit::Clean)
    }

    /// Which of the planted faults were found.
    fn tell(&self, report: &Report, faults: &[synth::Fault], live: &Faults) {
        note("\nplanted faults:");
        let closure = self.flavour == Flavour::V19;
        for fault in faults.iter().filter(|fault| !(closure && fault.of_stored_memberships)) {
            let is_it = |finding: &Finding| finding.check_name == fault.check && finding.subject.id == fault.subject;
            told(report, is_it, fault.what, &format!("{}: {}", fault.check, fault.subject));
        }
        note("planted in the running system, where only a probe can find them:");
        for fault in &live.live {
            let is_it = |finding: &Finding| {
                finding.check_name == fault.check
                    && finding.subject.id == fault.role
                    && finding.resource.model.as_deref() == Some(fault.resource)
            };
            told(report, is_it, fault.what, &format!("{}: {} on {}", fault.check, fault.role, fault.resource));
        }
    }

    fn tell_what_next(&self, report: &Report) {
        let folder = self.output.display();
        note(&format!(
            "\nwritten to {folder}; `rolecall audit` would have ended with exit code {}. Try:",
            report.exit().code()
        ));
        note(&format!("  rolecall audit --snapshot {folder}/acme.snapshot --map {folder}/role-map.yaml --limit 0"));
        note(&format!("  rolecall probe --snapshot {folder}/acme.snapshot --map {folder}/role-map.yaml --plan"));
        note(&format!("  rolecall explain public product.pricelist.item write --snapshot {folder}/acme.snapshot"));
    }
}

fn told(report: &Report, is_it: impl Fn(&Finding) -> bool, what: &str, where_: &str) {
    let found = if report.findings.iter().any(is_it) { "found" } else { "NOT FOUND" };
    note(&format!("  {found}: {what} ({where_})"));
}

fn flavour() -> impl TypedValueParser<Value = Flavour> {
    PossibleValuesParser::new(["16", "18", "19"]).try_map(|word| {
        Flavour::ALL.into_iter().find(|known| known.major().to_string() == word).ok_or("unknown version")
    })
}
