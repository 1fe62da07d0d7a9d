//! Somebody who is no administrator has a right that is worth a look by itself.

use super::told::Told;
use crate::access::Profile;
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
        severity: Severity::Low,
        what: "Lists, for each sensitive right of policies/sod, the groups that give it to accounts other than administrators', and who they are. It is low, because somebody has to do it; it weighs as for everybody in the company where at least 20 people and a quarter of all have it.",
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

fn tell(cx: &Context<'_>, told: &Told<'_>, known: &Known<'_, Sensitive>) -> Option<Finding> {
    let (rule, performers) = (known.rule, &told.survey.performers);
    let counts = |scope: RecordScope| !(rule.of_others && scope == RecordScope::Own);
    let side = |holder: Holder<'_>| performers.side(holder, &known.rights).filter(|side| counts(side.scope));
    let administers = |profile: &Profile| {
        profile.superuser || profile.groups.ones().any(|group| cx.snapshot.group(GroupIx::new(group)).administers)
    };
    let mut users = Vec::new();
    for at in 0..cx.access.profiles().len() {
        let Some(profile) = cx.access.profiles().get(at) else { continue };
        if !administers(profile) && side(profile.into()).is_some() {
            let active = cx.users_with(at).iter().copied().filter(|user| cx.snapshot.user(*user).active);
            users.extend(active);
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
        let side = side(Holder { groups: &closure, cells: &cells, superuser: false })?;
        Some(performers.route(&side, groups))
    };
    let mut routes: Vec<(GroupIx, Route)> = Vec::new();
    let everyone = gives(&[]);
    if everyone.is_none() {
        let held = |group: &GroupIx| users.iter().any(|user| cx.access.of(*user).groups.contains(group.index()));
        let groups = (0..cx.snapshot.groups.len()).map(GroupIx::new).filter(|group| !cx.administers(*group));
        let giving: Vec<(GroupIx, Route)> =
            groups.filter(held).filter_map(|group| Some((group, gives(&[group])?))).collect();
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
    let broad = users.len() >= MANY && users.len() * 4 >= all;

    let mut finding = finding_by(&CHECK.info, &rule.id.value, Subject::new("function", &rule.id.value), cx.whole());
    if broad {
        let (severity, by) = weigh(rule.impact, Reach::Internal, Confidence::High);
        (finding.severity, finding.severity_by) = (severity, Some(by));
    }
    finding.title = format!("{} beside the administrators can {}", count(users.len(), "account"), rule.title);
    finding.expected = Some("those alone whose job it is".to_owned());
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
