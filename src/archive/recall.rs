//! What an archived run says, read again: that is what a history is told of a run, whether it was just written, the audit was
//! killed right then, or the history is new.

use std::path::Path;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::ArchiveError;
use super::folder::Folder;
use super::hash::sha256;
use super::lock::Archive;
use super::manifest::Listed;
use super::{MANIFEST, names, read, seal};
use crate::findings::{AgainstBaseline, Exit, NotAssessed, ResourceRef, Verdict};
use crate::model::{ArchivedRun, Confidence, Link, Sealed, Severity};

/// The report that has everything.
const REPORT: &str = "report.json";
/// Largest report that is read again.
const REPORT_LIMIT: u64 = 1 << 30;

/// An archived run.
#[derive(Debug, Clone)]
pub struct Recalled {
    /// Which.
    pub run: ArchivedRun,
    /// The run before it.
    pub previous: Option<Link>,
    /// The kind of system.
    pub kind: String,
    /// The system's name.
    pub system: String,
    /// Its version.
    pub version: String,
    /// When the snapshot was taken.
    pub taken_at: String,
    /// The day on which it was judged.
    pub judged_on: String,
    /// SHA-256 of the snapshot's content.
    pub snapshot_sha256: String,
    /// The rolecall that judged.
    pub tool: String,
    /// GO or not.
    pub verdict: Verdict,
    /// The exit code.
    pub exit: Exit,
    /// What was not looked at.
    pub not_assessed: Vec<NotAssessed>,
    /// What was found.
    pub findings: Vec<RecalledFinding>,
}

/// A finding of an archived run.
#[derive(Debug, Clone, Deserialize)]
pub struct RecalledFinding {
    /// The same in every run as long as check, subject and resource are.
    pub fingerprint: String,
    /// The check's id.
    pub check_id: String,
    /// The policy's rule that speaks.
    pub rule_id: Option<String>,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// One line for people.
    pub title: String,
    /// Whom or what it is about.
    pub subject: RecalledSubject,
    /// What they reach.
    pub resource: ResourceRef,
    /// How many accounts it reaches.
    pub affected: RecalledCount,
    /// The waiver that accepts it.
    pub waiver: Option<RecalledWaiver>,
    /// Whether the baseline has it.
    pub baseline: Option<AgainstBaseline>,
}

/// Whom or what a finding is about.
#[derive(Debug, Clone, Deserialize)]
pub struct RecalledSubject {
    /// `role`, `user` …
    #[serde(rename = "type")]
    pub kind: String,
    /// Which.
    pub id: String,
}

/// How many.
#[derive(Debug, Clone, Deserialize)]
pub struct RecalledCount {
    /// So many.
    pub count: u64,
}

/// A waiver, by its id.
#[derive(Debug, Clone, Deserialize)]
pub struct RecalledWaiver {
    /// The id.
    pub id: String,
}

#[derive(Deserialize)]
struct Written {
    source: Source,
    tool: Tool,
    when: When,
    result: Outcome,
    limits: Vec<NotAssessed>,
    previous: Option<Link>,
    files: Vec<Listed>,
}

#[derive(Deserialize)]
struct Source {
    kind: String,
    name: String,
    product_version: String,
    taken_at: String,
    snapshot_sha256: String,
}

#[derive(Deserialize)]
struct Tool {
    version: String,
}

#[derive(Deserialize)]
struct When {
    judged_on: String,
}

#[derive(Deserialize)]
struct Outcome {
    verdict: Verdict,
    exit_code: u8,
}

#[derive(Deserialize)]
struct Findings {
    findings: Vec<RecalledFinding>,
}

impl Archive {
    /// The runs after a number, oldest first, as far as they follow each other from there and are what was written.
    pub fn after(&self, newest: Option<&ArchivedRun>) -> Result<Vec<Recalled>, ArchiveError> {
        let folder = Folder::read(self.folder())?;
        let mut recalled = Vec::new();
        let mut next = newest.map_or(1, |run| run.number.saturating_add(1));
        for manifest in folder.chain(newest) {
            // What cannot be read follows nothing; `verify` tells of it.
            if manifest.number != next {
                break;
            }
            let Some(one) = recall(self.folder(), &manifest.archived()) else { break };
            recalled.push(one);
            next = next.saturating_add(1);
        }
        Ok(recalled)
    }

    /// The seals of a run, oldest first, as far as they follow each other and are on this run.
    pub fn seals(&self, run: &ArchivedRun) -> Vec<Sealed> {
        let folder = self.folder().join(&run.run);
        let mut found = Vec::new();
        // What cannot be read follows nothing; `verify` tells of it.
        let Some(mut folders) = named(run).then(|| read::seal_folders(&folder).ok()).flatten() else { return found };
        folders.sort();
        let mut before = None;
        for (name, number) in folders.iter().zip(1..) {
            let Ok((seal, sha256)) = seal::one(&folder, name) else { break };
            if (seal.number, &seal.previous) != (number, &before)
                || (&seal.run, &seal.manifest_sha256) != (&run.run, &run.manifest_sha256)
            {
                break;
            }
            before = Some(sha256.clone());
            found.push(Sealed { run: seal.run, number, what: seal.what, sha256, at: seal.at });
        }
        found
    }
}

/// A run of a folder of runs read again; nothing where it is not the one that was written.
pub fn recall(runs: &Path, run: &ArchivedRun) -> Option<Recalled> {
    let folder = named(run).then(|| runs.join(&run.run))?;
    let written: Written = parsed(&folder, MANIFEST, read::MANIFEST_LIMIT, &run.manifest_sha256)?;
    let listed = written.files.iter().find(|file| file.file == REPORT)?;
    let Findings { findings } = parsed(&folder, REPORT, REPORT_LIMIT, &listed.sha256)?;
    let exit = Exit::ALL.into_iter().find(|exit| exit.code() == written.result.exit_code)?;
    Some(Recalled {
        run: run.clone(),
        previous: written.previous,
        kind: written.source.kind,
        system: written.source.name,
        version: written.source.product_version,
        taken_at: written.source.taken_at,
        judged_on: written.when.judged_on,
        snapshot_sha256: written.source.snapshot_sha256,
        tool: written.tool.version,
        verdict: written.result.verdict,
        exit,
        not_assessed: written.limits,
        findings,
    })
}

/// Whether its name is one: it may come from a history that somebody prepared.
fn named(run: &ArchivedRun) -> bool {
    names::is_run(&run.run)
}

fn parsed<T: DeserializeOwned>(folder: &Path, name: &str, limit: u64, hash: &str) -> Option<T> {
    let bytes = read::whole(&folder.join(name), limit).ok().filter(|bytes| sha256(bytes) == hash)?;
    serde_json::from_slice(&bytes).ok()
}
