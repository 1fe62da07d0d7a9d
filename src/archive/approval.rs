//! Approvals: what somebody decides about a run in one role of the gate, signed as a JWS (RFC 7515) with Ed25519 (RFC 8037).

use std::collections::BTreeSet;
use std::path::Path;

use jiff::Timestamp;
use jsonwebtoken::{Algorithm, Header, Validation, decode, decode_header, encode};
use serde::{Deserialize, Serialize};

use super::error::ArchiveError;
use super::keys::{PublicKey, SigningKey};
use super::lock::Archive;
use super::read::{self, Manifest};
use super::seal::{Sealing, last};
use super::trust::{Known, Trust};
use super::verify::{Problem, Scope, verify};
use crate::findings::Verdict;
use crate::model::{Sealed, days_between, nearest, utc_day};

/// The type of an approval: a signature made for something else is none.
const TYPE: &str = "rolecall-approval+jwt";
/// The seal that an approval is in, and its file.
pub(super) const WHAT: &str = "approval";
pub(super) const JWS: &str = "approval.jws";

/// What somebody decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Go.
    Approved,
    /// Go, and the conditions are kept.
    Conditional,
    /// Do not go.
    Rejected,
}

impl Decision {
    /// All of them, in the order of the help.
    pub const ALL: [Self; 3] = [Self::Approved, Self::Conditional, Self::Rejected];

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Conditional => "conditional",
            Self::Rejected => "rejected",
        }
    }

    /// Why nobody can decide so about a verdict.
    pub(super) fn against(self, verdict: &str) -> Option<&'static str> {
        match self {
            Self::Rejected => None,
            _ if verdict != Verdict::Go.words() && verdict != Verdict::GoWithConditions.words() => {
                Some("it can only be rejected")
            }
            Self::Approved if verdict == Verdict::GoWithConditions.words() => {
                Some("who approves it accepts its conditions: `conditional`")
            }
            Self::Approved | Self::Conditional => None,
        }
    }
}

/// What somebody wants to sign.
#[derive(Debug, Clone)]
pub struct Approval {
    /// The role of the gate in which they sign.
    pub role: String,
    /// Who they are.
    pub name: String,
    /// What they decide.
    pub decision: Decision,
    /// Why, or on what condition.
    pub comment: Option<String>,
    /// When.
    pub at: Timestamp,
}

/// Why nothing was signed.
#[derive(Debug, thiserror::Error)]
pub enum ApprovalError {
    /// A role that the gate does not have.
    #[error("the gate names no role `{role}` that signs; {known}")]
    Role {
        /// As given.
        role: String,
        /// What was probably meant, or all there are.
        known: String,
    },
    /// Somebody else's key.
    #[error("the key is not one that the gate lists for `{0}`; ask whoever keeps `gate.yaml`")]
    Key(String),
    /// A listed key under another name.
    #[error("the gate lists this key as that of `{listed}`, not of `{given}`")]
    Name {
        /// In the gate.
        listed: String,
        /// On the command line.
        given: String,
    },
    /// A decision that the verdict does not allow.
    #[error("the verdict is {verdict}: {why}")]
    Verdict {
        /// The verdict.
        verdict: String,
        /// What is possible.
        why: &'static str,
    },
    /// The same person in a second role.
    #[error("`{name}` signed as `{role}` already, and the gate wants different people")]
    Twice {
        /// Who.
        name: String,
        /// In which role.
        role: String,
    },
    /// Nobody.
    #[error("nobody is named: give `--name`")]
    Nobody,
    /// A key that is not listed for this day.
    #[error("the gate lists the key of `{0}` for other days: see `from` and `until` in `gate.yaml`")]
    OtherDays(String),
    /// What was looked at is too long ago.
    #[error("the snapshot was taken {age} days before this signature, and the gate takes {most} at most: audit again")]
    Stale {
        /// In days.
        age: i64,
        /// In days.
        most: u32,
    },
    /// A run that was changed.
    #[error("the archive is not what it was, so nothing was signed: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Changed(Vec<Problem>),
    /// The signature cannot be made.
    #[error("cannot sign with this key")]
    Sign(#[source] jsonwebtoken::errors::Error),
    /// The archive.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
}

/// What is signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claims {
    pub(super) role: String,
    pub(super) name: String,
    pub(super) decision: Decision,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) comment: Option<String>,
    pub(super) run: String,
    pub(super) manifest_sha256: String,
    pub(super) verdict: String,
    /// The SHA-256 of the `seal.json` before this one: an old approval in a new place does not fit.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(super) previous_seal: Option<String>,
    /// Seconds since 1970.
    pub(super) iat: i64,
}

/// Verifies a run, signs what somebody decides about it and seals that into it. Nothing is signed that was changed.
pub fn sign(
    archive: &Archive,
    run: &Path,
    approval: &Approval,
    key: &SigningKey,
    trust: &Trust<'_>,
    scope: Scope<'_>,
) -> Result<Sealed, ApprovalError> {
    let role = approval.role.as_str();
    if approval.name.trim().is_empty() {
        return Err(ApprovalError::Nobody);
    }
    let roles: BTreeSet<&str> = trust.roles().collect();
    if !roles.contains(role) {
        let known = match nearest(role, roles.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if roles.is_empty() => "nobody has to sign".to_owned(),
            None => format!("it names {}", roles.into_iter().collect::<Vec<_>>().join(", ")),
        };
        return Err(ApprovalError::Role { role: role.to_owned(), known });
    }
    match trust.of(role, &key.public, approval.at) {
        Known::OtherDays(listed) => return Err(ApprovalError::OtherDays(listed)),
        Known::Foreign => return Err(ApprovalError::Key(role.to_owned())),
        Known::Listed(listed) if listed != approval.name => {
            return Err(ApprovalError::Name { listed, given: approval.name.clone() });
        }
        Known::Listed(_) | Known::Anybody | Known::NoSuchRole => {}
    }
    let verification = verify(run, trust, scope)?;
    let Some(state) = verification.runs.first().filter(|_| verification.problems.is_empty()) else {
        return Err(ApprovalError::Changed(verification.problems));
    };
    if let Some(why) = approval.decision.against(&state.verdict) {
        return Err(ApprovalError::Verdict { verdict: state.verdict.clone(), why });
    }
    // What is rejected is not the safer for being fresh.
    if let Some(most) = trust.evidence_days().filter(|_| approval.decision != Decision::Rejected) {
        let age = read::manifest(run)?.taken_on.map_or(0, |taken| days_between(taken, utc_day(approval.at)));
        if age > i64::from(most) {
            return Err(ApprovalError::Stale { age, most });
        }
    }
    let other =
        state.signatures.iter().filter(|other| !other.superseded && other.known.is_trusted() && other.role != role);
    if let Some(other) =
        other.into_iter().find(|other| trust.one_person(other, &approval.name, &key.public.thumbprint()))
    {
        return Err(ApprovalError::Twice { name: other.name.clone(), role: other.role.clone() });
    }
    let claims = Claims {
        role: approval.role.clone(),
        name: approval.name.clone(),
        decision: approval.decision,
        comment: approval.comment.clone(),
        run: state.run.clone(),
        manifest_sha256: state.manifest_sha256.clone(),
        verdict: state.verdict.clone(),
        previous_seal: last(run)?.map(|last| last.sha256),
        iat: approval.at.as_second(),
    };
    let jws = encode(&header(&key.public), &claims, &key.key).map_err(ApprovalError::Sign)?;
    let sealing = Sealing { what: WHAT, at: approval.at, files: &[(JWS, jws.as_bytes())] };
    Ok(archive.seal(run, &sealing)?)
}

/// The header of an approval: with the key, so that any tool can check the signature; whose key it is, the gate says.
fn header(key: &PublicKey) -> Header {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(TYPE.to_owned());
    header.jwk = Some(key.jwk());
    header.kid = Some(key.thumbprint());
    header
}

/// The claims of an approval and the key that signed them, or what is wrong with it. The signature is checked first.
pub(super) fn read(
    jws: &[u8],
    manifest: &Manifest,
    previous_seal: Option<&str>,
) -> Result<(Claims, PublicKey), String> {
    let jws = std::str::from_utf8(jws).map_err(|_| "is no signature".to_owned())?;
    let given = decode_header(jws).map_err(|error| format!("is no signature: {error}"))?;
    let key = given.jwk.as_ref().and_then(PublicKey::of);
    // Another algorithm, another type, another name of the key, a part that changes what the signature means: none is ours.
    let Some(key) = key.filter(|key| given == header(key)) else {
        return Err(format!("its header is not that of an approval: EdDSA, `{TYPE}`, the key and its thumbprint"));
    };
    let mut signature_alone = Validation::new(Algorithm::EdDSA);
    signature_alone.required_spec_claims.clear();
    signature_alone.validate_exp = false;
    signature_alone.validate_aud = false;
    let claims: Claims = decode(jws, &key.verifying(), &signature_alone)
        .map_err(|error| format!("its signature does not hold: {error}"))?
        .claims;
    let wrong = [
        ("run", claims.run == manifest.run),
        ("manifest", claims.manifest_sha256 == manifest.sha256),
        ("verdict", claims.verdict == manifest.verdict),
        ("seal before it", claims.previous_seal.as_deref() == previous_seal),
    ];
    match wrong.iter().find(|(_, fits)| !fits) {
        Some((what, _)) => Err(format!("was signed for another {what}")),
        None => Ok((claims, key)),
    }
}
