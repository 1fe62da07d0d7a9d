//! What a collector asks, what it does without an answer, and its account of both: the same for every ERP.

use std::collections::{BTreeMap, BTreeSet};

use super::ConnectError;
use crate::snapshot::{Count, Coverage, Domain, State};

/// What happens to the audit when a question cannot be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::connect) enum Loss {
    /// No snapshot: whatever it said would mislead.
    Fatal,
    /// The domain is not assessed, or is incomplete.
    Domain(State),
}

/// A question.
#[derive(Debug)]
pub(in crate::connect) struct Query {
    /// What it collects, in words.
    pub(in crate::connect) what: &'static str,
    /// The part of the audit that needs it.
    pub(in crate::connect) domain: Domain,
    /// What is lost without it.
    pub(in crate::connect) loss: Loss,
    /// The module that brings the table or column; where it is not installed, nothing is lost.
    pub(in crate::connect) module: Option<&'static str>,
    /// The text.
    pub(in crate::connect) sql: &'static str,
    /// Tables (of schema `public` unless they say otherwise) and their columns.
    pub(in crate::connect) reads: &'static [(&'static str, &'static [&'static str])],
}

/// Why a question cannot be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::connect) enum Gap {
    /// It is not there.
    Missing(String),
    /// It is not there, or the login has no right; the server shows only what may be read.
    Hidden(String),
    /// It is there, and the login has no right.
    Denied(String),
}

impl Gap {
    /// In words.
    pub(in crate::connect) fn words(&self) -> String {
        match self {
            Self::Missing(name) => format!("`{name}` does not exist"),
            Self::Hidden(name) => format!("`{name}` does not exist or may not be read"),
            Self::Denied(name) => format!("no right to read `{name}`"),
        }
    }
}

/// What was answered, and what could not be read.
#[derive(Debug, Default)]
pub(in crate::connect) struct Ledger {
    /// Installed modules.
    pub(in crate::connect) modules: BTreeSet<String>,
    losses: BTreeMap<Domain, (State, BTreeSet<String>)>,
    /// Domains about which a question was answered.
    looked: BTreeSet<Domain>,
    answered: BTreeSet<&'static str>,
}

impl Ledger {
    /// Notes what a domain lacks. The worst state counts, every reason is kept.
    pub(in crate::connect) fn note(&mut self, domain: Domain, state: State, reason: String) {
        let entry = self.losses.entry(domain).or_insert((state, BTreeSet::new()));
        entry.0 = entry.0.max(state);
        entry.1.insert(reason);
    }

    /// Whether a module is known not to be installed.
    pub(in crate::connect) fn lacks(&self, module: &str) -> bool {
        !self.modules.is_empty() && !self.modules.contains(module)
    }

    /// Notes that a question was answered.
    pub(in crate::connect) fn answer(&mut self, query: &Query) {
        self.answered.insert(query.sql);
        self.looked.insert(query.domain);
    }

    /// Notes that a domain was looked at without a question, such as by reading a file.
    pub(in crate::connect) fn look(&mut self, domain: Domain) {
        self.looked.insert(domain);
    }

    /// Whether a question was answered, so far.
    pub(in crate::connect) fn answered(&self, query: &Query) -> bool {
        self.answered.contains(query.sql)
    }

    /// Notes that a question cannot be asked, with the `step` that would help where a right is missing.
    ///
    /// `false` where there would be no snapshot worth its name without the answer.
    #[must_use]
    pub(in crate::connect) fn lose(&mut self, query: &Query, gap: &Gap, step: &str) -> bool {
        // Without its module a table has no rows to miss.
        if let (Gap::Missing(_) | Gap::Hidden(_), Some(module)) = (gap, query.module)
            && self.lacks(module)
        {
            return true;
        }
        let Loss::Domain(state) = query.loss else { return false };
        let step = match gap {
            Gap::Denied(_) | Gap::Hidden(_) => format!(": {step}"),
            Gap::Missing(_) => String::new(),
        };
        self.note(query.domain, state, format!("{} not read, {}{step}", query.what, gap.words()));
        true
    }

    /// Whether a database lets a login ask a question. What stands in the way is noted, and is an error where there would be
    /// no snapshot worth its name without the answer; so is a table that may hide rows from the login.
    pub(in crate::connect) fn may_ask(
        &mut self,
        query: &Query,
        gap: Option<Gap>,
        filtered: Option<&str>,
        login: &str,
        step: &'static str,
    ) -> Result<bool, ConnectError> {
        if let Some(gap) = gap {
            if self.lose(query, &gap, step) {
                return Ok(false);
            }
            let (login, what) = (login.to_owned(), query.what.to_owned());
            return Err(ConnectError::Indispensable { login, what, gap: gap.words(), step });
        }
        if let Some(table) = filtered {
            let why = format!("row-level security on `{table}` may hide rows from `{login}`: give it `bypassrls`");
            self.note(query.domain, State::Incomplete, why);
        }
        Ok(true)
    }

    /// An entity that was counted twice; its domain is incomplete where the counts differ.
    #[must_use]
    pub(in crate::connect) fn count(
        &mut self,
        entity: &str,
        domain: Domain,
        collected: usize,
        counted: u64,
        method: &str,
    ) -> Count {
        let collected = collected as u64;
        if collected != counted {
            let why = format!("{collected} of {counted} {entity}: the others point at rows that are not there");
            self.note(domain, State::Incomplete, why);
        }
        Count { entity: entity.to_owned(), domain, collected, counted, method: method.to_owned() }
    }

    /// The state of every domain.
    pub(in crate::connect) fn coverage(&self) -> Vec<Coverage> {
        Domain::ALL
            .into_iter()
            .map(|domain| match self.losses.get(&domain) {
                None if !domain.is_core() && !self.looked.contains(&domain) => {
                    let reason = Some(domain.unmentioned().to_owned());
                    Coverage { domain, state: State::NotAssessed, reason }
                }
                None => Coverage { domain, state: State::Assessed, reason: None },
                Some((state, reasons)) => {
                    let reasons: Vec<&str> = reasons.iter().map(String::as_str).collect();
                    Coverage { domain, state: *state, reason: Some(reasons.join("; ")) }
                }
            })
            .collect()
    }
}
