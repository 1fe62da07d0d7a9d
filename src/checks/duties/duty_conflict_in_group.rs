//! One group, or one designed role, carries both sides of a risk.

use super::told::Told;
use super::words::{about, fix, functions, open_rows, path, possible};
use crate::checks::context::Context;
use crate::checks::telling::count;
use crate::checks::{Check, Need};
use crate::duties::{Holder, Route, SideOf, weighed};
use crate::findings::{CheckInfo, Finding, Subject};
use crate::model::{GroupIx, Severity, UserIx};
use crate::snapshot::{Domain, UserKind};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "SOD-002",
        name: "duty-conflict-in-group",
        title: "one group or designed role carries both sides of a risk",
        severity: Severity::Critical,
        what: "Holds what each group alone, and each designed role, gives against the risks of policies/sod. A group that has both sides because it brings a group that does leaves it to that one; a role whose groups carry it alone leaves it to them. Everybody in the group counts, but for those whom limits of their own leave own records alone. Groups that nobody is in and groups of administrators are not told. Several groups as the vendor ships them are one line for whoever decides.",
        why: "Everybody who gets the group gets both sides, whoever checks people one by one.",
        fix: "Split the group: make one of your own for each side and give people one of them.",
        controls: super::CONTROLS,
    },
    needs: &[Need::Domain(Domain::Accounts), Need::Domain(Domain::Memberships), Need::Domain(Domain::ModelAccess)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let told = cx.duties();
    let given: Vec<GroupIx> = cx.access.given_to(UserKind::Internal).collect();
    let users = cx.users(|_| true, |user| user.active && user.kind == UserKind::Internal);
    for risk in &told.survey.everyone.risks {
        let subject = Subject::new("everyone", "everyone who works in the company");
        found.extend(tell(cx, told, *risk, &given, subject, "everyone who works in the company", &users));
    }
    for ((risk, group), users) in &told.groups {
        let key = cx.group_key(*group);
        let subject = Subject::new("group", key);
        found.extend(tell(cx, told, *risk, &[*group], subject, &format!("whoever is in `{key}`"), users));
    }
    for ((risk, role), users) in &told.roles {
        let Some(comparison) = cx.comparison else { continue };
        let role = comparison.design.role(*role);
        let groups: Vec<GroupIx> = role.listed.ones().map(GroupIx::new).collect();
        let (name, subject) = (format!("role `{}`", role.name()), Subject::new("role", role.name()));
        if let Some(mut finding) = tell(cx, told, *risk, &groups, subject, &name, users) {
            finding.designed_at = Some(role.role.name.at.clone());
            finding.vendor_default = false;
            found.push(finding);
        }
    }
}

/// A risk that some groups together carry, who has it because of them, and what they are called.
fn tell(
    cx: &Context<'_>,
    told: &Told<'_>,
    risk: usize,
    groups: &[GroupIx],
    subject: Subject,
    who: &str,
    users: &[UserIx],
) -> Option<Finding> {
    let performers = &told.survey.performers;
    let mut closure = cx.access.graph().closure(groups.iter().copied());
    closure.union_with(&cx.access.graph().closure(cx.access.given_to(UserKind::Internal)));
    let cells = told.survey.cells_of(&closure);
    let holder = Holder::of(&closure, &cells);
    let sides = performers.sides(risk, &[holder])?;
    let risk = performers.rules.risks.get(risk).map(|(risk, _)| *risk)?;
    let routed = sides.iter().filter_map(|side| {
        let rights = &performers.rules.functions.get(side.function)?.rights;
        let (shown, route) = performers.shown(&side.side, rights, holder, groups);
        Some((SideOf { side: shown, ..*side }, route))
    });
    let routed: Vec<(SideOf<'_>, Route)> = routed.collect();
    let shown: Vec<SideOf<'_>> = routed.iter().map(|(side, _)| *side).collect();
    let (severity, by, confidence) = weighed(risk, &sides, false);
    let mut finding = about(cx, &CHECK.info, risk, subject);
    (finding.severity, finding.severity_by, finding.confidence) = (severity, Some(by), confidence);
    finding.title = format!("{who} can {}", functions(&told.survey, &sides));
    finding.actual = format!("{} can {}", count(users.len(), "account"), possible(cx, &told.survey, &shown));
    finding.path = path(cx, &told.survey, &routed);
    finding.vendor_default = routed.iter().all(|(_, route)| performers.is_vendors(route));
    finding.fix = fix(cx, open_rows(cx, &routed), risk);
    finding.affected = cx.affected(users.iter().copied());
    Some(finding)
}
