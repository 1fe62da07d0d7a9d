//! Whether another record rule by itself lets somebody reach more rows.
//!
//! It depends on the others: rules for everyone hold together, so one less is wider; rules of groups are alternatives, so one more
//! is wider for whoever another one holds already, and one less only for those whom none is left to hold.

use std::collections::{BTreeMap, BTreeSet};

use super::across::Across;
use super::guards::{Said, rules_of};
use super::side::Side;
use crate::model::{GroupIx, RecordScope, ResourceIx};
use crate::snapshot::UserKind;

/// What the rules of both stand among, by the second's names.
pub(super) struct Standing {
    /// The active rules, by resource.
    rules: [BTreeMap<String, Vec<Said>>; 2],
    /// By group: all that its members are in.
    closures: BTreeMap<String, BTreeSet<String>>,
    /// Accounts are of one kind, and some groups make it.
    makes: BTreeMap<String, UserKind>,
    /// By resource: those whose rules are put together with its own where one is asked for. Itself is the first of its own.
    together: BTreeMap<String, Vec<Vec<String>>>,
    superusers: bool,
}

/// Somebody, by the groups that rules may name.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Whom {
    groups: BTreeSet<String>,
    superuser: bool,
}

/// How a rule speaks to somebody.
#[derive(Clone, Copy)]
enum Voice {
    Silent,
    /// It holds, whatever the others say.
    Holds(RecordScope),
    /// It is enough.
    Enough(RecordScope),
}

impl Standing {
    pub(super) fn of(sides: &[Side<'_>; 2], across: &Across) -> Self {
        let [first, second] = sides;
        let mut standing = Self {
            rules: rules_of(sides, across),
            closures: BTreeMap::new(),
            makes: BTreeMap::new(),
            together: BTreeMap::new(),
            superusers: sides.iter().any(|side| side.snapshot.semantics.rules_bind_superusers),
        };
        let old = |group: GroupIx| across.group(group).to_owned();
        let new = |group: GroupIx| second.snapshot.group(group).key.clone();
        let names: [(&Side<'_>, &dyn Fn(GroupIx) -> String); 2] = [(first, &old), (second, &new)];
        for (side, name) in names {
            for (at, group) in side.snapshot.groups.iter().enumerate() {
                let at = GroupIx::new(at);
                let members = side.access.graph().closure([at]).ones().map(|group| name(GroupIx::new(group))).collect();
                standing.closures.insert(name(at), members);
                standing.makes.extend(group.makes.map(|kind| (name(at), kind)));
            }
        }
        if second.snapshot.semantics.alternatives_span_delegations {
            let name = |resource: ResourceIx| second.snapshot.resource(resource).key.clone();
            for at in (0..second.snapshot.resources.len()).map(ResourceIx::new) {
                let leans_on = second.snapshot.leans_on(at);
                let whole: Vec<String> = leans_on.iter().map(|one| name(*one)).collect();
                for one in leans_on {
                    standing.together.entry(name(one)).or_default().push(whole.clone());
                }
            }
        }
        standing
    }

    /// Whether somebody reaches more rows of a resource by a rule that is another one, that came or that went.
    pub(super) fn opens(&self, resource: &str, was: Option<&Said>, is: Option<&Said>) -> bool {
        let alone = vec![vec![resource.to_owned()]];
        let views = self.together.get(resource).unwrap_or(&alone);
        let rules = || was.into_iter().chain(is);
        let ops: BTreeSet<&String> = rules().flat_map(|rule| &rule.ops).collect();
        let whoms = self.whoms(rules(), views);
        let opens = |view: &Vec<String>, whom: &Whom, op: &str| {
            let voice = |rule: Option<&Said>| rule.map_or(Voice::Silent, |rule| rule.voice(whom, op));
            let [before, after] = self.rules.each_ref().map(|rules| {
                let here = view.iter().filter_map(|resource| rules.get(resource)).flatten();
                here.filter(|rule| matches!(rule.voice(whom, op), Voice::Enough(_))).count()
            });
            widens([voice(was), voice(is)], [before, after])
        };
        views.iter().any(|view| whoms.iter().any(|whom| ops.iter().any(|op| opens(view, whom, op))))
    }

    /// Those to whom the rules may speak together with another of these resources.
    fn whoms<'r>(&self, rules: impl Iterator<Item = &'r Said>, views: &'r [Vec<String>]) -> BTreeSet<Whom> {
        let named: BTreeSet<&String> = rules.flat_map(|rule| &rule.groups).collect();
        let others: BTreeSet<&String> = (self.rules.iter())
            .flat_map(|rules| views.iter().flatten().filter_map(|resource| rules.get(resource)).flatten())
            .flat_map(|rule| &rule.groups)
            .collect();
        let members = |group: &String| self.closures.get(group).cloned().unwrap_or_default();
        let mut whoms = BTreeSet::from([BTreeSet::new()]);
        for group in &named {
            whoms.insert(members(group));
            whoms.extend(others.iter().map(|other| &members(group) | &members(other)));
        }
        whoms.extend(others.into_iter().map(members));
        whoms.retain(|groups| {
            groups.iter().filter_map(|group| self.makes.get(group)).collect::<BTreeSet<_>>().len() < 2
        });
        let mut whoms: BTreeSet<Whom> = whoms.into_iter().map(|groups| Whom { groups, superuser: false }).collect();
        if self.superusers {
            whoms.insert(Whom { groups: self.closures.keys().cloned().collect(), superuser: true });
        }
        whoms
    }
}

impl Said {
    fn voice(&self, whom: &Whom, op: &str) -> Voice {
        let speaks = if self.for_superusers {
            whom.superuser
        } else {
            self.alternative || self.groups.is_empty() || !self.groups.is_disjoint(&whom.groups)
        };
        if !self.active || !speaks || !self.ops.iter().any(|one| one == op) {
            Voice::Silent
        } else if self.alternative || self.for_superusers || !self.groups.is_empty() {
            Voice::Enough(self.scope)
        } else {
            Voice::Holds(self.scope)
        }
    }
}

/// Whether somebody to whom a rule spoke in one way and speaks in another reaches more rows, by how many alternatives there were
/// and are.
fn widens(voices: [Voice; 2], [before, after]: [usize; 2]) -> bool {
    match voices {
        [Voice::Silent, Voice::Silent | Voice::Holds(_)] => false,
        [Voice::Silent, Voice::Enough(_)] => before > 0,
        [Voice::Holds(scope), Voice::Silent] => scope != RecordScope::All,
        [Voice::Enough(scope), Voice::Silent] => after == 0 && scope != RecordScope::All,
        [Voice::Holds(was), Voice::Enough(is)] => before > 0 || after > 1 || wider(was, is),
        [Voice::Holds(was) | Voice::Enough(was), Voice::Holds(is)] | [Voice::Enough(was), Voice::Enough(is)] => {
            wider(was, is)
        }
    }
}

/// What cannot be read is wider than nothing, and narrower than every row alone.
fn wider(was: RecordScope, is: RecordScope) -> bool {
    match (was, is) {
        (RecordScope::Unknown, is) => is == RecordScope::All,
        (_, RecordScope::Unknown) => false,
        (was, is) => is > was,
    }
}
