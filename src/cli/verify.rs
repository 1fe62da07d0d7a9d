//! `rolecall verify`: whether an archive is what was written.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::clock::ClockArgs;
use super::lint::PoliciesArgs;
use super::output::{deliver, has_room, options};
use super::remembering::Remembered;
use super::store::HistoryArgs;
use crate::archive::{Known, MANIFEST, RunState, Scope, SealedReview, Signature, Trust, Verification, verify};
use crate::findings::Exit;
use crate::report::{
    ProblemRow, RunRow, SealedReviewRow, SignatureRow, VerificationRows, verification_json, verification_text,
};

/// Check archived reports: hashes, the chain from run to run, seals and signatures; every problem with its file
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall verify reports                                          # every run
  rolecall verify reports/20261129T080000Z-prod-1f2e3d4c           # one, and the chain back to the first
  rolecall verify sent-by-mail/20261129T080000Z-prod-1f2e3d4c --alone
  rolecall verify reports/20261129T080000Z-prod-1f2e3d4c --signed  # fails until everybody signed whom the gate asks for

Signatures are judged by the gate of your own policies, never by the copy in the report.

Exit codes: 0 as it was written (an unsigned report says so), 1 something is wrong, 2 it cannot be read, 3 with --signed: a
sign-off is missing.")]
pub(super) struct Verify {
    /// The folder of a run, or of all runs
    #[arg(default_value = super::archiving::REPORTS)]
    report: PathBuf,
    /// Look at this run alone, not at the runs around it
    #[arg(long)]
    alone: bool,
    /// Fail while a sign-off is missing that the gate asks for
    #[arg(long)]
    signed: bool,
    /// Output format
    #[arg(long, default_value = "table")]
    format: Shape,
    /// The file to write instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    policies: PoliciesArgs,
    #[command(flatten)]
    history: HistoryArgs,
    #[command(flatten)]
    clock: ClockArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// For people
    Table,
    /// `verification/1` of docs/schema
    Json,
}

impl Verify {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        has_room(self.output.as_deref())?;
        let gate = self.policies.load()?.gate;
        let mut remembered = if self.alone { None } else { Remembered::open(&self.history, &self.runs())? };
        let expected = remembered.as_mut().map(Remembered::expected).transpose()?;
        let scope = if self.alone { Scope::Alone } else { Scope::Chain(expected.as_ref()) };
        let mut found = verify(&self.report, &Trust::new(&gate, self.clock.now()), scope)?;
        if let Some(remembered) = &mut remembered {
            found.problems.extend(remembered.differences(&self.runs(), &found.runs)?);
        }
        let history = match (self.alone, &expected) {
            (true, _) => "not-asked",
            (false, None) => "none",
            (false, Some(_)) => "compared",
        };
        let rows = rows(&found, history);
        let text = match self.format {
            Shape::Table => verification_text(&rows, &options(None, self.output.as_deref())),
            Shape::Json => verification_json(&rows)?,
        };
        deliver(text.as_bytes(), self.output.as_deref())?;
        let unsigned = self.signed && found.runs.last().is_none_or(|newest| !newest.missing.is_empty());
        Ok(match (found.problems.is_empty(), unsigned) {
            (false, _) => Exit::Findings,
            (true, true) => Exit::Incomplete,
            (true, false) => Exit::Clean,
        })
    }

    /// The folder of all runs.
    fn runs(&self) -> PathBuf {
        let whole = self.report.canonicalize().unwrap_or_else(|_| self.report.clone());
        match whole.parent().filter(|_| whole.join(MANIFEST).is_file()) {
            Some(runs) => runs.to_owned(),
            None => whole,
        }
    }
}

fn rows(found: &Verification, history: &'static str) -> VerificationRows {
    VerificationRows {
        runs: found.runs.iter().map(run).collect(),
        links: found.links,
        history,
        problems: found
            .problems
            .iter()
            .map(|one| ProblemRow { file: one.file.clone(), what: one.what.clone() })
            .collect(),
        notes: found.notes.clone(),
    }
}

fn run(state: &RunState) -> RunRow {
    RunRow {
        run: state.run.clone(),
        number: state.number,
        verdict: state.verdict.clone(),
        manifest_sha256: state.manifest_sha256.clone(),
        seals: state.seals.len(),
        reviews: state.reviews.iter().map(review).collect(),
        signatures: state.signatures.iter().map(signature).collect(),
        missing: state.missing.clone(),
    }
}

fn review(review: &SealedReview) -> SealedReviewRow {
    let SealedReview { seal, at, by, lines, keep, revoke, modify, superseded } = review.clone();
    SealedReviewRow { seal, at, by, lines, keep, revoke, modify, superseded }
}

fn signature(signature: &Signature) -> SignatureRow {
    SignatureRow {
        role: signature.role.clone(),
        name: signature.name.clone(),
        decision: signature.decision.word(),
        comment: signature.comment.clone(),
        at: signature.at.clone(),
        key: signature.key.clone(),
        trust: match signature.known {
            Known::Listed(_) => "listed",
            Known::Anybody => "not-known-to-the-gate",
            Known::OtherDays(_) => "other-days",
            Known::Foreign => "not-listed",
            Known::NoSuchRole => "no-such-role",
        },
        superseded: signature.superseded,
    }
}
