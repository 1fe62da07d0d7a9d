//! What a run made and removed, on disk before it happens, so that a crash at any moment leaves nothing unknown.
//!
//! JSON lines, one event each, made durable before the run goes on; never a secret. The first line arrives whole or not at
//! all; a torn last line is an event that never happened. The file is deleted when everything that it tells of is removed.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::names::PREFIX;

/// The version of the form.
const SCHEMA: &str = "rolecall/provision/1";
/// Longest journal that is read, in bytes: four events for each of 50,000 accounts.
const LIMIT: u64 = 32 << 20;

/// The system that a journal is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Its configured name.
    pub system: String,
    /// Its address, without a user name or a password.
    pub base: String,
    /// Its database.
    pub database: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "kebab-case", deny_unknown_fields)]
enum Event {
    /// The first line.
    Begun { schema: String, target: Target, maker: Box<str>, run: String, at: Timestamp },
    /// An account is about to be made.
    Intends { login: String, role: String, at: Timestamp },
    /// The ERP made it.
    Made { login: String, id: Box<str> },
    /// The ERP said no and made nothing.
    Refused { login: String },
    /// The ERP shows nothing of it any more.
    Removed { login: String },
}

/// An account that may be in the ERP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Intent {
    /// Its login.
    pub(super) login: String,
    /// When it was about to be made, by our clock.
    pub(super) at: Timestamp,
    /// The ERP's own id of it, if the ERP answered that it made it.
    pub(super) id: Option<Box<str>>,
}

/// The journal of one run; the file is locked as long as this lives.
#[derive(Debug)]
pub struct Journal {
    path: PathBuf,
    file: File,
    maker: Box<str>,
    run: String,
    open: BTreeMap<String, Intent>,
}

/// Why there is no journal.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// A run before left its journal.
    #[error(
        "`{0}` is the journal of an earlier run whose accounts are not all removed; run `rolecall probe --cleanup` first"
    )]
    Unfinished(PathBuf),
    /// Someone works with it.
    #[error("`{0}` is in use by another run of rolecall; wait until it ends")]
    InUse(PathBuf),
    /// It tells of accounts elsewhere.
    #[error(
        "`{path}` is about system `{}` at `{}`, database `{}`, not about `{}` at `{}`, database `{}`; clean up with the configuration that made the accounts",
        found.system, found.base, found.database, wanted.system, wanted.base, wanted.database
    )]
    Elsewhere {
        /// Which file.
        path: PathBuf,
        /// What it is about.
        found: Box<Target>,
        /// What was asked for.
        wanted: Box<Target>,
    },
    /// It is not what this program writes.
    #[error(
        "{path}:{line}: this is no line of a journal of rolecall (`{SCHEMA}`); look for logins that begin with `{PREFIX}` in the system itself"
    )]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// One-based.
        line: usize,
    },
    /// The file cannot be used.
    #[error("cannot {doing} the journal `{path}`")]
    Io {
        /// What was being done.
        doing: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
}

impl Journal {
    /// Begins the journal of a run in a new file that nobody else may read. `maker` is the ERP's own id of the account that
    /// will make the others, `run` what [`run_id`](super::run_id) gave.
    pub fn create(path: &Path, target: &Target, maker: &str, run: &str, at: Timestamp) -> Result<Self, JournalError> {
        let io = |doing| move |source| JournalError::Io { doing, path: path.to_owned(), source };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let begun = Event::Begun {
            schema: SCHEMA.to_owned(),
            target: target.clone(),
            maker: maker.into(),
            run: run.to_owned(),
            at,
        };
        // A file of `tempfile` is the owner's alone, and its first line is there whole before it gets its name.
        let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io("create"))?;
        lock(file.as_file(), path)?;
        append(file.as_file_mut(), &begun).map_err(io("write"))?;
        let file = file.persist_noclobber(path).map_err(|failed| match failed.error.kind() {
            std::io::ErrorKind::AlreadyExists => JournalError::Unfinished(path.to_owned()),
            _ => io("create")(failed.error),
        })?;
        sync_folder(folder).map_err(io("create"))?;
        let (maker, run) = (maker.into(), run.to_owned());
        Ok(Self { path: path.to_owned(), file, maker, run, open: BTreeMap::new() })
    }

    /// Opens the journal of an earlier run on the same system.
    pub fn open(path: &Path, target: &Target) -> Result<Self, JournalError> {
        let io = |doing| move |source| JournalError::Io { doing, path: path.to_owned(), source };
        let damaged = |line| JournalError::Damaged { path: path.to_owned(), line };
        let mut file = OpenOptions::new().read(true).append(true).open(path).map_err(io("open"))?;
        lock(&file, path)?;
        let mut bytes = Vec::new();
        (&mut file).take(LIMIT + 1).read_to_end(&mut bytes).map_err(io("read"))?;
        if bytes.len() as u64 > LIMIT {
            return Err(damaged(1));
        }
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let mut lines = bytes.get(..whole).unwrap_or_default().split_inclusive(|byte| *byte == b'\n').zip(1..);
        let event = |line: &[u8]| serde_json::from_slice::<Event>(line).ok();
        let first = lines.next().and_then(|(line, _)| event(line));
        let Some(Event::Begun { schema, target: found, maker, run, .. }) = first else { return Err(damaged(1)) };
        if schema != SCHEMA {
            return Err(damaged(1));
        }
        if found != *target {
            let (found, wanted) = (Box::new(found), Box::new(target.clone()));
            return Err(JournalError::Elsewhere { path: path.to_owned(), found, wanted });
        }
        let mut journal = Self { path: path.to_owned(), file, maker, run, open: BTreeMap::new() };
        for (line, number) in lines {
            journal.apply(event(line).ok_or_else(|| damaged(number))?).ok_or_else(|| damaged(number))?;
        }
        // What comes next must not stand behind half a line.
        journal.file.set_len(whole as u64).map_err(io("mend"))?;
        Ok(journal)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name of the run.
    pub fn run(&self) -> &str {
        &self.run
    }

    /// The ERP's own id of the account that made the others.
    pub(super) fn maker(&self) -> &str {
        &self.maker
    }

    /// The accounts that may be in the ERP.
    pub(super) fn intents(&self) -> Vec<Intent> {
        self.open.values().cloned().collect()
    }

    /// An account is about to be made; it must not be before this returns.
    pub(super) fn intends(&mut self, login: &str, role: &str, at: Timestamp) -> Result<(), JournalError> {
        self.note(Event::Intends { login: login.to_owned(), role: role.to_owned(), at })
    }

    /// The ERP made it.
    pub(super) fn made(&mut self, login: &str, id: &str) -> Result<(), JournalError> {
        self.note(Event::Made { login: login.to_owned(), id: id.into() })
    }

    /// The ERP said no and made nothing.
    pub(super) fn refused(&mut self, login: &str) -> Result<(), JournalError> {
        self.note(Event::Refused { login: login.to_owned() })
    }

    /// The ERP shows nothing of it any more.
    pub(super) fn removed(&mut self, login: &str) -> Result<(), JournalError> {
        self.note(Event::Removed { login: login.to_owned() })
    }

    /// Deletes the file if everything that it tells of is removed.
    pub(super) fn finish(self) -> Result<(), JournalError> {
        if !self.open.is_empty() {
            return Ok(());
        }
        let path = self.path;
        std::fs::remove_file(&path).map_err(|source| JournalError::Io { doing: "delete", path, source })
    }

    fn note(&mut self, event: Event) -> Result<(), JournalError> {
        let io = |source| JournalError::Io { doing: "write", path: self.path.clone(), source };
        let length = self.file.metadata().map_err(io)?.len();
        if let Err(source) = append(&mut self.file, &event) {
            // A full disk may have taken half a line; the next one must not stand behind it.
            let _ = self.file.set_len(length);
            return Err(io(source));
        }
        self.apply(event);
        Ok(())
    }

    /// Takes an event in; refuses one of an account that nobody intended, or that no run of this program makes: a journal
    /// that somebody changed must not lead to another account.
    fn apply(&mut self, event: Event) -> Option<()> {
        match event {
            Event::Begun { .. } => return None,
            Event::Intends { login, .. } if !login.starts_with(PREFIX) => return None,
            Event::Intends { login, at, .. } => {
                self.open.insert(login.clone(), Intent { login, at, id: None });
            }
            Event::Made { login, id } => self.open.get_mut(&login)?.id = Some(id),
            Event::Refused { login } | Event::Removed { login } => {
                self.open.remove(&login)?;
            }
        }
        Some(())
    }
}

fn append(file: &mut File, event: &Event) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(event)?;
    line.push(b'\n');
    file.write_all(&line)?;
    file.sync_all()
}

fn lock(file: &File, path: &Path) -> Result<(), JournalError> {
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => JournalError::InUse(path.to_owned()),
        TryLockError::Error(source) => JournalError::Io { doing: "lock", path: path.to_owned(), source },
    })
}

/// Makes a new name in a folder durable; other systems than Unix do so by themselves.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
