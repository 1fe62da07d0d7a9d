//! Nothing is kept of who changed what matters.

use super::{present, rules};
use crate::checks::context::Context;
use crate::checks::telling::{and, count, finding};
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject, weigh};
use crate::model::{Confidence, Severity};
use crate::policy::Kept;
use crate::snapshot::Domain;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "LOG-001",
        name: "audit-trail-off",
        title: "changes of what matters leave no trail",
        severity: Severity::Medium,
        what: "Compares what policies/audit-trail.yaml wants kept, such as accounts, rights, bank data and invoices, with what the system keeps: tracked fields and the OCA module auditlog in Odoo, `track_changes` in Frappe, tables of history in Tryton. What the vendor ships without a trail is one finding of its own, labelled so.",
        why: "After a fraud or a mistake nobody can tell who changed a bank account or gave a right, and when.",
        fix: "Let the system keep who changes what is listed: by the OCA module auditlog or triggers of the database in Odoo, \"Track Changes\" in Frappe, a model with `_history` in Tryton.",
        controls: &["NIST-800-53r5 AU-2", "NIST-800-53r5 AU-12", "ISO27001-2022 A.8.15", "PCI-DSS-4.0.1 10.2.1"],
    },
    needs: &[Need::Domain(Domain::Trails), Need::Domain(Domain::ModelAccess)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(trails) = &cx.snapshot.trails else { return };
    for shipped in [true, false] {
        let (mut what, mut resources): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
        for kept in rules(cx).flat_map(|rules| &rules.kept).filter(|kept: &&Kept| kept.shipped == shipped) {
            let silent = present(cx, &kept.on).filter(|resource| trails.binary_search(resource).is_err());
            let before = resources.len();
            resources.extend(silent.map(|resource| cx.snapshot.resource(resource).key.as_str()));
            what.extend((resources.len() > before).then_some(kept.what.as_str()));
        }
        if !resources.is_empty() {
            found.push(told(cx, shipped, &what, &resources));
        }
    }
}

fn told(cx: &Context<'_>, shipped: bool, what: &[&str], resources: &[&str]) -> Finding {
    let name = if shipped { "audit trail" } else { "audit trail as shipped" };
    let mut finding = finding(&CHECK.info, Subject::new("setting", name), cx.whole());
    let which = count(resources.len(), "resource");
    finding.title = if shipped {
        format!("changes of {which} leave no trail: {}", what.join(", "))
    } else {
        format!("the vendor ships {which} without a trail: {}", what.join(", "))
    };
    // Whoever works in the company can make such a change unseen, and cannot be shown to have made it.
    let (severity, by) = weigh(Impact::Commercial, Reach::Role, Confidence::High);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.vendor_default = !shipped;
    finding.expected = Some("the system keeps who changed it and when".to_owned());
    finding.actual = format!("it keeps nothing of {}", and(resources));
    finding.path = resources.iter().map(|resource| format!("resource:{resource}")).collect();
    let by = rules(cx).find_map(|rules| rules.by.as_deref());
    let switched_on = || format!("switch the trail on for {}", and(resources));
    finding.fix =
        Fix { summary: by.map_or_else(switched_on, |by| format!("keep who changes {} {by}", and(resources))) };
    finding
}
