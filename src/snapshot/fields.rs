//! Fields, and who may see and change each apart from the resource's own access.

use serde::{Deserialize, Serialize};

use super::Grantee;
use crate::model::{GroupIx, Ops, Origin, ResourceIx, UserIx};

/// A field of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// Whose.
    pub resource: ResourceIx,
    /// Technical name.
    pub name: String,
    /// The ERP's name of its type.
    #[serde(rename = "type")]
    pub field_type: String,
    /// The resource it links to.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub relation: Option<String>,
    /// Added by hand.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub custom: bool,
    /// Kept in the database, and the same for every reader: neither worked out when read nor kept by company or by
    /// language. A rule's condition on any other field cannot be judged by the value that one reader sees.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub stored: bool,
    /// Limits on the rows of the linked resource ([`Limit`](super::Limit)) narrow this one's rows by this link.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub limited: bool,
    /// Who may see and change it, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub guard: Option<FieldGuard>,
    /// The guard that the vendor ships, where somebody changed it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub shipped: Option<Box<ShippedGuard>>,
    /// Groups written on the field in the database, which the ERP does not enforce.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub unenforced_groups: Vec<GroupIx>,
}

/// A guard as the vendor ships it, and who changed it. Frappe 14 to 17: a `Property Setter` of `permlevel` on a field that is
/// no `Custom Field`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShippedGuard {
    /// As shipped.
    pub guard: FieldGuard,
    /// Who changed it.
    pub changed: Origin,
}

/// A row about a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldRow {
    /// To whom it speaks.
    pub to: Grantee,
    /// What it allows; with nothing it refuses everything, unless another row that speaks to the same person allows it.
    pub ops: Ops,
    /// Who made it.
    pub origin: Origin,
}

/// Who may see and change a field, apart from the resource's own access.
///
/// Odoo 16 to 19: `fields_get` shows the `groups` of a field to whoever may see the field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldGuard {
    /// Whoever may read or write the resource.
    Open,
    /// Members of one of these groups who are in none of the others. With no group at all in `any`, everybody who is in
    /// none of the others.
    Groups {
        /// One of these.
        any: Vec<GroupIx>,
        /// None of these.
        #[serde(skip_serializing_if = "Vec::is_empty", default)]
        none: Vec<GroupIx>,
    },
    /// Nobody but the ERP itself.
    Nobody,
    /// Whoever has a row of this level on the resource with the operation in question, and accounts that bypass every
    /// check. Of a part, the rows of the resources that it is a part of count.
    ///
    /// Frappe 14 to 17: `permlevel` of `DocField` and `Custom Field` under `Property Setter`; rows with `if_owner` count
    /// like the others (`get_permlevel_access` in `frappe/model/meta.py`).
    Level {
        /// Which.
        level: u32,
        /// Whoever sees it sees no value without [`Semantics::unmask`](super::Semantics::unmask) at that level, and
        /// cannot write it. Frappe 16 and 17: `DocField.mask`.
        #[serde(skip_serializing_if = "std::ops::Not::not", default)]
        masked: bool,
    },
    /// Of the rows about the field that speak to somebody, one with the operation in question is enough; to whom no row
    /// speaks, the field is open.
    ///
    /// Tryton 8.2: `ir_model_field_access`, of which `perm_read` and `perm_write` count (`ir/model.py`, `ModelFieldAccess`).
    Rows(Vec<FieldRow>),
    /// Seen by these accounts and not by those; of all others nothing is known. Sorted.
    Observed {
        /// They see it.
        seen_by: Vec<UserIx>,
        /// They do not.
        hidden_from: Vec<UserIx>,
    },
}
