//! API keys: those of the design, with what their owners can do beyond it, and those that nobody designed.

use super::Design;
use super::design::cells_of;
use crate::access::{Access, Cells};
use crate::rolemap::TokenDesign;
use crate::snapshot::{Snapshot, Token};

/// The API keys of a system against those of the design.
#[derive(Debug, Default)]
pub struct TokenPlane<'a> {
    /// Keys that the design has.
    pub designed: Vec<DesignedToken<'a>>,
    /// Living keys that it has not, as positions in [`Snapshot::tokens`].
    pub undesigned: Vec<usize>,
    /// Designed keys that the system lacks.
    pub absent: Vec<&'a TokenDesign>,
}

/// A key of the system and its design.
#[derive(Debug)]
pub struct DesignedToken<'a> {
    /// Position in [`Snapshot::tokens`].
    pub token: usize,
    /// What was designed.
    pub design: &'a TokenDesign,
    /// What the key can do beyond its `may`; nothing where the design says nothing about it. A key carries all rights of
    /// its owner, whatever it is called.
    pub beyond: Cells,
}

impl<'a> TokenPlane<'a> {
    /// Compares. A key is the designed one if the name and, where the design says one, the owner agree.
    pub fn of(design: &Design<'a>, access: &Access<'_>) -> Self {
        let snapshot = access.snapshot();
        let mut plane = Self::default();
        for (at, token) in snapshot.tokens.iter().enumerate().filter(|(_, token)| token.is_api_key()) {
            match design.map.tokens.iter().find(|designed| is_it(snapshot, designed, token)) {
                Some(designed) => {
                    let beyond = beyond(access, designed, token);
                    plane.designed.push(DesignedToken { token: at, design: designed, beyond });
                }
                None if token.is_alive(snapshot) => plane.undesigned.push(at),
                None => {}
            }
        }
        let there = |designed: &&TokenDesign| snapshot.tokens.iter().any(|token| is_it(snapshot, designed, token));
        plane.absent = design.map.tokens.iter().filter(|designed| !there(designed)).collect();
        plane
    }
}

fn is_it(snapshot: &Snapshot, designed: &TokenDesign, token: &Token) -> bool {
    let owner = snapshot.user(token.owner).login();
    token.is_api_key()
        && token.name == designed.name.value
        && designed.owner.as_ref().is_none_or(|designed| designed.value.eq_ignore_ascii_case(owner))
}

fn beyond(access: &Access<'_>, designed: &TokenDesign, token: &Token) -> Cells {
    let snapshot = access.snapshot();
    if designed.may.is_empty() {
        return Cells::none(snapshot);
    }
    let (mut may, deny) = cells_of(snapshot, &designed.may);
    may.remove(&deny);
    access.of(token.owner).cells.beyond(&may)
}
