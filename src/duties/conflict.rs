//! Risks of functions in one hand, and how bad they are where the hand holds them.

use fixedbitset::FixedBitSet;

use super::perform::{Holder, Performers, Side, reach};
use crate::model::{Confidence, RecordScope, Severity};
use crate::policy::duties::Risk;

/// What a set of groups performs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Performed {
    /// The functions (bit = position in the rules).
    pub functions: FixedBitSet,
    /// The risks of which it performs every function, in order.
    pub risks: Vec<usize>,
}

/// One side of a risk, as one holder has it.
#[derive(Debug, Clone, Copy)]
pub struct SideOf<'r> {
    /// The position of the function.
    pub function: usize,
    /// Which of several holders has it.
    pub holder: usize,
    /// How.
    pub side: Side<'r>,
}

impl Performers<'_> {
    /// What somebody performs. Functions that no risk of theirs needs are not held against the records that they reach.
    pub fn performed(&self, holder: Holder<'_>) -> Performed {
        let mut functions = self.functions(holder);
        let candidates = self.conflicts(&functions);
        let mut needed: Vec<usize> = candidates
            .iter()
            .filter_map(|at| self.rules.risks.get(*at))
            .flat_map(|(_, sides)| sides)
            .copied()
            .collect();
        needed.sort_unstable();
        needed.dedup();
        for at in needed {
            let rights = self.rules.functions.get(at).map_or(&[][..], |function| &function.rights);
            if self.side(holder, rights).is_none() {
                functions.set(at, false);
            }
        }
        let risks = self.conflicts(&functions);
        Performed { functions, risks }
    }

    /// The risks of which all functions are among some.
    pub fn conflicts(&self, functions: &FixedBitSet) -> Vec<usize> {
        let risks = self.rules.risks.iter().enumerate();
        let all = |sides: &[usize]| sides.iter().all(|function| functions.contains(*function));
        risks.filter(|(_, (_, sides))| all(sides)).map(|(at, _)| at).collect()
    }

    /// The sides of a risk as several holders have them together, each side by the one with whom it reaches furthest;
    /// nothing where one is missing.
    pub fn sides(&self, risk: usize, holders: &[Holder<'_>]) -> Option<Vec<SideOf<'_>>> {
        let (_, functions) = self.rules.risks.get(risk)?;
        let side = |function: &usize| {
            let rights = &self.rules.functions.get(*function)?.rights;
            let mut best: Option<SideOf<'_>> = None;
            for (holder, of) in holders.iter().enumerate() {
                let Some(side) = self.side(*of, rights) else { continue };
                let further =
                    |other: &SideOf<'_>| reach(side.scope, side.sure) > reach(other.side.scope, other.side.sure);
                if best.as_ref().is_none_or(further) {
                    best = Some(SideOf { function: *function, holder, side });
                }
            }
            best
        };
        functions.iter().map(side).collect()
    }
}

/// How bad a risk is with these sides, why, and how sure that is. `apart` says that the sides are of accounts that share no company.
pub fn weighed(risk: &Risk, sides: &[SideOf<'_>], apart: bool) -> (Severity, String, Confidence) {
    let own = |side: &&SideOf<'_>| side.side.scope == RecordScope::Own;
    let bounded = |side: &SideOf<'_>| matches!(side.side.scope, RecordScope::Own | RecordScope::Company);
    let milder = if apart && sides.iter().all(bounded) {
        Some("the two accounts share no company")
    } else if !risk.own_is_enough && sides.iter().any(|side| own(&side)) {
        Some("one side reaches own records alone")
    } else {
        None
    };
    let severity = milder.map_or(risk.severity, |_| step_down(risk.severity));
    let by = match milder {
        None => "as the risk says".to_owned(),
        Some(why) => format!("as the risk says, one step down: {why}"),
    };
    let sure = sides.iter().all(|side| side.side.sure);
    (severity, by, if sure { Confidence::High } else { Confidence::Medium })
}

/// One step milder.
pub fn step_down(severity: Severity) -> Severity {
    Severity::ALL.iter().rev().copied().find(|other| *other < severity).unwrap_or(severity)
}
