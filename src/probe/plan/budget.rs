//! How much of it: the weightiest questions of a role within its budget and the run's ceiling, between two controls.

use super::questions::Weight;
use super::{Designed, Limits, Step};
use crate::connect::live::Question;
use crate::probe::unasked::Unasked;

/// What a run may still ask.
pub(super) struct Budget {
    per_role: usize,
    per_run: usize,
    left: usize,
}

impl Budget {
    pub(super) fn of(limits: &Limits) -> Self {
        Self { per_role: limits.per_role, per_run: limits.per_run, left: limits.per_run }
    }

    /// The steps of a role that fit in, the controls of an account in use among them; nothing if only they would.
    pub(super) fn take(&mut self, steps: Vec<(Weight, Step)>, controlled: bool, unasked: &mut Unasked) -> Vec<Step> {
        let control = Step { question: Question::Control, designed: Designed::Allow, predicted: Some(true) };
        let controls = if controlled { 2 } else { 0 };
        let room = self.per_role.min(self.left).saturating_sub(controls);
        let reason = if self.per_role <= self.left {
            format!("over the budget of {} questions a role", self.per_role)
        } else {
            format!("over the ceiling of {} questions a run", self.per_run)
        };
        let over = steps.len().saturating_sub(room);
        if over > 0 {
            // They are in the order of their weight, so the first that is cut is the weightiest.
            let asked_for = steps.get(room).is_some_and(|(weight, _)| weight.is_asked_for());
            unasked.note(|| format!("{over} of {} questions", steps.len()), reason, asked_for);
        }
        if steps.is_empty() || room == 0 {
            return Vec::new();
        }
        let mut taken = Vec::with_capacity(steps.len().min(room) + controls);
        taken.extend(controlled.then(|| control.clone()));
        taken.extend(steps.into_iter().take(room).map(|(_, step)| step));
        taken.extend(controlled.then_some(control));
        self.left = self.left.saturating_sub(taken.len());
        taken
    }
}
