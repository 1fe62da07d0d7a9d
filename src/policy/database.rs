//! Rules about the accounts of the database that holds an ERP's data.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde::Deserialize;

use super::PolicyError;
use super::file::{Spanned, filled, invalid, position, read};
use super::part::Part;
use crate::model::{Pattern, Position, Severity};

/// Which accounts the database may have, and how bad the others are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DatabasePolicy {
    /// How bad what nobody expects is.
    pub unexpected: Unexpected,
    /// Accounts that are expected, in the order of the file.
    pub expected: Vec<ExpectedAccount>,
}

/// How bad it is when an account does what nobody expects of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Unexpected {
    /// Reads security tables.
    pub reads: Severity,
    /// Writes security tables.
    pub writes: Severity,
    /// Bypasses every right.
    pub superuser: Severity,
}

impl Default for Unexpected {
    fn default() -> Self {
        Self { reads: Severity::Medium, writes: Severity::High, superuser: Severity::High }
    }
}

/// What an account may do; each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum May {
    /// Nothing of it.
    Nothing,
    /// Read security tables.
    Read,
    /// Write them.
    Write,
    /// Bypass every right.
    Administer,
}

impl May {
    /// The words in outputs.
    pub fn words(self) -> &'static str {
        match self {
            Self::Nothing => "nothing of it",
            Self::Read => "read them",
            Self::Write => "write them",
            Self::Administer => "administer the server",
        }
    }
}

/// Accounts that are expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExpectedAccount {
    /// The rule's name, for ever.
    pub id: String,
    /// Whose names.
    pub accounts: Vec<Pattern>,
    /// What they may do.
    pub may: May,
    /// What they are for.
    pub why: String,
    /// Where the rule stands, if the reader has the file.
    pub at: Option<Position>,
}

impl DatabasePolicy {
    /// The rule for an account, `user@host` in MariaDB, if it is expected.
    pub fn expects(&self, account: &str) -> Option<&ExpectedAccount> {
        let user = account.rsplit_once('@').map_or(account, |(user, _)| user);
        let fits = |pattern: &Pattern| pattern.matches(account) || pattern.matches(user);
        self.expected.iter().find(|rule| rule.accounts.iter().any(fits))
    }
}

impl Part for DatabasePolicy {
    const AT: &'static str = "database.yaml";
    const BUILT_IN: &'static [(&'static str, &'static str)] =
        &[("database.yaml", include_str!("../../policies/database.yaml"))];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        let Some(read) = read::<File>(text, file)? else { return Ok(()) };
        self.unexpected = read.unexpected;
        let mut ids: BTreeSet<String> = self.expected.iter().map(|rule| rule.id.clone()).collect();
        for entry in read.expected {
            let rule = rule(entry, file)?;
            if !ids.insert(rule.id.clone()) {
                let message = format!("`{}` is there twice", rule.id);
                return Err(PolicyError::Invalid { at: rule.at.unwrap_or_else(|| Position::file(file)), message });
            }
            self.expected.push(rule);
        }
        Ok(())
    }

    fn forget_places(&mut self) {
        for rule in &mut self.expected {
            rule.at = None;
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    unexpected: Unexpected,
    #[serde(default)]
    expected: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    accounts: Vec<Spanned<String>>,
    may: May,
    why: String,
}

fn rule(read: Spanned<Entry>, file: &Arc<str>) -> Result<ExpectedAccount, PolicyError> {
    let place = read.referenced;
    let Entry { id, accounts, may, why } = read.value;
    filled("the rule", &[("id", &id), ("why", &why)], place, file)?;
    if accounts.is_empty() {
        return Err(invalid(Some(place), file, "the rule names no account"));
    }
    let pattern = |name: Spanned<String>| {
        Pattern::parse(&name.value).map_err(|why| invalid(Some(name.referenced), file, &why.to_string()))
    };
    let accounts = accounts.into_iter().map(pattern).collect::<Result<_, _>>()?;
    Ok(ExpectedAccount { id, accounts, may, why, at: Some(position(Some(place), file)) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::part::of_text;

    fn read(text: &str) -> Result<DatabasePolicy, String> {
        of_text(text, "d.yaml")
    }

    const RULE: &str = "expected:\n  - id: a\n    accounts: [backup*, dba@10.0.0.1]\n    may: read\n    why: w\n";

    #[test]
    fn accounts_are_known_by_user_or_by_user_and_host() {
        let policy = read(RULE).unwrap();
        for name in ["backup", "backup_1", "backup@%", "dba@10.0.0.1"] {
            assert_eq!(policy.expects(name).map(|rule| rule.may), Some(May::Read), "{name}");
        }
        for name in ["dba", "dba@%", "my_backup", ""] {
            assert_eq!(policy.expects(name), None, "{name}");
        }
        assert_eq!(read("").unwrap(), DatabasePolicy::default());
        assert_eq!(read("unexpected: { reads: low }").unwrap().unexpected.writes, Severity::High);
        let built_in = super::super::part::built_in::<DatabasePolicy>().unwrap();
        assert_eq!(built_in.unexpected, Unexpected::default(), "whoever leaves it out gets what comes with rolecall");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = [
            RULE.replace("accounts", "acounts"),
            RULE.replace("backup*", "back*up"),
            RULE.replace("[backup*, dba@10.0.0.1]", "[]"),
            RULE.replace("may: read", "may: reed"),
            RULE.replace("why: w", "why: ''"),
            format!("{RULE}{}", RULE.replace("expected:\n", "")),
            "unexpected: { reeds: low }".to_owned(),
            "expected: [".to_owned(),
        ]
        .map(|text| read(&text).unwrap_err());
        insta::assert_snapshot!(told.join("\n"), @"
        d.yaml:3:5: unknown field `acounts`, expected one of id, accounts, may, why
        d.yaml:3:16: `back*up`: `*` is understood only at the end of a name
        d.yaml:2:5: the rule names no account
        d.yaml:4:10: unknown variant `reed`, expected one of nothing, read, write, administer
        d.yaml:2:5: the rule has nothing in `why`
        d.yaml:6:5: `a` is there twice
        d.yaml:1:15: unknown field `reeds`, expected one of reads, writes, superuser
        d.yaml:1:11: unclosed bracket '['
        ");
    }
}
