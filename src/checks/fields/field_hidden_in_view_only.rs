//! A view hides a field, and the API gives it.

use std::collections::{BTreeMap, BTreeSet};

use fixedbitset::FixedBitSet;

use super::believed::{CONTROLS, Readers};
use super::doors::Doors;
use super::sensitive::{Sensitive, when_read};
use crate::access::{Profile, Reached};
use crate::checks::context::Context;
use crate::checks::records::reach_of;
use crate::checks::telling::{and, count, finding};
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Subject, weigh};
use crate::model::{Confidence, ResourceIx, Severity, Verb};
use crate::snapshot::{Domain, Field, HiddenInView};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "FLD-003",
        name: "field-hidden-in-view-only",
        title: "a field is hidden in the view alone",
        severity: Severity::Critical,
        what: "Compares fields that views show to certain groups or to nobody (`groups=` and `invisible` in Odoo's views, `hidden` in Frappe) with who reads them over the API. A field of the policy `sensitive-fields` is a finding of its own, as bad as its class; all others are one note. A field whose protection nobody knows is not told.",
        why: "Hiding a field in a form protects nothing: an export, a report or one call of the API gives it to everybody who may read the record.",
        fix: "Put the groups on the field itself (Odoo: `groups=` in Python; Frappe: a permission level), or accept that it is read.",
        controls: CONTROLS,
    },
    needs: &[Need::Domain(Domain::Views), Need::Domain(Domain::ModelAccess)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let doors = Doors::of(cx);
    let mut by_field: BTreeMap<(ResourceIx, &str), Vec<&HiddenInView>> = BTreeMap::new();
    for hidden in &cx.snapshot.hidden_in_views {
        by_field.entry((hidden.resource, &hidden.field)).or_default().push(hidden);
    }
    let mut reached = Reached::of(cx.scopes);
    let mut others: Vec<String> = Vec::new();
    for ((resource, name), hidden) in by_field {
        let known = doors.known(resource, name);
        let Some(field) = known.map(|one| &one.field).or_else(|| cx.snapshot.field(resource, name)) else { continue };
        let readers = readers(cx, field, &hidden, &mut reached);
        match known {
            _ if readers.users.is_empty() => {}
            Some(one) if one.write_only => {}
            Some(one) => found.push(tell(cx, one, &hidden, &readers)),
            None => others.push(format!("{}.{name}", cx.snapshot.resource(resource).key)),
        }
    }
    found.extend((!others.is_empty()).then(|| together(cx, &others)));
}

/// Who reads the field without any of the views showing it to them.
fn readers<'a>(cx: &Context<'a>, field: &Field, hidden: &[&HiddenInView], reached: &mut Reached<'_, 'a>) -> Readers {
    let shown: Vec<FixedBitSet> = hidden.iter().map(|hidden| cx.groups_named(&hidden.shown_to)).collect();
    let asked = |profile: &Profile| {
        cx.access.admits(field, &profile.groups, Verb::Read) == Some(true)
            && shown.iter().all(|shown| profile.groups.is_disjoint(shown))
    };
    Readers::of(cx, field, asked, reached)
}

fn tell(cx: &Context<'_>, one: &Sensitive<'_>, hidden: &[&HiddenInView], readers: &Readers) -> Finding {
    let (name, users) = (one.name(cx), &readers.users);
    let place = cx.field(one.field.resource, &one.field.name, cx.snapshot.ops_of(Verb::Read));
    let mut finding = finding(&CHECK.info, Subject::new("field", &name), place);
    finding.confidence = if one.as_shipped || !readers.sure { Confidence::Medium } else { Confidence::High };
    let (severity, by) = weigh(when_read(one.fact.class), reach_of(cx, users), finding.confidence);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    let shown: BTreeSet<&str> = hidden.iter().flat_map(|hidden| &hidden.shown_to).map(String::as_str).collect();
    let to = if shown.is_empty() { "nobody".to_owned() } else { and(&shown) };
    finding.title =
        format!("{name} is hidden in the view alone: {} read it over the API", count(users.len(), "account"));
    finding.affected = cx.affected(users.iter().copied());
    finding.expected = Some(format!("who is not shown {} does not read it", one.fact.what));
    finding.actual = format!("{} shows it to {to}; no groups on the field keep it from the others", views(hidden));
    finding.vendor_default = hidden.iter().all(|hidden| hidden.origin.is_vendor());
    finding.origin = hidden.iter().map(|hidden| &hidden.origin).find(|origin| !origin.is_vendor()).cloned();
    finding.path = hidden.iter().map(|hidden| format!("view:{} ({})", hidden.view, hidden.origin.words())).collect();
    finding.path.push(format!("field:{name}"));
    finding.fix = Fix { summary: format!("protect {name} itself, for {to}") };
    finding
}

fn views(hidden: &[&HiddenInView]) -> String {
    let names: BTreeSet<&str> = hidden.iter().map(|hidden| hidden.view.as_str()).collect();
    format!("{} {}", if names.len() == 1 { "view" } else { "views" }, and(names))
}

/// Fields of which no policy says that they matter.
fn together(cx: &Context<'_>, names: &[String]) -> Finding {
    let mut finding = finding(&CHECK.info, Subject::new("population", "other fields"), cx.whole());
    finding.severity = Severity::Info;
    finding.severity_by = Some("a note: no policy says that these fields matter".to_owned());
    finding.title = format!("{} are hidden in views and read over the API", count(names.len(), "other field"));
    finding.expected = Some("what must not be read is protected on the field itself".to_owned());
    finding.actual = format!("views hide {}, and the API gives them", and(names));
    finding.path = names.iter().take(100).map(|name| format!("field:{name}")).collect();
    finding.fix = Fix { summary: "look through them, and protect what somebody hid on purpose".to_owned() };
    finding
}
