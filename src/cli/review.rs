//! `rolecall review`: what people decided about a run's lines, read back and sealed.

use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

use super::clock::ClockArgs;
use super::lint::PoliciesArgs;
use super::output::{deliver, has_room, note, options};
use super::remembering;
use super::store::HistoryArgs;
use crate::archive::{Archive, RunState, Scope, Sealing, Trust, sha256, verify};
use crate::findings::Exit;
use crate::report::escape::terminal;
use crate::report::{Format, count, review_json, review_table};
use crate::review::{FILE, Given, Review, ReviewFile, SEALED_AS, Terms, check, filled, reference};

/// Read the decisions of reviewers back, check that they can count, and seal them into the run
///
/// The sheet Review of a run's `report.xlsx` has a line for each thing to decide. Reviewers fill in Decision (keep, revoke or modify),
/// Reviewer, Title, Date and Comment, and give the workbook back, or the sheet as CSV; several may share the lines.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall review reports/20261129T080000Z-prod-9f86d081 review.xlsx
  rolecall review reports/20261129T080000Z-prod-9f86d081 sales.xlsx finance.csv
  rolecall review reports/20261129T080000Z-prod-9f86d081 review.xlsx --check    # seals nothing
  rolecall review reports/20261129T080000Z-prod-9f86d081 review.xlsx --reviewer 'Mara Muster <mara@acme.example>' --title CFO

Exit codes: 0 complete, and sealed unless `--check`; 1 it cannot count, every problem is told, nothing is sealed; 2 failed.")]
pub(super) struct ReviewArgs {
    /// The run's folder
    run: PathBuf,
    /// What came back: .xlsx or .csv
    #[arg(required = true)]
    filled: Vec<PathBuf>,
    /// Who decided the lines that name nobody
    #[arg(long, value_name = "NAME")]
    reviewer: Option<String>,
    /// What they are
    #[arg(long, value_name = "TITLE")]
    title: Option<String>,
    /// Only check; seal nothing
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    policies: PoliciesArgs,
    #[command(flatten)]
    history: HistoryArgs,
    #[command(flatten)]
    clock: ClockArgs,
    /// Output format
    #[arg(long, value_enum, default_value = "table")]
    format: ReviewFormat,
    /// The file to write instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show at most so many problems and things to do in the table; 0 shows all
    #[arg(long, default_value_t = 20)]
    limit: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReviewFormat {
    /// For people
    Table,
    /// `review/1`
    Json,
}

impl ReviewArgs {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        has_room(self.output.as_deref())?;
        let archive = Archive::of_run(&self.run)?;
        let RunState { run, reviews, .. } = self.verified(&archive)?;
        let reference = reference(&Given::load(&self.run.join(Format::Xlsx.file()))?, &run)?;
        let given = self.filled.iter().map(|path| Given::load(path)).collect::<Result<Vec<_>, _>>()?;
        let names: Vec<String> = given.iter().zip(1..).map(|(given, number)| given.kept_as(number)).collect();
        let kept = names.iter().zip(&given);
        let files = kept.clone().map(|(name, given)| ReviewFile { name: name.clone(), sha256: sha256(given.bytes()) });
        let now = self.clock.now();
        let terms = Terms {
            reviewer: self.reviewer.as_deref(),
            title: self.title.as_deref(),
            since: since(&run, &reference.run.taken_at).unwrap_or(now),
            now,
        };
        let read = given.iter().map(filled).collect::<Result<Vec<_>, _>>()?;
        let review = check(&reference, &read, files.collect(), &terms);
        self.show(&review)?;
        if !review.complete {
            note(&format!("{}: nothing was sealed", count(review.problems.len(), "problem")));
            return Ok(Exit::Findings);
        }
        if self.check {
            note("complete; nothing was sealed, as `--check` asks");
            return Ok(Exit::Clean);
        }
        let text = review_json(&review)?;
        let mut sealed: Vec<(&str, &[u8])> = kept.map(|(name, given)| (name.as_str(), given.bytes())).collect();
        sealed.insert(0, (FILE, text.as_bytes()));
        let sealed = archive.seal(&self.run, &Sealing { what: SEALED_AS, at: now, files: &sealed })?;
        let instead = reviews.last().map(|former| format!("; it counts instead of the review in seal {}", former.seal));
        let (run, instead) = (terminal(&sealed.run, 200), instead.unwrap_or_default());
        note(&format!("review sealed: seal {} of {run}{instead}", sealed.number));
        let told = remembering::seal(&self.history, &archive, &sealed);
        told.context("it is sealed, and the history does not know")?;
        Ok(Exit::Clean)
    }

    /// The run as it is. Nothing is read from a run that was changed, and nothing is sealed into it.
    fn verified(&self, archive: &Archive) -> anyhow::Result<RunState> {
        let gate = self.policies.load()?.gate;
        let expected = remembering::expected(&self.history, archive.folder())?;
        let found = verify(&self.run, &Trust::new(&gate, self.clock.now()), Scope::Chain(expected.as_ref()))?;
        match (found.problems.first(), found.runs.into_iter().next()) {
            (None, Some(state)) => Ok(state),
            (Some(problem), _) => bail!("the run is not as it was written: {problem}; see `rolecall verify`"),
            (None, None) => bail!("there is no run in `{}`", self.run.display()),
        }
    }

    fn show(&self, review: &Review) -> anyhow::Result<()> {
        let to = self.output.as_deref();
        let limit = if self.limit == 0 { None } else { Some(self.limit) };
        match self.format {
            ReviewFormat::Json => deliver(review_json(review)?.as_bytes(), to),
            ReviewFormat::Table => deliver(review_table(review, &options(limit, to)).as_bytes(), to),
        }
    }
}

/// When the lines were handed out: when the run was made, which its name says, and never before the snapshot was taken.
fn since(run: &str, taken_at: &str) -> Option<Timestamp> {
    let made = run.get(..16).and_then(|at| DateTime::strptime("%Y%m%dT%H%M%SZ", at).ok());
    let made = made.and_then(|at| Some(at.to_zoned(TimeZone::UTC).ok()?.timestamp()));
    made.max(taken_at.parse().ok())
}
