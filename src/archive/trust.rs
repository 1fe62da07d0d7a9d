//! Whose signature counts: what the gate of the reader's own policies says about roles, names and keys. A run's own copy of the
//! policies is never asked.

use jiff::{SignedDuration, Timestamp};

use super::approval::Decision;
use super::keys::PublicKey;
use crate::identity::Person;
use crate::model::utc_day;
use crate::policy::GatePolicy;

/// By how much the clocks of two machines may differ.
const CLOCKS: SignedDuration = SignedDuration::from_mins(5);

/// The reader's gate and clock.
#[derive(Debug)]
pub struct Trust<'a> {
    gate: &'a GatePolicy,
    now: Timestamp,
}

/// What the gate knows about the key of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// It is the key of this person, listed for the role on the day of signing.
    Listed(String),
    /// It is the key of this person, listed for the role and not for that day.
    OtherDays(String),
    /// The gate lists no keys for the role: the signature holds, and whose it is nobody says.
    Anybody,
    /// The gate lists keys for the role, and this is none of them.
    Foreign,
    /// The gate has no such role.
    NoSuchRole,
}

/// A signature that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The role in which it was given.
    pub role: String,
    /// Who signed, by their own words.
    pub name: String,
    /// What was decided.
    pub decision: Decision,
    /// Why.
    pub comment: Option<String>,
    /// When, ISO 8601 UTC, by their own words.
    pub at: String,
    /// The thumbprint of the key.
    pub key: String,
    /// What the gate knows about the key.
    pub known: Known,
    /// The role decided anew later.
    pub superseded: bool,
    /// Where it is, below the runs.
    pub file: String,
}

impl Signature {
    /// Whether it is the sign-off that the gate asks for.
    pub fn counts(&self) -> bool {
        !self.superseded && self.decision != Decision::Rejected && self.known.is_trusted()
    }
}

impl Known {
    /// Whether the gate takes a signature of the key for one of the role. Any other decides nothing: it neither counts nor takes the
    /// place of one that does, because anybody can make a key.
    pub fn is_trusted(&self) -> bool {
        matches!(self, Self::Listed(_) | Self::Anybody)
    }
}

impl<'a> Trust<'a> {
    /// Of a gate, by a clock.
    pub fn new(gate: &'a GatePolicy, now: Timestamp) -> Self {
        Self { gate, now }
    }

    /// What a moment that somebody wrote down cannot be: later than the reader's clock, as far as clocks agree.
    pub(super) fn is_to_come(&self, moment: Timestamp) -> bool {
        moment.duration_since(self.now) > CLOCKS
    }

    /// The greatest age of evidence in days that the gate takes.
    pub(super) fn evidence_days(&self) -> Option<u32> {
        self.gate.snapshot_days
    }

    /// The roles that must sign.
    pub fn roles(&self) -> impl Iterator<Item = &'a str> {
        self.gate.sign_offs.iter().map(|sign_off| sign_off.role.as_str())
    }

    /// What the gate knows about a key that signs in a role at a moment.
    pub(super) fn of(&self, role: &str, key: &PublicKey, at: Timestamp) -> Known {
        let Some(sign_off) = self.gate.sign_offs.iter().find(|sign_off| sign_off.role == role) else {
            return Known::NoSuchRole;
        };
        if sign_off.signers.is_empty() {
            return Known::Anybody;
        }
        let day = utc_day(at);
        let theirs = || sign_off.signers.iter().filter(|signer| PublicKey::from(signer.key) == *key);
        match (theirs().find(|signer| signer.signs_on(day)), theirs().next()) {
            (Some(signer), _) => Known::Listed(signer.name.clone()),
            (None, Some(signer)) => Known::OtherDays(signer.name.clone()),
            (None, None) => Known::Foreign,
        }
    }

    /// Whether a signature is also of somebody who must not sign twice.
    pub(super) fn one_person(&self, other: &Signature, name: &str, key: &str) -> bool {
        let same = || Person::of(&other.name).is(&Person::of(name)).is_some();
        self.gate.different_people && (other.key == key || same())
    }
}
