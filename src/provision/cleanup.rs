//! Takes away what a run made. Doing it twice does nothing more.

use std::collections::BTreeMap;
use std::error::Error;

use jiff::{SignedDuration, Timestamp};

use super::journal::Intent;
use super::{Journal, JournalError};
use crate::connect::accounts::{AccountFault, Accounts, Remnant, Thing};

/// How long a system may still work on a request whose sender is gone: Odoo ends a request after 120 seconds
/// (16 to 19, `--limit-time-real`).
const SETTLES: SignedDuration = SignedDuration::from_mins(2);
/// Accounts, then the contacts that they leave, then a look whether all is gone; one more for what came in between.
const ROUNDS: usize = 4;

/// What came of a cleanup.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// Logins of which the system shows nothing any more, sorted.
    pub removed: Vec<String>,
    /// What is still there or may be; the journal stays as long as there is something. Sorted by login.
    pub left: Vec<Left>,
}

/// Something that could not be removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The login.
    pub login: String,
    /// What is left of it, why, and what to do about it; one line.
    pub what: String,
}

/// Removes every account of a journal that is not proven removed, with its contact; what the system keeps is taken out of
/// use. The journal is deleted when nothing is left.
///
/// Only what carries exactly a login of the journal and was made by the account that the journal names is touched, and an
/// account only if its id is the one that the ERP gave where it gave one. One account that resists does not keep the others.
pub async fn cleanup(mut journal: Journal, accounts: &impl Accounts, now: Timestamp) -> Result<Cleaned, JournalError> {
    let mut cleaned = Cleaned::default();
    for intent in journal.intents() {
        let (left, found) = match clear(accounts, journal.maker(), &intent).await {
            Ok(cleared) => cleared,
            Err(fault) => (vec![format!("nobody knows what is left: {}", causes(&fault))], true),
        };
        if left.is_empty() && !found && intent.id.is_none() && now.duration_since(intent.at) < SETTLES {
            let what =
                "it is not there, but the system may still be making it; run `rolecall probe --cleanup` in two minutes";
            cleaned.left.push(Left { login: intent.login, what: what.to_owned() });
        } else if left.is_empty() {
            journal.removed(&intent.login)?;
            cleaned.removed.push(intent.login);
        } else {
            cleaned.left.extend(left.into_iter().map(|what| Left { login: intent.login.clone(), what }));
        }
    }
    journal.finish()?;
    Ok(cleaned)
}

/// Removes what an intent led to. Gives what is left of it, and whether there was anything.
async fn clear(accounts: &impl Accounts, maker: &str, intent: &Intent) -> Result<(Vec<String>, bool), AccountFault> {
    let mut resists: BTreeMap<(Thing, Box<str>), String> = BTreeMap::new();
    let key = |remnant: &Remnant| (remnant.thing, remnant.id.clone());
    let mut found_any = false;
    for _ in 0..ROUNDS {
        let found = accounts.find(&intent.login).await?;
        found_any |= !found.is_empty();
        let (known, new): (Vec<_>, Vec<_>) = found.iter().partition(|remnant| resists.contains_key(&key(remnant)));
        if new.is_empty() {
            return Ok((known.iter().filter_map(|remnant| resists.get(&key(remnant)).cloned()).collect(), found_any));
        }
        for remnant in new {
            if let Some(why) = take_away(accounts, maker, intent, remnant).await? {
                resists.insert(key(remnant), why);
            }
        }
    }
    Ok((vec![format!("the system says that `{}` is removed, and shows it again", intent.login)], found_any))
}

/// Removes one thing, or else takes it out of use and says why it stays.
async fn take_away(
    accounts: &impl Accounts,
    maker: &str,
    intent: &Intent,
    remnant: &Remnant,
) -> Result<Option<String>, AccountFault> {
    let (thing, id) = (remnant.thing, &*remnant.id);
    let what = format!("{} {id}", thing.words());
    if !is_ours(remnant, maker, intent) {
        return Ok(Some(format!("{what} is not the one that was made for the probe, so it was left alone")));
    }
    let reason = match accounts.remove(thing, id).await {
        Ok(()) => return Ok(None),
        Err(AccountFault::Refused { reason }) => reason,
        Err(fault) => return Err(fault),
    };
    let state = match accounts.deactivate(thing, id).await {
        Ok(()) => "it is out of use now",
        Err(AccountFault::Refused { .. }) => "it is still in use",
        Err(fault) => return Err(fault),
    };
    Ok(Some(format!("{what} cannot be removed ({reason}); {state}, remove it by hand")))
}

/// Made by the account that makes ours; of an account whose making the ERP answered, with the id that it said.
fn is_ours(remnant: &Remnant, maker: &str, intent: &Intent) -> bool {
    let other = |id: &str| remnant.thing == Thing::Account && *remnant.id != *id;
    remnant.maker.as_deref() == Some(maker) && !intent.id.as_deref().is_some_and(other)
}

/// An error and its causes in one line.
fn causes(error: &dyn Error) -> String {
    let rest = std::iter::successors(error.source(), |&error| error.source());
    rest.fold(error.to_string(), |line, cause| format!("{line}: {cause}"))
}
