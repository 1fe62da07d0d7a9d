//! Who stands behind accounts, how accounts are used, and what a new one is born with.

use serde::{Deserialize, Serialize};

use crate::model::{GroupIx, UserIx};

/// A record of the staff that names an account. Odoo 16 to 19: `hr_employee.user_id`; Frappe 14 to 17: `Employee.user_id`;
/// Tryton 7.0 to 8.2: `res.user-company.employee`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// The account.
    pub user: UserIx,
    /// The record's own stable name, the same for all accounts of one person.
    pub key: Box<str>,
    /// Still works here; nothing where the record does not say.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub working: Option<bool>,
    /// The last day, ISO 8601, where one is written.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<Box<str>>,
}

/// How an account was used when the snapshot was taken, by counts alone: no address and no browser is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SessionUse {
    /// The account.
    pub user: UserIx,
    /// Sessions that were open.
    pub open: u32,
    /// Different addresses that they came from, where the ERP keeps those; 0 where it does not.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub addresses: u32,
    /// Different browsers and systems, where the ERP keeps those; 0 where it does not.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub agents: u32,
    /// Sessions that it may have at once, where the ERP limits that by account and somebody allowed more than usual; else 0.
    /// Frappe 14 to 17: `User.simultaneous_sessions`.
    #[serde(skip_serializing_if = "is_zero", default)]
    pub allowed: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes the field by reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// What accounts made from now on are born with. Odoo 16 to 18: the account `base.default_user`, while
/// `base_setup.default_user_rights` is set; 19: the group `base.default_user_group`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewUsers {
    /// The template's stable name.
    pub template: String,
    /// What it gives.
    pub groups: Vec<GroupIx>,
    /// New accounts get it; nothing where the setting could not be read.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub in_use: Option<bool>,
    /// A group that is added to it later reaches the accounts that are there, too.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub reaches_existing: bool,
}
