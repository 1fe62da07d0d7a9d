//! Tryton's series, and what its rows mean.

use crate::model::{Operation, Ops, Verb};
use crate::snapshot::{MembershipRule, Module, RuleLanguage, Semantics, Snapshot, System};

/// A series that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Series {
    /// 7.0.
    V7_0,
    /// 7.2.
    V7_2,
    /// 7.4.
    V7_4,
    /// 7.6.
    V7_6,
    /// 7.8.
    V7_8,
    /// 8.0.
    V8_0,
    /// 8.2.
    V8_2,
}

impl Series {
    /// The series of a name such as `8.2` or a version such as `8.2.1`.
    pub(super) fn of(version: &str) -> Option<Self> {
        let mut parts = version.split('.');
        match (parts.next(), parts.next()) {
            (Some("7"), Some("0")) => Some(Self::V7_0),
            (Some("7"), Some("2")) => Some(Self::V7_2),
            (Some("7"), Some("4")) => Some(Self::V7_4),
            (Some("7"), Some("6")) => Some(Self::V7_6),
            (Some("7"), Some("8")) => Some(Self::V7_8),
            (Some("8"), Some("0")) => Some(Self::V8_0),
            (Some("8"), Some("2")) => Some(Self::V8_2),
            _ => None,
        }
    }

    /// The series of a database that does not tell it, by the columns that it has: of 7.0 are the `records` of an export
    /// (`ir/export.py`), of 7.2 that access to fields names models (`ir/model.py`), of 7.4 the log of scheduled actions
    /// (`ir/cron.py`). Nothing where it is older than 7.0.
    pub(super) fn of_tables(has: impl Fn(&str, &str) -> bool) -> Option<Self> {
        match () {
            () if !has("ir_export", "records") => None,
            () if !has("ir_model_field_access", "model") => Some(Self::V7_0),
            () if !has("ir_cron_log", "cron") => Some(Self::V7_2),
            () => Some(Self::V7_4),
        }
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::V7_0 => "7.0",
            Self::V7_2 => "7.2",
            Self::V7_4 => "7.4",
            Self::V7_6 => "7.6",
            Self::V7_8 => "7.8",
            Self::V8_0 => "8.0",
            Self::V8_2 => "8.2",
        }
    }

    /// Whether an inactive group counts for nothing. 7.2 alone does not look (`res/user.py`, `get_groups`).
    pub(super) fn switches_groups_off(self) -> bool {
        self != Self::V7_2
    }

    /// Whether a button asks for inactive groups as little as if they were not there: from 7.6 on (`ir/model.py`, the filter of
    /// `groups`). Before, nobody presses a button that has inactive groups alone.
    pub(super) fn buttons_leave_out_inactive_groups(self) -> bool {
        self >= Self::V7_6
    }

    /// Whether users have a flag that passes access rows and has the rules of every group. Before 8.2 whoever administers is in
    /// a group as others are (`res.group_admin`, `res/group.xml`), and its rights are rows.
    pub(super) fn has_administrators(self) -> bool {
        self >= Self::V8_2
    }
}

/// The operations of `ir.model.access`, in this order everywhere.
pub(super) const OPERATIONS: [(&str, Verb); 4] =
    [("read", Verb::Read), ("write", Verb::Write), ("create", Verb::Create), ("delete", Verb::Delete)];

/// Every operation.
pub(super) const ALL: Ops = Ops(0b1111);

/// A snapshot of which nothing is known but what its rows will mean.
pub(super) fn empty(system: System, modules: Vec<Module>, series: Series) -> Snapshot {
    Snapshot {
        system,
        semantics: Semantics {
            membership: MembershipRule::Closure,
            rule_language: RuleLanguage::Pyson,
            delegated_operations: ALL,
            rows_follow_delegations: true,
            alternatives_span_delegations: true,
            rules_bind_superusers: series.has_administrators(),
            open_by_default: true,
            reports_need_read: true,
            sign_ins_forgotten: true,
            keys_never_end: true,
            group_form: "Name".to_owned(),
            ..Semantics::default()
        },
        operations: OPERATIONS.map(|(name, verb)| Operation { name: name.to_owned(), verb }).to_vec(),
        modules,
        ..Snapshot::default()
    }
}
