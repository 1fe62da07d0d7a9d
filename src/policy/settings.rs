//! Rules about a system's settings.

use super::{Expect, Versions};
use crate::model::{Position, Severity};

/// How one setting of one kind of system must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingRule {
    /// The kind of system, as its snapshot calls it.
    pub system: String,
    /// For which versions.
    pub versions: Versions,
    /// The setting's key.
    pub setting: String,
    /// What its value must be.
    pub expect: Expect,
    /// What holds where a system of these versions does not have the setting; nothing where nobody can say.
    pub absent: Option<String>,
    /// How bad another value is.
    pub severity: Severity,
    /// Why it matters.
    pub why: String,
    /// What to do about it.
    pub fix: String,
    /// Controls that it gives evidence for, beside those of every setting.
    pub controls: Vec<String>,
    /// Where the rule stands, if the reader has the file.
    pub at: Option<Position>,
}
