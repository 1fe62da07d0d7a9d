//! `manifest.json` (`run/1`): what an external auditor asks about how the list was made, in one file: the source, who ran it, by
//! which program and which rules, how complete it was, what came out and what was not looked at.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::given::Given;
use super::hash::sha256;
use super::operator::{Tool, Who};
use crate::findings::{NotAssessed, Report, SignOff, Verdict};
use crate::model::{Link, Severity};
use crate::policy::Policies;
use crate::snapshot::{Count, Coverage, Domain, MachineClock, Snapshot};

/// The schema of `manifest.json`.
pub(super) const SCHEMA: &str = "run/1";

/// The manifest of a run.
#[derive(Debug, Serialize)]
pub(super) struct Manifest<'a> {
    pub(super) schema: &'static str,
    /// The run's name, which is its folder's.
    pub(super) run: String,
    /// Which run of the archive, from 1.
    pub(super) number: u64,
    /// The run before it.
    pub(super) previous: Option<Link>,
    #[serde(flatten)]
    pub(super) facts: &'a Facts,
    /// Every file but this one and `SHA256SUMS`, sorted by name.
    pub(super) files: Vec<Listed>,
}

/// A file of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Listed {
    pub(super) file: String,
    pub(super) size: u64,
    pub(super) sha256: String,
}

/// What is known about a run before it has a name.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Facts {
    source: Source,
    who: Who,
    tool: Tool,
    when: When,
    settings: Settings,
    inputs: Vec<Input>,
    policies: Vec<PolicyFile>,
    queries: Vec<Count>,
    coverage: Vec<Coverage>,
    result: Outcome,
    /// What was not looked at, and why.
    limits: Vec<NotAssessed>,
    /// What an auditor may ask about the run and this manifest cannot say.
    not_recorded: Vec<NotRecorded>,
}

/// Where the snapshot came from.
#[derive(Debug, Clone, Serialize)]
struct Source {
    kind: String,
    name: String,
    product_version: String,
    database: String,
    /// Server or interface that was read, with its version.
    read_through: String,
    /// Where it answers, without user and password.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
    /// The login that collected.
    collector: String,
    /// By the system's clock.
    taken_at: String,
    /// The rolecall that collected.
    collected_with: String,
    snapshot_sha256: String,
    clocks: Clocks,
}

/// The system's clock beside this machine's.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
pub enum Clocks {
    /// Both were read.
    Compared {
        /// This machine's before anything was asked.
        machine_before: Timestamp,
        /// This machine's when everything was there.
        machine_after: Timestamp,
        /// By how much the system's is ahead of that time; behind, if negative; 0 if it lies between.
        skew_seconds: i64,
    },
    /// They were not compared.
    Unknown {
        /// Why.
        skew_unknown: SkewUnknown,
    },
}

/// Why clocks were not compared.
#[derive(Debug, Clone, Copy, Serialize)]
pub enum SkewUnknown {
    /// The snapshot does not hold this machine's.
    #[serde(rename = "the snapshot does not hold the clock of the machine that collected")]
    NotKept,
    /// The moment is this machine's.
    #[serde(rename = "the system's own clock is not read over its API or from files; the moment is this machine's")]
    NoServerClock,
}

impl Clocks {
    /// Compares the moment of a snapshot with the clock of the machine that collected it. Only a database tells its own time.
    pub fn of(snapshot: &Snapshot) -> Self {
        let Some(MachineClock { before: machine_before, after: machine_after }) = snapshot.machine else {
            return Self::Unknown { skew_unknown: SkewUnknown::NotKept };
        };
        let tells = ["postgresql", "mariadb", "mysql"].iter().any(|server| {
            snapshot.system.source.get(..server.len()).is_some_and(|start| start.eq_ignore_ascii_case(server))
        });
        let Some(server) = snapshot.system.taken_at.parse::<Timestamp>().ok().filter(|_| tells) else {
            return Self::Unknown { skew_unknown: SkewUnknown::NoServerClock };
        };
        // The snapshot's moment is in whole seconds.
        let (server, before, after) = (server.as_second(), machine_before.as_second(), machine_after.as_second());
        let skew_seconds = if server < before { server - before } else { (server - after).max(0) };
        Self::Compared { machine_before, machine_after, skew_seconds }
    }
}

/// When it ran.
#[derive(Debug, Clone, Serialize)]
struct When {
    /// By this machine's clock.
    started: Timestamp,
    /// By this machine's clock, when all but this manifest was made.
    finished: Timestamp,
    /// The moment at which it was judged: the clock's, or what `--now` said.
    judged_at: Timestamp,
    /// Its day, UTC.
    judged_on: String,
}

/// What the command line said that changes the outcome.
#[derive(Debug, Clone, Serialize)]
pub struct Settings {
    /// `audit` or `demo`.
    command: &'static str,
    /// The lowest severity that blocks.
    fail_on: Severity,
    /// Domains asked for beside those that every audit looks at.
    asked: Vec<Domain>,
    /// Whether the running system was asked.
    probed: bool,
}

impl Settings {
    /// Of a command.
    pub fn new(command: &'static str, fail_on: Severity, asked: &[Domain], probed: bool) -> Self {
        Self { command, fail_on, asked: asked.to_vec(), probed }
    }

    /// The lowest severity that blocks.
    pub(super) fn fail_on(&self) -> Severity {
        self.fail_on
    }

    /// Whether the running system was asked.
    pub(super) fn is_probed(&self) -> bool {
        self.probed
    }
}

/// A file that the audit read.
#[derive(Debug, Clone, Serialize)]
struct Input {
    /// `role-map`, `staff` …
    what: &'static str,
    /// As it was named on the command line or in the configuration.
    given_as: String,
    /// Where it is in this folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<String>,
    /// Why it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    withheld: Option<&'static str>,
    sha256: String,
}

/// A file of the rules that come with rolecall, and whether it was in force.
#[derive(Debug, Clone, Serialize)]
struct PolicyFile {
    file: &'static str,
    in_force: bool,
    sha256: String,
}

/// What came out.
#[derive(Debug, Clone, Serialize)]
struct Outcome {
    verdict: Verdict,
    exit_code: u8,
    findings: BTreeMap<&'static str, usize>,
    /// Those of them that somebody accepted.
    accepted: usize,
    criteria_of: String,
    /// Who must sign.
    sign_offs: Vec<SignOff>,
}

/// Something that is not in the manifest.
#[derive(Debug, Clone, Serialize)]
struct NotRecorded {
    what: &'static str,
    why: &'static str,
}

/// What no run records yet, said so that nobody takes silence for an answer.
const NOT_RECORDED: [NotRecorded; 3] = [
    NotRecorded {
        what: "queries as sent and raw answers",
        why: "they hold what nobody needs to keep; rows are counted twice under `queries`, and the queries are part of the program",
    },
    NotRecorded { what: "fingerprint of the server's certificate", why: "certificates are verified and not kept" },
    NotRecorded {
        what: "rights of the collecting login",
        why: "what it could not see is under `coverage` and `limits`",
    },
];

/// What is put together to one run's facts.
#[derive(Debug, Clone)]
pub(super) struct Known<'a> {
    pub(super) report: &'a Report,
    pub(super) snapshot: &'a Snapshot,
    pub(super) settings: Settings,
    pub(super) address: Option<String>,
    pub(super) policies: &'a Policies,
    pub(super) started: Timestamp,
    pub(super) finished: Timestamp,
    pub(super) judged_at: Timestamp,
    pub(super) given: &'a [Given],
}

impl Facts {
    /// The facts of a run that is done.
    pub(super) fn of(known: &Known<'_>) -> Self {
        let Known { report, snapshot, .. } = known;
        let system = &snapshot.system;
        let findings = report.by_severity().into_iter().map(|(severity, count)| (severity.0.word(), count));
        Self {
            source: Source {
                kind: system.kind.clone(),
                name: system.name.clone(),
                product_version: system.version.clone(),
                database: system.database.clone(),
                read_through: system.source.clone(),
                address: known.address.clone(),
                collector: system.collector.clone(),
                taken_at: system.taken_at.clone(),
                collected_with: system.tool.clone(),
                snapshot_sha256: report.summary.snapshot_sha256.clone(),
                clocks: Clocks::of(snapshot),
            },
            who: Who::here(),
            tool: Tool::running(),
            when: When {
                started: known.started,
                finished: known.finished,
                judged_at: known.judged_at,
                judged_on: report.gate.judged_on.clone(),
            },
            settings: known.settings.clone(),
            inputs: known.given.iter().map(input).collect(),
            policies: Policies::files().map(|file| policy(known.policies, file)).collect(),
            queries: snapshot.population.clone(),
            coverage: snapshot.coverage.clone(),
            result: Outcome {
                verdict: report.verdict,
                exit_code: report.exit().code(),
                findings: findings.collect(),
                accepted: report.findings.iter().filter(|finding| finding.is_accepted()).count(),
                criteria_of: report.gate.criteria_of.clone(),
                sign_offs: report.gate.sign_offs.clone(),
            },
            limits: report.not_assessed.clone(),
            not_recorded: NOT_RECORDED.to_vec(),
        }
    }
}

fn input(given: &Given) -> Input {
    let Given { what, named, file, withheld, bytes, .. } = given;
    let file = withheld.is_none().then(|| file.clone());
    Input { what, given_as: named.clone(), file, withheld: *withheld, sha256: sha256(bytes) }
}

fn policy(policies: &Policies, (file, text): (&'static str, &str)) -> PolicyFile {
    PolicyFile { file, in_force: policies.in_force(file), sha256: sha256(text.as_bytes()) }
}
