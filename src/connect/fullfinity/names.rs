//! Words of Fullfinity's that the public documentation fixes.

use crate::model::{OpIx, Operation, Ops, Verb};
use crate::snapshot::{MembershipRule, RuleLanguage, Semantics, UserKind};

/// What has to be said wherever the connector is shown.
pub const CAUTION: &str = "built from public documentation, not yet run against an instance";

/// The version of a system that tells none: no documented call does.
pub const VERSION: &str = "(version unknown)";

pub(super) const READ: OpIx = OpIx(0);
pub(super) const WRITE: OpIx = OpIx(1);
pub(super) const CREATE: OpIx = OpIx(2);
pub(super) const DELETE: OpIx = OpIx(3);

/// Every operation.
pub(super) const ALL: Ops = Ops(0b1111);

/// The permissions of a row with the operation that each is about (`security/model-access`).
pub(super) const PERMS: [(&str, OpIx); 4] =
    [("read_perm", READ), ("write_perm", WRITE), ("create_perm", CREATE), ("delete_perm", DELETE)];

/// Groups that every system has, and the accounts that they make (`security/route-authentication`).
pub(super) const CORE: [(&str, UserKind); 3] =
    [("core_internal", UserKind::Internal), ("core_portal", UserKind::External), (PUBLIC, UserKind::Anonymous)];

/// Whoever targets this group gives access to callers without a login (`security/model-access`).
pub(super) const PUBLIC: &str = "core_public";

/// The pseudo account that stands for them.
pub(super) const ANONYMOUS: &str = "(without a login)";

pub(super) fn operations() -> Vec<Operation> {
    [("read", Verb::Read), ("write", Verb::Write), ("create", Verb::Create), ("delete", Verb::Delete)]
        .map(|(name, verb)| Operation { name: name.to_owned(), verb })
        .into()
}

/// A member of a group has what it implies, transitively (`security/groups-users`).
pub(super) fn semantics() -> Semantics {
    Semantics {
        membership: MembershipRule::Closure,
        rule_language: RuleLanguage::Q,
        // Whether a model without any row is open to whoever signs in is not documented: of each it is not known.
        open_by_default: true,
        group_form: "Category / Name".to_owned(),
        ..Semantics::default()
    }
}

/// The kind of account that a group makes.
pub(super) fn makes(group: &str) -> Option<UserKind> {
    CORE.into_iter().find(|(key, _)| *key == group).map(|(_, kind)| kind)
}

/// Whether a text is the name of a class or a field in Python, as the documentation's models and fields are.
pub(super) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_');
    first && text.len() <= 200 && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}
