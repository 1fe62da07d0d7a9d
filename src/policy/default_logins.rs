//! Logins whose passwords everybody knows, and how careful whoever tries them must be.

use std::ops::Deref;
use std::sync::Arc;

use secrecy::SecretString;
use serde::Deserialize;

use super::PolicyError;
use super::file::{Spanned, invalid, position, read};
use super::part::Part;
use crate::model::Position;

/// Public default logins, in the order of the file, and how systems lock accounts.
#[derive(Debug, Clone, Default)]
pub struct DefaultLogins {
    logins: Vec<DefaultLogin>,
    lockouts: Vec<Lockout>,
}

/// A login that everybody can read up.
#[derive(Debug, Clone)]
pub struct DefaultLogin {
    /// The kind of system, as its snapshot calls it.
    pub system: String,
    /// As typed at sign-in, in any case.
    pub login: String,
    /// Public, and still in no output.
    pub password: SecretString,
    /// What the default is, for outputs.
    pub known_as: String,
    /// Where the entry stands, if the reader has the file.
    pub at: Option<Position>,
}

/// How a kind of system locks an account behind failed sign-ins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lockout {
    /// The kind of system.
    pub system: String,
    /// The setting that says after how many, 0 for never; nothing where the snapshot cannot know.
    pub setting: Option<String>,
    /// After how many where nobody changed it, so where the setting is not there.
    pub shipped: u32,
}

impl Deref for DefaultLogins {
    type Target = [DefaultLogin];

    fn deref(&self) -> &Self::Target {
        &self.logins
    }
}

impl DefaultLogins {
    /// How a kind of system locks accounts; nothing where nobody wrote it down.
    pub fn lockout(&self, system: &str) -> Option<&Lockout> {
        self.lockouts.iter().find(|lockout| lockout.system == system)
    }
}

impl Part for DefaultLogins {
    const AT: &'static str = "default-logins.yaml";
    const BUILT_IN: &'static [(&'static str, &'static str)] =
        &[("default-logins.yaml", include_str!("../../policies/default-logins.yaml"))];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        let Some(File { logins, lockouts }) = read::<File>(text, file)? else { return Ok(()) };
        for entry in logins {
            self.logins.push(login(entry, file)?);
        }
        for Spanned { value, referenced, .. } in lockouts {
            if self.lockout(&value.system).is_some() {
                let message = format!("another entry tells how `{}` locks accounts: keep one", value.system);
                return Err(invalid(Some(referenced), file, &message));
            }
            let LockoutEntry { system, setting, shipped } = value;
            self.lockouts.push(Lockout { system, setting, shipped });
        }
        Ok(())
    }

    fn forget_places(&mut self) {
        for login in &mut self.logins {
            login.at = None;
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    logins: Vec<Spanned<Entry>>,
    #[serde(default)]
    lockouts: Vec<Spanned<LockoutEntry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    system: String,
    login: String,
    password: String,
    known_as: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LockoutEntry {
    system: String,
    setting: Option<String>,
    shipped: u32,
}

fn login(read: Spanned<Entry>, file: &Arc<str>) -> Result<DefaultLogin, PolicyError> {
    let at = position(Some(read.referenced), file);
    let Entry { system, login, password, known_as } = read.value;
    let needed = [("system", &system), ("login", &login), ("known_as", &known_as)];
    if let Some((name, _)) = needed.into_iter().find(|(_, value)| value.trim().is_empty()) {
        return Err(invalid(Some(read.referenced), file, &format!("the login has nothing in `{name}`")));
    }
    Ok(DefaultLogin { system, login, password: password.into(), known_as, at: Some(at) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<DefaultLogins, String> {
        let mut read = DefaultLogins::default();
        read.add(text, &"d.yaml".into()).map_err(|error| error.to_string()).map(|()| read)
    }

    #[test]
    fn no_output_of_the_list_shows_a_password() {
        let marker = "logins: [{ system: odoo, login: a, password: MARKER-5123, known_as: b }]";
        let read = read(marker).unwrap();
        assert!(!format!("{read:?}").contains("MARKER"));
        assert_eq!(read[0].at.as_ref().unwrap().to_string(), "d.yaml:1:10");
    }

    #[test]
    fn what_comes_with_rolecall_tells_of_every_system_how_it_locks() {
        let read = super::super::Policies::built_in();
        assert!(read.default_logins.len() > 5 && read.default_logins.iter().all(|login| login.at.is_none()));
        for login in read.default_logins.iter() {
            assert!(read.default_logins.lockout(&login.system).is_some(), "{}", login.system);
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = [
            "logins: [{ system: odoo, login: a, pasword: b, known_as: c }]",
            "logins: [{ system: odoo, login: '', password: b, known_as: c }]",
            "lockouts: [{ system: odoo, shipped: 5 }, { system: odoo, shipped: 6 }]",
        ]
        .map(|text| read(text).unwrap_err());
        insta::assert_snapshot!(told.join("\n"), @r"
        d.yaml:1:36: unknown field `pasword`, expected one of system, login, password, known_as
        d.yaml:1:10: the login has nothing in `login`
        d.yaml:1:42: another entry tells how `odoo` locks accounts: keep one
        ");
    }
}
