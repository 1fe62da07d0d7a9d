//! The probe left more behind than it promises.

use std::collections::BTreeMap;

use super::cell_finding::asker;
use crate::checks::telling::{count, finding};
use crate::checks::{Check, Context, PROBE};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Confidence, Ops, ResourceIx, Severity};
use crate::probe::Change;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "PRB-003",
        name: "probe-changed-something",
        title: "a probing account changed a record although nothing should change",
        severity: Severity::Critical,
        what: "Looks again, after the probe, at the records that it asked about, for changes by the account that asked.",
        why: "The system carries out what it should have refused, or somebody works with the probing account; either way the probe is not harmless here.",
        fix: "Put back what changed, and keep the model out of further probes.",
        controls: &["NIST-800-53r5 CA-8", "NIST-800-53r5 SI-7", "ISO27001-2022 A.8.34"],
    },
    needs: PROBE,
    run,
};

/// So many records are named in a path.
const NAMED: usize = 6;

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(reading) = &cx.probe else { return };
    let mut changes: BTreeMap<(u32, ResourceIx), Vec<&Change>> = BTreeMap::new();
    for change in &reading.probed.changes {
        changes.entry((change.run, change.resource)).or_default().push(change);
    }
    for ((run, resource), changes) in changes {
        let Some(run) = reading.run(run) else { continue };
        let key = &cx.snapshot.resource(resource).key;
        let mut finding = finding(&CHECK.info, Subject::new("role", &run.name), cx.model(resource, Ops::NONE));
        finding.title = format!("{key} changed while role `{}` was probed", run.name);
        finding.confidence = Confidence::Proven;
        finding.affected = cx.affected([run.asker.user]);
        finding.expected = Some("a probe changes nothing".to_owned());
        finding.actual = format!("{} of {key} changed by `{}`", count(changes.len(), "record"), run.asker.login);
        finding.path = vec![asker(run)];
        let steps = changes.iter().map(|change| format!("{key} {}: {}", change.record, change.what));
        finding.path.extend(steps.take(NAMED));
        if changes.len() > NAMED {
            finding.path.push(format!("and {}", count(changes.len() - NAMED, "more record")));
        }
        finding.fix = Fix {
            summary: format!(
                "look at what changed, put it back, and add `{key}` to `never` under `[probe]` in `rolecall.toml`"
            ),
        };
        found.push(finding);
    }
}
