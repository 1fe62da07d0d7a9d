//! Whose signature counts: what the gate of the reader's own policies says about roles, names and keys. A run's own copy of the
//! policies is never asked.

use super::approval::{ApprovalError, Decision};
use super::keys::PublicKey;
use crate::identity::Person;
use crate::policy::GatePolicy;

/// The reader's gate.
#[derive(Debug)]
pub struct Trust<'a> {
    gate: &'a GatePolicy,
}

/// What the gate knows about the key of a signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Known {
    /// It is the key of this person, listed for the role.
    Listed(String),
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
        !self.superseded
            && self.decision != Decision::Rejected
            && matches!(self.known, Known::Listed(_) | Known::Anybody)
    }
}

impl<'a> Trust<'a> {
    /// Of a gate.
    pub fn new(gate: &'a GatePolicy) -> Self {
        Self { gate }
    }

    /// The roles that must sign.
    pub fn roles(&self) -> impl Iterator<Item = &'a str> {
        self.gate.sign_offs.iter().map(|sign_off| sign_off.role.as_str())
    }

    /// What the gate knows about a key that signs in a role.
    pub(super) fn of(&self, role: &str, key: &PublicKey) -> Result<Known, ApprovalError> {
        let Some(sign_off) = self.gate.sign_offs.iter().find(|sign_off| sign_off.role == role) else {
            return Ok(Known::NoSuchRole);
        };
        if sign_off.signers.is_empty() {
            return Ok(Known::Anybody);
        }
        for signer in &sign_off.signers {
            let listed = PublicKey::read(&signer.key).map_err(|source| ApprovalError::Gate {
                role: role.to_owned(),
                name: signer.name.clone(),
                source,
            })?;
            if listed == *key {
                return Ok(Known::Listed(signer.name.clone()));
            }
        }
        Ok(Known::Foreign)
    }

    /// Whether a signature is also of somebody who must not sign twice.
    pub(super) fn one_person(&self, other: &Signature, name: &str, key: &str) -> bool {
        let same = || Person::of(&other.name).is(&Person::of(name)).is_some();
        self.gate.different_people && (other.key == key || same())
    }
}
