//! Well-known passwords against stored hashes, for whoever asks for it: what is stored is read, tried and forgotten.
//!
//! Nobody signs in, so no account is locked and nothing is written; the snapshot learns which public default opens an account,
//! and neither password nor hash.

mod stored;
mod trials;

use secrecy::SecretString;
use secrecy::zeroize::Zeroize as _;

pub(in crate::connect) use stored::{Cost, Stored, Unread};
pub(in crate::connect) use trials::try_well_known;

use super::questions::{Loss, Query};
use crate::model::UserIx;
use crate::snapshot::{Domain, State};

/// The question for stored hashes: its text, and the table and columns that it reads. Not among those of every collection: the
/// recipe's login has no right to them.
pub(in crate::connect) const fn question(
    sql: &'static str,
    reads: &'static [(&'static str, &'static [&'static str])],
) -> Query {
    Query {
        what: "stored hashes",
        domain: Domain::DefaultPasswords,
        loss: Loss::Domain(State::NotAssessed),
        module: None,
        sql,
        reads,
    }
}

/// The hash that is stored for an account, as the ERP writes it.
#[derive(Debug)]
pub(in crate::connect) struct Hash {
    /// The account.
    pub(in crate::connect) user: UserIx,
    /// What is stored.
    pub(in crate::connect) stored: SecretString,
}

/// What an answer says, as a secret whose memory is wiped. A text with room to spare would be copied into a smaller place, and
/// the old one left as it is; so it is copied here and then wiped.
pub(in crate::connect) fn secret(mut text: String) -> SecretString {
    let secret = SecretString::from(text.as_str());
    text.zeroize();
    secret
}
