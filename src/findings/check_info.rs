//! What people read about a check; the check itself lives in `checks`.

use serde::Serialize;

use crate::model::Severity;

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
