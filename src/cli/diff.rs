//! `rolecall diff`: what changed between two snapshots, two runs of the archive, two reports.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use super::lint::PoliciesArgs;
use super::output::{deliver, options};
use crate::checks::gaps;
use crate::diff::{FindingsDiff, Outcome, between};
use crate::findings::Exit;
use crate::policy::Policies;
use crate::report::{DiffPage, DiffSide, diff_json, diff_markdown, diff_table};
use crate::snapshot::{self, Snapshot, content_hash};

/// Largest report that is read.
const REPORT_LIMIT: u64 = 1 << 30;

/// Print what changed between two snapshots, two archived runs or two reports, by its cause
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall diff staging.snapshot prod.snapshot
  rolecall diff before-upgrade.snapshot after-upgrade.snapshot --format markdown -o upgrade.md
  rolecall diff reports/20261122T080000Z-prod-1f2e3d4c reports/20261129T080000Z-prod-5a6b7c8d
  rolecall diff last-week.json today.json     # of `rolecall audit --format json`

What somebody can do more or less is told by the change behind it: one row that reaches 4,000 accounts is one line. `!` marks what
opens or weakens something by itself. Names that a version of the ERP changed are followed (policies/renames.yaml).

Exit codes: 0 equal, 1 different, 2 failed, 3 no difference found, and a part that every audit looks at could not be compared.")]
pub(super) struct DiffArgs {
    /// The earlier one: a snapshot file, a run's folder or a report in JSON
    #[arg(value_name = "A")]
    before: PathBuf,
    /// The later one
    #[arg(value_name = "B")]
    after: PathBuf,
    #[command(flatten)]
    policies: PoliciesArgs,
    /// Output format
    #[arg(long, value_enum, default_value = "table")]
    format: DiffFormat,
    /// Show at most so many rows of a section in the table and in Markdown; 0 shows all
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
    /// The file to write instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum DiffFormat {
    /// For people
    Table,
    /// One document, `diff/1`
    Json,
    /// For a pull request
    Markdown,
}

/// What a file or folder holds.
#[derive(Default)]
struct Given {
    snapshot: Option<Snapshot>,
    outcome: Option<Outcome>,
}

impl DiffArgs {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let policies = self.policies.load()?;
        let (before, after) = (given(&self.before)?, given(&self.after)?);
        let page = page((&self.before, &before), (&self.after, &after), &policies)?;
        let to = self.output.as_deref();
        let shown = options((self.limit > 0).then_some(self.limit), to);
        let text = match self.format {
            DiffFormat::Table => diff_table(&page, &shown),
            DiffFormat::Json => diff_json(&page)?,
            DiffFormat::Markdown => diff_markdown(&page, &shown),
        };
        deliver(text.as_bytes(), to)?;
        let lacks = page.snapshots.as_ref().is_some_and(crate::diff::SnapshotDiff::lacks_much);
        Ok(match (page.equal, lacks) {
            (false, _) => Exit::Findings,
            (true, true) => Exit::Incomplete,
            (true, false) => Exit::Clean,
        })
    }
}

fn page(
    (first, before): (&Path, &Given),
    (second, after): (&Path, &Given),
    policies: &Policies,
) -> anyhow::Result<DiffPage> {
    let snapshots = before.snapshot.as_ref().zip(after.snapshot.as_ref());
    let snapshots = snapshots.map(|(before, after)| between(before, after, policies)).transpose()?;
    let outcomes = before.outcome.as_ref().zip(after.outcome.as_ref());
    let findings = outcomes.map(|(before, after)| FindingsDiff::between(before, after, &gaps(&after.not_assessed)));
    if snapshots.is_none() && findings.is_none() {
        bail!(
            "`{}` and `{}` have nothing in common: compare snapshots with snapshots or with runs, reports with reports or with runs",
            first.display(),
            second.display()
        );
    }
    let equal = snapshots.as_ref().is_none_or(crate::diff::SnapshotDiff::is_empty)
        && findings.as_ref().is_none_or(FindingsDiff::is_empty);
    Ok(DiffPage {
        schema: "diff/1",
        equal,
        before: side(first, before),
        after: side(second, after),
        snapshots,
        findings,
    })
}

fn side(file: &Path, given: &Given) -> DiffSide {
    let file = file.display().to_string();
    match (&given.snapshot, &given.outcome) {
        (Some(snapshot), _) => DiffSide {
            file,
            system: format!("{} {} {}", snapshot.system.kind, snapshot.system.version, snapshot.system.name),
            taken_at: snapshot.system.taken_at.clone(),
            snapshot_sha256: content_hash(snapshot),
        },
        (None, Some(outcome)) => DiffSide {
            file,
            system: outcome.system.clone(),
            taken_at: outcome.taken_at.clone(),
            snapshot_sha256: outcome.snapshot_sha256.clone(),
        },
        (None, None) => {
            DiffSide { file, system: String::new(), taken_at: String::new(), snapshot_sha256: String::new() }
        }
    }
}

/// Reads what is there: a run's folder has a snapshot and a report, a file is one of the two.
fn given(path: &Path) -> anyhow::Result<Given> {
    if !path.is_dir() {
        return if is_json(path)? {
            Ok(Given { outcome: Some(outcome(path)?), ..Given::default() })
        } else {
            Ok(Given { snapshot: Some(snapshot::read(path)?), ..Given::default() })
        };
    }
    let (snapshot, report) = (path.join("system.snapshot"), path.join("report.json"));
    if !snapshot.is_file() && !report.is_file() {
        bail!("`{}` is no archived run: it has neither `system.snapshot` nor `report.json`", path.display());
    }
    Ok(Given {
        snapshot: snapshot.is_file().then(|| snapshot::read(&snapshot)).transpose()?,
        outcome: report.is_file().then(|| outcome(&report)).transpose()?,
    })
}

/// Whether a file begins as JSON does; a snapshot is compressed.
fn is_json(path: &Path) -> anyhow::Result<bool> {
    let reading = || format!("cannot read `{}`", path.display());
    let mut start = Vec::new();
    File::open(path).with_context(reading)?.take(64).read_to_end(&mut start).with_context(reading)?;
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
    Ok(text.trim_ascii_start().starts_with(b"{"))
}

fn outcome(path: &Path) -> anyhow::Result<Outcome> {
    let reading = || format!("cannot read `{}`", path.display());
    let mut bytes = Vec::new();
    File::open(path).with_context(reading)?.take(REPORT_LIMIT + 1).read_to_end(&mut bytes).with_context(reading)?;
    if bytes.len() as u64 > REPORT_LIMIT {
        bail!("cannot read `{}`: it is larger than 1 GiB", path.display());
    }
    Outcome::read(&bytes).with_context(reading)
}
