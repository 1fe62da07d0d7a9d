//! Earlier runs: their verdicts, their findings from first seen to fixed, the seals that were put on them. In a file of SQLite,
//! or in PostgreSQL for a team; the same tables in both.
//!
//! The archive's folders are the truth about what a run said; the history is the truth about which runs there must be.
//!
//! Every call is one transaction: a crash leaves all of it or nothing, and two runs take turns.

mod db;
mod differs;
mod error;
mod open;
mod read;
mod record;
mod run;

use tokio::runtime::Runtime;

use db::Db;
pub use differs::Difference;
pub use error::HistoryError;
pub use open::Location;
use open::{Opened, query_failed};
pub use run::{Change, Counts, Recorded, Run, RunRef, Seen, Standing, Step, Timeline, Tracked};

use crate::model::{ArchivedRun, Sealed};

/// An open history.
pub struct Store {
    runtime: Runtime,
    db: Option<Db>,
    place: String,
}

/// Which runs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// Those of systems of this name.
    pub system: Option<&'a str>,
    /// The newest so many.
    pub limit: Option<usize>,
}

impl Store {
    /// Opens a history to write in, and makes it or brings it up to date.
    pub fn open(location: &Location) -> Result<Self, HistoryError> {
        Self::open_with(location, open::MIGRATIONS)
    }

    fn open_with(
        location: &Location,
        migrations: &'static [(i64, &'static str, &'static str)],
    ) -> Result<Self, HistoryError> {
        let runtime = runtime()?;
        let opened = runtime.block_on(open::writable(location, migrations))?;
        Ok(Self::of(runtime, opened))
    }

    /// Opens a history to read, if there is one; neither makes nor changes anything.
    pub fn open_existing(location: &Location) -> Result<Option<Self>, HistoryError> {
        Self::open_existing_with(location, open::MIGRATIONS)
    }

    fn open_existing_with(
        location: &Location,
        migrations: &'static [(i64, &'static str, &'static str)],
    ) -> Result<Option<Self>, HistoryError> {
        let runtime = runtime()?;
        let opened = runtime.block_on(open::readable(location, migrations))?;
        Ok(opened.map(|opened| Self::of(runtime, opened)))
    }

    fn of(runtime: Runtime, opened: Opened) -> Self {
        Self { runtime, db: Some(opened.db), place: opened.place }
    }

    /// Waits until nobody else writes, and keeps everybody else waiting until the turn is over.
    pub fn turn(&mut self) -> Result<Turn<'_>, HistoryError> {
        self.with("write", async |db| db.begin_writing().await)?;
        Ok(Turn { store: self, over: false })
    }

    /// The newest run.
    pub fn head(&mut self) -> Result<Option<ArchivedRun>, HistoryError> {
        self.reading(async |db| read::head(db).await)
    }

    /// Records a run that follows the newest one.
    pub fn record(&mut self, run: &Run, seen: &[Seen]) -> Result<Change, HistoryError> {
        self.turn()?.record(run, seen)
    }

    /// Records a seal on a run.
    pub fn seal(&mut self, seal: &Sealed) -> Result<(), HistoryError> {
        self.turn()?.seal(seal)
    }

    /// The seals of a run, or of all, in their order.
    pub fn seals(&mut self, run: Option<&str>) -> Result<Vec<Sealed>, HistoryError> {
        self.reading(async |db| read::seals(db, run).await)
    }

    /// The runs, newest first.
    pub fn runs(&mut self, filter: Filter<'_>) -> Result<Vec<Recorded>, HistoryError> {
        self.reading(async |db| read::runs(db, filter).await)
    }

    /// What a recorded run and its findings are otherwise than the run itself says.
    pub fn differences(
        &mut self,
        recorded: &Recorded,
        run: &Run,
        seen: &[Seen],
    ) -> Result<Vec<Difference>, HistoryError> {
        let marked = self.reading(async |db| read::seen(db, recorded.run.number).await)?;
        Ok(differs::differences(recorded, &marked, run, seen))
    }

    /// Every finding that was ever seen, open ones first, the worst first.
    pub fn findings(&mut self, system: Option<&str>) -> Result<Vec<Tracked>, HistoryError> {
        self.reading(async |db| read::findings(db, read::Which::Of(system)).await)
    }

    /// The findings whose fingerprint begins so, run by run.
    pub fn timelines(&mut self, fingerprint: &str) -> Result<Vec<Timeline>, HistoryError> {
        self.reading(async |db| read::timelines(db, fingerprint).await)
    }

    /// Asks in one transaction that sees one moment.
    fn reading<T>(&mut self, ask: impl AsyncFnOnce(&mut Db) -> Result<T, Fault>) -> Result<T, HistoryError> {
        self.with("read", async |db| {
            db.begin_reading().await?;
            let found = ask(db).await;
            db.end(found.is_ok()).await?;
            found
        })
    }

    fn with<T, E>(
        &mut self,
        what: &'static str,
        act: impl AsyncFnOnce(&mut Db) -> Result<T, E>,
    ) -> Result<T, HistoryError>
    where
        Fault: From<E>,
    {
        let place = self.place.clone();
        let Some(db) = &mut self.db else {
            return Err(HistoryError::Query { what, place, reason: "it is closed".to_owned() });
        };
        self.runtime.block_on(act(db)).map_err(|error| match Fault::from(error) {
            Fault::Database(error) => query_failed(&place, what, &error),
            Fault::Stored { what, value } => HistoryError::Stored { place, what, value },
            Fault::Refused(error) => *error,
        })
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if let Some(db) = self.db.take() {
            self.runtime.block_on(db.close());
        }
    }
}

/// A turn to write: what it records is there when all of it is, and nobody else writes meanwhile.
pub struct Turn<'s> {
    store: &'s mut Store,
    over: bool,
}

impl Turn<'_> {
    /// The newest run, which nobody can follow meanwhile.
    pub fn head(&mut self) -> Result<Option<ArchivedRun>, HistoryError> {
        self.store.with("read", async |db| read::head(db).await)
    }

    /// Records a run that follows the newest one, and ends the turn.
    pub fn record(mut self, run: &Run, seen: &[Seen]) -> Result<Change, HistoryError> {
        self.last(async |db| record::run(db, run, seen).await)
    }

    /// Records a seal on a run, and ends the turn.
    pub fn seal(mut self, seal: &Sealed) -> Result<(), HistoryError> {
        self.last(async |db| record::seal(db, seal).await)
    }

    fn last<T>(&mut self, act: impl AsyncFnOnce(&mut Db) -> Result<T, Fault>) -> Result<T, HistoryError> {
        let done = self.store.with("write", act)?;
        self.store.with("write", async |db| db.end(true).await)?;
        self.over = true;
        Ok(done)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        if !self.over {
            // Where this fails the connection is gone, and the database takes everything back by itself.
            let _ = self.store.with("write", async |db| db.end(false).await);
        }
    }
}

/// Why a question has no answer; becomes a [`HistoryError`] where the place is known.
enum Fault {
    Database(sqlx::Error),
    Stored { what: &'static str, value: String },
    Refused(Box<HistoryError>),
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<HistoryError> for Fault {
    fn from(error: HistoryError) -> Self {
        Self::Refused(Box::new(error))
    }
}

fn runtime() -> Result<Runtime, HistoryError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(HistoryError::Runtime)
}

#[cfg(test)]
mod tests;
