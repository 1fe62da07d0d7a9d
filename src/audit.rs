//! The main job in one function: snapshot, role map and probe in, report out. Pure.

mod annex;
mod probed;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::access::{Access, scope::Scopes};
use crate::checks::{self, Context};
use crate::compare::Comparison;
use crate::findings::{AgainstBaseline, Finding, GateOutcome, Report, Summary};
use crate::gate::{self, Baseline, Evidence};
use crate::model::{Severity, utc_day};
use crate::policy::{Policies, Required};
use crate::probe::Probed;
use crate::rolemap::RoleMap;
use crate::snapshot::{self, Domain, Snapshot};
use crate::staff::Staff;

/// Computes everyone's access, compares it with the design if there is one and with what the running system did if it was
/// asked, and runs every check by the built-in policies.
///
/// `design` is a role map and the file that it came from; `probed` is a probe of this design on this system.
pub fn audit(
    snapshot: &Snapshot,
    design: Option<(&RoleMap, &str)>,
    fail_on: Severity,
    probed: Option<&Probed>,
) -> Report {
    audit_by(Policies::built_in(), snapshot, design, fail_on, probed)
}

/// The same by the organisation's own policies.
pub fn audit_by(
    policies: &Policies,
    snapshot: &Snapshot,
    design: Option<(&RoleMap, &str)>,
    fail_on: Severity,
    probed: Option<&Probed>,
) -> Report {
    audit_with(&Inputs { policies: Some(policies), design, probed, ..Inputs::default() }, snapshot, fail_on)
}

/// What an audit is given beside the snapshot.
#[derive(Debug, Clone, Copy, Default)]
pub struct Inputs<'a> {
    /// The organisation's policies; the built-in ones without them.
    pub policies: Option<&'a Policies>,
    /// A role map and the file that it came from.
    pub design: Option<(&'a RoleMap, &'a str)>,
    /// A probe of this design on this system.
    pub probed: Option<&'a Probed>,
    /// Who works in the company.
    pub staff: Option<&'a Staff>,
    /// Parts of the system that somebody asked for beside what every audit looks at: without them the audit is not whole.
    pub asked: &'a [Domain],
    /// Findings that were there when somebody began to look, and the file that says so.
    pub baseline: Option<(&'a Baseline, &'a str)>,
    /// The moment at which it is judged; without one, that of the snapshot.
    pub now: Option<Timestamp>,
}

/// The same by everything that there is.
pub fn audit_with(inputs: &Inputs<'_>, snapshot: &Snapshot, fail_on: Severity) -> Report {
    report(inputs, snapshot, fail_on, false)
}

/// The report of a probe alone: its own checks, and nothing that only the configuration tells.
pub fn probe_report(snapshot: &Snapshot, design: (&RoleMap, &str), fail_on: Severity, probed: &Probed) -> Report {
    let inputs = Inputs { design: Some(design), probed: Some(probed), ..Inputs::default() };
    report(&inputs, snapshot, fail_on, true)
}

fn report(inputs: &Inputs<'_>, snapshot: &Snapshot, fail_on: Severity, only_probe: bool) -> Report {
    let Inputs { policies, design, probed, staff, asked, baseline, now } = *inputs;
    let policies = policies.unwrap_or(Policies::built_in());
    let access = Access::compute(snapshot);
    let scopes = Scopes::new(snapshot);
    let comparison = design.map(|(map, _)| Comparison::of(map, &access, &scopes));
    let asked: Vec<Domain> = asked.iter().chain(&policies.gate.assess).copied().collect();
    let mut cx = Context::new(&access, &scopes, comparison.as_ref()).with_policies(policies).with_probe(probed);
    cx.only_probe = only_probe;
    cx.staff = staff;
    cx.asked = &asked;
    let (mut findings, mut not_assessed) = checks::run(&cx);
    let now = now.or_else(|| snapshot.system.taken_at.parse().ok());
    let today = now.map_or(Date::MAX, utc_day);
    if !only_probe {
        cx.accepted = Some(gate::accept(&mut findings, snapshot, policies, baseline, today));
        // The baseline was compared before these were there, and never holds one about a decision.
        let compared =
            cx.accepted.iter().filter_map(|accepted| accepted.baseline.as_ref()).any(|it| it.fault.is_none());
        let state = compared.then_some(AgainstBaseline::New);
        findings.extend(checks::govern(&cx).into_iter().map(|finding| Finding { baseline: state, ..finding }));
    }
    for finding in &mut findings {
        finding.owner = policies.gate.owner_of(finding.check_id).map(str::to_owned);
    }
    let summary = Summary {
        system: format!("{} {} {}", snapshot.system.kind, snapshot.system.version, snapshot.system.name),
        taken_at: snapshot.system.taken_at.clone(),
        snapshot_sha256: snapshot::content_hash(snapshot),
        map: design.map(|(_, file)| file.to_owned()),
        users: snapshot.users.len(),
        active_users: snapshot.users.iter().filter(|user| user.active).count(),
        groups: snapshot.groups.len(),
        resources: snapshot.resources.len(),
        decisions: (snapshot.users.len() * snapshot.resources.len() * snapshot.operations.len()) as u64,
        roles: design.map_or(0, |(map, _)| map.roles.len()),
    };
    let probe = cx.probe.as_ref().map(|reading| probed::section(snapshot, reading));
    let asked_the_system = probed.is_some_and(|probed| !probed.only_default_logins);
    let gate = cx.accepted.as_ref().map(|accepted| {
        let given = [
            (Required::RoleMap, design.is_some()),
            (Required::Probe, asked_the_system),
            (Required::Staff, staff.is_some()),
        ];
        let evidence = Evidence {
            findings: &findings,
            accepted,
            taken_at: &snapshot.system.taken_at,
            probe: probe.as_ref().filter(|_| asked_the_system),
            given: given.into_iter().filter(|(_, given)| *given).map(|(required, _)| required).collect(),
        };
        gate::judge(&policies.gate, fail_on, &evidence, &mut not_assessed)
    });
    let gate = gate.unwrap_or_else(|| GateOutcome { judged_on: gate::day(today), ..GateOutcome::default() });
    Report::new(summary, fail_on, findings, not_assessed).with_probe(probe).with_annex(annex::annex(&cx)).judged(gate)
}
