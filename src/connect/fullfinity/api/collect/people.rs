//! Accounts: those that are listed, and those that are known because they sign in.

use serde_json::Value;

use super::Collector;
use crate::connect::api::Options;
use crate::connect::fullfinity::api::door::{Shown, sign_in};
use crate::connect::fullfinity::api::session::looks_like_token;
use crate::connect::fullfinity::api::shapes;
use crate::connect::fullfinity::records::{Records, UserRow};
use crate::net::Client;
use crate::snapshot::{Domain, State};

impl Collector {
    pub(super) fn users(&mut self, shown: Option<&Shown>) {
        let Some(shown) = shown else {
            let why = "who is in which group was not shown";
            self.records.note(Domain::Memberships, State::Incomplete, why);
            return;
        };
        if !shown.has("groups") {
            let why = "who is in which group was not shown: what the field with the groups of a `User` is called is not \
                       documented; say it in `names`, as `\"User.groups\" = \"…\"`";
            self.records.note(Domain::Memberships, State::Incomplete, why);
        }
        for row in &shown.rows {
            let id = row.get("id").and_then(shapes::id).unwrap_or_default();
            let text = |field: &str| {
                let value = shown.value(row, field).and_then(Value::as_str).map(str::trim);
                value.filter(|text| !text.is_empty()).map(str::to_owned)
            };
            let login = text("email").unwrap_or_else(|| format!("#{id}"));
            let from = format!("User {login}");
            let groups = self.links(shown, row, "groups", &from);
            if groups.is_none() && shown.has("groups") {
                let why = "the groups of some accounts could not be read";
                self.records.note(Domain::Memberships, State::Incomplete, why);
            }
            let company = shown.value(row, "default_company").and_then(|value| shapes::one(value).ok().flatten());
            let companies = shown.value(row, "allowed_companies").and_then(|value| shapes::many(value).ok());
            self.records.users.push(UserRow {
                name: text("name").unwrap_or_else(|| login.clone()),
                login,
                id,
                active: shown.value(row, "active").and_then(Value::as_bool),
                groups: groups.unwrap_or_default(),
                company: company.and_then(|link| link.id),
                companies: companies.unwrap_or_default().into_iter().filter_map(|link| link.id).collect(),
            });
        }
        if !shown.has("active") {
            let why = "whether an account is in use was not shown: every one is taken to be";
            self.records.note(Domain::Accounts, State::Incomplete, why);
        }
    }
}

/// Adds the accounts that sign in and were not listed, so that they can be probed. What comes back are those that the
/// server refused.
pub(super) async fn sign_ins(client: &Client, options: &Options, records: &mut Records) -> Vec<String> {
    let known =
        |records: &Records, login: &str| records.users.iter().any(|user| user.login.eq_ignore_ascii_case(login));
    let mut refused = Vec::new();
    let mut unlisted = Vec::new();
    if !known(records, &options.account.login) {
        unlisted.push(options.account.login.clone());
    }
    for (login, secret) in &options.probes {
        if known(records, login) || unlisted.iter().any(|known| known.eq_ignore_ascii_case(login)) {
            continue;
        }
        // Of a bearer token nobody can tell whose it is without the list.
        if looks_like_token(secret) {
            unlisted.push(login.clone());
            continue;
        }
        match sign_in(client, login, secret).await {
            Ok(_) => unlisted.push(login.clone()),
            Err(why) if why.refused => refused.push(login.clone()),
            Err(_) => {}
        }
    }
    if !unlisted.is_empty() {
        let why =
            format!("{} accounts are not in the list of users and known only because they sign in", unlisted.len());
        records.note(Domain::Accounts, State::Incomplete, why);
        records.note(
            Domain::Memberships,
            State::Incomplete,
            "the groups of accounts that are not listed are not known",
        );
    }
    for login in unlisted {
        let (id, name) = (login.clone(), login.clone());
        records.users.push(UserRow { login, id, name, active: Some(true), ..UserRow::default() });
    }
    refused
}
