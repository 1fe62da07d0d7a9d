//! The versions that are understood, and what differs between them for an auditor.

use crate::model::{Operation, Ops, Verb};
use crate::snapshot::{MembershipRule, RuleLanguage, Semantics};

/// A series of Odoo. The order is that of their releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Series {
    /// 16.0, of 2022.
    V16,
    /// 17.0, of 2023.
    V17,
    /// 18.0, of 2024.
    V18,
    /// 19.0, of 2025.
    V19,
}

impl Series {
    /// The series of a base module's version such as `18.0.1.3`. Intermediate versions of Odoo's own hosting
    /// (`saas~17.4.1.3`) are none: what they store lies somewhere between two series.
    pub fn of(version: &str) -> Option<Self> {
        let mut numbers = version.split('.');
        match (numbers.next()?, numbers.next()?) {
            ("16", "0") => Some(Self::V16),
            ("17", "0") => Some(Self::V17),
            ("18", "0") => Some(Self::V18),
            ("19", "0") => Some(Self::V19),
            _ => None,
        }
    }

    /// As Odoo writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::V16 => "16.0",
            Self::V17 => "17.0",
            Self::V18 => "18.0",
            Self::V19 => "19.0",
        }
    }

    /// What the rows of this series mean.
    ///
    /// Up to 18 `res_groups_users_rel` holds implied groups as rows of their own, written when the implication was made and
    /// never removed with it; from 19 on it holds only what someone gave. Rules of a delegated model bind searching alone in
    /// 16 and every operation from 17 on.
    pub(super) fn semantics(self) -> Semantics {
        let all = Ops::first(operations().len());
        Semantics {
            membership: if self < Self::V19 { MembershipRule::Stored } else { MembershipRule::Closure },
            rule_language: RuleLanguage::OdooDomain,
            scopes_of_owner: vec!["rpc".to_owned()],
            delegated_operations: if self < Self::V17 { Ops::first(1) } else { all },
            keys_never_end: self < Self::V18,
            group_form: if self < Self::V19 { "Category / Name" } else { "Privilege / Name" }.to_owned(),
            ..Semantics::default()
        }
    }
}

/// What Odoo guards, in the order of the permission columns of `ir_model_access` and `ir_rule`.
pub(super) fn operations() -> Vec<Operation> {
    [("read", Verb::Read), ("write", Verb::Write), ("create", Verb::Create), ("unlink", Verb::Delete)]
        .map(|(name, verb)| Operation { name: name.to_owned(), verb })
        .to_vec()
}

#[cfg(test)]
mod tests {
    use super::Series;

    #[test]
    fn only_four_series_are_understood() {
        assert_eq!(Series::of("16.0.1.3"), Some(Series::V16));
        assert_eq!(Series::of("19.0.1.3"), Some(Series::V19));
        for other in ["15.0.1.3", "20.0.1.3", "17.2.1.0", "saas~17.4.1.3", "18", "", "180.0"] {
            assert_eq!(Series::of(other), None, "{other}");
        }
    }
}
