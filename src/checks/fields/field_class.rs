//! One finding for each class of fields and each door.

use std::collections::BTreeMap;

use super::doors::{Door, Doors, Exposed};
use crate::access::Cells;
use crate::checks::context::Context;
use crate::checks::telling::{and, count, finding_by};
use crate::findings::{CheckInfo, Finding, Fix, Impact, weigh};
use crate::model::{Confidence, GroupIx, Verb};
use crate::policy::SensitiveClass;

/// At most so many fields are named in a path.
const NAMED: usize = 40;

/// What a check tells of classes of fields.
pub(super) struct Class {
    pub(super) info: &'static CheckInfo,
    pub(super) verb: Verb,
    /// `read`, `change`.
    pub(super) does: &'static str,
    /// How bad that is.
    pub(super) impact: fn(SensitiveClass) -> Impact,
}

/// What is exposed, as findings.
pub(super) fn told<'a>(
    cx: &Context<'_>,
    doors: &Doors<'_, '_>,
    class: &Class,
    exposed: impl IntoIterator<Item = Exposed<'a>>,
) -> Vec<Finding> {
    let mut by_class: BTreeMap<(Door, SensitiveClass), Vec<Exposed<'_>>> = BTreeMap::new();
    for one in exposed {
        by_class.entry((one.door, one.field.fact.class)).or_default().push(one);
    }
    by_class.into_iter().map(|((door, of), all)| tell(cx, doors, class, (door, of), &all)).collect()
}

fn tell(
    cx: &Context<'_>,
    doors: &Doors<'_, '_>,
    class: &Class,
    (door, of): (Door, SensitiveClass),
    all: &[Exposed<'_>],
) -> Finding {
    let place = cx.several(cx.snapshot.ops_of(class.verb));
    let mut finding = finding_by(class.info, of.name(), door.subject(cx), place);
    weighed(cx, doors, &mut finding, (class.impact)(of), all);
    let (does, whom) = (class.does, door.words(cx));
    let what = facts(all);
    let fields = count(all.len(), &format!("{} field", of.name()));
    finding.title = format!("{whom} can {does} {fields} ({what})");
    finding.expected = Some(format!("only those whose work it is {does} {what}"));
    finding.actual = format!("{whom} can {does} {}", and(all.iter().map(|one| one.field.name(cx))));
    finding.actual.push_str(basis(cx, all).as_str());
    finding.vendor_default = all.iter().all(|one| doors.as_shipped(one, class.verb));
    finding.path = path(cx, doors, door, class.verb, all);
    // What is not as shipped comes first: that is what somebody can undo.
    let by_hand = all.iter().find(|one| !doors.as_shipped(one, class.verb));
    finding.fix = Fix {
        summary: match (door, by_hand) {
            (Door::Outsiders(group), _) => take_out(cx, group),
            (_, Some(one)) => format!("take back what lets {whom} {does} {}, or protect the field", one.field.name(cx)),
            (_, None) => protect(cx, all, &whom),
        },
    };
    finding
}

/// What the fields tell: `bank accounts of customers; banks`.
pub(super) fn facts(all: &[Exposed<'_>]) -> String {
    let mut what: Vec<&str> = all.iter().map(|one| one.field.fact.what.as_str()).collect();
    what.dedup();
    what.join("; ")
}

/// What to do about outsiders in a group of employees.
pub(super) fn take_out(cx: &Context<'_>, group: GroupIx) -> String {
    format!("take the outsiders out of `{}`", cx.group_key(group))
}

/// How to keep the fields from somebody, in the words of the kind of system.
fn protect(cx: &Context<'_>, all: &[Exposed<'_>], whom: &str) -> String {
    let fields = and(all.iter().map(|one| one.field.name(cx)));
    let how = all.iter().find_map(|one| one.field.fact.protect.as_deref());
    match how {
        Some(how) => format!("keep {fields} from {whom}: {how}"),
        None => format!("protect {fields} from {whom}"),
    }
}

/// Severity, confidence and people of a finding.
pub(super) fn weighed(
    cx: &Context<'_>,
    doors: &Doors<'_, '_>,
    finding: &mut Finding,
    impact: Impact,
    all: &[Exposed<'_>],
) {
    let fields: Vec<_> = all.iter().map(|one| &*one.field).collect();
    let users = doors.users(all.iter().flat_map(|one| one.sets.iter().copied()), &fields);
    let sure = all.iter().any(|one| !one.field.as_shipped && one.sure);
    finding.confidence = if sure { Confidence::High } else { Confidence::Medium };
    if let Some(one) = all.first() {
        let (severity, by) = weigh(impact, one.door.reach(cx, &users), finding.confidence);
        (finding.severity, finding.severity_by) = (severity, Some(by));
    }
    finding.affected = cx.affected(users);
}

/// What the finding rests on where the snapshot does not tell who sees the fields.
pub(super) fn basis(cx: &Context<'_>, all: &[Exposed<'_>]) -> String {
    let unread = if all.iter().all(|one| one.sure) { "" } else { "; nobody knows which records some of them reach" };
    let shipped = all.iter().filter(|one| one.field.as_shipped).count();
    if shipped == 0 {
        return unread.to_owned();
    }
    let (of, version) = (count(shipped, "field"), &cx.snapshot.system.version);
    format!("; who sees {of} is taken as shipped in {version}: the snapshot does not tell{unread}")
}

/// The door, what opens the resource where rows do, and the fields.
pub(super) fn path(
    cx: &Context<'_>,
    doors: &Doors<'_, '_>,
    door: Door,
    verb: Verb,
    all: &[Exposed<'_>],
) -> Vec<String> {
    let mut path = vec![match door.group() {
        None => "everyone".to_owned(),
        Some(group) => format!("group:{}", cx.group_key(group)),
    }];
    let mut cells = Cells::none(cx.snapshot);
    // Rows of the resources that it is a part of, or leans on, open it, too.
    for resource in all.iter().flat_map(|one| cx.snapshot.leans_on(one.field.field.resource)) {
        cells.insert(resource, cx.snapshot.ops_of(verb));
    }
    if let Some(group) = door.group() {
        let mut rows = cx.row_steps(&[group], &cells);
        // Where the group itself has no row, one that it brings has.
        if rows.is_empty() {
            rows = cx.row_steps(&doors.brought(door), &cells);
        }
        path.extend(rows);
    }
    path.extend(all.iter().take(NAMED).map(|one| format!("field:{}", one.field.name(cx))));
    path.extend((all.len() > NAMED).then(|| format!("and {} more fields", all.len() - NAMED)));
    path
}
