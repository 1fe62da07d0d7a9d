//! The proof that nobody was overlooked: every table counted again in the same transaction.

use super::collector::Collector;
use super::queries::{
    API_KEYS, API_SECRETS, BEARERS, COMPANIES, CUSTOM_DOC_PERMS, CUSTOM_FIELDS, DOC_PERMS, DOCTYPES, EMPLOYEES, FIELDS,
    MEMBERSHIPS, PAGES, PROVIDERS, Query, REPORTS, ROLES, SERVER_SCRIPTS, SETTINGS, SETTINGS_VIEW, SHARES,
    USER_PERMISSIONS, USERS,
};
use super::reader::Reader;
use super::source::Answers as _;
use crate::connect::ConnectError;
use crate::snapshot::{Audience, Snapshot, SurfaceKind, Token};

/// An entity, the questions that collect it together, the sites of which it is true, the second path, and how many
/// the snapshot holds.
struct Check {
    entity: &'static str,
    from: &'static [&'static Query],
    only: fn(&Snapshot) -> bool,
    sql: &'static str,
    collected: fn(&Snapshot) -> usize,
}

macro_rules! checks {
    ($($entity:literal $from:tt $only:expr, $file:literal $collected:expr;)+) => {
        &[$(Check {
            entity: $entity,
            from: &$from,
            only: $only,
            sql: include_str!(concat!("queries/count/", $file, ".sql")),
            collected: $collected,
        }),+]
    };
}

#[rustfmt::skip]
const CHECKS: &[Check] = checks! {
    "users" [&USERS] |_| true, "users" |s| s.users.len();
    "companies" [&COMPANIES] |_| true, "companies" |s| s.companies.len();
    "roles" [&ROLES] |_| true, "roles" |s| s.groups.iter().filter(|group| !group.id.is_empty()).count();
    "memberships" [&MEMBERSHIPS] |s| !desk_user(s), "memberships_14" |s| s.memberships.len();
    "memberships" [&MEMBERSHIPS] |s| desk_user(s), "memberships" |s| s.memberships.len();
    "doctypes" [&DOCTYPES] |_| true, "doctypes" |s| s.resources.len();
    "permission rows" [&DOC_PERMS, &CUSTOM_DOC_PERMS] |_| true, "permissions" |s| s.grants.len();
    "fields" [&FIELDS] |_| true, "fields" |s| fields(s, false);
    "custom fields" [&CUSTOM_FIELDS] |_| true, "custom_fields" |s| fields(s, true);
    "shared documents" [&SHARES] |_| true, "shares" |s| s.shares.len();
    "user permissions" [&USER_PERMISSIONS] |_| true, "user_permissions" |s| s.limits.len();
    "pages" [&PAGES] |_| true, "pages" |s| surfaces(s, SurfaceKind::Page);
    "reports" [&REPORTS] |_| true, "reports" |s| surfaces(s, SurfaceKind::DataReport);
    "server scripts" [&SERVER_SCRIPTS] |_| true, "server_scripts" |s| s.code.len();
    "API keys" [&API_KEYS, &API_SECRETS] |_| true, "api_keys" |s| tokens(s, Token::API_KEY);
    "OAuth tokens" [&BEARERS] |_| true, "bearers" |s| tokens(s, Token::OAUTH_BEARER);
    "settings" [&SETTINGS] |_| true, "settings" |s| settings(s);
    "settings" [&SETTINGS_VIEW] |_| true, "settings_view" |s| settings(s);
    "employees with accounts" [&EMPLOYEES] |_| true, "employees" |s| s.people.len();
    "sign-in providers" [&PROVIDERS] |_| true, "sign_in_providers" |s| s.providers.len();
};

/// Whether `Desk User` is one of the roles that Frappe gives by itself.
fn desk_user(snapshot: &Snapshot) -> bool {
    snapshot.groups.iter().any(|group| group.given_to == Some(Audience::Internal))
}

fn fields(snapshot: &Snapshot, custom: bool) -> usize {
    snapshot.fields.iter().filter(|field| field.custom == custom).count()
}

fn surfaces(snapshot: &Snapshot, kind: SurfaceKind) -> usize {
    snapshot.surfaces.iter().filter(|surface| surface.kind == kind).count()
}

fn tokens(snapshot: &Snapshot, kind: &str) -> usize {
    snapshot.tokens.iter().filter(|token| token.kind == kind).count()
}

fn settings(snapshot: &Snapshot) -> usize {
    snapshot.settings.iter().filter(|setting| !setting.key.starts_with("site_config.")).count()
}

impl Collector<Reader> {
    /// Counts, and marks a domain incomplete where the two paths differ.
    pub(super) async fn population(&mut self) -> Result<(), ConnectError> {
        for check in CHECKS {
            if !(check.only)(&self.snapshot) {
                continue;
            }
            let answered = check.from.iter().all(|query| self.reader.ledger().answered(query));
            let Some(query) = check.from.first().filter(|_| answered) else { continue };
            let mut counted: i64 = 0;
            self.reader
                .session
                .each(check.entity, check.sql, |row| {
                    counted = row.number(0)?.unwrap_or(0);
                    Ok(())
                })
                .await?;
            let collected = (check.collected)(&self.snapshot);
            let method = check.sql.split_whitespace().collect::<Vec<_>>().join(" ");
            let counted = u64::try_from(counted).unwrap_or(0);
            let count = self.reader.ledger_mut().count(check.entity, query.domain, collected, counted, &method);
            self.snapshot.population.push(count);
        }
        Ok(())
    }
}
