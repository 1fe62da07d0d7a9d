//! What goes into a run: the report in every format, complete, with what it was made from.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::error::ArchiveError;
use super::given::Given;
use super::manifest::{Facts, Known, Settings};
use crate::findings::{CheckInfo, Persona, Report};
use crate::policy::Policies;
use crate::report::{Format, RenderOptions, render};
use crate::snapshot::Snapshot;

/// What a run is made from.
#[derive(Debug)]
pub struct Contents<'a> {
    /// The whole report, as `auditor` reads it.
    pub report: &'a Report,
    /// The catalogue.
    pub checks: &'a [&'a CheckInfo],
    /// What was judged.
    pub snapshot: &'a Snapshot,
    /// The files that the audit read.
    pub given: Vec<Given>,
    /// One line for each request of the probe.
    pub evidence: Option<Vec<u8>>,
    /// What the command line said.
    pub settings: Settings,
    /// Where the system answers, without user and password.
    pub address: Option<String>,
    /// The rules that it was judged by.
    pub policies: &'a Policies,
    /// When the command started.
    pub started: Timestamp,
    /// When everything but the archive was done.
    pub finished: Timestamp,
    /// The moment at which it was judged.
    pub judged_at: Timestamp,
}

/// A run's files, and what is known about it.
#[derive(Debug)]
pub(super) struct Made {
    pub(super) facts: Facts,
    /// Name and bytes.
    pub(super) files: Vec<(String, Vec<u8>)>,
}

/// Renders every format and puts it beside the inputs; nothing is written yet.
///
/// The table is what a person would be shown: what must be decided, twenty findings of it. Every other format has everything.
pub(super) fn make(contents: &Contents<'_>) -> Result<Made, ArchiveError> {
    let given = Given::apart(contents.given.clone());
    let mut files = Vec::new();
    let (shown, complete) = (RenderOptions::default(), RenderOptions { limit: None, ..RenderOptions::default() });
    let seen = |persona| contents.report.clone().seen_by(persona);
    let (short, whole) = (seen(Persona::GoLive), seen(Persona::Auditor));
    for format in Format::ALL {
        let (report, options) = if format == Format::Table { (&short, &shown) } else { (&whole, &complete) };
        files.push((format.file().to_owned(), render(report, contents.checks, format, options)?));
    }
    let facts = Facts::of(&Known {
        report: contents.report,
        snapshot: contents.snapshot,
        settings: contents.settings.clone(),
        address: contents.address.clone(),
        policies: contents.policies,
        started: contents.started,
        finished: contents.finished,
        judged_at: contents.judged_at,
        given: &given,
    });
    let readme = super::readme::text(&given, &contents.settings, contents.judged_at);
    let kept = given.into_iter().filter(|given| given.withheld.is_none());
    // A file that was given twice is there once.
    files.extend(kept.map(|given| (given.file, given.bytes)).collect::<BTreeMap<_, _>>());
    files.extend(contents.evidence.clone().map(|lines| ("evidence.jsonl".to_owned(), lines)));
    files.push(("README.txt".to_owned(), readme.into_bytes()));
    Ok(Made { facts, files })
}
