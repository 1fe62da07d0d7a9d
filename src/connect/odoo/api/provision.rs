//! Making and removing accounts over Odoo's API (16.0 to 19.0), as a login in `base.group_erp_manager` (accounts) and
//! `base.group_partner_manager` (their contacts).

use std::collections::BTreeSet;

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{Fault, Rpc};
use crate::connect::accounts::{AccountFault, Accounts, NewAccount, Remnant, StoredAccount, Thing};
use crate::connect::odoo::series::Series;

/// Odoo, asked by an administrator.
#[derive(Debug)]
pub struct OdooAccounts {
    rpc: Rpc,
    /// The field of `res.users` with the groups.
    groups: &'static str,
    series: Series,
}

impl OdooAccounts {
    /// The accounts of the system that `rpc` speaks to, as its account; `version` is a version such as `18.0`. Nothing for
    /// a version that is not understood.
    pub fn new(rpc: Rpc, version: &str) -> Option<Self> {
        // `groups_id` up to 18, `group_ids` from 19 on.
        let series = Series::of(version)?;
        let groups = if series < Series::V19 { "groups_id" } else { "group_ids" };
        Some(Self { rpc, groups, series })
    }

    /// What the account that asks may not do of all that making and removing takes, such as `unlink` on `res.partner`: so
    /// nothing is made that would have to stay.
    pub async fn missing_rights(&self) -> Result<Vec<(&'static str, &'static str)>, Fault> {
        let mut missing = Vec::new();
        for (model, op) in [("res.users", "create"), ("res.users", "unlink"), ("res.partner", "unlink")] {
            let allowed = if self.series >= Series::V18 {
                self.rpc.call(model, "has_access", json!([[], op]), json!({})).await?
            } else {
                let quiet = json!({"raise_exception": false});
                self.rpc.call(model, "check_access_rights", json!([op]), quiet).await?
            };
            if allowed != Value::Bool(true) {
                missing.push((model, op));
            }
        }
        Ok(missing)
    }

    async fn search(&self, model: &str, domain: Value, fields: &[&str]) -> Result<Vec<Value>, AccountFault> {
        let found = self.rpc.call(model, "search_read", json!([domain, fields]), quietly()).await.map_err(fault)?;
        rows(found)
    }
}

/// Sends no invitation (`auth_signup`, `res.users.create`: none with `no_reset_password`, and none without an address
/// anyway), writes no message and follows nothing (`mail`), and looks at inactive records too.
fn quietly() -> Value {
    json!({"context": {
        "active_test": false,
        "no_reset_password": true,
        "mail_create_nolog": true,
        "mail_create_nosubscribe": true,
        "mail_notrack": true,
        "tracking_disable": true,
    }})
}

fn model(thing: Thing) -> &'static str {
    match thing {
        Thing::Account => "res.users",
        Thing::Contact => "res.partner",
    }
}

impl Accounts for OdooAccounts {
    /// Home and allowed company stay Odoo's own defaults: those of the account that asks.
    async fn make(&self, account: NewAccount<'_>) -> Result<Box<str>, AccountFault> {
        let NewAccount { login, groups, password } = account;
        let groups: Vec<i64> = groups.iter().filter_map(|id| id.parse().ok()).collect();
        let secret = password.expose_secret();
        // The password comes with the creation: changing it afterwards would send a security mail.
        let values = json!({"name": login, "login": login, "password": secret, self.groups: [[6, 0, groups]]});
        let made =
            self.rpc.call("res.users", "create", json!([values]), quietly()).await.map_err(|failed| {
                match fault(failed) {
                    AccountFault::Refused { reason } if reason.contains(secret) => {
                        AccountFault::Refused { reason: "in words that hold the password".to_owned() }
                    }
                    other => other,
                }
            })?;
        // An id for one set of values, a list of ids for a list of sets.
        let id = made.as_i64().or_else(|| made.get(0)?.as_i64());
        Ok(id.ok_or_else(|| alien("`create` gave no id"))?.to_string().into())
    }

    async fn stored(&self, id: &str) -> Result<StoredAccount, AccountFault> {
        let fields = ["company_id", "company_ids", self.groups];
        let found = self.search("res.users", json!([["id", "=", number(id)?]]), &fields).await?;
        let [row] = found.as_slice() else { return Err(alien("a new account is not there once")) };
        let list = |field: &str| -> Option<Vec<Box<str>>> {
            row.get(field)?.as_array()?.iter().map(|id| Some(id.as_i64()?.to_string().into())).collect()
        };
        Ok(StoredAccount {
            groups: list(self.groups).ok_or_else(|| alien("an account without a list of groups"))?,
            company: reference(row, "company_id"),
            companies: list("company_ids").ok_or_else(|| alien("an account without a list of companies"))?,
        })
    }

    /// The contact of an account carries the login as its name, which the run made unique.
    async fn find(&self, login: &str) -> Result<Vec<Remnant>, AccountFault> {
        let fields = ["login", "create_uid"];
        let users = self.search("res.users", json!([["login", "=", login]]), &fields).await?;
        let fields = ["name", "create_uid"];
        let contacts = self.search("res.partner", json!([["name", "=", login]]), &fields).await?;
        let ids: Vec<&Value> = contacts.iter().filter_map(|row| row.get("id")).collect();
        let held: BTreeSet<Box<str>> = if ids.is_empty() {
            BTreeSet::new()
        } else {
            let holders = self.search("res.users", json!([["partner_id", "in", ids]]), &["partner_id"]).await?;
            holders.iter().filter_map(|row| reference(row, "partner_id")).collect()
        };
        let mut found = Vec::new();
        for (thing, label, rows) in [(Thing::Account, "login", users), (Thing::Contact, "name", contacts)] {
            for row in rows.iter().filter(|row| row.get(label).and_then(Value::as_str) == Some(login)) {
                let remnant = remnant(thing, row)?;
                if thing == Thing::Account || !held.contains(&remnant.id) {
                    found.push(remnant);
                }
            }
        }
        Ok(found)
    }

    async fn remove(&self, thing: Thing, id: &str) -> Result<(), AccountFault> {
        let ids = json!([[number(id)?]]);
        self.rpc.call(model(thing), "unlink", ids, quietly()).await.map(drop).map_err(fault)
    }

    async fn deactivate(&self, thing: Thing, id: &str) -> Result<(), AccountFault> {
        let args = json!([[number(id)?], {"active": false}]);
        self.rpc.call(model(thing), "write", args, quietly()).await.map(drop).map_err(fault)
    }

    fn traces(&self) -> &'static [&'static str] {
        &[
            "gaps in the id sequences of res_users, res_partner and of what Odoo makes with them (res_users_settings, ir_attachment)",
            "sign-in rows in res_users_log, which lose their user when it is removed (create_uid becomes empty)",
            "rows in bus_bus for the channels that new users join by themselves; Odoo clears them",
            "the initials that Odoo draws as a picture of an internal user, in the file store until Odoo clears it",
            "a raised counter for cleared caches (a sequence, in 19 a row of an orm_signaling_ table)",
            "lines in the server's log",
        ]
    }
}

fn rows(found: Value) -> Result<Vec<Value>, AccountFault> {
    match found {
        Value::Array(rows) => Ok(rows),
        _ => Err(alien("a search gave no list")),
    }
}

fn remnant(thing: Thing, row: &Value) -> Result<Remnant, AccountFault> {
    let id = row.get("id").and_then(Value::as_i64).ok_or_else(|| alien("a record without an id"))?;
    Ok(Remnant { thing, id: id.to_string().into(), maker: reference(row, "create_uid") })
}

/// A link to another record: `[id, name]`, or `false` for none.
fn reference(row: &Value, field: &str) -> Option<Box<str>> {
    Some(row.get(field)?.get(0)?.as_i64()?.to_string().into())
}

fn number(id: &str) -> Result<i64, AccountFault> {
    id.parse().map_err(|_| alien("an id that is no number"))
}

fn alien(what: &str) -> AccountFault {
    AccountFault::Unknown { source: Fault::Alien { what: what.to_owned() }.into() }
}

/// An exception is an answer: Odoo rolled back everything that the call did. Without one, nobody knows.
fn fault(fault: Fault) -> AccountFault {
    match fault {
        Fault::Raised { name, message } => AccountFault::Refused { reason: format!("{name}: {message}") },
        other => AccountFault::Unknown { source: other.into() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_an_id_with_a_name_or_nothing() {
        let row = json!({"create_uid": [2, "Admin"], "partner_id": false});
        assert_eq!(reference(&row, "create_uid").as_deref(), Some("2"));
        assert_eq!(reference(&row, "partner_id"), None);
        assert_eq!(reference(&row, "company_id"), None);
    }

    #[test]
    fn only_an_exception_is_a_refusal() {
        let raised = Fault::Raised { name: "odoo.exceptions.UserError".to_owned(), message: "no".to_owned() };
        assert_eq!(fault(raised).to_string(), "the system refused: odoo.exceptions.UserError: no");
        assert!(matches!(fault(Fault::Alien { what: "x".to_owned() }), AccountFault::Unknown { .. }));
    }
}
