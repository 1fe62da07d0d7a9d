//! JSON Web Tokens that were found in files against the designed keys.

use std::collections::HashMap;

use super::Design;
use super::tokens::beyond_design;
use crate::access::{Access, Cells};
use crate::model::UserIx;
use crate::rolemap::TokenDesign;
use crate::snapshot::{JwtSeen, Snapshot};

/// A token, the account that it names and what the design says of it.
#[derive(Debug)]
pub struct ComparedJwt<'a> {
    /// The token.
    pub jwt: &'a JwtSeen,
    /// The design whose owner or name its subject is.
    pub design: Option<&'a TokenDesign>,
    /// The account that its subject names, by key, login or mail address.
    pub account: Option<UserIx>,
    /// Scopes that the design names and the token has not alone; nothing where the design names none.
    pub scopes: Option<ScopeDifference<'a>>,
    /// What the account can do beyond `may`; nothing where the design says nothing about it.
    pub beyond: Cells,
}

/// How a token's scopes differ from the designed ones.
#[derive(Debug, PartialEq, Eq)]
pub enum ScopeDifference<'a> {
    /// It has these, too.
    More(Vec<&'a str>),
    /// It names none, so nothing limits it.
    NotLimited,
}

/// Tokens that still count when the snapshot was taken, each with its design.
pub(super) fn of<'a>(design: &Design<'a>, access: &Access<'a>) -> Vec<ComparedJwt<'a>> {
    let snapshot = access.snapshot();
    let accounts = Accounts::of(snapshot);
    let counts = |jwt: &&JwtSeen| !jwt.is_expired(snapshot);
    let compare = |jwt: &'a JwtSeen| {
        let account = jwt.subject.as_deref().and_then(|subject| accounts.named(subject));
        let found = jwt.subject.as_deref().and_then(|subject| design_of(&design.map.tokens, subject));
        let beyond = found.zip(account).map(|(design, account)| beyond_design(access, design, account));
        ComparedJwt {
            jwt,
            design: found,
            account,
            scopes: found.and_then(|design| scopes(jwt, design)),
            beyond: beyond.unwrap_or_else(|| Cells::none(snapshot)),
        }
    };
    snapshot.jwts.iter().filter(counts).map(compare).collect()
}

/// Whose a subject is. Keys and logins are the system's own; a mail address may be that of several accounts, each of which
/// sets its own, so that it names one only where it is nobody else's.
struct Accounts {
    keys: HashMap<String, UserIx>,
    logins: HashMap<String, UserIx>,
    mails: HashMap<String, Option<UserIx>>,
}

impl Accounts {
    fn of(snapshot: &Snapshot) -> Self {
        let mut accounts = Self { keys: HashMap::new(), logins: HashMap::new(), mails: HashMap::new() };
        for (at, user) in snapshot.users.iter().enumerate() {
            let user_ix = UserIx::new(at);
            accounts.keys.entry(user.key.to_ascii_lowercase()).or_insert(user_ix);
            accounts.logins.entry(user.login().to_ascii_lowercase()).or_insert(user_ix);
            if let Some(mail) = user.email.as_deref() {
                let only = accounts.mails.entry(mail.to_ascii_lowercase());
                only.and_modify(|only| *only = None).or_insert(Some(user_ix));
            }
        }
        accounts
    }

    fn named(&self, subject: &str) -> Option<UserIx> {
        let subject = Some(subject.to_ascii_lowercase()).filter(|subject| !subject.is_empty())?;
        let own = self.keys.get(&subject).or_else(|| self.logins.get(&subject)).copied();
        own.or_else(|| self.mails.get(&subject).copied().flatten())
    }
}

fn design_of<'a>(designs: &'a [TokenDesign], subject: &str) -> Option<&'a TokenDesign> {
    designs.iter().find(|design| {
        let owner = design.owner.as_ref().map(|owner| owner.value.as_str());
        owner.is_some_and(|owner| owner.eq_ignore_ascii_case(subject)) || design.name.value == subject
    })
}

fn scopes<'a>(jwt: &'a JwtSeen, design: &TokenDesign) -> Option<ScopeDifference<'a>> {
    if design.scopes.is_empty() {
        return None;
    }
    if jwt.scopes.is_empty() {
        return Some(ScopeDifference::NotLimited);
    }
    let designed = |scope: &str| design.scopes.iter().any(|designed| designed.value == scope);
    let more: Vec<&str> = jwt.scopes.iter().map(String::as_str).filter(|scope| !designed(scope)).collect();
    (!more.is_empty()).then_some(ScopeDifference::More(more))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::synth::Builder;

    #[test]
    fn a_subject_is_an_account_by_key_before_login_before_a_mail_address_of_nobody_else() {
        let snapshot = shop(&[("evil", "ann"), ("ann", ""), ("bob", "Info@shop.example"), ("cem", "cem@shop.example")]);
        let named = |subject: &str| {
            let user = Accounts::of(&snapshot).named(subject)?;
            Some(snapshot.user(user).key.to_string())
        };
        assert_eq!(named("ANN").as_deref(), Some("ann"), "not whoever gave himself that address");
        assert_eq!(named("info@SHOP.example").as_deref(), Some("bob"));
        assert_eq!(named(""), None);
        let snapshot = shop(&[("bob", "info@shop.example"), ("cem", "info@shop.example")]);
        assert!(Accounts::of(&snapshot).named("info@shop.example").is_none(), "two have it");
    }

    /// Accounts with their mail addresses.
    fn shop(accounts: &[(&str, &str)]) -> Snapshot {
        let mut system = Builder::new("shop");
        for (login, mail) in accounts {
            system.user(login, login, &[]).change(login, |user| user.email = Some((*mail).into()));
        }
        system.build()
    }
}
