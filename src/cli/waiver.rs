//! `rolecall waiver`: the entry for a decision, to be filled in.

use anyhow::bail;
use clap::Args;
use jiff::ToSpan;

use super::auditing::{Against, AuditArgs};
use super::output::{deliver, note};
use crate::findings::{Exit, Finding};
use crate::model::{Severity, utc_day};
use crate::report::{escape::terminal, waiver_entry};

/// The shortest beginning of a fingerprint by which a finding can be named: `v1:` and six digits.
const SHORTEST: usize = 9;
/// The days that an entry proposes, where the gate allows as many.
const PROPOSED: u32 = 90;

/// Print the entry for waivers.yaml that accepts a finding, with everything filled in but what only people know
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall waiver v1:9c1f6a5e --snapshot prod.snapshot --map role-map.yaml
  rolecall waiver v1:9c1f6a5e --snapshot prod.snapshot --map role-map.yaml >> policies/waivers.yaml

Reports show the fingerprint of every finding. The entry does not count before its empty texts are filled in.

Exit codes: 0 printed, 2 there is no such finding, or failed.")]
pub(super) struct WaiverCommand {
    /// The finding's fingerprint, or the beginning of it
    fingerprint: String,
    #[command(flatten)]
    inputs: AuditArgs,
}

impl WaiverCommand {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        if !self.fingerprint.starts_with("v1:") || self.fingerprint.len() < SHORTEST {
            bail!("a fingerprint begins with `v1:` and at least six digits, as in every report");
        }
        let audited = self.inputs.audit(None, &Against::Nothing, None)?;
        let found: Vec<&Finding> = audited
            .report
            .findings
            .iter()
            .filter(|finding| finding.fingerprint.starts_with(&self.fingerprint))
            .collect();
        let finding = match found.as_slice() {
            [] => bail!(
                "no finding has the fingerprint `{}`; one that tells several at once has none that counts: \
                 `rolecall audit --persona auditor --limit 0` shows each by itself",
                self.fingerprint
            ),
            [finding] => *finding,
            several => bail!("{} findings have fingerprints that begin with `{}`", several.len(), self.fingerprint),
        };
        if let Some(waiver) = &finding.waiver {
            note(&format!("waiver `{}` accepts it already, until {}", terminal(&waiver.id, 100), waiver.expires_on));
        }
        let terms = &audited.policies.gate.waivers;
        let critical = finding.severity == Severity::Critical;
        let longest = if critical { terms.longest_days.min(terms.longest_days_critical) } else { terms.longest_days };
        let today = utc_day(audited.now);
        let until = today.saturating_add(i64::from(longest.min(PROPOSED)).days());
        deliver(waiver_entry(finding, &today.to_string(), &until.to_string()).as_bytes(), None)?;
        Ok(Exit::Clean)
    }
}
