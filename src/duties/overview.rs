//! Who performs which functions, as a list.

use serde::Serialize;

use super::perform::Holder;
use super::survey::Survey;
use crate::model::{GroupIx, RecordScope};
use crate::snapshot::UserKind;

/// A group or a person, and what it performs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Doing {
    /// What it is.
    pub kind: DoerKind,
    /// The group, or the accounts of the person.
    pub who: Vec<String>,
    /// An administrator, or a group that makes administrators.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub administrator: bool,
    /// What it performs.
    pub functions: Vec<Done>,
    /// The risks of which it performs every function, by id.
    pub risks: Vec<String>,
}

/// What performs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoerKind {
    /// A group alone, with what it brings and what everybody has.
    Group,
    /// A person, across their accounts.
    Person,
}

impl DoerKind {
    /// The word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Group => "group",
            Self::Person => "person",
        }
    }
}

/// A function that is performed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Done {
    /// Its id.
    pub function: String,
    /// On which records.
    pub scope: RecordScope,
}

impl Survey<'_> {
    /// Every group, then every person; those that perform nothing are left out.
    pub fn overview(&self) -> impl Iterator<Item = Doing> {
        let groups =
            (0..self.performers.access.snapshot().groups.len()).map(GroupIx::new).map(|group| self.of_group(group));
        let people = (0..self.people.len()).filter_map(|at| self.of_person(at));
        groups.chain(people).filter(|doing| !doing.functions.is_empty())
    }

    fn of_group(&self, group: GroupIx) -> Doing {
        let access = self.performers.access;
        let mut groups = access.graph().closure([group]);
        let administrator = access.administers(&groups);
        groups.union_with(&access.graph().closure(access.given_to(UserKind::Internal)));
        let cells = self.cells_of(&groups);
        let who = vec![access.snapshot().group(group).key.clone()];
        self.doing(DoerKind::Group, who, administrator, &[Holder::of(&groups, &cells)])
    }

    fn of_person(&self, at: usize) -> Option<Doing> {
        let access = self.performers.access;
        let accounts = &self.people.get(at)?.accounts;
        let holders: Vec<Holder<'_>> = accounts.iter().map(|user| self.performers.holder(*user)).collect();
        let who = accounts.iter().map(|user| access.snapshot().user(*user).key.to_string()).collect();
        let administrator = accounts.iter().any(|user| self.administers(*user));
        Some(self.doing(DoerKind::Person, who, administrator, &holders))
    }

    fn doing(&self, kind: DoerKind, who: Vec<String>, administrator: bool, holders: &[Holder<'_>]) -> Doing {
        let rules = &self.performers.rules;
        let functions = rules.functions.iter().filter_map(|known| {
            let sides = holders.iter().filter_map(|holder| self.performers.side(*holder, &known.rights));
            let scope = sides.map(|side| side.scope).reduce(RecordScope::or)?;
            Some(Done { function: known.rule.id.value.clone(), scope })
        });
        let risks = rules.risks.iter().enumerate().filter(|(at, _)| self.performers.sides(*at, holders).is_some());
        Doing {
            kind,
            who,
            administrator,
            functions: functions.collect(),
            risks: risks.map(|(_, (risk, _))| risk.id.value.clone()).collect(),
        }
    }
}
