//! Why the history cannot be used, each time with the next step.

use crate::connect::ConnectError;

/// Why the history cannot be used. No variant holds an address with its password.
#[derive(Debug, thiserror::Error)]
pub enum HistoryError {
    /// The server cannot be reached, or does not let us in.
    #[error("cannot use the history in PostgreSQL")]
    Server(#[source] ConnectError),
    /// The file or the folder around it is not what it should be.
    #[error("cannot use the history in {place}: {why}")]
    Unusable {
        /// Where.
        place: String,
        /// What is wrong, and the next step.
        why: String,
    },
    /// Somebody else keeps it.
    #[error("the history in {place} is kept by another run; wait until that is done")]
    Busy {
        /// Where.
        place: String,
    },
    /// It has tables that a newer rolecall made.
    #[error("the history in {place} was written by a newer rolecall: use that one")]
    Newer {
        /// Where.
        place: String,
    },
    /// It lacks tables that only a command that writes may make.
    #[error("the history in {place} was written by an older rolecall; the next `rolecall audit` brings it up to date")]
    Older {
        /// Where.
        place: String,
    },
    /// A writer was killed, and what it began cannot be taken back here.
    #[error(
        "the history in {place} was being written when its writer was killed; whoever reads it first must be able to write the file, its \
         folder and the journal beside it (`-journal` behind its name), or read a copy of both"
    )]
    Unfinished {
        /// Where.
        place: String,
    },
    /// A question was not answered.
    #[error("cannot {what} the history in {place}: {reason}")]
    Query {
        /// `read`, `write`.
        what: &'static str,
        /// Where.
        place: String,
        /// What the database said.
        reason: String,
    },
    /// Something stands there that no rolecall wrote.
    #[error("the history in {place} holds `{value}` where a {what} belongs: somebody changed it")]
    Stored {
        /// Where.
        place: String,
        /// What belongs there.
        what: &'static str,
        /// What there is.
        value: String,
    },
    /// The run was not made on top of the newest one.
    #[error("run `{run}` follows {}, and the newest run in the history is {}", named(.follows), named(.head))]
    NotNext {
        /// The run that is refused.
        run: String,
        /// What it says it follows.
        follows: Option<String>,
        /// What it should follow.
        head: Option<String>,
    },
    /// No run of that name.
    #[error("the history has no run `{run}`")]
    NoRun {
        /// The name.
        run: String,
    },
    /// A seal that is not the next one.
    #[error("run `{run}` has {there} seals in the history, so that the next is number {}, not {number}", there + 1)]
    SealOutOfOrder {
        /// The run.
        run: String,
        /// The seal that is refused.
        number: u64,
        /// How many there are.
        there: u64,
    },
    /// The machine has no room for a runtime.
    #[error("cannot start")]
    Runtime(#[source] std::io::Error),
}

#[expect(clippy::ref_option, reason = "thiserror hands over a reference to the field")]
fn named(run: &Option<String>) -> String {
    run.as_ref().map_or_else(|| "none".to_owned(), |run| format!("`{run}`"))
}
