//! Companies, groups and accounts.

use std::collections::BTreeMap;

use serde_json::json;

use super::super::Flavour;
use super::super::company::SampleCompany;
use super::super::store::{LOGIN_TRACES, Row, odoo_moment};
use super::Loader;
use crate::sample::store::digest;
use crate::snapshot::{MembershipRule, Presence, User, UserKind};

impl<'a> Loader<'a> {
    /// The snapshot's companies, or two where it has none: one that everybody works in, and one that is not theirs.
    pub(super) fn companies(&mut self) {
        let names: Vec<String> = match self.snapshot.companies.as_slice() {
            [] => vec!["Acme".to_owned(), "Acme Logistics".to_owned()],
            companies => companies.iter().map(|company| company.name.clone()).collect(),
        };
        for name in &names {
            let partner = self.add("res.partner", row! {"name": name, "active": true});
            let id = self.add("res.company", row! {"name": name, "active": true, "partner_id": partner});
            self.companies.push(id);
        }
        if let Some(main) = self.companies.first() {
            self.name("base.main_company", "res.company", *main);
        }
        let parents = self.snapshot.companies.iter().map(|company| company.parent?.index().into());
        let parents: Vec<Option<usize>> = parents.collect();
        for (id, parent) in self.companies.clone().into_iter().zip(parents) {
            if let Some(parent) = parent.and_then(|parent| self.companies.get(parent)) {
                self.erp.store.set("res.company", id, "parent_id", json!(parent));
            }
        }
    }

    pub(super) fn groups(&mut self) {
        let mut headings: BTreeMap<&str, i64> = BTreeMap::new();
        for group in &self.snapshot.groups {
            let (heading, name) = match group.full_name.rsplit_once(" / ") {
                Some((heading, name)) => (Some(heading), name),
                None => (None, group.full_name.as_str()),
            };
            let mut row = row! {"name": name, "share": group.makes.is_some_and(|kind| kind != UserKind::Internal)};
            if let Some(heading) = heading {
                let (table, column) = match self.erp.flavour {
                    Flavour::V19 => ("res.groups.privilege", "privilege_id"),
                    _ => ("ir.module.category", "category_id"),
                };
                let known = headings.get(heading).copied();
                let id = known.unwrap_or_else(|| self.add(table, row! {"name": heading}));
                headings.insert(heading, id);
                row.insert(column.to_owned(), json!(id));
            }
            let id = self.add("res.groups", row);
            self.signed(&group.key, &group.origin, "res.groups", id);
            self.groups.push(id);
            self.erp.group_names.insert(group.key.clone(), id);
        }
        for (at, id) in self.groups.clone().into_iter().enumerate() {
            let implied = self.snapshot.implications.iter().filter(|implication| implication.0.index() == at);
            let implied: Vec<i64> = implied.filter_map(|implication| self.group(implication.1.index())).collect();
            self.erp.store.set("res.groups", id, "implied_ids", json!(implied));
        }
    }

    pub(super) fn group(&self, at: usize) -> Option<i64> {
        self.groups.get(at).copied()
    }

    /// The ERP's own account is 1, the administrator 2; all others follow in the order of the snapshot.
    pub(super) fn users(&mut self) {
        let mut order: Vec<usize> = (0..self.snapshot.users.len()).collect();
        let rank = |user: &User| (!user.superuser, user.login() != "admin");
        order.sort_by_key(|at| self.snapshot.users.get(*at).map(rank));
        let mut held: BTreeMap<usize, Vec<i64>> = BTreeMap::new();
        for membership in &self.snapshot.memberships {
            held.entry(membership.0.index()).or_default().extend(self.group(membership.1.index()));
        }
        for at in order {
            let Some(user) = self.snapshot.users.get(at) else { continue };
            let mut groups = held.remove(&at).unwrap_or_default();
            let implied_too = self.erp.flavour < Flavour::V19;
            if implied_too && self.snapshot.semantics.membership == MembershipRule::Closure {
                groups = self.erp.closure(groups).into_iter().collect();
            }
            self.user(at, user, &groups);
        }
    }

    fn user(&mut self, at: usize, user: &'a User, groups: &[i64]) {
        let german = user.kind == UserKind::Internal && at % 3 == 2;
        let partner = row! {
            "name": user.name, "active": user.active, "email": user.email.as_deref().map_or(json!(false), |mail| json!(mail)),
            "lang": if german { "de_DE" } else { "en_US" },
        };
        let partner = self.add("res.partner", partner);
        let administers = |group: &crate::snapshot::Group| group.administers;
        let by_id =
            |id: &i64| self.groups.iter().position(|group| group == id).and_then(|at| self.snapshot.groups.get(at));
        let everywhere = user.superuser || groups.iter().filter_map(by_id).any(administers);
        let main = self.companies.first().copied();
        let home = user.company.and_then(|company| self.companies.get(company.index()).copied()).or(main);
        let companies: Vec<i64> = match user.companies.as_slice() {
            [] if everywhere => self.companies.clone(),
            [] => home.into_iter().collect(),
            some => some.iter().filter_map(|company| self.companies.get(company.index()).copied()).collect(),
        };
        let mut row = row! {
            "login": user.login(), "active": user.active, "share": user.kind != UserKind::Internal && !user.superuser,
            "partner_id": partner, "company_id": home, "company_ids": companies,
        };
        row.insert(self.erp.groups_field().to_owned(), json!(groups));
        if user.second_factor == Presence::Present {
            row.insert("#totp".to_owned(), json!(true));
        }
        if user.password != Presence::Absent && !user.superuser {
            row.insert("#password".to_owned(), json!(digest(&SampleCompany::password(user.login()))));
        }
        let id = self.add("res.users", row);
        self.users.insert(user.login(), id);
        let named = match user.kind {
            _ if user.superuser => Some("base.user_root"),
            _ if user.login() == "admin" => Some("base.user_admin"),
            UserKind::Anonymous => Some("base.public_user"),
            _ => None,
        };
        if let Some(key) = named {
            self.name(key, "res.users", id);
        }
        if let Some(moment) = &user.last_login {
            let trace = Row::from([
                ("create_uid".to_owned(), json!(id)),
                ("create_date".to_owned(), odoo_moment(Some(moment))),
            ]);
            self.erp.store.insert(LOGIN_TRACES, trace);
        }
    }
}
