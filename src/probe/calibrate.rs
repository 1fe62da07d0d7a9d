//! Attempts that some versions of an ERP answer alike to everybody: they count where one of them was seen to be refused.

use std::collections::BTreeSet;

use super::{Cell, Probed};
use crate::connect::live::{Observed, Question};
use crate::model::{OpIx, ResourceIx};

const UNCALIBRATED: &str = "this version of the ERP may answer everybody alike, and no account of which it says that it has no \
                            such access was seen to be refused; probe a role that must not, too";

/// Lets only those answers stand that were calibrated: to the same request, an account was refused of which the ERP itself
/// said, when it was asked, that it has no such access.
pub(super) fn calibrate(probed: &mut Probed, needed: &dyn Fn(OpIx) -> bool) {
    let attempt = |cell: &Cell| match cell.question {
        Question::Attempt { resource, op, record: None } if needed(op) => Some((resource, op)),
        _ => None,
    };
    let denied = |cell: &&Cell| cell.observed.allowed() == Some(false);
    let said_no: BTreeSet<(u32, ResourceIx, OpIx)> = probed
        .cells
        .iter()
        .filter(denied)
        .filter_map(|cell| match cell.question {
            Question::Resource { resource, op } => Some((cell.run, resource, op)),
            _ => None,
        })
        .collect();
    let calibrated: BTreeSet<(ResourceIx, OpIx)> = probed
        .cells
        .iter()
        .filter(denied)
        .filter_map(|cell| Some((cell.run, attempt(cell)?)))
        .filter(|(run, (resource, op))| said_no.contains(&(*run, *resource, *op)))
        .map(|(_, at)| at)
        .collect();
    for cell in &mut probed.cells {
        if attempt(cell).is_some_and(|at| !calibrated.contains(&at)) && cell.observed.allowed().is_some() {
            cell.observed = Observed::inconclusive(UNCALIBRATED);
        }
    }
}
