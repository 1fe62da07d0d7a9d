//! The clock of the machine that collected.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What that clock said around the reading: beside [`super::System::taken_at`] it shows how far the system's own is off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MachineClock {
    /// Before anything was asked.
    pub before: Timestamp,
    /// When everything was there.
    pub after: Timestamp,
}
