//! The design against the system: roles against their groups, people against the groups of their roles, keys, fields and
//! record scopes against theirs. Pure; every difference carries its cause, so that a check only has to tell it.
//!
//! What a person has against the union of their roles is not compared once more, because these cover it: a cell too many
//! comes from a row of a role's groups ([`RolePlane::excess`], [`RolePlane::implies_more`]), a row for everyone
//! ([`RolePlane::everyone`]), a role that gives what another denies ([`RolePlane::contradictions`]) or a group that no
//! role has ([`Members::beyond`]); a cell too few from a row ([`RolePlane::missing`]) or a membership
//! ([`Members::lacking`]). `tests/checks/soundness.rs` holds it for random systems and designs.

mod assign;
mod blame;
mod cells;
mod design;
mod fields;
mod given;
mod jwts;
mod known;
mod left_behind;
mod members;
mod names;
mod outsiders;
mod records;
mod roles;
mod tokens;

pub use design::{Design, DesignedRole, Unknown, UnknownKind};
pub use fields::{DesignedField, FieldDifference, FieldPlane};
pub use jwts::{ComparedJwt, ScopeDifference};
pub use known::known;
pub use left_behind::LeftBehind;
pub use members::{Beyond, Lacking, Members, UserClass};
pub use names::GroupNames;
pub use outsiders::{OutsiderRight, Outsiders};
pub use records::{RecordDifference, RecordPlane};
pub use roles::{Contradiction, Excess, ImpliesMore, MissingAccess, OpenAccess, RoleGives, RolePlane, grantable};
pub use tokens::{DesignedToken, TokenPlane, UndesignedToken};

use crate::access::{Access, scope::Scopes};
use crate::rolemap::RoleMap;

/// Everything in which a system differs from its design.
#[derive(Debug)]
pub struct Comparison<'a> {
    /// What the design means for this system.
    pub design: Design<'a>,
    /// What the roles' groups give against the roles' cells.
    pub roles: RolePlane<'a>,
    /// What people hold against what their roles need.
    pub members: Members,
    /// Which API keys are designed, and which are not.
    pub tokens: TokenPlane<'a>,
    /// JSON Web Tokens in files, each with its design.
    pub jwts: Vec<ComparedJwt<'a>>,
    /// Which fields the roles see and change against which they should.
    pub fields: FieldPlane<'a>,
    /// Which rows the roles reach against which they should.
    pub records: RecordPlane<'a>,
}

impl<'a> Comparison<'a> {
    /// Compares a design with a system.
    pub fn of(map: &'a RoleMap, access: &Access<'a>, scopes: &Scopes<'a>) -> Self {
        let design = Design::of(map, access);
        let roles = RolePlane::of(&design, access);
        let members = Members::of(&design, access);
        let records = RecordPlane::of(&design, access, scopes);
        let fields = FieldPlane::of(&design, access);
        let tokens = TokenPlane::of(&design, access);
        let jwts = jwts::of(&design, access);
        Self { design, roles, members, tokens, jwts, fields, records }
    }
}
