//! Somebody who is no administrator has a right that is worth a look by itself.

use super::told::Told;
use crate::checks::context::{Context, MANY};
use crate::checks::telling::{and, count, finding_by};
use crate::checks::{Check, Need};
use crate::duties::{Holder, Known, Route};
use crate::findings::{CheckInfo, Finding, Fix, Reach, Subject, weigh};
use crate::model::{Confidence, GroupIx, RecordScope, Severity};
use crate::policy::duties::Sensitive;
use crate::snapshot::{Domain, UserKind};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "SOD-003",
        name: "sensitive-function-held",
        title: "people who are no administrators have a sensitive right",
        severity: Severity::Critical,
        what: "Lists, for each sensitive right of policies/sod, the groups that give it to accounts other than administrators', and who they are; own records alone, by rules or by limits of a person, do not count where the right is about others. It is low, because somebody has to do it; it weighs as for everybody in the company where at least 20 people and a quarter of all have it.",
        why: "Each of these rights alone can do harm that is hard to see afterwards.",
        fix: "Keep the right with those whose job it is.",
        controls: super::CONTROLS,
    },
    needs: &[Need::Domain(Domain::Accounts), Need::Domain(Domain::Memberships), Need::Domain(Domain::ModelAccess)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let told = cx.duties();
    for known in &told.survey.performers.rules.sensitive {
        found.extend(tell(cx, told, known));
    }
}

fn tell<'a>(cx: &Context<'a>, told: &Told<'a>, known: &Known<'a, Sensitive>) -> Option<Finding> {
    let (rule, performers) = (known.rule, &told.survey.performers);
    let counts = |scope: RecordScope| !(rule.of_others && scope == RecordScope::Own);
    let side = |holder: Holder<'_>| performers.side(holder, &known.rights).filter(|side| counts(side.scope));
    let mut users = Vec::new();
    let mut sure = true;
    let mut held = cx.access.graph().no_groups();
    for (at, profile) in cx.access.profiles().iter().enumerate() {
        if cx.access.is_administrator(profile) {
            continue;
        }
        let by_groups = side(profile.into());
        for user in cx.users_with(at).iter().copied().filter(|user| cx.snapshot.user(*user).active) {
            let holder = performers.holder(user);
            let Some(side) = (if holder.limited.is_some() { side(holder) } else { by_groups }) else { continue };
            sure &= side.sure;
            held.union_with(&profile.groups);
            users.push(user);
        }
    }
    if users.is_empty() {
        return None;
    }
    // The groups that give it alone, but for those that have it from a group that they bring.
    let given = cx.access.graph().closure(cx.access.given_to(UserKind::Internal));
    let gives = |groups: &[GroupIx]| {
        let mut closure = cx.access.graph().closure(groups.iter().copied());
        closure.union_with(&given);
        let cells = told.survey.cells_of(&closure);
        let holder = Holder::of(&closure, &cells);
        Some(performers.shown(&side(holder)?, &known.rights, holder, groups).1)
    };
    let mut routes: Vec<(GroupIx, Route)> = Vec::new();
    let everyone = gives(&[]);
    if everyone.is_none() {
        let groups = held.ones().map(GroupIx::new).filter(|group| !cx.administers(*group));
        let giving: Vec<(GroupIx, Route)> = groups.filter_map(|group| Some((group, gives(&[group])?))).collect();
        let brings = |group: GroupIx, other: GroupIx| {
            let graph = cx.access.graph();
            other != group && graph.brings(group, other) && (!graph.brings(other, group) || other < group)
        };
        routes = giving
            .iter()
            .filter(|(group, _)| !giving.iter().any(|(other, _)| brings(*group, *other)))
            .cloned()
            .collect();
    }
    let through = match (&everyone, routes.as_slice()) {
        (Some(_), _) => "everybody has it".to_owned(),
        (None, []) => "by several groups together".to_owned(),
        (None, routes) => format!("by {}", and(routes.iter().map(|(group, _)| cx.group_key(*group)))),
    };
    let all = cx.snapshot.users.iter().filter(|user| user.active && user.kind == UserKind::Internal).count();
    let broad = sure && users.len() >= MANY && users.len() * 4 >= all;

    let mut finding = finding_by(&CHECK.info, &rule.id.value, Subject::new("function", &rule.id.value), cx.whole());
    let confidence = if sure { Confidence::High } else { Confidence::Medium };
    finding.confidence = confidence;
    if broad {
        let (severity, by) = weigh(rule.impact, Reach::Internal, confidence);
        (finding.severity, finding.severity_by) = (severity, Some(by));
    } else {
        let by = format!("{} x a few, low all the same: somebody has to do it", rule.impact.words());
        (finding.severity, finding.severity_by) = (Severity::Low, Some(by));
    }
    finding.title = format!("{} besides the administrators can {}", count(users.len(), "account"), rule.title);
    finding.expected = Some("only those whose job it is can".to_owned());
    finding.actual = through;
    finding.designed_at.clone_from(&rule.at);
    finding.risk = rule.why.clone().into();
    finding.controls.clone_from(&rule.controls);
    let shown = everyone.iter().chain(routes.iter().map(|(_, route)| route));
    finding.vendor_default =
        (everyone.is_some() || !routes.is_empty()) && shown.clone().all(|route| performers.is_vendors(route));
    for route in shown.take(3) {
        let chain = route.groups.iter().chain(route.guard.iter().filter(|_| route.groups != route.guard));
        finding.path.extend(chain.map(|group| format!("group:{}", cx.group_key(*group))));
        finding.path.extend(route.row.map(|row| cx.row_step(row)));
    }
    finding.fix = Fix { summary: rule.fix.clone() };
    finding.affected = cx.affected(users);
    Some(finding)
}
