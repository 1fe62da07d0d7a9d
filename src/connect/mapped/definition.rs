//! What the words of a mapped system mean: its operations, how memberships count, what holds without a row.

use std::collections::BTreeSet;

use jiff::tz::TimeZone;

use super::entities::Id;
use crate::model::{OpIx, Operation, Ops, Verb};
use crate::snapshot::{MembershipRule, RuleLanguage, Semantics};

/// What a manifest says beside its rows.
#[derive(Debug)]
pub(super) struct Definition {
    /// The application's name.
    pub(super) application: String,
    /// Its version.
    pub(super) version: String,
    /// Its operations.
    pub(super) operations: Vec<Operation>,
    /// Whether groups that a group implies count by that alone; it must be said where groups imply others.
    pub(super) membership: Option<MembershipRule>,
    /// Without a row for somebody who signs in, everything is allowed rather than nothing.
    pub(super) open: bool,
    /// A field with rows is closed to those whom none of them names.
    pub(super) fields_closed: bool,
    /// The field that holds a record's owner.
    pub(super) owner_field: Option<String>,
    /// Names of unknown users, groups and resources make a domain incomplete instead of ending the run.
    pub(super) tolerant: bool,
    /// The zone of times that do not say theirs.
    pub(super) zone: TimeZone,
    /// What the application does not have.
    pub(super) none: BTreeSet<Id>,
}

impl Default for Definition {
    fn default() -> Self {
        let operation = |(name, verb): (&str, Verb)| Operation { name: name.to_owned(), verb };
        let operations =
            [("read", Verb::Read), ("write", Verb::Write), ("create", Verb::Create), ("delete", Verb::Delete)];
        Self {
            application: String::new(),
            version: String::new(),
            operations: operations.into_iter().map(operation).collect(),
            membership: None,
            open: false,
            fields_closed: false,
            owner_field: None,
            tolerant: false,
            zone: TimeZone::UTC,
            none: BTreeSet::new(),
        }
    }
}

impl Definition {
    /// The operation of this name, whatever its letters' case.
    pub(super) fn operation(&self, name: &str) -> Option<OpIx> {
        let found = self.operations.iter().position(|operation| operation.name.eq_ignore_ascii_case(name));
        found.map(OpIx::new)
    }

    /// The operations of a verb.
    pub(super) fn ops_of(&self, verb: Verb) -> Ops {
        let of_verb = self.operations.iter().enumerate().filter(|(_, operation)| operation.verb == verb);
        of_verb.fold(Ops::NONE, |ops, (at, _)| ops.with(Ops::one(OpIx::new(at))))
    }

    /// Every operation.
    pub(super) fn all_ops(&self) -> Ops {
        Ops::first(self.operations.len())
    }

    /// The same for `access`.
    pub(super) fn semantics(&self) -> Semantics {
        Semantics {
            membership: self.membership.unwrap_or_default(),
            rule_language: RuleLanguage::Words,
            open_by_default: self.open,
            owner_field: self.owner_field.clone(),
            group_form: "`key` of `groups`".to_owned(),
            ..Semantics::default()
        }
    }
}
