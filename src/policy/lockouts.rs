//! How systems lock accounts behind sign-ins that fail, so that nobody who tries one locks somebody out.

use std::ops::Deref;
use std::sync::Arc;

use serde::Deserialize;

use super::PolicyError;
use super::file::{Spanned, invalid, read};
use super::part::Part;

/// How systems lock accounts, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lockouts(Vec<Lockout>);

/// How a kind of system locks an account behind failed sign-ins.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lockout {
    /// The kind of system, as its snapshot calls it.
    pub system: String,
    /// The setting that says after how many, 0 for never; nothing where no snapshot can know.
    pub setting: Option<String>,
    /// After how many where nobody changed it, so where the setting is not there.
    pub shipped: u32,
}

impl Deref for Lockouts {
    type Target = [Lockout];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Lockouts {
    /// How a kind of system locks accounts; nothing where nobody wrote it down.
    pub fn of(&self, system: &str) -> Option<&Lockout> {
        self.iter().find(|lockout| lockout.system == system)
    }
}

impl Part for Lockouts {
    const AT: &'static str = "lockouts.yaml";
    const BUILT_IN: &'static [(&'static str, &'static str)] =
        &[("lockouts.yaml", include_str!("../../policies/lockouts.yaml"))];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        let Some(File { lockouts }) = read::<File>(text, file)? else { return Ok(()) };
        for Spanned { value, referenced, .. } in lockouts {
            if self.of(&value.system).is_some() {
                let message = format!("another entry tells how `{}` locks accounts: keep one", value.system);
                return Err(invalid(Some(referenced), file, &message));
            }
            self.0.push(value);
        }
        Ok(())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    lockouts: Vec<Spanned<Lockout>>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::part::of_text;

    #[test]
    fn whoever_has_a_default_password_is_told_how_it_locks() {
        let policies = super::super::Policies::built_in();
        for default in &policies.accounts.default_credentials {
            assert!(policies.lockouts.of(&default.system).is_some(), "{}", default.system);
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = |text: &str| of_text::<Lockouts>(text, "l.yaml").unwrap_err();
        assert_eq!(
            told("lockouts: [{ system: odoo, shipped: 5 }, { system: odoo, shipped: 6 }]"),
            "l.yaml:1:42: another entry tells how `odoo` locks accounts: keep one"
        );
        assert_eq!(told("lockouts: [{ system: odoo }]"), "l.yaml:1:14: missing field `shipped`");
    }
}
