//! `rolecall audit`: compare, check, verdict.

use std::path::PathBuf;

use clap::Args;

use super::archiving::{ArchiveArgs, Done};
use super::auditing::{Against, AuditArgs, Audited};
use super::output::has_room;
use super::reporting::ReportArgs;
use crate::findings::Exit;

/// Compare a system with its design and say what differs, with the reason for every difference
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall audit --snapshot prod.snapshot --map role-map.yaml
  rolecall audit prod --map role-map.yaml --format sarif -o audit.sarif
  rolecall audit prod --map role-map.yaml --probe    # also logs in as each role; docs/probing-odoo.md
  rolecall audit --snapshot prod.snapshot            # checks that need no design

Exit codes: 0 clean, 1 findings at or above --fail-on, 2 failed, 3 something asked for was not assessed.")]
pub(super) struct Audit {
    #[command(flatten)]
    inputs: AuditArgs,
    /// Findings that were there when somebody began to look, as `rolecall baseline` writes them: they are accepted until it ends
    /// [default: baseline.json of the policies folder, where it exists]
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    #[command(flatten)]
    report: ReportArgs,
    #[command(flatten)]
    archive: ArchiveArgs,
}

impl Audit {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        has_room(self.report.output())?;
        let mut archiving = self.archive.begin();
        let against = self.baseline.map_or(Against::Usual, Against::File);
        let audited = self.inputs.audit(self.report.fail_on, &against, archiving.as_mut())?;
        let Audited { report, snapshot, policies, settings, address, now } = audited;
        let exit = self.report.show(report.clone())?;
        if let Some(archiving) = archiving {
            archiving.finish(&Done {
                report: &report,
                snapshot: &snapshot,
                settings,
                address,
                policies: &policies,
                judged_at: now,
            })?;
        }
        Ok(exit)
    }
}
