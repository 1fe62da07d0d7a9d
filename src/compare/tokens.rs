//! API keys: those of the design, with what their owners can do beyond it, and those that nobody designed.

use super::Design;
use super::cells::cells_of;
use super::names::folded;
use crate::access::{Access, Cells};
use crate::model::UserIx;
use crate::rolemap::TokenDesign;
use crate::snapshot::{Snapshot, Token};

/// The API keys of a system against those of the design.
#[derive(Debug, Default)]
pub struct TokenPlane<'a> {
    /// Living keys that the design has, at most one for each key of the design.
    pub designed: Vec<DesignedToken<'a>>,
    /// Living keys that it has not.
    pub undesigned: Vec<UndesignedToken<'a>>,
    /// Designed keys that the system lacks.
    pub absent: Vec<&'a TokenDesign>,
}

/// A key of the system and its design.
#[derive(Debug)]
pub struct DesignedToken<'a> {
    /// The key.
    pub token: &'a Token,
    /// What was designed.
    pub design: &'a TokenDesign,
    /// What the key can do beyond its `may`; nothing where the design says nothing about it. A key carries all rights of
    /// its owner, whatever it is called.
    pub beyond: Cells,
}

/// A key of the system that is not in the design.
#[derive(Debug)]
pub struct UndesignedToken<'a> {
    /// The key.
    pub token: &'a Token,
    /// The designed key that it looks like, where an older one took that place.
    pub like: Option<&'a TokenDesign>,
}

impl UndesignedToken<'_> {
    /// Whether the designed key that it looks like reads and does nothing else.
    pub fn should_only_read(&self, snapshot: &Snapshot) -> bool {
        let changing = snapshot.changing_ops();
        self.like.is_some_and(|design| {
            let may = may_of(snapshot, design);
            !may.is_empty() && may.iter().all(|(_, ops)| ops.and(changing).is_empty())
        })
    }
}

impl<'a> TokenPlane<'a> {
    /// Compares. A key is the designed one if the name and, where the design says one, the owner agree. A design is for one
    /// key: of several living ones that agree the oldest is taken for it and the others are undesigned, because whoever
    /// slips a key in comes later. A key of unknown age counts as younger than any other.
    pub fn of(design: &Design<'a>, access: &Access<'a>) -> Self {
        let snapshot = access.snapshot();
        let mut plane = Self::default();
        let mut taken = vec![false; design.map.tokens.len()];
        let mut living: Vec<&Token> =
            snapshot.tokens.iter().filter(|token| token.is_api_key() && token.is_alive(snapshot)).collect();
        living
            .sort_by_key(|token| (token.created.is_none(), &token.created, token.owner, &token.expires, &token.scope));
        for token in living {
            let mut designs = design.map.tokens.iter().zip(&mut taken);
            match designs.find(|(designed, _)| is_it(snapshot, designed, token)) {
                Some((design, taken)) if !*taken => {
                    *taken = true;
                    let beyond = beyond_design(access, design, token.owner);
                    plane.designed.push(DesignedToken { token, design, beyond });
                }
                found => plane.undesigned.push(UndesignedToken { token, like: found.map(|(design, _)| design) }),
            }
        }
        let there = |designed: &&TokenDesign| snapshot.tokens.iter().any(|token| is_it(snapshot, designed, token));
        plane.absent = design.map.tokens.iter().filter(|designed| !there(designed)).collect();
        plane
    }
}

fn is_it(snapshot: &Snapshot, designed: &TokenDesign, token: &Token) -> bool {
    let owned = |owner: &str| folded(owner) == folded(snapshot.user(token.owner).login());
    token.is_api_key()
        && token.name == designed.name.value
        && designed.owner.as_ref().is_none_or(|designed| owned(&designed.value))
}

/// What a designed key may do.
fn may_of(snapshot: &Snapshot, designed: &TokenDesign) -> Cells {
    let (mut may, deny) = cells_of(snapshot, &designed.may);
    may.remove(&deny);
    may
}

/// What an account can do beyond the `may` of a designed key; nothing where the design says nothing about it.
pub(super) fn beyond_design(access: &Access<'_>, designed: &TokenDesign, owner: UserIx) -> Cells {
    let snapshot = access.snapshot();
    if designed.may.is_empty() {
        return Cells::none(snapshot);
    }
    access.of(owner).cells.beyond(&may_of(snapshot, designed))
}
