//! What a role map means for one system: names become positions, patterns become cells, people get their roles.

use std::collections::{HashMap, HashSet};

use fixedbitset::FixedBitSet;

use super::assign::assign;
use super::cells::{selected, without_meaning};
use super::fields::{DesignedField, designed_fields};
use super::given::{given, given_to_all};
use super::names::{GroupNames, folded};
use crate::access::{Access, Cells};
use crate::model::{GroupIx, Located, Pattern, Position, RecordScope, ResourceIx, UserIx};
use crate::rolemap::{CellRule, Role, RoleMap, Roles};
use crate::snapshot::{Grant, Grantee, Snapshot};

/// A role map resolved against a snapshot.
#[derive(Debug)]
pub struct Design<'a> {
    /// The map.
    pub map: &'a RoleMap,
    /// The resources that it speaks for.
    pub scope: FixedBitSet,
    /// Groups that are tolerated for anyone, with all they bring; of their rows, those that the vendor ships. Groups that
    /// the ERP gives by itself are among them.
    pub ambient: FixedBitSet,
    /// Groups that the ERP gives by itself; nobody designs who has them.
    pub given: FixedBitSet,
    /// The roles, in the map's order.
    pub roles: Vec<DesignedRole<'a>>,
    /// The roles of each user, as positions in `roles`, by the user's position.
    pub roles_of: Vec<Vec<u32>>,
    /// Names of the map that the system does not know.
    pub unknown: Vec<Unknown<'a>>,
    /// Logins of administrators, sealed and shared accounts, folded.
    excepted: HashSet<String>,
}

/// A role resolved against a snapshot, with everything that it extends.
#[derive(Debug)]
pub struct DesignedRole<'a> {
    /// The role as written.
    pub role: &'a Role,
    /// The role itself and all that it extends, nearest first.
    pub lineage: Vec<&'a Role>,
    /// The groups that the design names for it.
    pub listed: FixedBitSet,
    /// Everything that the listed groups bring.
    pub closure: FixedBitSet,
    /// Groups whose vendor-shipped rows are by design, the ambient ones among them.
    pub accepted: FixedBitSet,
    /// Groups that come along although nobody designed them: neither listed nor accepted.
    pub surplus: FixedBitSet,
    /// Groups that a holder of the role must have.
    pub required: FixedBitSet,
    /// Cells that the design allows by name.
    pub allow: Cells,
    /// Cells that the design denies.
    pub deny: Cells,
    /// Cells that `includes` allows: rows of the accepted groups and rows for everyone, as the vendor shipped them.
    pub included: Cells,
    /// Designed record scopes.
    pub records: Vec<(ResourceIx, RecordScope, &'a Position)>,
    /// Designed fields.
    pub fields: Vec<DesignedField<'a>>,
    /// Users with the role that are in use.
    pub holders: Vec<UserIx>,
}

/// A name in the map that names nothing in the system.
#[derive(Debug, Clone)]
pub struct Unknown<'a> {
    /// What sort of name.
    pub kind: UnknownKind,
    /// The role that uses it, if one does.
    pub role: Option<&'a str>,
    /// The name.
    pub name: &'a str,
    /// The resource whose field it names, for a field.
    pub of: Option<&'a str>,
    /// Where it is written.
    pub at: &'a Position,
}

/// What sort of name is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UnknownKind {
    /// A group that makes up a role.
    RoleGroup,
    /// A group's full name that several groups have.
    SharedGroup,
    /// A group in `includes` or `ambient`.
    OtherGroup,
    /// A resource with designed access or record scope.
    Resource,
    /// A field of a resource that is there, with designed access.
    Field,
    /// A resource or a family of them that a role must not reach: the denial protects nothing.
    Denial,
    /// An operation that is allowed or denied.
    Operation,
    /// A family of resources with designed access, or a part of the scope.
    Pattern,
    /// A login that should have a role.
    Login,
}

impl<'a> Design<'a> {
    /// Resolves a map.
    pub fn of(map: &'a RoleMap, access: &Access<'a>) -> Self {
        let snapshot = access.snapshot();
        let mut administering = access.graph().no_groups();
        let groups = snapshot.groups.iter().enumerate();
        administering.extend(groups.filter(|(_, group)| group.administers).map(|(at, _)| at));
        let (groups, resources) = (GroupNames::of(snapshot), resources(snapshot));
        let resolver = Resolver { snapshot, access, groups, resources, administering };
        let mut unknown = Vec::new();
        let mut scope = FixedBitSet::with_capacity(snapshot.resources.len());
        if map.scope.is_empty() {
            scope.insert_range(..);
        }
        for pattern in &map.scope {
            scope.extend(resolver.matching(pattern, UnknownKind::Pattern, None, &mut unknown).map(ResourceIx::index));
        }
        let mut ambient = access.graph().no_groups();
        for name in &map.ambient {
            if let Some(group) = resolver.group(name, UnknownKind::OtherGroup, None, &mut unknown) {
                ambient.union_with(&access.graph().closure_short_of(group, &resolver.administering));
            }
        }
        let written = Roles::of(map);
        let given = given(access);
        let mut roles: Vec<DesignedRole<'a>> =
            map.roles.iter().map(|role| resolver.role(&written, role, (&ambient, &given), &mut unknown)).collect();
        ambient.union_with(&given);
        let roles_of = assign(map, snapshot, &mut unknown);
        for (at, held) in roles_of.iter().enumerate() {
            let user = UserIx::new(at);
            if snapshot.user(user).in_use() {
                for role in held {
                    if let Some(role) = roles.get_mut(*role as usize) {
                        role.holders.push(user);
                    }
                }
            }
        }
        for role in &mut roles {
            role.closure.union_with(&given_to_all(&role.holders, access));
        }
        Self { map, scope, ambient, given, roles, roles_of, unknown, excepted: excepted(map) }
    }

    /// The roles of a user.
    pub fn roles_of(&self, user: UserIx) -> &[u32] {
        self.roles_of.get(user.index()).map_or(&[], Vec::as_slice)
    }

    /// Whether a role of the user brings the group, or it is tolerated for anyone.
    pub fn gives(&self, user: UserIx, group: GroupIx) -> bool {
        let brings = |role: &u32| self.role(*role).closure.contains(group.index());
        self.ambient.contains(group.index()) || self.roles_of(user).iter().any(brings)
    }

    /// The role at a position of [`Design::roles_of`].
    #[expect(clippy::indexing_slicing, reason = "INVARIANT: `assign` hands out positions of `roles` only")]
    pub fn role(&self, role: u32) -> &DesignedRole<'a> {
        &self.roles[role as usize]
    }

    /// Whether the design knows the login as an administrator, a sealed account or a shared one.
    pub fn is_excepted(&self, login: &str) -> bool {
        self.excepted.contains(&folded(login))
    }
}

impl<'a> DesignedRole<'a> {
    /// The role's name.
    pub fn name(&self) -> &'a str {
        &self.role.name.value
    }

    /// Cells that the role may have by design: allowed or included, and not denied.
    pub fn may(&self) -> Cells {
        let mut cells = self.allow.clone();
        cells.add(&self.included);
        cells.remove(&self.deny);
        cells
    }

    /// Where the design denies operations on a resource, if it does so by name.
    pub fn denied_at(&self, resource: &str) -> Option<&'a Position> {
        self.lineage.iter().find_map(|role| {
            let forbidden = role.must_not.iter().find(|pattern| pattern.value.matches(resource)).map(|found| &found.at);
            forbidden.or_else(|| {
                let denies =
                    |rule: &&CellRule| !rule.access.value.deny.is_empty() && rule.resource.value.matches(resource);
                role.grants.iter().find(denies).map(|rule| &rule.access.at)
            })
        })
    }

    /// Where the design speaks about a resource, else where the role begins.
    pub fn designed_at(&self, resource: &str) -> &'a Position {
        self.lineage
            .iter()
            .find_map(|role| role.grants.iter().find(|rule| rule.resource.value.matches(resource)))
            .map_or(&self.role.name.at, |rule| &rule.access.at)
    }
}

/// The logins that the design excepts from having a role.
fn excepted(map: &RoleMap) -> HashSet<String> {
    let admins = map.admins.allowed.iter().chain(map.admins.break_glass.iter().map(|entry| &entry.login));
    admins.chain(map.shared_allowed.iter().map(|entry| &entry.login)).map(|login| folded(&login.value)).collect()
}

struct Resolver<'a, 'x> {
    snapshot: &'a Snapshot,
    access: &'x Access<'a>,
    groups: GroupNames<'a>,
    resources: HashMap<&'a str, ResourceIx>,
    /// Groups that make administrators. Nobody becomes one because an included or ambient group brings it: whoever
    /// designs an administrator says so by name.
    administering: FixedBitSet,
}

fn resources(snapshot: &Snapshot) -> HashMap<&str, ResourceIx> {
    snapshot.resources.iter().enumerate().map(|(at, found)| (found.key.as_str(), ResourceIx::new(at))).collect()
}

impl<'a> Resolver<'a, '_> {
    fn group(
        &self,
        name: &'a Located<String>,
        kind: UnknownKind,
        role: Option<&'a str>,
        unknown: &mut Vec<Unknown<'a>>,
    ) -> Option<GroupIx> {
        let found = self.groups.find(&name.value);
        if found.is_none() {
            let kind = if self.groups.is_shared(&name.value) { UnknownKind::SharedGroup } else { kind };
            unknown.push(Unknown { kind, role, name: &name.value, of: None, at: &name.at });
        }
        found
    }

    /// The resources that a pattern covers; one that covers none is noted.
    fn matching(
        &self,
        pattern: &'a Located<Pattern>,
        kind: UnknownKind,
        role: Option<&'a str>,
        unknown: &mut Vec<Unknown<'a>>,
    ) -> impl Iterator<Item = ResourceIx> + use<'a> {
        let found: Vec<ResourceIx> = if pattern.value.is_exact() {
            self.resources.get(pattern.value.as_str()).copied().into_iter().collect()
        } else {
            let covered = |entry: &(usize, &crate::snapshot::Resource)| pattern.value.matches(&entry.1.key);
            self.snapshot.resources.iter().enumerate().filter(covered).map(|(at, _)| ResourceIx::new(at)).collect()
        };
        if found.is_empty() {
            unknown.push(Unknown { kind, role, name: pattern.value.as_str(), of: None, at: &pattern.at });
        }
        found.into_iter()
    }

    fn role(
        &self,
        roles: &Roles<'a>,
        role: &'a Role,
        (ambient, given): (&FixedBitSet, &FixedBitSet),
        unknown: &mut Vec<Unknown<'a>>,
    ) -> DesignedRole<'a> {
        let graph = self.access.graph();
        let lineage = roles.lineage(&role.name.value);
        let mut noted = Vec::new();
        let name = Some(role.name.value.as_str());
        let mut listed = graph.no_groups();
        let mut accepted = ambient.clone();
        let (mut allow, mut deny) = (Cells::none(self.snapshot), Cells::none(self.snapshot));
        let mut records: Vec<(ResourceIx, RecordScope, &Position)> = Vec::new();
        let fields = designed_fields(self.snapshot, &self.resources, &lineage, unknown);
        for (depth, ancestor) in lineage.iter().enumerate() {
            // An inherited name is noted where it is written, not once more in each role that inherits it.
            let notes = if depth == 0 { &mut *unknown } else { &mut noted };
            for group in &ancestor.groups {
                listed.extend(self.group(group, UnknownKind::RoleGroup, name, notes).map(GroupIx::index));
            }
            for group in &ancestor.includes {
                if let Some(group) = self.group(group, UnknownKind::OtherGroup, name, notes) {
                    accepted.union_with(&graph.closure_short_of(group, &self.administering));
                }
            }
            for rule in &ancestor.grants {
                let kind = match (rule.access.value.deny.is_empty(), rule.resource.value.is_exact()) {
                    (false, _) => UnknownKind::Denial,
                    (true, true) => UnknownKind::Resource,
                    (true, false) => UnknownKind::Pattern,
                };
                let sides = [&rule.access.value.allow, &rule.access.value.deny];
                for op in sides.into_iter().flat_map(|side| without_meaning(self.snapshot, side)) {
                    notes.push(Unknown {
                        kind: UnknownKind::Operation,
                        role: name,
                        name: op,
                        of: None,
                        at: &rule.access.at,
                    });
                }
                let [allowed, denied] = sides.map(|side| selected(self.snapshot, side));
                for resource in self.matching(&rule.resource, kind, name, notes) {
                    allow.insert(resource, allowed);
                    deny.insert(resource, denied);
                }
            }
            for pattern in &ancestor.must_not {
                for resource in self.matching(pattern, UnknownKind::Denial, name, notes) {
                    deny.insert(resource, self.snapshot.all_ops());
                }
            }
            for design in &ancestor.records {
                match self.resources.get(design.resource.value.as_str()) {
                    Some(resource) if records.iter().any(|known| known.0 == *resource) => {}
                    Some(resource) => records.push((*resource, design.scope.value, &design.scope.at)),
                    None => notes.push(Unknown {
                        kind: UnknownKind::Resource,
                        role: name,
                        name: &design.resource.value,
                        of: None,
                        at: &design.resource.at,
                    }),
                }
            }
        }
        let includes = lineage.iter().any(|ancestor| !ancestor.includes.is_empty());
        if includes {
            accepted.union_with(given);
        }
        let closure = graph.closure(listed.ones().map(GroupIx::new));
        let mut surplus = closure.clone();
        for known in [&listed, &accepted, given] {
            surplus.difference_with(known);
        }
        let mut required = closure.clone();
        for other in [&surplus, given] {
            required.difference_with(other);
        }
        let mut included = self.included(&accepted, includes);
        if includes {
            self.open_by_design(&closure, &mut included);
        }
        let holders = Vec::new();
        DesignedRole {
            role,
            lineage,
            listed,
            closure,
            accepted,
            surplus,
            required,
            allow,
            deny,
            included,
            records,
            fields,
            holders,
        }
    }

    /// Adds what is open to a role's groups because the vendor ships no row that speaks to them.
    fn open_by_design(&self, groups: &FixedBitSet, cells: &mut Cells) {
        let open = self.access.open_to(groups).into_iter().chain(self.access.unsure_of(groups));
        for (resource, ops) in open.flat_map(|open| open.iter().collect::<Vec<_>>()) {
            if self.snapshot.resource(resource).origin.is_vendor() {
                cells.insert(resource, ops);
            }
        }
    }

    /// The vendor's own rows of the accepted groups, and the vendor's own rows for everyone.
    fn included(&self, accepted: &FixedBitSet, includes: bool) -> Cells {
        let mut cells = Cells::none(self.snapshot);
        // What the vendor ships for a group stays by design where somebody replaced the row by a narrower one.
        let counts = |grant: &Grant| grant.active || grant.superseded;
        let shipped = |grant: &&Grant| counts(grant) && grant.level == 0 && grant.origin.is_vendor();
        for grant in self.snapshot.grants.iter().filter(shipped) {
            let by_design = match grant.to {
                Grantee::Everyone => includes,
                Grantee::Group(group) => accepted.contains(group.index()),
            };
            for resource in self.access.counts_for(grant.resource).iter().filter(|_| by_design) {
                cells.insert(*resource, grant.ops);
            }
        }
        cells
    }
}
