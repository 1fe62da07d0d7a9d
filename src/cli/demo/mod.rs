//! `rolecall demo`: the whole job on a sample company.

mod company;

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};

use self::company::{Company, Planted};
use super::archiving::{ArchiveArgs, Done};
use super::lint::{PoliciesArgs, load_map};
use super::live::Live;
use super::output::{deliver, note, options, write_file};
use super::prober::{ProbeArgs, Prober, Secrets};
use super::source::over_api;
use super::tongue::Tongue;
use crate::archive::Settings;
use crate::audit;
use crate::checks::catalogue;
use crate::config;
use crate::connect::Extra;
use crate::findings::{Exit, Persona, Report};
use crate::model::Severity;
use crate::policy::Policies;
use crate::report::{Format, RenderOptions, render};
use crate::sample::{Flavour, frappe};
use crate::snapshot;

/// The time at which the sample company's snapshot says that it was taken.
const TAKEN_AT: &str = "2026-01-01T00:00:00Z";

/// Run the whole job on a built-in sample company with planted faults; nothing to install or configure
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall demo
  rolecall demo --seed 7 --output /tmp/demo
  rolecall demo --erp frappe

It writes a role map, a staff list, a snapshot and the report in every format, prints the report, and ends with exit code 0;
the exit code that `rolecall audit` would have given is printed.")]
pub(super) struct Demo {
    /// What the sample ERP speaks as
    #[arg(long, default_value = "odoo")]
    erp: Spoken,
    /// Another sample company, of those on Odoo [default: 1]
    #[arg(long)]
    seed: Option<u64>,
    /// The version that it speaks as: 16, 18 or 19 of Odoo, 14, 15 or 17 of Frappe [default: 18, or 15 of Frappe]
    #[arg(long, value_parser = PossibleValuesParser::new(["14", "15", "16", "17", "18", "19"]), hide_possible_values = true)]
    flavour: Option<String>,
    /// The folder to write
    #[arg(short, long, value_name = "DIR", default_value = "reports/demo")]
    output: PathBuf,
    #[command(flatten)]
    archive: ArchiveArgs,
}

/// What the sample can speak as.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Spoken {
    /// Odoo
    Odoo,
    /// Frappe with ERPNext
    Frappe,
}

impl Demo {
    fn company(&self) -> anyhow::Result<Company> {
        let wanted = |usual: &str| self.flavour.clone().unwrap_or_else(|| usual.to_owned());
        let served = match self.erp {
            Spoken::Odoo => {
                let wanted = wanted("18");
                let Some(flavour) = Flavour::ALL.into_iter().find(|known| known.major().to_string() == wanted) else {
                    bail!("the sample speaks as Odoo 16, 18 or 19, not as {wanted}");
                };
                Company::odoo(flavour, self.seed.unwrap_or(1), TAKEN_AT)
            }
            Spoken::Frappe => {
                let wanted = wanted("15");
                let known = frappe::Flavour::ALL.into_iter().find(|known| known.major().to_string() == wanted);
                let Some(flavour) = known else {
                    bail!("the sample speaks as Frappe 14, 15 or 17, not as {wanted}");
                };
                if self.seed.is_some() {
                    bail!("there is one sample company on Frappe, so `--seed` chooses nothing");
                }
                Company::frappe(flavour)
            }
        };
        served.context("cannot serve the sample ERP on this machine")
    }

    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let mut archiving = self.archive.begin();
        let company = self.company()?;
        let served = &company.served;
        note(&format!("a sample ERP that speaks as {} answers on {}", company.speaks_as, served.base_url()));
        std::fs::create_dir_all(&self.output)
            .with_context(|| format!("cannot make folder `{}`", self.output.display()))?;
        let file = |name: &str| self.output.join(name);
        write_file(&file("role-map.yaml"), company.role_map.as_bytes())?;
        write_file(&file("staff.csv"), company.staff.as_bytes())?;
        let map = load_map(&file("role-map.yaml"), &PoliciesArgs::default())?;

        if let Some(archiving) = &mut archiving {
            archiving.keep("role-map", &file("role-map.yaml"))?;
            archiving.note_users(&map)?;
            archiving.evidence(Some(&file("evidence.jsonl")))?;
        }

        let (admin, secret) = company.admin.clone();
        let live = Live::sample(served, admin, secret)?;
        let logins = map.roles.iter().filter_map(|role| role.probe.as_ref()).map(|probe| probe.login.value.clone());
        let mut secrets = Secrets::of_logins(logins.map(|login| (login.clone(), (company.password)(&login).into())));
        let snapshot =
            over_api(company.erp, &live, Some("acme".to_owned()), Extra::default(), &mut secrets, TAKEN_AT.to_owned())?;
        snapshot::write(&snapshot, &file("acme.snapshot"))?;
        let (asking, tongue) = (ProbeArgs::default(), Tongue::of(&snapshot, None)?);
        let limits = asking.limits(&config::Probe::default(), asking.roles(&map)?, &tongue);
        let before = served.checksum();
        let mut probed =
            Prober::ask(&live, (&snapshot, tongue), &map, limits, secrets, None, Some(&file("evidence.jsonl")))?;
        // The sample company lives on one day, and is judged on it: an answer of today would be one from the future.
        for cell in &mut probed.cells {
            cell.at = TAKEN_AT.into();
        }
        if let Some(archiving) = &mut archiving {
            archiving.forget_lost_evidence(&probed);
        }

        let report = audit::audit(&snapshot, Some((&map, "role-map.yaml")), Severity::High, Some(&probed));
        let checks = catalogue();
        let complete = RenderOptions { limit: None, ..RenderOptions::default() };
        for (name, format) in [
            ("audit.html", Format::Html),
            ("audit.json", Format::Json),
            ("audit.md", Format::Markdown),
            ("audit.sarif", Format::Sarif),
        ] {
            write_file(&file(name), &render(&report, &checks, format, &complete)?)?;
        }
        // The files have everything; the terminal what somebody must decide.
        let shown = report.clone().seen_by(Persona::GoLive);
        deliver(&render(&shown, &checks, Format::Table, &options(Some(20), None))?, None)?;
        tell(&report, "\nplanted faults:", &company.configured);
        let live = "planted in the running system, where only a probe can find them:";
        tell(&report, live, &company.running);
        let same = if before == served.checksum() { "the same" } else { "NOT THE SAME" };
        note(&format!("the sample's database is {same} before and after the probe, rows about logins aside"));
        self.tell_what_next(&report, company.to_explain);
        if let Some(archiving) = archiving {
            archiving.finish(&Done {
                report: &report,
                snapshot: &snapshot,
                settings: Settings::new("demo", report.fail_on, &[], true),
                // Its port is another one each time.
                address: None,
                policies: Policies::built_in(),
                judged_at: TAKEN_AT.parse()?,
            })?;
        }
        Ok(Exit::Clean)
    }

    fn tell_what_next(&self, report: &Report, to_explain: &str) {
        let folder = self.output.display();
        note(&format!(
            "\nwritten to {folder}; `rolecall audit` would have ended with exit code {}. Try:",
            report.exit().code()
        ));
        let now = format!("--now {}", report.gate.judged_on);
        note(&format!(
            "  rolecall audit --snapshot {folder}/acme.snapshot --map {folder}/role-map.yaml {now} --limit 0"
        ));
        note(&format!("  rolecall probe --snapshot {folder}/acme.snapshot --map {folder}/role-map.yaml --plan"));
        note(&format!("  rolecall explain {to_explain} --snapshot {folder}/acme.snapshot"));
    }
}

/// Which of the planted faults were found.
fn tell(report: &Report, title: &str, faults: &[Planted]) {
    note(title);
    for fault in faults {
        let found = report.findings.iter().any(|finding| fault.is_told_by(finding));
        let found = if found { "found" } else { "NOT FOUND" };
        note(&format!("  {found}: {} ({})", fault.what, fault.place()));
    }
}
