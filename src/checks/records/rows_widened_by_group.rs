//! A group shows more rows than the groups that it brings.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::record_rule_always_true::CONTROLS;
use super::rules::is_wider;
use crate::access::{Cells, Reached};
use crate::checks::context::Context;
use crate::checks::telling::{and, count, finding};
use crate::checks::{Check, ROWS_BY_GROUP};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Persona, Reach, Subject, weigh};
use crate::model::{Confidence, GroupIx, RecordScope, ResourceIx, Severity, Verb};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "REC-009",
        name: "rows-widened-by-group",
        title: "a group shows more records than the groups that it brings",
        severity: Severity::Low,
        what: "Looks at groups that somebody made and at groups of the role map: of rules of groups one is enough, so that one group more can show every record where its members saw their own until then. A group is held against all that it brings together; one that has no rule of its own shows what they show. One finding for each group made by hand, with all resources that it widens; the vendor's groups in the role map, which do so by design, are one note. Resources whose scope the design of the group's role states are told by record-scope-wider, rules that somebody opened by record-rule-always-true.",
        why: "The name of a group says what one can do, and not that it lifts every limit to one's own records.",
        fix: "State the scope in the role map (`records`), and take the wide group out of the others where it is not meant.",
        controls: CONTROLS,
    },
    needs: ROWS_BY_GROUP,
    run,
};

/// What a group widens: from which rows to which.
type Widened = BTreeMap<ResourceIx, (RecordScope, RecordScope)>;

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let mut shipped: Vec<(GroupIx, Widened)> = Vec::new();
    let mut alone = Alone::of(cx);
    let mapped = mapped(cx);
    for (at, group) in cx.snapshot.groups.iter().enumerate() {
        let at = GroupIx::new(at);
        let designed = mapped.get(&at);
        if group.origin.is_vendor() && designed.is_none() {
            continue;
        }
        let mut widened = alone.widened(at);
        widened.retain(|resource, _| !designed.is_some_and(|stated| stated.contains(resource)));
        if widened.is_empty() {
            continue;
        }
        if group.origin.is_vendor() {
            shipped.push((at, widened));
        } else {
            found.push(tell(cx, at, &widened));
        }
    }
    found.extend((!shipped.is_empty()).then(|| together(cx, &shipped)));
}

/// The groups of the role map, each with the resources of which its roles state the scope.
fn mapped(cx: &Context<'_>) -> BTreeMap<GroupIx, BTreeSet<ResourceIx>> {
    let mut mapped: BTreeMap<GroupIx, BTreeSet<ResourceIx>> = BTreeMap::new();
    for role in cx.comparison.iter().flat_map(|comparison| &comparison.design.roles) {
        for group in role.listed.ones().map(GroupIx::new) {
            mapped.entry(group).or_default().extend(role.records.iter().map(|(resource, _, _)| *resource));
        }
    }
    mapped
}

/// What single groups reach.
struct Alone<'x, 'a> {
    cx: &'x Context<'a>,
    reached: Reached<'x, 'a>,
    /// Resources with rules of groups.
    ruled: BTreeSet<ResourceIx>,
}

impl<'x, 'a> Alone<'x, 'a> {
    fn of(cx: &'x Context<'a>) -> Self {
        let ruled = cx.snapshot.rules.iter().filter(|rule| rule.active && !rule.groups.is_empty());
        let ruled = ruled.map(|rule| rule.resource).collect();
        Self { cx, reached: Reached::of(cx.scopes), ruled }
    }

    /// Which rows groups read of a resource; nothing where they read none.
    fn reads(&mut self, groups: &FixedBitSet, cells: &Cells, resource: ResourceIx) -> Option<RecordScope> {
        let op = cells.ops(resource).and(self.cx.snapshot.ops_of(Verb::Read)).iter().next()?;
        Some(self.reached.scope(groups, resource, op))
    }

    /// Resources of which a group reads more rows than all groups that it brings together.
    fn widened(&mut self, group: GroupIx) -> Widened {
        let access = self.cx.access;
        let all = access.graph().closure([group]);
        let mut brought = all.clone();
        brought.set(group.index(), false);
        let (cells, less) = (access.cells_of(&all), access.cells_of(&brought));
        let mut widened = Widened::new();
        for resource in self.ruled.clone() {
            let part = self.reads(&brought, &less, resource);
            if let (Some(part), Some(all)) = (part, self.reads(&all, &cells, resource))
                && is_wider(all, part)
            {
                widened.insert(resource, (part, all));
            }
        }
        widened
    }
}

fn tell(cx: &Context<'_>, group: GroupIx, widened: &Widened) -> Finding {
    let key = cx.group_key(group);
    let mut finding = finding(&CHECK.info, Subject::new("group", key), cx.group(group));
    let (severity, by) = weigh(Impact::Hygiene, Reach::Role, Confidence::High);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    let models = and(widened.keys().map(|resource| cx.snapshot.resource(*resource).key.as_str()));
    finding.persona = Persona::Pedantic;
    finding.title = format!("group `{key}` widens the records of {}", count(widened.len(), "model"));
    finding.affected = cx.in_use(Some(group));
    finding.expected = Some("the role map states which records its members reach".to_owned());
    finding.actual = format!("its members reach more records of {models} than by the groups that it brings");
    finding.path = std::iter::once(format!("group:{key}")).chain(widened.iter().map(|one| step(cx, one))).collect();
    finding.origin = Some(cx.snapshot.group(group).origin.clone());
    finding.fix = Fix { summary: format!("state the scope of {models} in the role map for the roles of `{key}`") };
    finding
}

fn step(cx: &Context<'_>, (resource, (part, all)): (&ResourceIx, &(RecordScope, RecordScope))) -> String {
    let key = &cx.snapshot.resource(*resource).key;
    format!("{key}: {} records by the groups that it brings, {} with it", part.word(), all.word())
}

/// The vendor's groups in the role map.
fn together(cx: &Context<'_>, shipped: &[(GroupIx, Widened)]) -> Finding {
    let keys = || shipped.iter().map(|(group, _)| cx.group_key(*group));
    let mut finding = finding(&CHECK.info, Subject::new("population", "the vendor's groups"), cx.whole());
    finding.severity = Severity::Info;
    finding.severity_by = Some("a note: the vendor ships it so".to_owned());
    let shows = if shipped.len() == 1 { "shows" } else { "show" };
    finding.title = format!(
        "{} of the role map {shows} more records than the groups brought along",
        count(shipped.len(), "shipped group")
    );
    finding.expected = Some("the role map states which records their members reach".to_owned());
    finding.actual = format!("by design of the vendor: {}", and(keys()));
    finding.path = shipped
        .iter()
        .flat_map(|(group, widened)| {
            let key = cx.group_key(*group);
            widened.iter().map(move |one| format!("group:{key}: {}", step(cx, one)))
        })
        .collect();
    finding.vendor_default = true;
    finding.fix = Fix { summary: "state the scope of these models in the role map".to_owned() };
    finding
}
