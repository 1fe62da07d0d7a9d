//! Secrets with which Frappe signs in elsewhere: which documents hold one, never what it is.
//!
//! Fields of the type `Password` are rows of `__Auth` (14 to 17: `frappe/utils/password.py`); some doctypes keep keys as plain
//! text.

use std::collections::{BTreeMap, HashMap};

use super::collector::Collector;
use super::queries::{AUTH_SECRETS, MAIL_ACCOUNTS_IN_USE, PROVIDERS_IN_USE, Query, SINGLE_SECRETS, WEBHOOKS_IN_USE};
use super::source::Source;
use crate::connect::ConnectError;
use crate::snapshot::{Credential, Domain, State};

/// Doctypes by what their secret is for; others are called by their own names.
const KINDS: [(&str, &str); 6] = [
    ("Email Account", "mail account"),
    ("Webhook", "web hook"),
    ("Connected App", "connected app"),
    ("Token Cache", "token of a connected app"),
    ("Social Login Key", "sign-in provider"),
    ("LDAP Settings", "directory server"),
];

/// Doctypes whose documents say whether they are in use: any of the columns behind name and time.
const IN_USE: [(&str, &Query, usize); 3] = [
    ("Email Account", &MAIL_ACCOUNTS_IN_USE, 2),
    ("Webhook", &WEBHOOKS_IN_USE, 1),
    ("Social Login Key", &PROVIDERS_IN_USE, 1),
];

impl<S: Source> Collector<S> {
    /// Documents that hold a secret, by kind and name. Accounts' own secrets are told elsewhere.
    pub(super) async fn third_party_secrets(&mut self) -> Result<(), ConnectError> {
        let mut fields: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
        let told = self
            .reader
            .each(&AUTH_SECRETS, |row| {
                fields.entry((row.word(0)?, row.word(1)?)).or_default().push(row.word(2)?);
                Ok(())
            })
            .await?;
        if !told {
            return Ok(());
        }
        if self.reader.can_ask(&SINGLE_SECRETS) {
            self.reader
                .each(&SINGLE_SECRETS, |row| {
                    let doctype = row.word(0)?;
                    fields.entry((doctype.clone(), doctype)).or_default().push(row.word(1)?);
                    Ok(())
                })
                .await?;
        } else {
            let why =
                "keys that settings keep as plain text were not looked for: only a login that reads all of them can";
            self.reader.note(Domain::Credentials, State::Incomplete, why.to_owned());
        }
        let mut in_use = self.documents_in_use().await?;
        let credential = |(document, mut fields): ((String, String), Vec<String>)| {
            let (active, written) = in_use.remove(&document).unwrap_or_default();
            let (doctype, name) = document;
            fields.sort();
            fields.dedup();
            let kind = KINDS.iter().find(|(known, _)| *known == doctype).map_or(doctype.as_str(), |(_, kind)| kind);
            let resource = self.resources.get(&doctype).copied();
            Credential { kind: kind.to_owned(), name, resource, fields, active, written }
        };
        let mut credentials: Vec<Credential> = fields.into_iter().map(credential).collect();
        credentials.sort_by(|a, b| (&a.kind, &a.name).cmp(&(&b.kind, &b.name)));
        self.snapshot.credentials = credentials;
        Ok(())
    }

    /// Whether documents are in use, and when they were last written, by doctype and name.
    async fn documents_in_use(
        &mut self,
    ) -> Result<HashMap<(String, String), (Option<bool>, Option<String>)>, ConnectError> {
        let mut found = HashMap::new();
        for (doctype, query, switches) in IN_USE {
            let zone = &self.zone;
            self.reader
                .each(query, |row| {
                    let written = row.text(1)?.and_then(|time| zone.utc(&time));
                    let mut active = false;
                    for switch in 0..switches {
                        active |= row.tick(2 + switch)?;
                    }
                    found.insert((doctype.to_owned(), row.word(0)?), (Some(active), written));
                    Ok(())
                })
                .await?;
        }
        Ok(found)
    }
}
