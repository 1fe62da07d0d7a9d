//! What an account is, before anything about it is suspicious.

use super::Crowd;
use super::lexicon::Lexicon;
use super::person::is_named_after_person;
use super::words::Name;
use crate::snapshot::{User, UserKind};

/// What an account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// The system's own.
    System,
    /// A customer's or supplier's.
    External,
    /// A program's.
    Service,
    /// Of somebody who works here, as far as it is anybody's.
    Internal,
}

impl Class {
    /// The class of an account whose login and display name were taken apart.
    pub(super) fn of(user: &User, login: &Name, shown: &Name, lexicon: &Lexicon<'_>, crowd: &Crowd) -> Self {
        let is_system = matches!(user.kind, UserKind::System | UserKind::Anonymous);
        if is_system || lexicon.system_account(user.login()).is_some() {
            return Self::System;
        }
        if user.kind == UserKind::External {
            return Self::External;
        }
        let is_program = login.words.iter().any(|word| lexicon.service.contains(word));
        if is_program && !is_named_after_person(login, shown, lexicon, crowd) {
            return Self::Service;
        }
        Self::Internal
    }

    /// The word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::System => "system account",
            Self::External => "outsider's account",
            Self::Service => "service account",
            Self::Internal => "account",
        }
    }
}
