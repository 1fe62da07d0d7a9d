//! Settings: the keys of all, the values of those that are known to hold no secret.

use super::collector::Collector;
use super::queries::{SETTING_KEYS, SETTINGS, SETTINGS_VIEW};
use super::source::Source;
use crate::connect::ConnectError;
use crate::connect::urls::without_credentials;
use crate::snapshot::{Domain, Setting, State};

/// Settings that decide about access and hold no secret (Odoo 16 to 19, `ir_config_parameter`). Everything else is a key
/// without a value, for `database.secret` and the passwords of mail servers live in the same table.
pub(super) const OPEN: [&str; 12] = [
    "auth_password_policy.minlength",
    "auth_signup.invitation_scope",
    "auth_signup.reset_password",
    "auth_totp.policy",
    "base.login_cooldown_after",
    "base.login_cooldown_duration",
    "base_setup.default_user_rights",
    "mail.restrict.template.rendering",
    "password.hashing.rounds",
    "portal.allow_api_keys",
    "web.base.url",
    "web.base.url.freeze",
];

impl<S: Source> Collector<S> {
    /// Settings, sorted by key.
    pub(super) async fn settings(&mut self) -> Result<(), ConnectError> {
        let query = if self.reader.can_ask(&SETTINGS_VIEW) {
            &SETTINGS_VIEW
        } else if self.reader.can_ask(&SETTINGS) {
            &SETTINGS
        } else {
            &SETTING_KEYS
        };
        let settings = &mut self.snapshot.settings;
        self.reader
            .each_with(query, &OPEN, |row| {
                let key: String = row.get(0)?;
                let value: Option<String> = row.get(1)?;
                let value = value.filter(|_| OPEN.contains(&key.as_str())).map(|value| match key.as_str() {
                    "web.base.url" => without_credentials(&value),
                    _ => value,
                });
                settings.push(Setting { key, value });
                Ok(())
            })
            .await?;
        settings.sort_by(|a, b| a.key.cmp(&b.key));
        if self.reader.ledger().answered(&SETTING_KEYS) {
            let why = "values of settings not read: run docs/sql/odoo-collector-role.sql as a database administrator";
            self.reader.note(Domain::Settings, State::Incomplete, why.to_owned());
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::OPEN;

    #[test]
    fn the_recipes_view_shows_the_same_settings() {
        let recipe = include_str!("../../../docs/sql/odoo-collector-role.sql");
        let (_, list) = recipe.split_once("case when key in (").unwrap();
        let (list, _) = list.split_once(')').unwrap();
        let shown: Vec<&str> = list.split(',').map(|key| key.trim().trim_matches('\'')).collect();
        assert_eq!(shown, OPEN);
    }
}
