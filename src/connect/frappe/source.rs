//! Where answers come from, and what only a Frappe is asked.

pub(super) use crate::connect::source::{Row, Source as Answers};

use crate::connect::ConnectError;

/// Answers the questions of [`queries`](super::queries).
pub(super) trait Source: Answers {
    /// Rows of a table of permissions that give a right which an app added. The answer's one column is the row's name.
    async fn with_right(
        &mut self,
        table: &'static str,
        right: &str,
        take: impl FnMut(&Row<'_>) -> Result<(), sqlx::Error>,
    ) -> Result<bool, ConnectError>;
}
