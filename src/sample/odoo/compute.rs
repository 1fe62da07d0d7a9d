//! Values that are read: stored ones, and those made from others.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Flavour;
use super::erp::Erp;
use super::shape::Field;
use super::store::{LOGIN_TRACES, link, links};

impl Erp {
    /// A field of a model.
    pub(super) fn field(&self, model: &str, name: &str) -> Option<&Field> {
        self.shapes.get(model)?.fields.get(name)
    }

    /// The field of `res.users` that holds its groups.
    pub(super) fn groups_field(&self) -> &'static str {
        if self.flavour == Flavour::V19 { "group_ids" } else { "groups_id" }
    }

    /// What a row says in a field; links are ids.
    pub(super) fn read_value(&self, model: &str, id: i64, name: &str) -> Value {
        match self.field(model, name) {
            _ if name == "id" => json!(id),
            Some(field) if field.computed => self.compute(model, id, name),
            Some(field) if field.is_many() => json!(links(self.store.get(model, id, name))),
            _ => self.store.get(model, id, name).clone(),
        }
    }

    /// How a row is called where another links to it.
    pub(super) fn display_name(&self, model: &str, id: i64) -> String {
        match self.read_value(model, id, "name") {
            Value::String(name) => name,
            _ => format!("{model},{id}"),
        }
    }

    fn compute(&self, model: &str, id: i64, name: &str) -> Value {
        let of = |column: &str| self.store.get(model, id, column);
        match (model, name) {
            (_, "display_name") => json!(self.display_name(model, id)),
            ("res.users", "name" | "email" | "lang" | "tz" | "commercial_partner_id") => {
                link(of("partner_id")).map_or(json!(false), |partner| self.read_value("res.partner", partner, name))
            }
            ("res.users", "all_group_ids") => json!(self.effective_groups(id)),
            ("res.users", "totp_enabled") => json!(of("#totp") == &json!(true)),
            ("res.users", "login_date") => {
                let own = self.store.rows(LOGIN_TRACES).filter(|(_, row)| row.get("create_uid") == Some(&json!(id)));
                own.filter_map(|(_, row)| row.get("create_date").cloned()).last().unwrap_or(json!(false))
            }
            ("res.users", "password") => json!(""),
            ("res.groups", "full_name") => {
                let heading = link(of("category_id")).map(|id| self.display_name("ir.module.category", id));
                let heading =
                    heading.or(link(of("privilege_id")).map(|id| self.display_name("res.groups.privilege", id)));
                let own = self.display_name(model, id);
                json!(heading.map_or(own.clone(), |heading| format!("{heading} / {own}")))
            }
            ("res.groups", "users" | "user_ids") => {
                json!(self.users_where(|user| links(self.store.get("res.users", user, self.groups_field())).contains(&id)))
            }
            ("res.groups", "all_user_ids") => json!(self.users_where(|user| self.effective_groups(user).contains(&id))),
            ("res.groups", "trans_implied_ids" | "all_implied_ids") => {
                let mut all = self.closure([id]);
                if name == "trans_implied_ids" {
                    all.remove(&id);
                }
                json!(all)
            }
            ("ir.rule", "global") => json!(links(of("groups")).is_empty()),
            ("ir.model.data", "complete_name") => {
                json!(format!(
                    "{}.{}",
                    of("module").as_str().unwrap_or_default(),
                    of("name").as_str().unwrap_or_default()
                ))
            }
            ("res.partner", "commercial_partner_id") => json!(link(of("parent_id")).unwrap_or(id)),
            ("res.partner", "user_ids") => {
                json!(self.users_where(|user| self.store.get("res.users", user, "partner_id") == &json!(id)))
            }
            _ => json!(false),
        }
    }

    fn users_where(&self, test: impl Fn(i64) -> bool) -> Vec<i64> {
        self.store.rows("res.users").map(|(id, _)| id).filter(|id| test(*id)).collect()
    }

    /// Groups and everything that they imply.
    pub(super) fn closure(&self, groups: impl IntoIterator<Item = i64>) -> BTreeSet<i64> {
        let mut all = BTreeSet::new();
        let mut waiting: Vec<i64> = groups.into_iter().collect();
        while let Some(group) = waiting.pop() {
            if all.insert(group) {
                waiting.extend(links(self.store.get("res.groups", group, "implied_ids")));
            }
        }
        all
    }

    /// The groups that count for an account: as stored up to 18, with all that they imply in 19.
    pub(super) fn effective_groups(&self, user: i64) -> BTreeSet<i64> {
        let stored = links(self.store.get("res.users", user, self.groups_field()));
        if self.flavour == Flavour::V19 { self.closure(stored) } else { stored.into_iter().collect() }
    }
}
