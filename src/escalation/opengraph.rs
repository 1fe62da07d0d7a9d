//! The graph as BloodHound reads it.
//!
//! OpenGraph (<https://bloodhound.specterops.io/opengraph/schema>, read in November 2026): nodes have an id, one to three kinds and flat
//! properties with lower-case names; edges have a kind of letters, digits and underscores, and say by which of a node's values they find
//! both ends.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{Cause, Escalations, Standing, Way};
use crate::model::{GroupIx, Ops, ResourceIx, UserIx, Verb};
use crate::policy::Gives;
use crate::snapshot::{Grantee, Snapshot, UserKind};

/// Accounts, groups, the resources and goals of all ways up, and what leads from one to the other.
pub fn opengraph(found: &Escalations<'_>) -> Value {
    let mut drawing = Drawing { snapshot: found.access().snapshot(), nodes: BTreeMap::new(), edges: BTreeMap::new() };
    drawing.people(found);
    drawing.groups();
    for (at, way) in found.ways().iter().enumerate() {
        let causes: BTreeSet<Cause> = (0..found.access().profiles().len())
            .flat_map(|profile| found.held(profile).iter().filter(|held| held.way == at))
            .flat_map(|held| held.causes.iter().copied())
            .collect();
        if !causes.is_empty() {
            drawing.way(way, &causes);
        }
    }
    drawing.accounts_of_classes();
    json!({
        "metadata": { "source_kind": "Rolecall" },
        "graph": {
            "nodes": drawing.nodes.into_values().collect::<Vec<_>>(),
            "edges": drawing.edges.into_values().collect::<Vec<_>>(),
        },
    })
}

struct Drawing<'s> {
    snapshot: &'s Snapshot,
    /// By id.
    nodes: BTreeMap<String, Value>,
    /// By kind, both ends, and the rule that an edge stands for.
    edges: BTreeMap<(String, String, String, String), Value>,
}

impl Drawing<'_> {
    fn people(&mut self, found: &Escalations<'_>) {
        for (at, user) in self.snapshot.users.iter().enumerate().filter(|(_, user)| user.in_use()) {
            let id = self.id("user", &user.key);
            let kind = match user.kind {
                UserKind::Internal => "internal",
                UserKind::External => "external",
                UserKind::Anonymous => "anonymous",
                UserKind::System => "system",
                UserKind::Unclassified => "unclassified",
            };
            self.node(&id, "ErpUser", &user.key, &[("accountkind", json!(kind)), ("superuser", json!(user.superuser))]);
            let user_ix = UserIx::new(at);
            for group in found.access().held(user_ix) {
                let group = self.id("group", &self.snapshot.group(*group).key);
                self.edge("MemberOf", &id, &group, "", &[]);
            }
            if *found.standing(found.access().profile_index(user_ix)) == Standing::Superuser {
                let goal = self.goal(Gives::Administrator);
                self.edge("Administers", &id, &goal, "", &[]);
            }
        }
    }

    fn groups(&mut self) {
        for group in &self.snapshot.groups {
            let id = self.id("group", &group.key);
            self.node(&id, "ErpGroup", &group.key, &[("administers", json!(group.administers))]);
            if group.administers {
                let goal = self.goal(Gives::Administrator);
                self.edge("Administers", &id, &goal, "", &[]);
            }
        }
        for implication in &self.snapshot.implications {
            let [from, to] = [implication.0, implication.1].map(|group| self.id_of(group));
            self.edge("Implies", &from, &to, "", &[]);
        }
    }

    fn way(&mut self, way: &Way<'_>, causes: &BTreeSet<Cause>) {
        let rule = way.rule;
        let goal = self.goal(rule.gives);
        let becomes = match rule.gives {
            Gives::Administrator => "BecomesAdministrator",
            Gives::Code => "RunsCode",
            Gives::AnyAccount => "ActsAsAnyAccount",
            Gives::AccountButSuperusers => "ActsAsAccountButSuperusers",
            Gives::OutsidersAccount => "ActsAsOutsider",
            Gives::RightsOfOthers => "UsesRightsOfOthers",
        };
        let told = [("edge", json!(rule.id)), ("how", json!(rule.how)), ("source", json!(rule.source))];
        let mut direct = true;
        for (resource, rows) in way.through() {
            let mut used = false;
            for row in rows.iter().map(|row| self.snapshot.grant(*row)) {
                let cause = match row.to {
                    Grantee::Everyone => Cause::Everyone,
                    Grantee::Group(group) => Cause::Group(group),
                };
                if causes.contains(&cause) {
                    used = true;
                    let from = self.cause(cause);
                    let to = self.resource(resource);
                    for kind in self.kinds(row.ops) {
                        self.edge(kind, &from, &to, "", &[]);
                    }
                }
            }
            if used {
                direct = false;
                let from = self.resource(resource);
                self.edge(becomes, &from, &goal, &rule.id, &told);
            }
        }
        let open = causes.iter().filter(|cause| direct || **cause == Cause::SignedIn);
        for cause in open.copied().collect::<Vec<_>>() {
            let from = self.cause(cause);
            self.edge(becomes, &from, &goal, &rule.id, &told);
        }
    }

    /// Acting as one of several accounts leads to each of them.
    fn accounts_of_classes(&mut self) {
        for class in [Gives::AnyAccount, Gives::AccountButSuperusers, Gives::OutsidersAccount] {
            let from = self.goal_id(class);
            if !self.nodes.contains_key(&from) {
                continue;
            }
            for user in self.snapshot.users.iter().filter(|user| user.active && user.kind != UserKind::System) {
                let one_of_them = match class {
                    Gives::OutsidersAccount => user.kind == UserKind::External,
                    Gives::AccountButSuperusers => !user.superuser,
                    _ => true,
                };
                if one_of_them {
                    self.edge("Includes", &from, &self.id("user", &user.key), "", &[]);
                }
            }
        }
    }

    fn kinds(&self, ops: Ops) -> Vec<&'static str> {
        [(Verb::Read, "CanRead"), (Verb::Create, "CanCreate"), (Verb::Write, "CanWrite"), (Verb::Delete, "CanDelete")]
            .into_iter()
            .filter(|(verb, _)| !self.snapshot.ops_of(*verb).and(ops).is_empty())
            .map(|(_, kind)| kind)
            .collect()
    }

    fn cause(&mut self, cause: Cause) -> String {
        match cause {
            Cause::Group(group) => self.id_of(group),
            Cause::Everyone | Cause::SignedIn => {
                let id = self.id("everyone", "everyone");
                if !self.nodes.contains_key(&id) {
                    self.node(&id, "ErpEveryone", "everyone", &[]);
                    for user in self.snapshot.users.iter().filter(|user| user.in_use()) {
                        self.edge("MemberOf", &self.id("user", &user.key), &id, "", &[]);
                    }
                }
                id
            }
        }
    }

    fn resource(&mut self, resource: ResourceIx) -> String {
        let key = &self.snapshot.resource(resource).key;
        let id = self.id("resource", key);
        self.node(&id, "ErpResource", key, &[]);
        id
    }

    fn goal(&mut self, goal: Gives) -> String {
        let id = self.goal_id(goal);
        self.node(&id, "ErpGoal", goal.word(), &[("words", json!(goal.words()))]);
        id
    }

    fn goal_id(&self, goal: Gives) -> String {
        self.id("goal", goal.word())
    }

    fn id_of(&self, group: GroupIx) -> String {
        self.id("group", &self.snapshot.group(group).key)
    }

    /// Unique over everything that rolecall ever draws: kind and name of the system, what it is, its stable key.
    fn id(&self, what: &str, key: &str) -> String {
        format!("rolecall|{}|{}|{what}|{key}", self.snapshot.system.kind, self.snapshot.system.name)
    }

    fn node(&mut self, id: &str, kind: &str, name: &str, more: &[(&str, Value)]) {
        let system = &self.snapshot.system;
        let common = [("name", json!(name)), ("system", json!(system.kind)), ("instance", json!(system.name))];
        let properties = properties(&common, more);
        self.nodes.insert(id.to_owned(), json!({ "id": id, "kinds": [kind], "properties": properties }));
    }

    fn edge(&mut self, kind: &str, from: &str, to: &str, rule: &str, more: &[(&str, Value)]) {
        let end = |id: &str| json!({ "match_by": "id", "value": id });
        let edge = json!({ "kind": kind, "start": end(from), "end": end(to), "properties": properties(&[], more) });
        self.edges.insert((kind.to_owned(), from.to_owned(), to.to_owned(), rule.to_owned()), edge);
    }
}

fn properties(common: &[(&str, Value)], more: &[(&str, Value)]) -> Map<String, Value> {
    common.iter().chain(more).map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
}
