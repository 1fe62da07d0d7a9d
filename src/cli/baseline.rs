//! `rolecall baseline`: accept what is there, until a day.

use std::path::PathBuf;

use anyhow::bail;
use clap::Args;
use jiff::ToSpan;
use jiff::civil::Date;

use super::auditing::{Against, AuditArgs};
use super::output::{deliver, file, has_room, note};
use crate::findings::Exit;
use crate::gate::{Baseline, MadeFrom, Of};
use crate::model::{self, utc_day};
use crate::report::{count, escape::terminal};

/// Accept the findings that are there now, so that an audit stops new ones from today on; critical ones are never accepted
///
/// The file is made by this program and read by `audit`. It ends as a whole; what is to stay longer needs a waiver, which has a
/// reason and a compensating control.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall baseline --snapshot prod.snapshot --map role-map.yaml --expires-on 2026-12-31 --approved-by ciso@acme.example \\
    -o policies/baseline.json
  rolecall audit --snapshot prod.snapshot --map role-map.yaml        # reads policies/baseline.json

Exit codes: 0 written, 2 failed.")]
pub(super) struct BaselineCommand {
    #[command(flatten)]
    inputs: AuditArgs,
    /// The last day on which it holds, `2026-12-31`; gate.yaml says how far away it may be
    #[arg(long, value_name = "DAY", value_parser = day)]
    expires_on: Date,
    /// Who decided
    #[arg(long, value_name = "WHO")]
    approved_by: String,
    /// The file to write; `-` is stdout
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// A day, written in full.
pub(super) fn day(text: &str) -> Result<Date, String> {
    model::date(text).ok_or_else(|| format!("`{text}` is no day: write it as 2026-11-29"))
}

impl BaselineCommand {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        has_room(Some(&self.output))?;
        if self.approved_by.trim().is_empty() {
            bail!("`--approved-by` says who decided: it is empty");
        }
        let audited = self.inputs.audit(None, &Against::Nothing, None)?;
        let (summary, system) = (&audited.report.summary, &audited.snapshot.system);
        let today = utc_day(audited.now);
        let terms = &audited.policies.gate.waivers;
        let longest = today.saturating_add(i64::from(terms.longest_days).days());
        if self.expires_on < today || self.expires_on > longest {
            bail!("a baseline of {today} ends between that day and {longest} by the gate, not on {}", self.expires_on);
        }
        let approver = self.approved_by.trim();
        if !terms.may_approve(approver) {
            bail!("`{approver}` is not among those who may approve by the gate");
        }
        let of = Of { kind: system.kind.clone(), name: system.name.clone() };
        let from = MadeFrom { taken_at: summary.taken_at.clone(), snapshot_sha256: summary.snapshot_sha256.clone() };
        let (baseline, critical) =
            Baseline::of(&audited.report.findings, (of, from), (today, self.expires_on), approver);
        deliver(baseline.written()?.as_bytes(), Some(&self.output))?;
        if critical > 0 {
            let are = if critical == 1 { "is" } else { "are" };
            note(&format!(
                "{} {are} critical and left out: they count from the first audit on",
                count(critical, "finding")
            ));
        }
        let written = file(Some(&self.output)).map(|path| terminal(&path.display().to_string(), 1000));
        let to = written.map(|path| format!(", written to {path}")).unwrap_or_default();
        note(&format!("{} accepted until {}{to}", count(baseline.entries.len(), "finding"), self.expires_on));
        Ok(Exit::Clean)
    }
}
