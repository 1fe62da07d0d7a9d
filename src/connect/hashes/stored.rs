//! The text forms of hashes, and whether a password makes one.

use std::num::NonZeroU32;

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::pbkdf2;
use base64::Engine as _;
use base64::alphabet::Alphabet;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD, STANDARD_NO_PAD};

/// Nobody sets a hash to more than this, and one try of it takes seconds.
const MOST_ROUNDS: u32 = 5_000_000;
/// A quarter of a gibibyte.
const MOST_KIB: u32 = 262_144;
/// Passes over that memory.
const MOST_PASSES: u32 = 16;
/// What no hash and no salt is longer than, in bytes.
const LONGEST: usize = 128;

/// Why a hash cannot be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::connect) enum Unread {
    /// Of a form that nobody here knows.
    Form,
    /// Made so slow that trying it is no small matter.
    Dear,
}

/// What one try takes, in rounds of PBKDF2 or KiB times passes of Argon2.
pub(in crate::connect) type Cost = u64;

/// A stored hash that can be tried. It cannot be printed.
pub(in crate::connect) enum Stored {
    /// `$pbkdf2-sha512$rounds$salt$hash` as passlib writes it. Odoo 16 to 19 (`res_users.password`); with sha256 Frappe 14 to 17
    /// (`__Auth.password`).
    Pbkdf2 {
        /// SHA-256 or SHA-512.
        digest: pbkdf2::Algorithm,
        /// How many times.
        rounds: NonZeroU32,
        /// The salt.
        salt: Vec<u8>,
        /// What comes out for the right password.
        hash: Vec<u8>,
    },
    /// `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. Tryton 7.0 to 8.2 (`res_user.password_hash`); Frappe takes it, too.
    Argon2 {
        /// Which of the three, and how slow.
        made_by: Box<Argon2<'static>>,
        /// KiB times passes.
        cost: Cost,
        /// The salt.
        salt: Vec<u8>,
        /// What comes out for the right password.
        hash: Vec<u8>,
    },
}

impl Stored {
    /// Reads a text form.
    pub(in crate::connect) fn read(text: &str) -> Result<Self, Unread> {
        let parts: Vec<&str> = text.split('$').collect();
        match parts.as_slice() {
            ["", "pbkdf2-sha256", rounds, salt, hash] => Self::pbkdf2(pbkdf2::PBKDF2_HMAC_SHA256, rounds, salt, hash),
            ["", "pbkdf2-sha512", rounds, salt, hash] => Self::pbkdf2(pbkdf2::PBKDF2_HMAC_SHA512, rounds, salt, hash),
            ["", kind, "v=19", params, salt, hash] => Self::argon2(kind, params, salt, hash),
            _ => Err(Unread::Form),
        }
    }

    fn pbkdf2(digest: pbkdf2::Algorithm, rounds: &str, salt: &str, hash: &str) -> Result<Self, Unread> {
        let rounds: NonZeroU32 = rounds.parse().map_err(|_| Unread::Form)?;
        if rounds.get() > MOST_ROUNDS {
            return Err(Unread::Dear);
        }
        let (salt, hash) = (bytes(&passlibs()?, salt)?, bytes(&passlibs()?, hash)?);
        Ok(Self::Pbkdf2 { digest, rounds, salt, hash })
    }

    fn argon2(kind: &str, params: &str, salt: &str, hash: &str) -> Result<Self, Unread> {
        let algorithm = match kind {
            "argon2id" => Algorithm::Argon2id,
            "argon2i" => Algorithm::Argon2i,
            "argon2d" => Algorithm::Argon2d,
            _ => return Err(Unread::Form),
        };
        let named: Vec<(&str, u32)> = params
            .split(',')
            .map(|param| Some(param.split_once('=')?).and_then(|(name, value)| Some((name, value.parse().ok()?))))
            .collect::<Option<_>>()
            .ok_or(Unread::Form)?;
        let [("m", kib), ("t", passes), ("p", lanes)] = named.as_slice() else { return Err(Unread::Form) };
        if *kib > MOST_KIB || *passes > MOST_PASSES {
            return Err(Unread::Dear);
        }
        let (salt, hash) = (bytes(&STANDARD_NO_PAD, salt)?, bytes(&STANDARD_NO_PAD, hash)?);
        let params = Params::new(*kib, *passes, *lanes, Some(hash.len())).map_err(|_| Unread::Form)?;
        let made_by = Box::new(Argon2::new(algorithm, Version::V0x13, params));
        Ok(Self::Argon2 { made_by, cost: u64::from(*kib) * u64::from(*passes), salt, hash })
    }

    /// Whether it is the hash of a password. Takes the same time wherever they differ.
    pub(in crate::connect) fn is_of(&self, password: &str) -> bool {
        match self {
            Self::Pbkdf2 { digest, rounds, salt, hash } => {
                pbkdf2::verify(*digest, *rounds, salt, password.as_bytes(), hash).is_ok()
            }
            Self::Argon2 { made_by, salt, hash, .. } => {
                let mut made = vec![0; hash.len()];
                let done = made_by.hash_password_into(password.as_bytes(), salt, &mut made);
                done.is_ok() && verify_slices_are_equal(&made, hash).is_ok()
            }
        }
    }

    /// What one try takes.
    pub(in crate::connect) fn cost(&self) -> Cost {
        match self {
            Self::Pbkdf2 { rounds, .. } => u64::from(rounds.get()),
            Self::Argon2 { cost, .. } => *cost,
        }
    }
}

/// Base64 with `.` for `+` and without padding.
fn passlibs() -> Result<GeneralPurpose, Unread> {
    let alphabet = Alphabet::new("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789./");
    alphabet.map(|alphabet| GeneralPurpose::new(&alphabet, NO_PAD)).map_err(|_| Unread::Form)
}

fn bytes(alphabet: &GeneralPurpose, text: &str) -> Result<Vec<u8>, Unread> {
    let bytes = alphabet.decode(text).map_err(|_| Unread::Form)?;
    if (1..=LONGEST).contains(&bytes.len()) { Ok(bytes) } else { Err(Unread::Form) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last line is of the reference implementation of Argon2 (`test.c`), the second of passlib's documentation, the others
    /// of Python's `hashlib`.
    const HASHES: [(&str, &str); 4] = [
        (
            "admin",
            "$pbkdf2-sha512$25000$c29tZXNhbHRzb21lc2FsdA$ZOP.l4hK3puye8HWkPii5GJdXYJKaZ5cnjER2XdJj7IpY9X3uhoD5O3QKdWpP5WhUVb0CGbn94k6IHAWvQNssw",
        ),
        ("toomanysecrets", "$pbkdf2-sha256$29000$N2YMIWQsBWBMae09x1jrPQ$1t8iyB2A.WF/Z5JZv.lfCIhXXN33N23OSgQYThBYRfk"),
        ("päß", "$pbkdf2-sha256$29000$./9zb21lc2FsdHh4eHj7$7k/mSoTV7LXf7wzQXX4XYCLK4MF.vvI2X8ZKSZIBv8c"),
        ("password", "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4"),
    ];

    #[test]
    fn the_right_password_makes_the_hash_and_no_other_does() {
        for (password, hash) in HASHES {
            let stored = Stored::read(hash).unwrap();
            assert!(stored.is_of(password), "{hash}");
            assert!(!stored.is_of("") && !stored.is_of("Password") && !stored.is_of("admin "), "{hash}");
        }
    }

    #[test]
    fn other_forms_and_slow_ones_are_not_tried() {
        let unread = |text: &str| Stored::read(text).map(|_| ()).unwrap_err();
        for text in [
            "",
            "admin",
            "$2b$12$abcdefghijklmnopqrstuv",
            "$pbkdf2-sha512$0$c2FsdA$aGFzaA",
            "$pbkdf2-sha512$1000$c2FsdA$",
            "$pbkdf2-sha512$1000$c2F+dA$aGFzaA",
            "$pbkdf2-sha512$-1$c2FsdA$aGFzaA",
            "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQM",
            "$argon2id$v=19$t=2,m=256,p=1$c29tZXNhbHQ$nf65EOgLrQM",
            "$argon2id$v=19$m=256,t=2,p=0$c29tZXNhbHQ$nf65EOgLrQM",
        ] {
            assert_eq!(unread(text), Unread::Form, "{text}");
        }
        assert_eq!(unread("$pbkdf2-sha512$5000001$c2FsdA$aGFzaA"), Unread::Dear);
        assert_eq!(unread("$argon2id$v=19$m=4194304,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQM"), Unread::Dear);
    }
}
