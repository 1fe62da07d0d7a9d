//! What somebody would have to leave so that a risk ends.

use super::perform::{Holder, Performers};
use super::route::roots;
use crate::access::Cells;
use crate::model::{GroupIx, UserIx};

/// Groups to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    /// Any one of them.
    OneOf(Vec<GroupIx>),
    /// All of them: each alone leaves both sides.
    All(Vec<GroupIx>),
    /// Both sides stay whatever is left.
    None,
}

impl Performers<'_> {
    /// The held groups, with what they bring, that some accounts would have to leave so that they do not perform both sides any
    /// more. Nobody can leave what everybody has, nor the group that makes the kind of their account.
    pub fn remedy(&self, risk: usize, accounts: &[UserIx], begins: &[GroupIx]) -> Remedy {
        let snapshot = self.access.snapshot();
        let stays = |group: &GroupIx| {
            let group = snapshot.group(*group);
            group.given_to.is_some() || group.makes.is_some()
        };
        let mut candidates: Vec<GroupIx> =
            accounts.iter().flat_map(|user| roots(self.access, self.access.held(*user))).collect();
        candidates.retain(|group| !stays(group));
        candidates.sort_unstable();
        candidates.dedup();
        let single: Vec<GroupIx> =
            candidates.iter().copied().filter(|group| self.ends(risk, accounts, &[*group])).collect();
        if !single.is_empty() {
            return Remedy::OneOf(single);
        }
        let begins: Vec<GroupIx> = begins.iter().copied().filter(|group| candidates.contains(group)).collect();
        if begins.len() > 1 && self.ends(risk, accounts, &begins) { Remedy::All(begins) } else { Remedy::None }
    }

    /// Whether a risk ends for accounts that leave some groups.
    fn ends(&self, risk: usize, accounts: &[UserIx], left: &[GroupIx]) -> bool {
        let graph = self.access.graph();
        let rest = accounts.iter().map(|user| {
            let kept = roots(self.access, self.access.held(*user)).into_iter().filter(|group| !left.contains(group));
            let given = self.access.given_to(self.access.snapshot().user(*user).kind);
            let groups = graph.closure(kept.chain(given));
            let cells = self.access.cells_of(&groups);
            (groups, cells)
        });
        let rest: Vec<(_, Cells)> = rest.collect();
        let holders: Vec<Holder<'_>> = rest.iter().map(|(groups, cells)| Holder::of(groups, cells)).collect();
        self.sides(risk, &holders).is_none()
    }
}
