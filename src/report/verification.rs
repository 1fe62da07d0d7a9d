//! What became of archived runs, for people and for programs.

use std::fmt::Write as _;

use serde::Serialize;

use super::grid::grid_with_names;
use super::{RenderError, RenderOptions, count, escape, json};
use crate::model::day;

/// Longest text shown in a cell or a line.
const LONGEST: usize = 500;

/// What came of a verification.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct VerificationRows {
    /// Each run that was looked at as a whole.
    pub runs: Vec<RunRow>,
    /// How many more runs were looked at as links of the chain.
    pub links: usize,
    /// Whether a history was asked what there must be: `compared`, `none` or `not-asked`.
    pub history: &'static str,
    /// What is wrong, by file.
    pub problems: Vec<ProblemRow>,
    /// What is worth knowing.
    pub notes: Vec<String>,
}

/// A run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RunRow {
    /// Its name.
    pub run: String,
    /// Which run of the archive.
    pub number: u64,
    /// The verdict of its report.
    pub verdict: String,
    /// The SHA-256 of its manifest.
    pub manifest_sha256: String,
    /// How many seals are on it.
    pub seals: usize,
    /// Reviews that were sealed, oldest first.
    pub reviews: Vec<SealedReviewRow>,
    /// Signatures that hold.
    pub signatures: Vec<SignatureRow>,
    /// Roles whose sign-off is missing.
    pub missing: Vec<String>,
}

/// A sealed review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SealedReviewRow {
    /// Which seal of the run.
    pub seal: u64,
    /// When it was sealed.
    pub at: String,
    /// Who decided, by their own words.
    pub by: Vec<String>,
    /// How many lines there were.
    pub lines: u64,
    /// Those that stay.
    pub keep: u64,
    /// Those that must go.
    pub revoke: u64,
    /// Those that must change.
    pub modify: u64,
    /// A later one counts.
    pub superseded: bool,
}

/// A signature that holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignatureRow {
    /// The role.
    pub role: String,
    /// Who, by their own words.
    pub name: String,
    /// `approved`, `conditional` or `rejected`.
    pub decision: &'static str,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// When, by their own words.
    pub at: String,
    /// The thumbprint of the key.
    pub key: String,
    /// `listed`, `not-known-to-the-gate`, `other-days`, `not-listed` or `no-such-role`.
    pub trust: &'static str,
    /// The role decided anew later.
    pub superseded: bool,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemRow {
    /// The file or folder.
    pub file: String,
    /// What is wrong with it.
    pub what: String,
}

#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    ok: bool,
    #[serde(flatten)]
    rows: &'r VerificationRows,
}

/// As JSON, `verification/1`.
pub fn verification_json(rows: &VerificationRows) -> Result<String, RenderError> {
    Ok(json::document(&Document { schema: "verification/1", ok: rows.problems.is_empty(), rows })?)
}

/// As text: a table of the runs, then every problem on its own line.
pub fn verification_text(rows: &VerificationRows, options: &RenderOptions) -> String {
    let shown = |text: &str| escape::terminal(text, LONGEST);
    let runs = rows.runs.iter().map(|run| {
        vec![run.number.to_string(), shown(&run.run), shown(&run.verdict), count(run.seals, "seal"), signed(run)]
    });
    let mut text = String::new();
    if !rows.runs.is_empty() {
        text.push_str(&grid_with_names(&["run", "name", "verdict", "seals", "signatures"], runs, 1, *options));
        text.push('\n');
    }
    for run in &rows.runs {
        for review in &run.reviews {
            let _ = writeln!(text, "run {}: {}", run.number, reviewed(review));
        }
    }
    for problem in &rows.problems {
        let _ = writeln!(text, "{}: {}", shown(&problem.file), shown(&problem.what));
    }
    for note in &rows.notes {
        let _ = writeln!(text, "note: {}", shown(note));
    }
    let looked = match rows.links {
        0 => count(rows.runs.len(), "run"),
        links => format!("{}, and {} before", count(rows.runs.len(), "run"), links),
    };
    let _ = match rows.problems.len() {
        0 => writeln!(text, "as written: {looked}"),
        problems => writeln!(text, "NOT as written: {} in {looked}", count(problems, "problem")),
    };
    text
}

/// Who reviewed what, and whether it counts.
fn reviewed(review: &SealedReviewRow) -> String {
    let SealedReviewRow { seal, at, by, lines, keep, revoke, modify, superseded } = review;
    let by = escape::terminal(&by.join(", "), LONGEST);
    let counts = if *superseded { "a later review counts" } else { "counts" };
    let lines = count(usize::try_from(*lines).unwrap_or(usize::MAX), "line");
    let at = escape::terminal(day(at), LONGEST);
    format!("review of {at} by {by} (seal {seal}, {counts}): {lines}, {keep} keep, {revoke} revoke, {modify} modify")
}

/// Who signed, and who did not.
fn signed(run: &RunRow) -> String {
    let decided = || run.signatures.iter().filter(|one| !one.superseded);
    let mut said: Vec<String> = decided().map(one).collect();
    // Whoever rejected did not sign off, and is not missing.
    let rejected = |role: &&String| decided().any(|one| one.role == **role && one.decision == "rejected");
    let missing: Vec<&str> = run.missing.iter().filter(|role| !rejected(role)).map(String::as_str).collect();
    if said.is_empty() {
        said.push("unsigned".to_owned());
    } else if !missing.is_empty() {
        said.push(format!("missing: {}", escape::terminal(&missing.join(", "), LONGEST)));
    }
    said.join("; ")
}

fn one(signature: &SignatureRow) -> String {
    let trust = match signature.trust {
        "listed" => "",
        "no-such-role" => " (the gate has no such role)",
        "other-days" => " (key listed for other days: does not count)",
        "not-listed" => " (key not listed in the gate: does not count)",
        _ => " (key not known to the gate)",
    };
    let (role, name) = (escape::terminal(&signature.role, 60), escape::terminal(&signature.name, 120));
    format!("{role}: {} by {name}{trust}", signature.decision)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_says_whether_it_counts() {
        let first = SealedReviewRow {
            seal: 1,
            at: "2026-11-29T08:00:00Z".to_owned(),
            by: vec!["Mara\u{1b}[2J".to_owned(), "Ben".to_owned()],
            lines: 4,
            keep: 2,
            revoke: 1,
            modify: 1,
            superseded: true,
        };
        assert_eq!(
            reviewed(&first),
            r"review of 2026-11-29 by Mara\u{1b}[2J, Ben (seal 1, a later review counts): 4 lines, 2 keep, 1 revoke, 1 modify"
        );
        let told = reviewed(&SealedReviewRow { superseded: false, ..first });
        assert!(told.contains("(seal 1, counts)"), "{told}");
    }

    #[test]
    fn a_run_is_unsigned_or_says_who_signed_and_who_did_not() {
        let signature = |role: &str, trust| SignatureRow {
            role: role.to_owned(),
            name: "Mara\u{1b}[2J".to_owned(),
            decision: "approved",
            comment: None,
            at: "2026-11-29T08:00:00Z".to_owned(),
            key: "k".to_owned(),
            trust,
            superseded: false,
        };
        let run = |number, signatures| RunRow {
            run: format!("r{number}"),
            number,
            verdict: "GO".to_owned(),
            manifest_sha256: "0".repeat(64),
            seals: 2,
            reviews: Vec::new(),
            signatures,
            missing: vec!["business".to_owned()],
        };
        let signatures = vec![signature("security", "listed"), signature("product", "not-known-to-the-gate")];
        let rows = VerificationRows {
            runs: vec![run(1, Vec::new()), run(2, signatures)],
            links: 0,
            history: "compared",
            problems: vec![ProblemRow { file: "r2/report.json".to_owned(), what: "is missing".to_owned() }],
            notes: vec!["`r2` is not in the history yet".to_owned()],
        };
        let text = verification_text(&rows, &RenderOptions { width: Some(200), ..RenderOptions::default() });
        for said in [
            "unsigned\n",
            r"security: approved by Mara\u{1b}[2J; product: approved by Mara\u{1b}[2J (key not known to the gate); missing: business",
            "\nr2/report.json: is missing\nnote: `r2` is not in the history yet\nNOT as written: 1 problem in 2 runs\n",
        ] {
            assert!(text.contains(said), "{text}");
        }
        assert!(!verification_json(&rows).unwrap().contains('\u{1b}'));
        let rejected = SignatureRow { decision: "rejected", ..signature("business", "listed") };
        assert_eq!(
            signed(&run(3, vec![rejected])),
            r"business: rejected by Mara\u{1b}[2J",
            "said once, and not missing"
        );
    }
}
