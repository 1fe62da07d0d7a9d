//! Secrets with which Odoo signs in elsewhere: which records hold one, never what it is.
//!
//! Columns of Odoo 16.0 to 19.0, each of the module that its name says: `base`, `mail` (16: `fetchmail`), `payment_*`, `pos_*`,
//! `iap`, `auth_ldap`, `certificate` (18), `google_gmail`, `microsoft_outlook`, `account_edi_proxy_client`. Where a module is not
//! installed there is no such column and nothing is lost.

use std::collections::BTreeMap;

use super::RECIPE;
use super::collector::Collector;
use super::queries::{CREDENTIALS_VIEW, Loss, Query};
use super::source::{Row, Source};
use crate::connect::ConnectError;
use crate::snapshot::{Credential, Domain, State};

/// A column that holds a secret.
#[derive(Debug)]
pub(super) struct Secret {
    /// What the secret is for.
    kind: &'static str,
    model: &'static str,
    field: &'static str,
    /// Which records hold one.
    pub(super) query: Query,
}

/// Whether a record is in use: a switch, or the state of a payment provider. An empty switch is off.
macro_rules! in_use {
    () => {
        "null::boolean"
    };
    ($column:literal) => {
        concat!("coalesce(to_jsonb(", $column, ") #>> '{}' not in ('false', 'disabled'), false)")
    };
}

macro_rules! secrets {
    ($($kind:literal, $model:literal, $table:literal: $column:literal, $name:literal $(if $active:literal)?;)+) => {
        /// Every one. Names are texts, or texts by language.
        pub(super) const SECRETS: &[Secret] = &[$(Secret {
            kind: $kind,
            model: $model,
            field: $column,
            query: Query {
                what: concat!("secrets in ", $table, ".", $column),
                domain: Domain::Credentials,
                loss: Loss::Domain(State::NotAssessed),
                module: None,
                sql: concat!(
                    "select '", $model, "', id::bigint, left(coalesce(to_jsonb(", $name, ") ->> 'en_US', to_jsonb(", $name,
                    ") #>> '{}', ''), 400), ", in_use!($($active)?),
                    ", to_char(write_date, 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'), '", $column, "' from public.", $table,
                    " where ", $column, " is not null and ", $column, "::text <> ''"
                ),
                reads: &[($table, &["id", $column, $name, "write_date" $(, $active)?])],
            },
        }),+];

        /// The same as the recipe writes them.
        #[cfg(test)]
        const IN_THE_RECIPE: &[&str] = &[$(
            concat!("['", $model, "', '", $table, "', '", $column, "', '", $name, "', '" $(, $active)?, "']")
        ),+];
    };
}

secrets! {
    "mail server", "ir.mail_server", "ir_mail_server": "smtp_pass", "name" if "active";
    "mail server", "ir.mail_server", "ir_mail_server": "smtp_ssl_private_key", "name" if "active";
    "mail server", "ir.mail_server", "ir_mail_server": "google_gmail_refresh_token", "name" if "active";
    "mail server", "ir.mail_server", "ir_mail_server": "microsoft_outlook_refresh_token", "name" if "active";
    "incoming mail server", "fetchmail.server", "fetchmail_server": "password", "name" if "active";
    "incoming mail server", "fetchmail.server", "fetchmail_server": "google_gmail_refresh_token", "name" if "active";
    "incoming mail server", "fetchmail.server", "fetchmail_server": "microsoft_outlook_refresh_token", "name" if "active";
    "payment provider", "payment.provider", "payment_provider": "adyen_api_key", "name" if "state";
    "payment provider", "payment.provider", "payment_provider": "adyen_hmac_key", "name" if "state";
    "payment provider", "payment.provider", "payment_provider": "authorize_transaction_key", "name" if "state";
    "payment provider", "payment.provider", "payment_provider": "mollie_api_key", "name" if "state";
    "payment provider", "payment.provider", "payment_provider": "paypal_client_secret", "name" if "state";
    "payment provider", "payment.provider", "payment_provider": "razorpay_key_secret", "name" if "state";
    "payment provider", "payment.provider", "payment_provider": "stripe_secret_key", "name" if "state";
    "payment provider", "payment.provider", "payment_provider": "stripe_webhook_secret", "name" if "state";
    "payment provider", "payment.provider", "payment_provider": "worldline_api_secret", "name" if "state";
    "payment provider", "payment.provider", "payment_provider": "worldline_webhook_secret", "name" if "state";
    "payment terminal", "pos.payment.method", "pos_payment_method": "adyen_api_key", "name" if "active";
    "payment terminal", "pos.payment.method", "pos_payment_method": "viva_wallet_client_secret", "name" if "active";
    "payment terminal", "pos.payment.method", "pos_payment_method": "viva_wallet_bearer_token", "name" if "active";
    "payment terminal", "pos.payment.method", "pos_payment_method": "razorpay_api_key", "name" if "active";
    "payment terminal", "pos.payment.method", "pos_payment_method": "paytm_merchant_key", "name" if "active";
    "account at Odoo's services", "iap.account", "iap_account": "account_token", "id";
    "directory server", "res.company.ldap", "res_company_ldap": "ldap_password", "ldap_server";
    "certificate", "certificate.certificate", "certificate_certificate": "pkcs12_password", "name";
    "certificate", "certificate.key", "certificate_key": "password", "name";
    "relay of calls", "mail.ice.server", "mail_ice_server": "credential", "uri";
    "exchange of invoices", "account_edi_proxy_client.user", "account_edi_proxy_client_user": "refresh_token", "id_client";
}

impl<S: Source> Collector<S> {
    /// Records that hold a secret, by kind and name: from the tables where they may be read, else from the recipe's view.
    pub(super) async fn third_party_secrets(&mut self) -> Result<(), ConnectError> {
        let there: Vec<&'static Query> =
            SECRETS.iter().map(|secret| &secret.query).filter(|query| self.reader.exists(query)).collect();
        let open = there.iter().all(|query| self.reader.can_ask(query));
        let queries = if self.reader.can_ask(&CREDENTIALS_VIEW) {
            vec![&CREDENTIALS_VIEW]
        } else if open && !there.is_empty() {
            there
        } else if there.is_empty() || self.reader.exists(&CREDENTIALS_VIEW) {
            // It cannot be asked either, and that is noted.
            vec![&CREDENTIALS_VIEW]
        } else {
            let why = format!("which records hold secrets of third parties was not read: {RECIPE}");
            self.reader.note(Domain::Credentials, State::NotAssessed, why);
            return Ok(());
        };
        let mut records: BTreeMap<(String, i64), Credential> = BTreeMap::new();
        for query in queries {
            let resources = &self.resource_names;
            let take = |row: &Row<'_>| {
                let (model, id, field): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(5)?);
                let is_it = |secret: &&Secret| secret.model == model && secret.field == field;
                let Some(secret) = SECRETS.iter().find(is_it) else { return Ok(()) };
                let resource = resources.get(&model).copied();
                let (name, active, written) = (row.get(2)?, row.get(3)?, row.get(4)?);
                let record = records.entry((model, id)).or_insert_with(|| Credential {
                    kind: secret.kind.to_owned(),
                    name,
                    resource,
                    fields: Vec::new(),
                    active,
                    written,
                });
                record.fields.push(field);
                Ok(())
            };
            self.reader.each(query, take).await?;
        }
        let mut credentials: Vec<Credential> = records.into_values().collect();
        for credential in &mut credentials {
            credential.fields.sort();
        }
        credentials.sort_by(|a, b| (&a.kind, &a.name, &a.fields).cmp(&(&b.kind, &b.name, &b.fields)));
        self.snapshot.credentials = credentials;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_recipes_view_looks_at_the_same_columns() {
        let recipe = include_str!("../../../docs/sql/odoo-collector-role.sql");
        let listed: Vec<&str> = recipe
            .lines()
            .map(|line| line.trim().trim_end_matches(','))
            .filter(|line| line.starts_with("['"))
            .collect();
        assert_eq!(listed, IN_THE_RECIPE);
    }

    #[test]
    fn a_secret_is_asked_whether_and_never_what() {
        for Secret { field, query, .. } in SECRETS {
            let (columns, condition) = query.sql.split_once(" from ").unwrap();
            let told = columns.replace(&format!("'{field}'"), "");
            assert!(
                !told.split(|c: char| !(c.is_alphanumeric() || c == '_')).any(|word| word == *field),
                "{}",
                query.sql
            );
            assert!(condition.contains(&format!("{field}::text <> ''")), "{}", query.sql);
        }
    }
}
