//! JSON Web Tokens that were found in files against the designed keys.

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
    let counts = |jwt: &&JwtSeen| !jwt.is_expired(snapshot);
    let compare = |jwt: &'a JwtSeen| {
        let account = jwt.subject.as_deref().and_then(|subject| account(snapshot, subject));
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

fn account(snapshot: &Snapshot, subject: &str) -> Option<UserIx> {
    let is_it = |other: &str| !other.is_empty() && other.eq_ignore_ascii_case(subject);
    let mut users = snapshot.users.iter();
    users
        .position(|user| is_it(&user.key) || is_it(user.login()) || user.email.as_deref().is_some_and(is_it))
        .map(UserIx::new)
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
