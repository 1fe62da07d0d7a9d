//! Accounts: those that are listed, and those that are known because they sign in or have a token.

use serde_json::Value;

use super::Collector;
use crate::connect::api::Options;
use crate::connect::fullfinity::api::door::{Shown, sign_in};
use crate::connect::fullfinity::api::session::{FAILURES, looks_like_token};
use crate::connect::fullfinity::api::shapes;
use crate::connect::fullfinity::records::{Records, UserRow};
use crate::connect::live::SecretKind;
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

/// How an account came to be known without being listed.
#[derive(Debug, Default)]
struct Unlisted {
    /// They signed in.
    signed_in: Vec<String>,
    /// They have a bearer token, which is not tried and would not tell whose it is.
    by_token: Vec<String>,
    /// Nobody tried, because of sign-ins that failed before.
    untried: Vec<String>,
}

/// Adds the accounts that sign in and were not listed, so that they can be probed. What comes back are those that the
/// server refused. It ends with the last sign-in that may fail in one run, and with the first answer that is neither a token
/// nor a refusal: a lock, or no answer at all.
pub(super) async fn sign_ins(client: &Client, options: &Options, records: &mut Records) -> Vec<String> {
    let listed = |login: &str| records.users.iter().any(|user| user.login.eq_ignore_ascii_case(login));
    let (mut refused, mut unlisted) = (Vec::new(), Unlisted::default());
    let own = &options.account;
    if !listed(&own.login) {
        let known = if own.kind == SecretKind::Bearer { &mut unlisted.by_token } else { &mut unlisted.signed_in };
        known.push(own.login.clone());
    }
    let mut seen = vec![own.login.as_str()];
    let mut stopped = false;
    for (login, secret) in &options.probes {
        if listed(login) || seen.iter().any(|seen| seen.eq_ignore_ascii_case(login)) {
            continue;
        }
        seen.push(login);
        if looks_like_token(secret) {
            unlisted.by_token.push(login.clone());
            continue;
        }
        if stopped {
            unlisted.untried.push(login.clone());
            continue;
        }
        match sign_in(client, login, secret).await {
            Ok(_) => unlisted.signed_in.push(login.clone()),
            Err(why) if why.refused => {
                refused.push(login.clone());
                stopped = why.locked_out || refused.len() >= FAILURES;
            }
            Err(_) => {
                unlisted.untried.push(login.clone());
                stopped = true;
            }
        }
    }
    unlisted.note(records);
    refused
}

impl Unlisted {
    fn note(self, records: &mut Records) {
        let Self { signed_in, by_token, untried } = self;
        for (accounts, why) in [
            (&signed_in, "accounts are not in the list of users and known only because they sign in"),
            (
                &by_token,
                "accounts are not in the list of users and known only because a bearer token is given for them",
            ),
            (
                &untried,
                "logins are not in the list of users, and whether they are accounts is not known: after sign-ins that \
                        failed, nobody else was signed in",
            ),
        ] {
            if !accounts.is_empty() {
                records.note(Domain::Accounts, State::Incomplete, format!("{} {why}", accounts.len()));
            }
        }
        if signed_in.is_empty() && by_token.is_empty() {
            return;
        }
        let why = "the groups of accounts that are not listed are not known";
        records.note(Domain::Memberships, State::Incomplete, why);
        for login in signed_in.into_iter().chain(by_token) {
            let (id, name) = (login.clone(), login.clone());
            records.users.push(UserRow { login, id, name, active: Some(true), ..UserRow::default() });
        }
    }
}
