//! What an account may do: a literal reading of the rows, without any cleverness.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::erp::Erp;
use super::exception::Exception;
use super::rule;
use super::shape::Field;
use super::store::{link, links};
use super::text::gone;

/// Who asks.
#[derive(Debug)]
pub(super) struct Env {
    /// The account.
    pub(super) uid: i64,
    /// Past every check: the account 1, and what the server does on its own behalf.
    pub(super) superuser: bool,
    /// Reads German.
    pub(super) german: bool,
    /// Leaves switched-off rows out of searches.
    pub(super) active_only: bool,
    groups: BTreeSet<i64>,
}

impl Env {
    /// The same account past every check.
    pub(super) fn sudo(&self) -> Self {
        Self { groups: self.groups.clone(), superuser: true, ..*self }
    }
}

impl Erp {
    /// An account with the context of its call.
    pub(super) fn env(&self, uid: i64, context: &Value) -> Env {
        let lang = context.get("lang").cloned().unwrap_or_else(|| self.read_value("res.users", uid, "lang"));
        Env {
            uid,
            superuser: uid == 1,
            german: lang.as_str().is_some_and(|lang| lang.starts_with("de")),
            active_only: context.get("active_test") != Some(&json!(false)),
            groups: self.effective_groups(uid),
        }
    }

    /// Whether the account is in a group, by the group's technical name.
    pub(super) fn holds(&self, env: &Env, group: &str) -> bool {
        self.group_names.get(group).is_some_and(|id| env.groups.contains(id))
    }

    /// Whether a row of `ir.model.access` allows an operation: an active one for the model that names the operation, of no
    /// group or of one that counts for the account.
    pub(super) fn may(&self, env: &Env, model: &str, operation: &str) -> bool {
        if env.superuser {
            return true;
        }
        if let Some(decided) = self.faults.decides(model, operation, &|group| self.holds(env, group)) {
            return decided;
        }
        let (yes, permission) = (json!(true), permission(operation));
        let Some(model) = self.model_ids.get(model).map(|id| json!(id)) else { return false };
        self.store.rows("ir.model.access").any(|(_, row)| {
            row.get("model_id") == Some(&model)
                && row.get("active") == Some(&yes)
                && row.get(permission) == Some(&yes)
                && row.get("group_id").and_then(link).is_none_or(|group| env.groups.contains(&group))
        })
    }

    /// Fails unless [`Erp::may`].
    pub(super) fn need(&self, env: &Env, model: &str, operation: &str) -> Result<(), Exception> {
        if self.may(env, model, operation) { Ok(()) } else { Err(self.refused_by_access(env, model, operation)) }
    }

    /// The record rules that count for an operation: those of no group all hold, of the others one must, if there is any.
    pub(super) fn rules(&self, env: &Env, model: &str, operation: &str) -> Result<Rules, Exception> {
        let mut rules = Rules { all: Vec::new(), any: Vec::new() };
        if env.superuser {
            return Ok(rules);
        }
        let (yes, permission) = (json!(true), permission(operation));
        let Some(model_id) = self.model_ids.get(model).map(|id| json!(id)) else { return Ok(rules) };
        for (id, row) in self.store.rows("ir.rule") {
            let counts = row.get("model_id") == Some(&model_id)
                && row.get("active") == Some(&yes)
                && row.get(permission) == Some(&yes);
            if !counts {
                continue;
            }
            let groups = links(row.get("groups").unwrap_or(&Value::Null));
            let name = row.get("name").and_then(Value::as_str).unwrap_or_default();
            if self.faults.ignores(model, operation, name, &|group| self.holds(env, group)) {
                continue;
            }
            let text = row.get("domain_force").and_then(Value::as_str).unwrap_or_default();
            let read = || {
                rule::domain(text, &|name| self.name_in_rules(env, name))
                    .map_err(|why| Exception::value(format!("rule {id}: {why}")))
            };
            if groups.is_empty() {
                rules.all.push(read()?);
            } else if groups.iter().any(|group| env.groups.contains(group)) {
                rules.any.push(read()?);
            }
        }
        Ok(rules)
    }

    /// Whether record rules let a row through.
    pub(super) fn within(&self, rules: &Rules, model: &str, id: i64) -> Result<bool, Exception> {
        for domain in &rules.all {
            if !self.matches(model, id, domain)? {
                return Ok(false);
            }
        }
        for domain in &rules.any {
            if self.matches(model, id, domain)? {
                return Ok(true);
            }
        }
        Ok(rules.any.is_empty())
    }

    /// Fails unless record rules let every row through that is there. Where rules apply, a row that is not there fails
    /// too; where none do, nobody asks (16.0 to 19.0).
    pub(super) fn need_rows(&self, env: &Env, model: &str, ids: &[i64], operation: &str) -> Result<(), Exception> {
        let rules = self.rules(env, model, operation)?;
        if rules.is_empty() {
            return Ok(());
        }
        for id in ids {
            if self.store.row(model, *id).is_none() {
                return Err(gone(env, model, *id));
            }
            if !self.within(&rules, model, *id)? {
                return Err(self.refused_by_rule(env, model, operation));
            }
        }
        Ok(())
    }

    /// Whether the groups of a field let the account use it: it is in one of them.
    pub(super) fn may_use(&self, env: &Env, field: &Field) -> bool {
        let Some(groups) = field.groups else { return true };
        env.superuser || groups.split(',').any(|group| self.holds(env, group))
    }

    /// Whether the account may read a field, custom code included.
    pub(super) fn may_read_field(&self, env: &Env, model: &str, name: &str, field: &Field) -> bool {
        self.may_use(env, field) || self.faults.shows(model, name, &|group| self.holds(env, group))
    }

    fn name_in_rules(&self, env: &Env, name: &str) -> Option<Value> {
        let user = |field: &str| self.read_value("res.users", env.uid, field);
        let partner = || link(&user("partner_id"));
        Some(match name {
            "user.id" => json!(env.uid),
            "user.partner_id.id" => json!(partner()?),
            "user.commercial_partner_id.id" | "user.partner_id.commercial_partner_id.id" => {
                self.read_value("res.partner", partner()?, "commercial_partner_id")
            }
            "company_id" | "user.company_id.id" => user("company_id"),
            "company_ids" | "user.company_ids.ids" => user("company_ids"),
            "user.groups_id.ids" | "user.all_group_ids.ids" => json!(env.groups),
            _ => return None,
        })
    }
}

/// The record rules that count for one account and one operation, as domains.
#[derive(Debug)]
pub(super) struct Rules {
    all: Vec<Value>,
    any: Vec<Value>,
}

impl Rules {
    fn is_empty(&self) -> bool {
        self.all.is_empty() && self.any.is_empty()
    }
}

/// The column of `ir.model.access` and `ir.rule` for an operation.
fn permission(operation: &str) -> &'static str {
    match operation {
        "write" => "perm_write",
        "create" => "perm_create",
        "unlink" => "perm_unlink",
        _ => "perm_read",
    }
}
