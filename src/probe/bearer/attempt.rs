//! The ways to ask an API that takes tokens.

use std::fmt;

/// One way to ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Attempt {
    /// A token that must be taken; the control.
    Good,
    /// No token at all.
    NoToken,
    /// Past its end by an hour.
    Expired,
    /// Good for an hour from now on.
    NotYetValid,
    /// For somebody else's ears.
    WrongAudience,
    /// Changed after it was signed.
    WrongSignature,
    /// Signed by nobody, and saying so.
    AlgNone,
    /// Signed with the public key as if it were a shared secret.
    KeyConfusion,
    /// A token that must be taken, after all others: the control again.
    GoodAgain,
}

impl Attempt {
    /// In the order in which they are sent.
    const ALL: [Self; 9] = [
        Self::Good,
        Self::NoToken,
        Self::Expired,
        Self::NotYetValid,
        Self::WrongAudience,
        Self::WrongSignature,
        Self::AlgNone,
        Self::KeyConfusion,
        Self::GoodAgain,
    ];

    /// Those that can be made, in the order in which they are sent: whether the tokens have an audience, and whether the
    /// public key of a pair is known.
    pub(super) fn possible(has_audience: bool, has_public_key: bool) -> Vec<Self> {
        let can = |attempt: &Self| match attempt {
            Self::WrongAudience => has_audience,
            Self::KeyConfusion => has_public_key,
            _ => true,
        };
        Self::ALL.into_iter().filter(can).collect()
    }

    /// Whether it must open; every other one must be refused.
    pub fn must_open(self) -> bool {
        matches!(self, Self::Good | Self::GoodAgain)
    }

    /// The name in outputs for programs, and in fingerprints: for ever.
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::NoToken => "no-token",
            Self::Expired => "expired",
            Self::NotYetValid => "not-yet-valid",
            Self::WrongAudience => "wrong-audience",
            Self::WrongSignature => "wrong-signature",
            Self::AlgNone => "alg-none",
            Self::KeyConfusion => "key-confusion",
            Self::GoodAgain => "good-again",
        }
    }

    /// What is sent to a path, in words: `GET /api/v1/me with no token`.
    pub fn request(self, path: &str) -> String {
        format!("GET {path} with {self}")
    }
}

/// As plans, evidence and findings call it.
impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Good => "a good token",
            Self::NoToken => "no token",
            Self::Expired => "a token that expired an hour ago",
            Self::NotYetValid => "a token that is good only in an hour",
            Self::WrongAudience => "a token for another audience",
            Self::WrongSignature => "a token with a wrong signature",
            Self::AlgNone => "a token with `alg: none` and no signature",
            Self::KeyConfusion => "a token signed with the public key as a shared secret",
            Self::GoodAgain => "a good token, again",
        })
    }
}
