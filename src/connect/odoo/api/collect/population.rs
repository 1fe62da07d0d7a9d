//! The proof that nobody was overlooked: everything counted again by `search_count`.
//!
//! Of records that list others, those that list any are counted; memberships and companies of users are counted one by one.

use std::collections::BTreeSet;

use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};

use super::asks::{field, records};
use super::reader::ApiReader;
use crate::connect::ConnectError;
use crate::connect::odoo::collector::Collector;
use crate::connect::odoo::queries::{
    ACCESS_ROWS, API_KEYS, COMPANIES, COMPANY_USERS, FIELD_GROUPS, FIELDS, GROUPS, IMPLICATIONS, MEMBERSHIPS,
    MENU_GROUPS, MODELS, MODULES, PROVIDERS, Query, REPORT_GROUPS, RULE_GROUPS, RULES, SERVER_GROUPS, SETTINGS,
    TRUSTED_DEVICES, USERS, WINDOW_GROUPS,
};
use crate::connect::odoo::source::Source;
use crate::connect::odoo::tokens::{API_KEY, TRUSTED_DEVICE};
use crate::snapshot::{Snapshot, SurfaceKind};

/// Requests on their way at once.
const AT_ONCE: usize = 8;

/// An entity, the question that collects it, the model to count, the field that must not be empty, and how many the
/// snapshot holds.
type Check = (&'static str, &'static Query, &'static str, Option<&'static str>, fn(&Snapshot) -> usize);

#[rustfmt::skip]
const CHECKS: [Check; 18] = [
    ("users", &USERS, "res.users", None, |s| s.users.len()),
    ("companies", &COMPANIES, "res.company", None, |s| s.companies.len()),
    ("groups", &GROUPS, "res.groups", None, |s| s.groups.len()),
    ("groups that imply others", &IMPLICATIONS, "res.groups", Some("implied_ids"), |s| s.implications.iter().map(|i| i.0).collect::<BTreeSet<_>>().len()),
    ("resources", &MODELS, "ir.model", None, |s| s.resources.len()),
    ("grants", &ACCESS_ROWS, "ir.model.access", None, |s| s.grants.len()),
    ("rules", &RULES, "ir.rule", None, |s| s.rules.len()),
    ("rules with groups", &RULE_GROUPS, "ir.rule", Some("groups"), |s| s.rules.iter().filter(|r| !r.groups.is_empty()).count()),
    ("fields", &FIELDS, "ir.model.fields", None, |s| s.fields.len()),
    ("fields with groups", &FIELD_GROUPS, "ir.model.fields", Some("groups"), |s| s.fields.iter().filter(|f| !f.unenforced_groups.is_empty()).count()),
    ("API keys", &API_KEYS, "res.users.apikeys", None, |s| tokens(s, API_KEY)),
    ("trusted devices", &TRUSTED_DEVICES, "auth_totp.device", None, |s| tokens(s, TRUSTED_DEVICE)),
    ("settings", &SETTINGS, "ir.config_parameter", None, |s| s.settings.len()),
    ("sign-in providers", &PROVIDERS, "auth.oauth.provider", None, |s| s.providers.len()),
    ("menus with groups", &MENU_GROUPS, "ir.ui.menu", Some("groups_id"), |s| surfaces(s, SurfaceKind::Menu)),
    ("windows with groups", &WINDOW_GROUPS, "ir.actions.act_window", Some("groups_id"), |s| surfaces(s, SurfaceKind::Window)),
    ("reports with groups", &REPORT_GROUPS, "ir.actions.report", Some("groups_id"), |s| surfaces(s, SurfaceKind::Report)),
    ("server actions with groups", &SERVER_GROUPS, "ir.actions.server", Some("groups_id"), |s| surfaces(s, SurfaceKind::ServerAction)),
];

fn tokens(snapshot: &Snapshot, kind: &str) -> usize {
    snapshot.tokens.iter().filter(|token| token.kind == kind).count()
}

fn surfaces(snapshot: &Snapshot, kind: SurfaceKind) -> usize {
    snapshot.surfaces.iter().filter(|surface| surface.kind == kind).count()
}

impl Collector<ApiReader> {
    /// Counts, and marks a domain incomplete where the two paths differ.
    pub(super) async fn count_again(&mut self) -> Result<(), ConnectError> {
        let series = self.reader.series;
        for (entity, query, model, listing, collected) in CHECKS {
            let domain = match listing {
                None => records(model),
                Some(name) => json!([[field(series, name), "!=", false]]),
            };
            if self.reader.ledger().answered(query) {
                let counted = self.reader.account.count(model, &domain).await?;
                self.counted(
                    entity,
                    query,
                    collected(&self.snapshot),
                    counted,
                    &format!("search_count of {model} {domain}"),
                );
            }
        }
        // No second table of modules: they differ from what SQL counts in nothing.
        if self.reader.ledger().answered(&MODULES) {
            let domain = records("ir.module.module");
            let counted = self.reader.account.count("ir.module.module", &domain).await?;
            self.counted("modules", &MODULES, self.snapshot.modules.len(), counted, "search_count of ir.module.module");
        }
        let memberships = field(series, "groups_id");
        let counted = self.listings(memberships, self.groups.keys().copied().collect()).await?;
        let method = format!("search_count of res.users by {memberships}");
        self.counted("memberships", &MEMBERSHIPS, self.snapshot.memberships.len(), counted, &method);
        if self.reader.ledger().answered(&COMPANY_USERS) {
            let counted = self.listings("company_ids", self.companies.keys().copied().collect()).await?;
            let collected = self.snapshot.users.iter().map(|user| user.companies.len()).sum();
            self.counted(
                "companies of users",
                &COMPANY_USERS,
                collected,
                counted,
                "search_count of res.users by company_ids",
            );
        }
        self.snapshot.population.sort_by(|a, b| (a.domain, &a.entity).cmp(&(b.domain, &b.entity)));
        Ok(())
    }

    /// How often users list any of these in a field.
    async fn listings(&self, field: &str, ids: Vec<i64>) -> Result<Option<u64>, ConnectError> {
        let count = |id: i64| async move {
            let domain: Value = json!([[field, "in", [id]]]);
            self.reader.account.count("res.users", &domain).await
        };
        let counts = stream::iter(ids).map(count).buffered(AT_ONCE);
        counts.try_fold(Some(0), |sum, next| async move { Ok(sum.zip(next).map(|(sum, next)| sum + next)) }).await
    }
}
