//! What people read about a check; the check itself lives in `checks`.

use serde::Serialize;

use crate::model::Severity;

/// What part of a system's access checks look at, by the beginning of their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Area {
    /// The beginning of the ids.
    pub prefix: &'static str,
    /// The name on the command line.
    pub name: &'static str,
}

impl Area {
    /// Every area, in the order of ids.
    pub const ALL: [Self; 11] = [
        Self { prefix: "ACC", name: "accounts" },
        Self { prefix: "ESC", name: "escalation" },
        Self { prefix: "FLD", name: "fields" },
        Self { prefix: "GOV", name: "governance" },
        Self { prefix: "INF", name: "infrastructure" },
        Self { prefix: "LOG", name: "audit-trail" },
        Self { prefix: "PRB", name: "probe" },
        Self { prefix: "REC", name: "records" },
        Self { prefix: "RM", name: "matrix" },
        Self { prefix: "SOD", name: "duties" },
        Self { prefix: "TOK", name: "tokens" },
    ];
}

/// The documented part of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CheckInfo {
    /// For ever; never reused.
    pub id: &'static str,
    /// For ever.
    pub name: &'static str,
    /// One line.
    pub title: &'static str,
    /// The highest severity that its findings have.
    pub severity: Severity,
    /// What it looks for.
    pub what: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What to do about it.
    pub fix: &'static str,
    /// Controls that it gives evidence for, such as `NIST-800-53r5 AC-6`.
    pub controls: &'static [&'static str],
}

impl CheckInfo {
    /// Whether it belongs to an area.
    pub fn is_of(&self, area: Area) -> bool {
        self.id.strip_prefix(area.prefix).is_some_and(|rest| rest.starts_with('-'))
    }

    /// Whether a word is in what people read about it, whatever its case.
    pub fn speaks_of(&self, word: &str) -> bool {
        let word = word.to_lowercase();
        let texts = [self.id, self.name, self.title, self.what, self.why, self.fix];
        texts.iter().chain(self.controls).any(|text| text.to_lowercase().contains(&word))
    }
}
