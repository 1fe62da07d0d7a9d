//! `rolecall review`: what people decided about a run's lines, read back and sealed.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use super::clock::ClockArgs;
use super::output::{deliver, note, options};
use crate::findings::Exit;
use crate::report::{count, review_json, review_table};
use crate::review::{Review, ReviewFile, Terms, check, load_filled, load_reference};

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

/// The workbook of a run.
const HANDED_OUT: &str = "report.xlsx";

impl ReviewArgs {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let reference = load_reference(&self.run.join(HANDED_OUT))?;
        let filled = self.filled.iter().map(|path| load_filled(path)).collect::<Result<Vec<_>, _>>()?;
        let files = self.filled.iter().zip(1..).map(|(path, number)| sealed_name(path, number));
        let files = files.map(|name| ReviewFile { name, sha256: String::new() }).collect();
        let now = self.clock.now();
        let since = reference.run.taken_at.parse().unwrap_or(now);
        let terms = Terms { reviewer: self.reviewer.as_deref(), title: self.title.as_deref(), since, now };
        let review = check(&reference, &filled, files, &terms);
        self.show(&review)?;
        if !review.complete {
            note(&format!("{}: nothing was sealed", count(review.problems.len(), "problem")));
            return Ok(Exit::Findings);
        }
        Ok(Exit::Clean)
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

/// `filled.xlsx`, `filled-2.csv`.
fn sealed_name(path: &Path, number: usize) -> String {
    let csv = path.extension().is_none_or(|ending| !ending.to_string_lossy().to_lowercase().starts_with("xls"));
    let ending = if csv { "csv" } else { "xlsx" };
    if number == 1 { format!("filled.{ending}") } else { format!("filled-{number}.{ending}") }
}
