//! What the history remembers of an archive: asked before something is verified, told about what was written. What it was not told
//! of, because a run was killed right then or the history is new, it is told the next time.

use std::path::Path;

use super::output::note;
use super::store::HistoryArgs;
use crate::archive::{self, Archive, Expected, Recalled, RecalledFinding};
use crate::checks;
use crate::findings::{Exit, Report, Verdict, subject_words};
use crate::history::{Filter, Run, Seen, Store};
use crate::model::{ArchivedRun, Link};
use crate::report::count;
use crate::snapshot::Snapshot;

/// What is remembered of an archive; nothing where there is no history at the usual place.
pub(super) fn expected(history: &HistoryArgs, runs: &Path) -> anyhow::Result<Option<Expected>> {
    let Some(mut store) = history.existing(runs)? else { return Ok(None) };
    let mut expected = Expected::default();
    for recorded in store.runs(Filter::default())? {
        let Run { number, run, manifest_sha256, .. } = recorded.run;
        expected.seals.extend(store.seals(&run)?);
        expected.runs.push(ArchivedRun { number, run, manifest_sha256 });
    }
    Ok(Some(expected))
}

/// Tells the history of the runs of the folder that it does not know.
pub(super) fn catch_up(archive: &Archive, store: &mut Store) -> anyhow::Result<()> {
    let head = store.head()?;
    let unknown = archive.after(head.as_ref())?;
    if head.is_none() && !unknown.is_empty() {
        // Whether there were newer ones nobody can tell any more; whoever removed the history may have removed them, too.
        note(&format!("history begun anew from {} of the archive", count(unknown.len(), "run")));
    }
    for recalled in unknown {
        let seen: Vec<Seen> = recalled.findings.iter().map(seen_again).collect();
        store.record(&run_again(recalled), &seen)?;
    }
    Ok(())
}

/// Tells the history of the seals of a run that it does not know: the one that was just made, and any that came before it unsaid.
pub(super) fn seals(history: &HistoryArgs, archive: &Archive, run: &Path) -> anyhow::Result<()> {
    let mut store = Store::open(&history.location(archive.folder())?)?;
    catch_up(archive, &mut store)?;
    let sealed = archive::seals(run)?;
    let Some(name) = sealed.first().map(|seal| seal.run.clone()) else { return Ok(()) };
    let known = store.seals(&name)?.last().map_or(0, |seal| seal.number);
    for seal in sealed.into_iter().filter(|seal| seal.number > known) {
        store.seal(&seal)?;
    }
    Ok(())
}

/// A run that was just written, for the history.
pub(super) fn run(written: &archive::Written, report: &Report, snapshot: &Snapshot) -> Run {
    let system = &snapshot.system;
    Run {
        number: written.run.number,
        run: written.run.run.clone(),
        kind: system.kind.clone(),
        system: system.name.clone(),
        version: system.version.clone(),
        taken_at: system.taken_at.clone(),
        judged_on: report.gate.judged_on.clone(),
        verdict: report.verdict,
        exit: report.exit(),
        gaps: checks::gaps(&report.not_assessed),
        manifest_sha256: written.run.manifest_sha256.clone(),
        previous: written.previous.clone().map(Link::from),
        snapshot_sha256: report.summary.snapshot_sha256.clone(),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
    }
}

fn run_again(recalled: Recalled) -> Run {
    let incomplete = recalled.not_assessed.iter().any(|entry| entry.asked_for);
    Run {
        number: recalled.run.number,
        run: recalled.run.run,
        kind: recalled.kind,
        system: recalled.system,
        version: recalled.version,
        taken_at: recalled.taken_at,
        judged_on: recalled.judged_on,
        verdict: recalled.verdict,
        exit: match recalled.verdict {
            _ if incomplete => Exit::Incomplete,
            Verdict::NoGo => Exit::Findings,
            Verdict::Go | Verdict::GoWithConditions | Verdict::NotAssessed => Exit::Clean,
        },
        gaps: checks::gaps(&recalled.not_assessed),
        manifest_sha256: recalled.run.manifest_sha256,
        previous: recalled.previous,
        snapshot_sha256: recalled.snapshot_sha256,
        tool: recalled.tool,
    }
}

fn seen_again(finding: &RecalledFinding) -> Seen {
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
