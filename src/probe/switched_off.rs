//! Signing in with the right secret as an account that has just been switched off.

use super::exchange::{Exchange, Wire};
use super::{Cell, Designed, Probed, Unprobed};
use crate::connect::live::{Login, Question};

/// Asks once; the answer becomes a cell of the account's role.
pub async fn sign_in_switched_off(probed: &mut Probed, wire: &Wire<'_>, login: &Login) {
    let Some((run, role)) = (0u32..).zip(&probed.roles).find(|(_, role)| role.asker.login == login.name) else {
        return;
    };
    let role = role.role;
    match wire.ask(&Question::SignIn, login).await {
        Ok(Exchange { traced, observed, .. }) => {
            probed.requests += 1;
            probed.cells.push(Cell {
                run,
                question: Question::SignIn,
                words: format!("{}, switched off", traced.words).into(),
                designed: Designed::Deny,
                predicted: Some(false),
                observed,
                at: traced.at,
                latency: traced.latency,
            });
        }
        Err(reason) => probed.unprobed.push(Unprobed {
            role: Some(role),
            what: "signing in as an account switched off".to_owned(),
            reason,
            asked_for: false,
        }),
    }
}
