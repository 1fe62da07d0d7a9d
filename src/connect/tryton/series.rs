//! Tryton's series, and what its rows mean.

use crate::model::{Operation, Ops, Verb};
use crate::snapshot::{MembershipRule, Module, RuleLanguage, Semantics, Snapshot, System};

/// A series that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Series {
    /// 8.2.
    V8_2,
}

impl Series {
    /// The series of a name such as `8.2` or a version such as `8.2.1`.
    pub(super) fn of(version: &str) -> Option<Self> {
        let mut parts = version.split('.');
        match (parts.next(), parts.next()) {
            (Some("8"), Some("2")) => Some(Self::V8_2),
            _ => None,
        }
    }

    /// Its name.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::V8_2 => "8.2",
        }
    }
}

/// The operations of `ir.model.access`, in this order everywhere.
pub(super) const OPERATIONS: [(&str, Verb); 4] =
    [("read", Verb::Read), ("write", Verb::Write), ("create", Verb::Create), ("delete", Verb::Delete)];

/// Every operation.
pub(super) const ALL: Ops = Ops(0b1111);

/// A snapshot of which nothing is known but what its rows will mean.
pub(super) fn empty(system: System, modules: Vec<Module>) -> Snapshot {
    Snapshot {
        system,
        semantics: Semantics {
            membership: MembershipRule::Closure,
            rule_language: RuleLanguage::Pyson,
            delegated_operations: ALL,
            rows_follow_delegations: true,
            alternatives_span_delegations: true,
            rules_bind_superusers: true,
            open_by_default: true,
            reports_need_read: true,
            group_form: "Name".to_owned(),
            ..Semantics::default()
        },
        operations: OPERATIONS.map(|(name, verb)| Operation { name: name.to_owned(), verb }).to_vec(),
        modules,
        ..Snapshot::default()
    }
}
