//! Rows that allow, rules that narrow, keys, settings and fields.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::Flavour;
use super::super::company::SampleCompany;
use super::super::store::{Row, odoo_moment};
use super::Loader;
use crate::model::{OpIx, Ops};
use crate::sample::store::digest;
use crate::snapshot::Grantee;

/// Rows of `ir.model.access` for models that the snapshot does not have, as the module `base` ships them in 17.0 to 19.0.
const TECHNICAL: &[(&str, &str, u32)] = &[
    ("auth.oauth.provider", "base.group_system", 0b1111),
    ("ir.actions.act_window", "base.group_system", 0b1111),
    ("ir.actions.report", "base.group_system", 0b1111),
    ("ir.actions.server", "base.group_system", 0b1111),
    ("ir.config_parameter", "base.group_system", 0b1111),
    ("ir.model", "base.group_erp_manager", 0b1111),
    ("ir.model.access", "base.group_erp_manager", 0b1111),
    ("ir.model.data", "base.group_erp_manager", 0b1111),
    ("ir.model.fields", "base.group_erp_manager", 0b1111),
    ("ir.module.category", "base.group_erp_manager", 0b0001),
    ("ir.module.module", "base.group_system", 0b1111),
    ("ir.rule", "base.group_erp_manager", 0b1111),
    ("ir.ui.menu", "base.group_system", 0b1111),
    ("res.company", "base.group_erp_manager", 0b1111),
    ("res.company", "base.group_user", 0b0001),
    ("res.groups", "base.group_erp_manager", 0b1111),
    ("res.groups", "base.group_user", 0b0001),
    ("res.groups.privilege", "base.group_erp_manager", 0b1111),
    ("res.partner", "base.group_user", 0b0001),
    ("res.users", "base.group_erp_manager", 0b1111),
    ("res.users", "base.group_user", 0b0001),
    ("res.users.apikeys", "base.group_system", 0b1001),
    ("res.users.apikeys", "base.group_user", 0b0001),
    ("res.users.log", "base.group_erp_manager", 0b0001),
];

/// Who sees which keys: everyone their own, administrators all.
const KEY_RULES: [(&str, &str, &str); 2] = [
    ("base.api_key_user", "base.group_user", "[('user_id', '=', user.id)]"),
    ("base.api_key_admin", "base.group_system", "[(1, '=', 1)]"),
];

/// Settings of a company that looks after them: none is weaker than the built-in policy asks for.
const SETTINGS: [(&str, &str); 6] = [
    ("auth_password_policy.minlength", "12"),
    ("auth_signup.invitation_scope", "b2b"),
    ("auth_totp.policy", "employee_required"),
    ("base.login_cooldown_after", "10"),
    ("mail.restrict.template.rendering", "1"),
    ("web.base.url.freeze", "True"),
];

impl Loader<'_> {
    fn permissions(&self, ops: Ops) -> [(&'static str, bool); 4] {
        let named = |name: &str| self.snapshot.operations.iter().position(|operation| operation.name == name);
        let has = |name| named(name).is_some_and(|at| ops.has(OpIx::new(at)));
        [
            ("perm_read", has("read")),
            ("perm_write", has("write")),
            ("perm_create", has("create")),
            ("perm_unlink", has("unlink")),
        ]
    }

    pub(super) fn accesses(&mut self) {
        for grant in &self.snapshot.grants {
            let group = match grant.to {
                Grantee::Everyone => None,
                Grantee::Group(group) => self.group(group.index()),
            };
            let model = self.erp.model_ids.get(&self.snapshot.resource(grant.resource).key).copied();
            let mut row = row! {"name": grant.key, "active": grant.active, "model_id": model, "group_id": group.map_or(json!(false), Value::from)};
            row.extend(self.permissions(grant.ops).map(|(column, value)| (column.to_owned(), json!(value))));
            let id = self.add("ir.model.access", row);
            self.signed(&grant.key, &grant.origin, "ir.model.access", id);
        }
        let own = |model: &str| self.snapshot.resources.iter().any(|resource| resource.key == model);
        let missing: Vec<_> = TECHNICAL.iter().filter(|(model, _, _)| !own(model)).collect();
        for (model, group, bits) in missing {
            let ids = (self.erp.model_ids.get(*model).copied(), self.erp.group_names.get(*group).copied());
            let (Some(model_id), Some(group_id)) = ids else { continue };
            let key = format!("base.access_{}_{}", model.replace('.', "_"), group.trim_start_matches("base."));
            let row = row! {
                "name": key, "active": true, "model_id": model_id, "group_id": group_id,
                "perm_read": bits & 1 != 0, "perm_write": bits & 2 != 0, "perm_create": bits & 4 != 0, "perm_unlink": bits & 8 != 0,
            };
            let id = self.add("ir.model.access", row);
            self.name(&key, "ir.model.access", id);
        }
    }

    pub(super) fn rules(&mut self) {
        for rule in &self.snapshot.rules {
            let groups: Vec<i64> = rule.groups.iter().filter_map(|group| self.group(group.index())).collect();
            let model = self.erp.model_ids.get(&self.snapshot.resource(rule.resource).key).copied();
            let mut row = row! {"name": rule.key, "active": rule.active, "model_id": model, "groups": groups, "domain_force": rule.filter};
            row.extend(self.permissions(rule.ops).map(|(column, value)| (column.to_owned(), json!(value))));
            let id = self.add("ir.rule", row);
            self.signed(&rule.key, &rule.origin, "ir.rule", id);
        }
        if self.snapshot.resources.iter().any(|resource| resource.key == "res.users.apikeys") {
            return;
        }
        for (key, group, filter) in KEY_RULES {
            let Some(group) = self.erp.group_names.get(group).copied() else { continue };
            let model = self.erp.model_ids.get("res.users.apikeys").copied();
            let row = row! {
                "name": key, "active": true, "model_id": model, "groups": [group], "domain_force": filter,
                "perm_read": true, "perm_write": true, "perm_create": true, "perm_unlink": true,
            };
            let id = self.add("ir.rule", row);
            self.name(key, "ir.rule", id);
        }
    }

    pub(super) fn keys(&mut self) {
        for token in self.snapshot.tokens.iter().filter(|token| token.is_api_key()) {
            let login = self.snapshot.user(token.owner).login();
            let Some(owner) = self.users.get(login).copied() else { continue };
            let mut row = row! {
                "name": token.name, "user_id": owner, "#key": digest(&SampleCompany::key(login, &token.name)),
                "scope": token.scope.as_deref().map_or(json!(false), Value::from),
            };
            // Keys of 16 and 17 have no end.
            if self.erp.flavour >= Flavour::V18 {
                row.insert("expiration_date".to_owned(), odoo_moment(token.expires.as_deref()));
            }
            let id = self.add("res.users.apikeys", row);
            self.erp.store.set("res.users.apikeys", id, "create_date", odoo_moment(token.created.as_deref()));
        }
    }

    pub(super) fn settings(&mut self) {
        for (key, value) in SETTINGS {
            self.add("ir.config_parameter", row! {"key": key, "value": value});
        }
        for setting in &self.snapshot.settings {
            self.add(
                "ir.config_parameter",
                row! {"key": setting.key, "value": setting.value.as_deref().unwrap_or_default()},
            );
        }
        for provider in &self.snapshot.providers {
            let endpoint = provider.endpoint.as_deref().unwrap_or_default();
            self.add(
                "auth.oauth.provider",
                row! {"name": provider.name, "enabled": provider.enabled, "validation_endpoint": endpoint},
            );
        }
        let data = self.erp.store.rows("ir.model.data");
        let modules: BTreeSet<String> =
            data.filter_map(|(_, row)| row.get("module")?.as_str().map(str::to_owned)).collect();
        for module in modules {
            let version = format!("{}.0.1.0", self.erp.flavour.major());
            self.add(
                "ir.module.module",
                row! {"name": module, "shortdesc": module, "state": "installed", "latest_version": version},
            );
        }
    }

    /// `groups` stays empty, as it does for all fields that modules bring: their groups are in the program alone.
    pub(super) fn fields(&mut self) {
        let shapes = &self.erp.shapes;
        let rows: Vec<Row> = shapes
            .iter()
            .flat_map(|(model, shape)| {
                let model_id = self.erp.model_ids.get(model).copied();
                shape.fields.iter().map(move |(name, field)| {
                    row! {
                        "name": name, "field_description": name, "model": model, "model_id": model_id, "ttype": field.kind,
                        "relation": field.relation.map_or(json!(false), Value::from), "state": "base",
                        "store": !field.computed, "readonly": field.computed, "modules": "base",
                    }
                })
            })
            .collect();
        for row in rows {
            self.add("ir.model.fields", row);
        }
    }
}
