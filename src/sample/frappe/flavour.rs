//! What the versions do differently.

/// Which Frappe it speaks as; 16 is seen to behave as the later one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flavour {
    /// 14.55.
    V14,
    /// 15.101.
    V15,
    /// 17, as of mid-2026.
    V17,
}

use Flavour::{V14, V15, V17};

impl Flavour {
    /// Every flavour.
    pub const ALL: [Self; 3] = [V14, V15, V17];

    /// The major version.
    pub fn major(self) -> u8 {
        match self {
            V14 => 14,
            V15 => 15,
            V17 => 17,
        }
    }

    /// Apps with their titles and versions, as `get_versions` tells them.
    pub(super) fn apps(self) -> [(&'static str, &'static str, &'static str); 3] {
        let [frappe, erpnext, hrms] = match self {
            V14 => ["14.55.0", "14.45.0", "14.14.1"],
            V15 => ["15.101.1", "15.99.1", "15.58.2"],
            V17 => ["17.0.0-dev", "17.0.0-dev", "17.0.0-dev"],
        };
        [("frappe", "Frappe Framework", frappe), ("erpnext", "ERPNext", erpnext), ("hrms", "Frappe HR", hrms)]
    }

    /// The operations of a row of permissions, in the framework's order.
    pub(super) fn operations(self) -> &'static [&'static str] {
        const ALL: [&str; 16] = [
            "select",
            "read",
            "write",
            "create",
            "delete",
            "submit",
            "cancel",
            "amend",
            "print",
            "email",
            "report",
            "import",
            "export",
            "share",
            "mask",
            "set_user_permissions",
        ];
        const V14S: [&str; 15] = [
            "select",
            "read",
            "write",
            "create",
            "delete",
            "submit",
            "cancel",
            "amend",
            "print",
            "email",
            "report",
            "import",
            "export",
            "set_user_permissions",
            "share",
        ];
        match self {
            V14 => &V14S,
            V15 => ALL.split_at(14).0,
            V17 => ALL.split_at(15).0,
        }
    }

    /// Whether the API key of a disabled user still works.
    pub(super) fn disabled_keys_work(self) -> bool {
        self == V14
    }

    /// Whether the OAuth bearer token of a disabled user still works.
    pub(super) fn disabled_bearers_work(self) -> bool {
        self <= V15
    }

    /// Whether an insert asks for `create` before it looks at the document's state and links.
    pub(super) fn create_is_asked_first(self) -> bool {
        self >= V15
    }

    /// Whether a document that is not there is a 404 for everybody.
    pub(super) fn tells_what_is_missing(self) -> bool {
        self == V14
    }

    /// Whether a field may be filtered and sorted by though it may not be read.
    pub(super) fn filters_by_hidden_fields(self) -> bool {
        self <= V15
    }

    /// Whether rows of child tables come from every parent, not only from those that may be read.
    pub(super) fn shows_all_children(self) -> bool {
        self <= V15
    }

    /// Whether a hook that has no opinion refuses.
    pub(super) fn silent_hooks_refuse(self) -> bool {
        self == V17
    }

    /// Whether there is `/api/v2`.
    pub(super) fn has_v2(self) -> bool {
        self >= V15
    }

    /// The path of the desk.
    pub(super) fn desk(self) -> &'static str {
        if self == V17 { "/desk" } else { "/app" }
    }
}
