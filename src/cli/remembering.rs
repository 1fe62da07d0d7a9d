//! What the history remembers of an archive: asked before something is verified, told about what was written. It is told what the
//! archive says, read again, whether that was written just now, by a run that was killed right then, or before the history began.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};

use super::output::note;
use super::store::HistoryArgs;
use crate::archive::{Archive, Expected, Problem, Recalled, RecalledFinding, RunState, recall};
use crate::checks;
use crate::findings::subject_words;
use crate::history::{Difference, Filter, Recorded, Run, Seen, Store, Turn};
use crate::model::{ArchivedRun, Sealed};
use crate::report::count;

/// A history that something is verified against.
pub(super) struct Remembered {
    store: Store,
    runs: Vec<Recorded>,
}

/// What is remembered of an archive; nothing where there is no history at the usual place.
pub(super) fn expected(history: &HistoryArgs, runs: &Path) -> anyhow::Result<Option<Expected>> {
    Remembered::open(history, runs)?.map(|mut remembered| remembered.expected()).transpose()
}

impl Remembered {
    /// Opens it; nothing where there is none at the usual place.
    pub(super) fn open(history: &HistoryArgs, runs: &Path) -> anyhow::Result<Option<Self>> {
        let Some(mut store) = history.existing(runs)? else { return Ok(None) };
        let runs = store.runs(Filter::default())?;
        Ok(Some(Self { store, runs }))
    }

    /// What there must be.
    pub(super) fn expected(&mut self) -> anyhow::Result<Expected> {
        Ok(Expected { runs: self.runs.iter().map(archived).collect(), seals: self.store.seals(None)? })
    }

    /// What it says otherwise than the runs of a folder that were verified. Of a run that is not the one that was recorded, or not as it
    /// was written, that was told already.
    pub(super) fn differences(&mut self, runs: &Path, of: &[RunState]) -> anyhow::Result<Vec<Problem>> {
        let mut found = Vec::new();
        for recorded in &self.runs {
            let row = archived(recorded);
            if !of.iter().any(|state| (&state.run, &state.manifest_sha256) == (&row.run, &row.manifest_sha256)) {
                continue;
            }
            let Some((run, seen)) = recall(runs, &row).map(told) else { continue };
            for Difference { what, history, run: said } in self.store.differences(recorded, &run, &seen)? {
                let file = format!("history, run {}", row.number);
                let what = format!("has the {what} as `{history}`, and `{}` says `{said}`", row.run);
                found.push(Problem { file, what });
            }
        }
        Ok(found)
    }
}

/// Tells the history of the runs and seals of the folder that it does not know.
pub(super) fn catch_up(archive: &Archive, store: &mut Store) -> anyhow::Result<()> {
    let head = store.head()?;
    let unknown = archive.after(head.as_ref())?;
    if head.is_none() && !unknown.is_empty() {
        // Whether there were newer ones nobody can tell any more; whoever removed the history may have removed them, too.
        note(&format!("history begun anew from {} of the archive", count(unknown.len(), "run")));
    }
    for recalled in unknown {
        let (run, seen) = told(recalled);
        store.record(&run, &seen)?;
    }
    let mut known: BTreeMap<String, Vec<Sealed>> = BTreeMap::new();
    for seal in store.seals(None)? {
        known.entry(seal.run.clone()).or_default().push(seal);
    }
    for run in store.runs(Filter::default())?.iter().map(archived) {
        let there = archive.seals(&run);
        // Where one that is known is gone or another one, nothing goes on from it; `verify` tells of it.
        let new = there.strip_prefix(known.get(&run.run).map_or(&[][..], Vec::as_slice));
        new.unwrap_or_default().iter().try_for_each(|seal| store.seal(seal))?;
    }
    Ok(())
}

/// Tells the history of a run that was just written.
pub(super) fn record(turn: Turn<'_>, archive: &Archive, run: &ArchivedRun) -> anyhow::Result<()> {
    let (run, seen) = told(recall(archive.folder(), run).context("the run cannot be read back")?);
    turn.record(&run, &seen)?;
    Ok(())
}

/// Tells the history of a seal that was just made, and of whatever came before it unsaid.
pub(super) fn seal(history: &HistoryArgs, archive: &Archive, sealed: &Sealed) -> anyhow::Result<()> {
    let mut store = Store::open(&history.location(archive.folder())?)?;
    catch_up(archive, &mut store)?;
    if !store.seals(Some(&sealed.run))?.contains(sealed) {
        bail!("the seal does not follow what the history has: see `rolecall verify`");
    }
    Ok(())
}

fn archived(recorded: &Recorded) -> ArchivedRun {
    let Run { number, run, manifest_sha256, .. } = recorded.run.clone();
    ArchivedRun { number, run, manifest_sha256 }
}

/// An archived run as the history keeps it.
fn told(recalled: Recalled) -> (Run, Vec<Seen>) {
    let seen = recalled.findings.iter().map(seen).collect();
    let run = Run {
        number: recalled.run.number,
        run: recalled.run.run,
        kind: recalled.kind,
        system: recalled.system,
        version: recalled.version,
        taken_at: recalled.taken_at,
        judged_on: recalled.judged_on,
        verdict: recalled.verdict,
        exit: recalled.exit,
        gaps: checks::gaps(&recalled.not_assessed),
        manifest_sha256: recalled.run.manifest_sha256,
        previous: recalled.previous,
        snapshot_sha256: recalled.snapshot_sha256,
        tool: recalled.tool,
    };
    (run, seen)
}

fn seen(finding: &RecalledFinding) -> Seen {
    Seen {
        fingerprint: finding.fingerprint.clone(),
        check_id: finding.check_id.clone(),
        rule_id: finding.rule_id.clone(),
        severity: finding.severity,
        confidence: finding.confidence,
        title: finding.title.clone(),
        subject: subject_words(&finding.subject.kind, &finding.subject.id),
        resource: finding.resource.words(),
        affected: finding.affected.count,
        waiver: finding.waiver.as_ref().map(|waiver| waiver.id.clone()),
        baseline: finding.baseline,
    }
}
