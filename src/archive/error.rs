//! Why an archive cannot be written or read.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

/// Why an archive cannot be written or read. What was there before is still there.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// Something cannot be written.
    #[error("cannot write `{}`", path.display())]
    Write {
        /// What.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// Something cannot be read.
    #[error("cannot read `{}`", path.display())]
    Read {
        /// What.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The snapshot does not go in.
    #[error(transparent)]
    Snapshot(#[from] crate::snapshot::WriteError),
    /// The report cannot be rendered.
    #[error(transparent)]
    Render(#[from] crate::report::RenderError),
    /// A file that the audit read has changed since.
    #[error("`{0}` changed while the audit ran; run it again, so that the archive holds what was judged")]
    Changed(String),
    /// A file is too large to be kept as an input.
    #[error("`{0}` is too large to be archived")]
    TooLarge(String),
    /// A folder that holds no run.
    #[error("`{}` is no archived run: it has no {}; `rolecall audit` writes them below `reports`", .0.display(), super::MANIFEST)]
    NotARun(PathBuf),
    /// A name that is not fit for a file of a seal.
    #[error("`{0}` is not fit for the name of a seal or of a file in one: small letters, digits, dashes and dots")]
    Name(String),
    /// More seals than numbers.
    #[error("the run has 9,999 seals; no more go in")]
    TooManySeals,
    /// A seal from before there was anything to decide about.
    #[error(
        "{at} is no moment for this: the run was judged, or last decided about, at {since}; a clock is wrong, or `--now`"
    )]
    Moment {
        /// The moment of the seal.
        at: Timestamp,
        /// Since when there can be one.
        since: Timestamp,
    },
    /// The seals before this one cannot be read, so that none can follow them.
    #[error("seal `{0}` is damaged, so nothing can be sealed after it; see `rolecall verify`")]
    DamagedSeal(String),
}

impl ArchiveError {
    pub(super) fn write(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Write { path, source }
    }

    pub(super) fn read(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Read { path, source }
    }
}
