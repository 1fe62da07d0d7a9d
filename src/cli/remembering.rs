//! What the history remembers of an archive: read before something is written or verified, told about what was written.

use std::path::Path;

use clap::Args;

use crate::archive::{Expected, Sealed};

/// Which history.
#[derive(Debug, Args)]
pub(super) struct HistoryArgs {}

/// What is remembered of an archive; nothing where there is no history.
pub(super) fn expected(_: &HistoryArgs, _runs: &Path) -> anyhow::Result<Option<Expected>> {
    Ok(None)
}

/// Remembers a seal.
pub(super) fn seal(_: &HistoryArgs, _runs: &Path, _sealed: &Sealed) -> anyhow::Result<()> {
    Ok(())
}
