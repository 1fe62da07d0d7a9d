//! What the system as a whole lets through, whoever holds which group.

pub(super) mod database_list_exposed;
pub(super) mod database_open_without_password;
pub(super) mod database_role_past_the_erp;
pub(super) mod database_superuser;
pub(super) mod default_master_password;
pub(super) mod developer_mode;
pub(super) mod memberships_readable;
pub(super) mod reference_dangling;
pub(super) mod secret_in_open_file;
pub(super) mod setting_weaker_than_policy;

use super::Context;
use crate::findings::{CheckInfo, Finding, Impact, Reach, Subject, weigh};
use crate::model::{Confidence, Severity};
use crate::snapshot::{FileNote, ServerFile};

/// The checks of this room.
pub(super) const CHECKS: &[&super::Check] = &[
    &database_list_exposed::CHECK,
    &database_open_without_password::CHECK,
    &database_role_past_the_erp::CHECK,
    &database_superuser::CHECK,
    &default_master_password::CHECK,
    &developer_mode::CHECK,
    &memberships_readable::CHECK,
    &reference_dangling::CHECK,
    &secret_in_open_file::CHECK,
    &setting_weaker_than_policy::CHECK,
];

/// Where a key stands: `odoo.conf:12`, or the file alone where nothing is written.
fn place(file: &ServerFile, note: &FileNote) -> String {
    if note.line == 0 { file.name.clone() } else { format!("{}:{}", file.name, note.line) }
}

/// A finding about a key of a file.
fn about(cx: &Context<'_>, info: &'static CheckInfo, file: &ServerFile, note: &FileNote) -> Finding {
    let subject = Subject::new("server-file", &format!("{}:{}", file.name, note.key));
    let mut finding = super::telling::finding(info, subject, cx.whole());
    // Whoever says nothing has what the vendor thought of.
    finding.vendor_default = note.line == 0;
    finding.path = vec![format!("file:{}", place(file, note)), format!("key:{}", note.key)];
    finding
}

/// Weighs what is about the server, where who can is nobody of the ERP and is told in words of its own.
fn weigh_at(impact: Impact, reach: Reach, confidence: Confidence, who: &str) -> (Severity, String) {
    let (severity, by) = weigh(impact, reach, confidence);
    (severity, by.replacen(reach.words(), who, 1))
}
