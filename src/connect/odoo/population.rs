//! The proof that nobody was overlooked: every table counted again, without a join, in the same transaction.

use sqlx::Row;

use super::collector::Collector;
use super::queries::{
    ACCESS_ROWS, API_KEYS, COMPANIES, COMPANY_USERS, EMPLOYEES, FIELD_GROUPS, FIELDS, GROUPS, IMPLICATIONS,
    MEMBERSHIPS, MENU_GROUPS, MODELS, MODULES, PROVIDERS, Query, REPORT_GROUPS, RULE_GROUPS, RULES, SERVER_GROUPS,
    SETTING_KEYS, SETTINGS, SETTINGS_VIEW, TRUSTED_DEVICES, USERS, WINDOW_GROUPS,
};
use super::reader::Reader;
use super::source::Source as _;
use super::tokens::{API_KEY, TRUSTED_DEVICE};
use crate::connect::ConnectError;
use crate::snapshot::{Snapshot, SurfaceKind};

/// An entity, the questions of which any one collects it, the second path, and how many the snapshot holds.
struct Check {
    entity: &'static str,
    from: &'static [&'static Query],
    sql: &'static str,
    collected: fn(&Snapshot) -> usize,
}

macro_rules! checks {
    ($($entity:literal $from:tt $sql:literal $collected:expr;)+) => {
        &[$(Check { entity: $entity, from: &$from, sql: $sql, collected: $collected }),+]
    };
}

#[rustfmt::skip]
const CHECKS: &[Check] = checks! {
    "users" [&USERS] "select count(*) from public.res_users" |s| s.users.len();
    "companies" [&COMPANIES] "select count(*) from public.res_company" |s| s.companies.len();
    "employees with accounts" [&EMPLOYEES] "select count(user_id) from public.hr_employee" |s| s.people.len();
    "companies of users" [&COMPANY_USERS] "select count(*) from public.res_company_users_rel" |s| s.users.iter().map(|u| u.companies.len()).sum();
    "groups" [&GROUPS] "select count(*) from public.res_groups" |s| s.groups.len();
    "memberships" [&MEMBERSHIPS] "select count(*) from public.res_groups_users_rel" |s| s.memberships.len();
    "implications" [&IMPLICATIONS] "select count(*) from public.res_groups_implied_rel" |s| s.implications.len();
    "resources" [&MODELS] "select count(*) from public.ir_model" |s| s.resources.len();
    "grants" [&ACCESS_ROWS] "select count(*) from public.ir_model_access" |s| s.grants.len();
    "rules" [&RULES] "select count(*) from public.ir_rule" |s| s.rules.len();
    "groups of rules" [&RULE_GROUPS] "select count(*) from public.rule_group_rel" |s| s.rules.iter().map(|r| r.groups.len()).sum();
    "fields" [&FIELDS] "select count(*) from public.ir_model_fields" |s| s.fields.len();
    "groups of fields" [&FIELD_GROUPS] "select count(*) from public.ir_model_fields_group_rel" |s| s.fields.iter().map(|f| f.unenforced_groups.len()).sum();
    "API keys" [&API_KEYS] "select count(*) from public.res_users_apikeys" |s| tokens(s, API_KEY);
    "trusted devices" [&TRUSTED_DEVICES] "select count(*) from public.auth_totp_device" |s| tokens(s, TRUSTED_DEVICE);
    "settings" [&SETTINGS_VIEW, &SETTINGS, &SETTING_KEYS] "select count(*) from public.ir_config_parameter" |s| s.settings.len();
    "sign-in providers" [&PROVIDERS] "select count(*) from public.auth_oauth_provider" |s| s.providers.len();
    "groups of menus" [&MENU_GROUPS] "select count(*) from public.ir_ui_menu_group_rel" |s| groups(s, SurfaceKind::Menu);
    "groups of windows" [&WINDOW_GROUPS] "select count(*) from public.ir_act_window_group_rel" |s| groups(s, SurfaceKind::Window);
    "groups of reports" [&REPORT_GROUPS] "select count(*) from public.res_groups_report_rel" |s| groups(s, SurfaceKind::Report);
    "groups of server actions" [&SERVER_GROUPS] "select count(*) from public.ir_act_server_group_rel" |s| groups(s, SurfaceKind::ServerAction);
    "modules" [&MODULES] "select count(*) from public.ir_module_module where state not in ('uninstalled', 'uninstallable', 'to install')" |s| s.modules.len();
};

fn tokens(snapshot: &Snapshot, kind: &str) -> usize {
    snapshot.tokens.iter().filter(|token| token.kind == kind).count()
}

fn groups(snapshot: &Snapshot, kind: SurfaceKind) -> usize {
    snapshot.surfaces.iter().filter(|surface| surface.kind == kind).map(|surface| surface.groups.len()).sum()
}

impl Collector<Reader> {
    /// Counts, and marks a domain incomplete where the two paths differ.
    pub(super) async fn population(&mut self) -> Result<(), ConnectError> {
        for check in CHECKS {
            let Some(query) = check.from.iter().find(|query| self.reader.ledger().answered(query)) else { continue };
            let mut counted: i64 = 0;
            self.reader
                .session
                .each(check.entity, sqlx::query(check.sql), |row| {
                    counted = row.try_get(0)?;
                    Ok(())
                })
                .await?;
            let counted = u64::try_from(counted).ok();
            let collected = (check.collected)(&self.snapshot);
            self.counted(check.entity, query, collected, counted, check.sql);
        }
        Ok(())
    }
}
