//! The versions that are understood, and what differs between them for an auditor.

use std::collections::BTreeSet;

use crate::model::{OpIx, Operation, Ops, Verb};
use crate::snapshot::{Audience, Semantics};

/// A major version of Frappe. The order is that of their releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 14, of 2022.
    V14,
    /// 15, of 2023.
    V15,
    /// 16, of 2025.
    V16,
    /// 17, in the making.
    V17,
}

/// The rights of every version, in Frappe's own order (`frappe/permissions.py`, `rights`), with what they mean.
const RIGHTS: [(&str, Verb); 14] = [
    ("select", Verb::Look),
    ("read", Verb::Read),
    ("write", Verb::Write),
    ("create", Verb::Create),
    ("delete", Verb::Delete),
    ("submit", Verb::Other),
    ("cancel", Verb::Other),
    ("amend", Verb::Other),
    ("print", Verb::Look),
    ("email", Verb::Look),
    ("report", Verb::Look),
    ("import", Verb::Other),
    ("export", Verb::Look),
    ("share", Verb::Other),
];

/// Positions in [`RIGHTS`].
pub(super) const SELECT: OpIx = OpIx(0);
pub(super) const READ: OpIx = OpIx(1);
pub(super) const WRITE: OpIx = OpIx(2);
pub(super) const CREATE: OpIx = OpIx(3);
pub(super) const SUBMIT: OpIx = OpIx(5);
pub(super) const PRINT: OpIx = OpIx(8);
pub(super) const EMAIL: OpIx = OpIx(9);
pub(super) const IMPORT: OpIx = OpIx(11);
pub(super) const SHARE: OpIx = OpIx(13);
/// Where the right of its own that 14 or 16 and later have stands: `set_user_permissions` or `mask`.
pub(super) const EXTRA: OpIx = OpIx(14);

/// Doctypes whose program decides about single documents beside the permission rows: hooks `has_permission` and
/// `permission_query_conditions` of the app `frappe` (`frappe/hooks.py`, 14 to 17). ERPNext, HRMS and Payments add none.
const HOOKED: [&str; 16] = [
    "Address",
    "Communication",
    "Contact",
    "Dashboard",
    "Dashboard Chart",
    "Dashboard Settings",
    "Event",
    "File",
    "Kanban Board",
    "Note",
    "Notification Log",
    "Number Card",
    "Prepared Report",
    "ToDo",
    "User",
    "Workflow Action",
];
/// The same, from 15 on.
const HOOKED_15: [&str; 2] = ["Notification Settings", "User Invitation"];

/// The role of whoever works at the desk.
pub(super) const DESK_USER: &str = "Desk User";

/// Apps of which [`HOOKED`] is known to tell everything.
pub(super) const KNOWN_APPS: [&str; 4] = ["erpnext", "frappe", "hrms", "payments"];

impl Version {
    /// The major version of a full one such as `15.101.1` or `17.0.0-dev`.
    pub fn of(version: &str) -> Option<Self> {
        match version.split('.').next()? {
            "14" => Some(Self::V14),
            "15" => Some(Self::V15),
            "16" => Some(Self::V16),
            "17" => Some(Self::V17),
            _ => None,
        }
    }

    /// The major version by the doctypes that came with one; 16 and 17 cannot be told apart by them.
    pub(super) fn of_marks(doctypes: &BTreeSet<String>) -> Self {
        if doctypes.contains("Permission Type") {
            Self::V16
        } else if doctypes.is_empty() {
            Self::V14
        } else {
            Self::V15
        }
    }

    /// The number alone.
    pub(super) fn number(self) -> &'static str {
        match self {
            Self::V14 => "14",
            Self::V15 => "15",
            Self::V16 => "16",
            Self::V17 => "17",
        }
    }

    /// What Frappe guards, in the order of the positions above.
    pub(super) fn operations(self) -> Vec<Operation> {
        let verb = if self.masks() { Verb::Look } else { Verb::Other };
        let extra = self.extra().map(|name| (name, verb));
        let named = |(name, verb): (&str, Verb)| Operation { name: name.to_owned(), verb };
        RIGHTS.into_iter().chain(extra).map(named).collect()
    }

    /// The right that only some versions have.
    pub(super) fn extra(self) -> Option<&'static str> {
        match self {
            Self::V14 => Some("set_user_permissions"),
            Self::V15 => None,
            Self::V16 | Self::V17 => Some("mask"),
        }
    }

    /// Whether the values of fields can be masked.
    pub(super) fn masks(self) -> bool {
        self >= Self::V16
    }

    /// What the rows mean (`frappe/permissions.py`, `get_role_permissions`, 14 to 17).
    pub(super) fn semantics(self) -> Semantics {
        Semantics {
            own_asked: Ops::one(SELECT).with(Ops::one(READ)),
            own_free: Ops::one(CREATE),
            owner_field: Some("owner".to_owned()),
            unmask: self.masks().then_some(EXTRA),
            // `frappe.client.get_password`, run on 14, 15 and 17.
            administrators_read_keys: true,
            keys_never_end: true,
            // `Has Role` as a part of `User`; from 16 on only of users whom one may read.
            memberships_open_to: (self <= Self::V15).then_some(Audience::SignedIn),
            group_form: "Role Name".to_owned(),
            ..Semantics::default()
        }
    }

    /// Rights that have an effect in rows of a level above 0.
    pub(super) fn of_levels(self) -> Ops {
        let read_write = Ops::one(READ).with(Ops::one(WRITE));
        if self.masks() { read_write.with(Ops::one(EXTRA)) } else { read_write }
    }

    /// Roles that Frappe gives by itself, and to whom (`get_roles`). `Desk User` came with 15 and was brought to late releases
    /// of 14 (14.93 gives it, 14.55 does not); there `tabRole` has it (`desk_user`).
    pub(super) fn automatic(self, desk_user: bool) -> &'static [(&'static str, Audience)] {
        const ALL: (&str, Audience) = ("All", Audience::SignedIn);
        const GUEST: (&str, Audience) = ("Guest", Audience::Everyone);
        if self >= Self::V15 || desk_user { &[ALL, GUEST, (DESK_USER, Audience::Internal)] } else { &[ALL, GUEST] }
    }

    /// Whether rows of `tabHas Role` that give users this role are passed over.
    pub(super) fn passes_over(self, desk_user: bool, role: &str) -> bool {
        let as_15 = self >= Self::V15 || desk_user;
        self.automatic(desk_user).iter().any(|(name, _)| *name == role) || (as_15 && role == "Administrator")
    }

    /// Whether whoever reads may select, by role and by share (`frappe/permissions.py`, `has_permission`, 16 and later).
    pub(super) fn read_selects(self) -> bool {
        self >= Self::V16
    }

    /// Whether a single doctype is judged as the one document that it is, so that rows for own documents give nothing on it
    /// but `create`, unless nobody saved it yet (the same, and `load_from_db` in `frappe/model/document.py`; run on 17).
    pub(super) fn judges_singles(self) -> bool {
        self >= Self::V16
    }

    /// Whether a doctype's program narrows its rows further than the permission rows say.
    pub(super) fn hooks(self, doctype: &str) -> bool {
        HOOKED.contains(&doctype) || (self >= Self::V15 && HOOKED_15.contains(&doctype))
    }

    /// Whether the API key of a disabled user still lets in; seen on 14.55 and refused on 15.72 and 17
    /// (`frappe/auth.py`, `validate_api_key_secret`).
    pub(super) fn key_outlives_owner(self) -> bool {
        self == Self::V14
    }

    /// Whether the OAuth token of a disabled user still lets in; seen on 14.55 and 15.101, read in 16.0.0-dev, refused in
    /// 17-dev (frappe#37663).
    pub(super) fn bearer_outlives_owner(self, full: &str) -> bool {
        self <= Self::V15 || full.starts_with("16.0.0-dev")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_four_versions_are_understood() {
        assert_eq!(Version::of("14.55.0"), Some(Version::V14));
        assert_eq!(Version::of("17.0.0-dev"), Some(Version::V17));
        for other in ["13.9.1", "18.0.0", "x.x.x-develop", "", "150.1"] {
            assert_eq!(Version::of(other), None, "{other}");
        }
    }

    #[test]
    fn positions_are_those_of_the_rights() {
        let name = |op: OpIx| RIGHTS.get(op.index()).unwrap().0;
        let named = [SELECT, READ, WRITE, CREATE, SUBMIT, PRINT, EMAIL, IMPORT, SHARE].map(name);
        assert_eq!(named, ["select", "read", "write", "create", "submit", "print", "email", "import", "share"]);
        assert_eq!(Version::V16.operations()[EXTRA.index()].name, "mask");
        assert_eq!(Version::V15.operations().len(), 14);
    }
}
