//! New accounts are born with rights that nobody gave them.

use fixedbitset::FixedBitSet;

use crate::access::Cells;
use crate::checks::context::Context;
use crate::checks::telling::{and, count, finding};
use crate::checks::{Check, Need, plain};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject, weigh};
use crate::model::{Confidence, Severity};
use crate::snapshot::{Domain, NewUsers, UserKind};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-008",
        name: "new-user-template-over-privileged",
        title: "new accounts are born with rights that nobody gave them",
        severity: Severity::Critical,
        what: "Looks at what the system gives every new internal account by itself: groups of the template that no internal account has just by being one, and that let it change records. It weighs most where the template is in use and a group that is added to it later reaches the accounts that are there, too, which installing a module can do; least where the template is switched off. A template that makes administrators, or opens as many models to changes as policies/account-life.yaml says, counts like administration.",
        why: "Whoever makes an account gives away rights without knowing, and nobody ever approved them.",
        fix: "Take the groups out of the template, or switch it off; then look at the accounts that were made with it.",
        controls: &[
            "NIST-800-53r5 AC-6",
            "NIST-800-53r5 CM-6",
            "ISO27001-2022 A.5.18",
            "ISO27001-2022 A.8.9",
            "PCI-DSS-4.0.1 2.2.2",
            "PCI-DSS-4.0.1 7.2.2",
            "CIS-8.1 4.7",
            "CIS-8.1 6.8",
        ],
    },
    needs: &[Need::Domain(Domain::NewUsers), Need::Domain(Domain::Memberships), Need::Domain(Domain::ModelAccess)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(template) = &cx.snapshot.new_users else { return };
    let graph = cx.access.graph();
    let is_internal = |kind| kind == UserKind::Internal;
    let plain = plain::groups(cx, is_internal);
    let mut all = graph.closure(template.groups.iter().copied());
    let cells = cx.access.cells_of(&all).beyond(&plain::cells(cx, is_internal));
    if !cx.changes_records(&cells) {
        return;
    }
    all.difference_with(&plain);
    found.push(tell(cx, template, &all, &cells));
}

fn tell(cx: &Context<'_>, template: &NewUsers, extra: &FixedBitSet, cells: &Cells) -> Finding {
    let graph = cx.access.graph();
    let roots = graph.roots(extra);
    let changing = cx.snapshot.changing_ops();
    let models = cells
        .iter()
        .filter(|(resource, ops)| !cx.snapshot.resource(*resource).transient && !ops.and(changing).is_empty());
    let models = models.count();
    let broad =
        models >= cx.policies.account_life.broad_models as usize || roots.iter().any(|group| cx.administers(*group));
    let impact = if broad { Impact::Money } else { Impact::Commercial };
    let (reach, confidence) = match template.in_use {
        Some(true) if template.reaches_existing => (Reach::Internal, Confidence::High),
        Some(true) => (Reach::Role, Confidence::High),
        None => (Reach::Role, Confidence::Medium),
        Some(false) => (Reach::Admin, Confidence::High),
    };
    let impact = if template.in_use == Some(false) { Impact::Hygiene } else { impact };
    let (severity, by) = weigh(impact, reach, confidence);
    let keys = and(roots.iter().map(|group| cx.group_key(*group)));

    let mut finding = finding(&CHECK.info, Subject::new("template", &template.template), cx.whole());
    let born = match template.in_use {
        Some(true) => "every new account is born with",
        Some(false) => "a template that is switched off would give every new account",
        None => "new accounts may be born with",
    };
    finding.title = format!("{born} {}: {keys}", count(roots.len(), "group"));
    finding.confidence = confidence;
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.expected =
        Some("new accounts have what every internal account has, and get a role by a decision".to_owned());
    finding.actual = format!("`{}` gives {}", template.template, cx.measure(cells));
    if template.reaches_existing {
        finding.actual.push_str("; a group that is added to it later reaches the accounts that are there, too");
    }
    if template.in_use.is_none() {
        finding.actual.push_str("; whether new accounts get it could not be read");
    }
    finding.path = vec![format!("template:{}", template.template)];
    finding.path.extend(roots.iter().take(3).map(|group| format!("group:{}", cx.group_key(*group))));
    finding.path.extend(cx.row_steps(&roots, cells));
    finding.vendor_default = roots.iter().all(|group| cx.snapshot.group(*group).origin.is_vendor());
    let system = &cx.snapshot.system;
    let switches = cx.policies.account_life.template_switches.iter();
    let switch = switches.into_iter().find(|it| it.system == system.kind && it.versions.hold(&system.version));
    let off = switch.map_or_else(|| "switch it off".to_owned(), |it| format!("set `{}` to {}", it.setting, it.off));
    finding.fix = Fix {
        summary: format!("take {keys} out of `{}`, or {off}, and look at who was made with it", template.template),
    };
    finding
}
