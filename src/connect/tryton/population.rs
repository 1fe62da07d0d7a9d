//! The proof that nobody was overlooked: every table counted again in the same transaction.

use super::collector::Collector;
use super::older::Questions;
use super::queries::{COMPANIES, GROUPS, KEYS, MEMBERSHIPS, Query, USER_EMPLOYEES};
use crate::connect::ConnectError;
use crate::connect::source::Source as _;
use crate::connect::sql::reader::Reader;
use crate::snapshot::{Snapshot, SurfaceKind};

/// An entity, the question that collects it, the second path, and how many the snapshot holds.
struct Check {
    entity: &'static str,
    from: fn(&Questions) -> &'static Query,
    sql: fn(&Questions) -> &'static str,
    collected: fn(&Snapshot) -> usize,
}

#[rustfmt::skip]
const CHECKS: &[Check] = &[
    Check { entity: "companies", from: |_| &COMPANIES, sql: |_| "select count(*) from public.\"company_company\"", collected: |s| s.companies.len() },
    Check { entity: "users", from: |ask| ask.users, sql: |_| "select count(*) from public.\"res_user\"", collected: |s| s.users.len() },
    Check { entity: "groups", from: |_| &GROUPS, sql: |_| "select count(*) from public.\"res_group\"", collected: |s| s.groups.len() },
    Check { entity: "memberships", from: |_| &MEMBERSHIPS, sql: |_| "select count(*) from (select distinct \"user\", \"group\" from public.\"res_user-res_group\") as pairs", collected: |s| s.memberships.len() },
    Check { entity: "models", from: |ask| ask.models, sql: |ask| ask.count_of_models, collected: |s| s.resources.len() },
    Check { entity: "access rows", from: |ask| ask.access, sql: |_| "select count(*) from public.\"ir_model_access\"", collected: |s| s.grants.len() },
    Check { entity: "fields", from: |ask| ask.fields, sql: |_| "select count(*) from (select distinct \"model\", \"name\" from public.\"ir_model_field\") as fields", collected: |s| s.fields.len() },
    Check { entity: "record rules", from: |ask| ask.rule_groups, sql: |_| "select count(*) from public.\"ir_rule_group\"", collected: |s| s.rules.len() },
    Check { entity: "buttons", from: |ask| ask.buttons, sql: |_| "select count(*) from (select distinct \"model\", \"name\" from public.\"ir_model_button\") as buttons", collected: |s| s.surfaces.iter().filter(|surface| surface.kind == SurfaceKind::Button).count() },
    Check { entity: "employees of users", from: |_| &USER_EMPLOYEES, sql: |_| "select count(*) from public.\"res_user-company_employee\"", collected: |s| s.people.len() },
    Check { entity: "keys", from: |_| &KEYS, sql: |_| "select count(*) from public.\"res_user_application\" where \"state\" = 'validated'", collected: |s| s.tokens.len() },
];

impl Collector<Reader> {
    /// Counts, and marks a domain incomplete where the two paths differ.
    pub(super) async fn population(&mut self) -> Result<(), ConnectError> {
        for check in CHECKS {
            let (query, sql) = ((check.from)(&self.ask), (check.sql)(&self.ask));
            if !self.reader.ledger().answered(query) {
                continue;
            }
            let mut counted: i64 = 0;
            self.reader
                .session
                .each(check.entity, sql, |row| {
                    counted = row.number(0)?.unwrap_or(0);
                    Ok(())
                })
                .await?;
            let collected = (check.collected)(&self.snapshot);
            let method = sql.replace("public.", "");
            let counted = u64::try_from(counted).unwrap_or(0);
            let count = self.reader.ledger_mut().count(check.entity, query.domain, collected, counted, &method);
            self.snapshot.population.push(count);
        }
        Ok(())
    }
}
