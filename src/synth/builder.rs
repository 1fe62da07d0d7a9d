//! Builds a snapshot by names, the way an administrator would set a system up.

use std::collections::{BTreeMap, BTreeSet};

use super::defaults::{OPERATIONS, account, coverage, ops, origin_of, vendor};
use crate::model::{GroupIx, Operation, Ops, Origin, ResourceIx, UserIx};
use crate::snapshot::{
    Count, Domain, Field, FieldGuard, Grant, Grantee, Group, Implication, Membership, MembershipRule, Resource, Rule,
    RuleLanguage, Semantics, Shape, Snapshot, System, Token, User, UserKind,
};

/// A system under construction. Every name that is used comes into being; memberships and implications are written as
/// the system in question would write them.
#[derive(Debug, Clone)]
pub struct Builder {
    name: String,
    taken_at: String,
    membership: MembershipRule,
    groups: BTreeMap<String, Group>,
    implications: BTreeSet<(String, String)>,
    resources: BTreeMap<String, Resource>,
    users: BTreeMap<String, User>,
    memberships: BTreeSet<(String, String)>,
    /// Groups and resource by name, and the row with positions still to be set.
    grants: Vec<(Option<String>, String, Grant)>,
    rules: Vec<(Vec<String>, String, Rule)>,
    /// Resource and name, and the groups that may see it; nobody named means everyone.
    fields: BTreeMap<(String, String), Vec<String>>,
    /// Owners by login, and the key with the position still to be set.
    tokens: Vec<(String, Token)>,
    /// What the builder has no words for, done at the end.
    adjustments: Vec<fn(&mut Snapshot)>,
}

impl Builder {
    /// An empty system in which implied groups are stored as rows.
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            taken_at: "2026-01-01T00:00:00Z".to_owned(),
            membership: MembershipRule::Stored,
            groups: BTreeMap::new(),
            implications: BTreeSet::new(),
            resources: BTreeMap::new(),
            users: BTreeMap::new(),
            memberships: BTreeSet::new(),
            grants: Vec::new(),
            rules: Vec::new(),
            fields: BTreeMap::new(),
            tokens: Vec::new(),
            adjustments: Vec::new(),
        }
    }

    /// Changes the snapshot when everything in it has its position.
    pub fn adjust(&mut self, change: fn(&mut Snapshot)) -> &mut Self {
        self.adjustments.push(change);
        self
    }

    /// Makes implied groups count without being stored.
    #[must_use]
    pub fn closure(mut self) -> Self {
        self.membership = MembershipRule::Closure;
        self
    }

    /// When the snapshot says it was taken.
    pub fn taken_at(&mut self, time: &str) -> &mut Self {
        time.clone_into(&mut self.taken_at);
        self
    }

    /// A group. A key with a blank in it was made by hand.
    pub fn group(&mut self, key: &str) -> &mut Self {
        self.groups.entry(key.to_owned()).or_insert_with(|| Group {
            key: key.to_owned(),
            full_name: key.to_owned(),
            id: String::new(),
            makes: None,
            given_to: None,
            administers: false,
            inactive: false,
            origin: origin_of(key),
            changed: None,
        });
        self
    }

    /// A group that makes accounts of a kind.
    pub fn makes(&mut self, key: &str, kind: UserKind) -> &mut Self {
        self.group(key);
        if let Some(group) = self.groups.get_mut(key) {
            group.makes = Some(kind);
        }
        self
    }

    /// A group whose members can give any right to anyone.
    pub fn administers(&mut self, key: &str) -> &mut Self {
        self.group(key);
        if let Some(group) = self.groups.get_mut(key) {
            group.administers = true;
        }
        self
    }

    /// Notes that a person edited a group at a time.
    pub fn edited(&mut self, key: &str, time: &str) -> &mut Self {
        self.group(key);
        if let Some(group) = self.groups.get_mut(key) {
            group.changed = Some(time.to_owned());
        }
        self
    }

    /// The first group brings the second.
    pub fn implies(&mut self, group: &str, implied: &str) -> &mut Self {
        self.group(group).group(implied);
        self.implications.insert((group.to_owned(), implied.to_owned()));
        self
    }

    /// A model.
    pub fn resource(&mut self, key: &str) -> &mut Self {
        self.resources.entry(key.to_owned()).or_insert_with(|| Resource {
            key: key.to_owned(),
            name: key.to_owned(),
            transient: key.ends_with(".wizard"),
            narrowed_by_code: false,
            closed: Ops::NONE,
            unguarded: Ops::NONE,
            unsure: Ops::NONE,
            shape: Shape::Records,
            origin: vendor("base"),
        });
        self
    }

    /// A vendor's row: operations by letters, such as `rwcd`, for a group.
    pub fn grant(&mut self, group: &str, resource: &str, letters: &str) -> &mut Self {
        let key = format!("base.access_{}_{}", resource.replace('.', "_"), group.rsplit('.').next().unwrap_or(group));
        self.row(&key, Some(group), resource, letters, vendor("base"))
    }

    /// A row made by hand; without a group it speaks to everyone.
    pub fn hand_made(&mut self, key: &str, group: Option<&str>, resource: &str, letters: &str) -> &mut Self {
        let origin = Origin::Custom { by: Some("admin".to_owned()), at: Some("2025-11-30T10:00:00Z".to_owned()) };
        self.row(key, group, resource, letters, origin)
    }

    /// A row of any origin.
    pub fn row(&mut self, key: &str, group: Option<&str>, resource: &str, letters: &str, origin: Origin) -> &mut Self {
        self.resource(resource);
        if let Some(group) = group {
            self.group(group);
        }
        let row = Grant {
            resource: ResourceIx(0),
            to: Grantee::Everyone,
            ops: ops(letters),
            active: true,
            own: false,
            level: 0,
            superseded: false,
            unsure: Ops::NONE,
            key: key.to_owned(),
            origin,
        };
        self.grants.push((group.map(str::to_owned), resource.to_owned(), row));
        self
    }

    /// Switches a row off.
    pub fn switch_off_row(&mut self, key: &str) -> &mut Self {
        for (_, _, row) in self.grants.iter_mut().filter(|(_, _, row)| row.key == key) {
            row.active = false;
        }
        self
    }

    /// A vendor's record rule for all operations; no group means everyone.
    pub fn rule(&mut self, key: &str, resource: &str, groups: &[&str], filter: &str) -> &mut Self {
        self.resource(resource);
        let groups = groups.iter().map(|group| (*group).to_owned()).collect();
        let rule = Rule {
            resource: ResourceIx(0),
            key: key.to_owned(),
            ops: ops("rwcd"),
            groups: Vec::new(),
            alternative: false,
            for_superusers: false,
            filter: filter.to_owned(),
            active: true,
            origin: origin_of(key),
        };
        self.rules.push((groups, resource.to_owned(), rule));
        self
    }

    /// A text field that members of these groups see; no group means everyone.
    pub fn field(&mut self, resource: &str, name: &str, groups: &[&str]) -> &mut Self {
        self.resource(resource);
        for group in groups {
            self.group(group);
        }
        let groups = groups.iter().map(|group| (*group).to_owned()).collect();
        self.fields.insert((resource.to_owned(), name.to_owned()), groups);
        self
    }

    /// Switches a record rule off.
    pub fn switch_off_rule(&mut self, key: &str) -> &mut Self {
        for (_, _, rule) in self.rules.iter_mut().filter(|(_, _, rule)| rule.key == key) {
            rule.active = false;
        }
        self
    }

    /// An active account in some groups, and in what those imply where implied groups are stored.
    pub fn user(&mut self, login: &str, name: &str, groups: &[&str]) -> &mut Self {
        self.users.insert(login.to_owned(), account(login, name));
        for group in groups {
            self.join(login, group);
        }
        self
    }

    /// Puts an account into a group, and into what that implies where implied groups are stored.
    pub fn join(&mut self, login: &str, group: &str) -> &mut Self {
        self.group(group);
        let mut waiting = vec![group.to_owned()];
        while let Some(group) = waiting.pop() {
            if self.memberships.insert((login.to_owned(), group.clone())) && self.membership == MembershipRule::Stored {
                let implied = self.implications.iter().filter(|(from, _)| *from == group);
                waiting.extend(implied.map(|(_, to)| to.clone()));
            }
        }
        self
    }

    /// Takes an account out of one group and nothing else.
    pub fn leave(&mut self, login: &str, group: &str) -> &mut Self {
        self.memberships.remove(&(login.to_owned(), group.to_owned()));
        self
    }

    /// An API key of an account; times are ISO 8601 UTC.
    pub fn token(&mut self, owner: &str, name: &str, created: &str, expires: Option<&str>) -> &mut Self {
        let token = Token {
            kind: Token::API_KEY.to_owned(),
            name: name.to_owned(),
            owner: UserIx(0),
            scope: None,
            created: Some(created.to_owned()),
            expires: expires.map(str::to_owned),
            outlives_owner: false,
            scope_unchecked: false,
        };
        self.tokens.push((owner.to_owned(), token));
        self
    }

    /// Who is in a group.
    pub fn holders(&self, group: &str) -> Vec<String> {
        self.memberships.iter().filter(|(_, held)| held == group).map(|(login, _)| login.clone()).collect()
    }

    /// Changes an account.
    pub fn change(&mut self, login: &str, change: impl FnOnce(&mut User)) -> &mut Self {
        if let Some(user) = self.users.get_mut(login) {
            change(user);
        }
        self
    }

    /// The snapshot. Kinds of accounts follow from the groups that make them, unless [`Builder::change`] said otherwise.
    pub fn build(&self) -> Snapshot {
        let group_at = positions(self.groups.keys());
        let resource_at = positions(self.resources.keys());
        let user_at = positions(self.users.keys());
        let group = |key: &String| group_at.get(key).map(|at| GroupIx(*at));
        let resource = |key: &String| resource_at.get(key).map(|at| ResourceIx(*at));

        let mut users: Vec<User> = self.users.values().cloned().collect();
        for (user, at) in users.iter_mut().zip(0u32..) {
            user.id = at.to_string().into();
            let held = self.memberships.iter().filter(|(login, _)| **login == *user.key);
            let makes = held.filter_map(|(_, group)| self.groups.get(group)?.makes).min();
            if user.kind == UserKind::Unclassified {
                user.kind = makes.unwrap_or(UserKind::Unclassified);
            }
        }
        let grants = self.grants.iter().filter_map(|(to, on, row)| {
            let to = match to {
                Some(key) => Grantee::Group(group(key)?),
                None => Grantee::Everyone,
            };
            Some(Grant { resource: resource(on)?, to, ..row.clone() })
        });
        let rules = self.rules.iter().filter_map(|(groups, on, rule)| {
            Some(Rule { resource: resource(on)?, groups: groups.iter().filter_map(group).collect(), ..rule.clone() })
        });
        let fields = self.fields.iter().filter_map(|((on, name), groups)| {
            let any: Vec<_> = groups.iter().filter_map(group).collect();
            let guard = if any.is_empty() { FieldGuard::Open } else { FieldGuard::Groups { any, none: Vec::new() } };
            Some(Field {
                resource: resource(on)?,
                name: name.clone(),
                field_type: "char".to_owned(),
                relation: None,
                custom: false,
                stored: true,
                limited: false,
                shipped: None,
                guard: Some(guard),
                unenforced_groups: Vec::new(),
            })
        });
        let count = |entity: &str, domain, size: usize| Count {
            entity: entity.to_owned(),
            domain,
            collected: size as u64,
            counted: size as u64,
            method: "made by rolecall itself".to_owned(),
        };
        let mut snapshot = Snapshot {
            system: self.system(),
            semantics: Semantics {
                membership: self.membership,
                rule_language: RuleLanguage::OdooDomain,
                group_form: "Category / Name".to_owned(),
                ..Semantics::default()
            },
            operations: OPERATIONS
                .iter()
                .map(|(name, _, verb)| Operation { name: (*name).to_owned(), verb: *verb })
                .collect(),
            memberships: self
                .memberships
                .iter()
                .filter_map(|(login, key)| Some(Membership(UserIx(*user_at.get(login)?), group(key)?)))
                .collect(),
            implications: self
                .implications
                .iter()
                .filter_map(|(from, to)| Some(Implication(group(from)?, group(to)?)))
                .collect(),
            grants: grants.collect(),
            rules: rules.collect(),
            population: vec![
                count("users", Domain::Accounts, users.len()),
                count("groups", Domain::Memberships, self.groups.len()),
                count("grants", Domain::ModelAccess, self.grants.len()),
            ],
            users,
            groups: self.groups.values().cloned().collect(),
            resources: self.resources.values().cloned().collect(),
            fields: fields.collect(),
            tokens: self
                .tokens
                .iter()
                .filter_map(|(owner, token)| Some(Token { owner: UserIx(*user_at.get(owner)?), ..token.clone() }))
                .collect(),
            coverage: coverage(!self.fields.is_empty()),
            ..Snapshot::default()
        };
        self.adjustments.iter().for_each(|change| change(&mut snapshot));
        snapshot
    }

    fn system(&self) -> System {
        System {
            kind: "odoo".to_owned(),
            name: self.name.clone(),
            version: if self.membership == MembershipRule::Stored { "18.0" } else { "19.0" }.to_owned(),
            database: self.name.clone(),
            source: "made by rolecall itself".to_owned(),
            collector: "rolecall".to_owned(),
            taken_at: self.taken_at.clone(),
            tool: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }
}

fn positions<'a>(keys: impl Iterator<Item = &'a String>) -> BTreeMap<&'a String, u32> {
    keys.zip(0u32..).collect()
}
