//! Files and folders of the ERP's server that somebody names: what their keys say, never a value, and who may open them.
//!
//! The files are read from this machine: permissions are those of the server only where rolecall runs there, or where a copy
//! kept them.

mod env;
mod folder;
mod format;
mod ini;
mod json;
mod mode;
mod names;
mod odoo;
mod read;
mod secrets;
mod tryton;

pub(crate) use names::short as short_names;

use std::path::{Path, PathBuf};

use secrecy::ExposeSecret;

use self::format::Format;
use super::ConnectError;
use super::error::one_line;
use crate::snapshot::{Coverage, Domain, FileNote, ServerFile, Setting, Snapshot, State};

/// The kind of system whose settings a file of the server adds to.
const TRYTON: &str = "tryton";

/// What was seen of the files and folders.
#[derive(Debug, Default)]
pub struct ServerFiles {
    files: Vec<ServerFile>,
    /// Settings of the ERP that only such a file knows.
    settings: Vec<Setting>,
    /// What was not looked at.
    lacking: Vec<String>,
}

impl ServerFiles {
    /// Looks at files and folders, each once. One that cannot be read ends it: whoever names a file wants to know what is in it.
    pub fn look(files: &[PathBuf], folders: &[PathBuf]) -> Result<Self, ConnectError> {
        let named = names::short(files.iter().chain(folders).map(PathBuf::as_path));
        let mut seen = Self::default();
        for (path, name) in &named {
            let as_folder = folders.iter().any(|folder| folder == path);
            let file = if as_folder { seen.folder(path, name)? } else { seen.file(path, name)? };
            seen.files.push(file);
        }
        seen.files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(seen)
    }

    /// Writes it into a snapshot whose coverage is told; nothing where nothing was named.
    pub fn add_to(self, snapshot: &mut Snapshot) {
        if self.files.is_empty() {
            return;
        }
        let reason = (!self.lacking.is_empty()).then(|| self.lacking.join("; "));
        let state = if reason.is_some() { State::Incomplete } else { State::Assessed };
        snapshot.cover(Coverage { domain: Domain::ServerFiles, state, reason });
        snapshot.server_files = self.files;
        // Of another ERP such a file says nothing, and what was not read completely stays so.
        if self.settings.is_empty() || snapshot.system.kind != TRYTON {
            return;
        }
        snapshot.settings.extend(self.settings);
        snapshot.settings.sort_by(|a, b| a.key.cmp(&b.key));
        if snapshot.coverage_of(Domain::Settings).state == State::NotAssessed {
            snapshot.cover(Coverage { domain: Domain::Settings, state: State::Assessed, reason: None });
        }
    }

    fn file(&mut self, path: &Path, name: &str) -> Result<ServerFile, ConnectError> {
        let text = read::text(path)?;
        let text = text.expose_secret();
        // What a link is called says nothing.
        let real = path.canonicalize();
        let format = Format::of(real.as_deref().unwrap_or(path), text);
        let wrong = |why: String| refused(path, &why);
        let mut notes = match format {
            Format::Odoo => odoo::notes(text),
            Format::Tryton => {
                let entries = ini::entries(text);
                self.settings.extend(tryton::settings(&entries));
                tryton::notes(&entries)
            }
            Format::Frappe | Format::Json => json::notes(text, format == Format::Frappe).map_err(wrong)?,
            Format::Env => env::notes(text),
            Format::Unknown => {
                self.lacking.push(format!(
                    "`{name}`: its format is not known, so that only its permissions were looked at; known are odoo.conf, \
                     trytond.conf, site_config.json, other JSON and .env"
                ));
                Vec::new()
            }
        };
        // A key that is there several times is told once, at its first line.
        notes.sort_by(|a, b| (&a.key, a.says, a.line).cmp(&(&b.key, b.says, b.line)));
        notes.dedup_by(|a, b| a.key == b.key && a.says == b.says);
        notes.sort();
        seen_as(path, name, format.word(), notes)
    }

    fn folder(&mut self, path: &Path, name: &str) -> Result<ServerFile, ConnectError> {
        let open = folder::open_files(path)?;
        if open.more {
            self.lacking.push(format!("`{name}`: of its files only the first {} were looked at", folder::MOST));
        }
        seen_as(path, name, "folder", open.notes)
    }
}

fn seen_as(path: &Path, name: &str, kind: &str, notes: Vec<FileNote>) -> Result<ServerFile, ConnectError> {
    let through_link = path.symlink_metadata().is_ok_and(|link| link.is_symlink());
    let metadata = path.metadata().map_err(|why| refused(path, &one_line(&why.to_string())))?;
    Ok(ServerFile {
        name: name.to_owned(),
        kind: kind.to_owned(),
        mode: mode::of(&metadata).map(|bits| format!("{bits:o}")),
        sheltered: mode::is_sheltered(path),
        through_link,
        notes,
    })
}

fn refused(path: &Path, why: &str) -> ConnectError {
    ConnectError::ServerFile { path: path.to_owned(), why: why.to_owned() }
}

/// What is said of keys, as `KEY:LINE FACT`.
#[cfg(test)]
fn told<'n>(notes: impl IntoIterator<Item = &'n FileNote>) -> Vec<String> {
    notes.into_iter().map(|note| format!("{}:{} {:?}", note.key, note.line, note.says)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::System;

    /// A snapshot of a kind of system, whose settings are known as far as this.
    fn with_file(kind: &str, settings: State, name: &str, text: &str) -> Snapshot {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        let system = System { kind: kind.to_owned(), ..System::default() };
        let mut snapshot = Snapshot { system, ..Snapshot::default() };
        snapshot.cover(Coverage { domain: Domain::Settings, state: settings, reason: Some("why".to_owned()) });
        ServerFiles::look(&[file], &[]).unwrap().add_to(&mut snapshot);
        snapshot
    }

    #[test]
    fn a_trytond_conf_adds_to_the_settings_of_a_tryton_alone_and_hides_no_gap() {
        let text = "[database]\nlist = False\n";
        let told = |kind: &str, settings: State| {
            let snapshot = with_file(kind, settings, "some.conf", text);
            let coverage = snapshot.coverage_of(Domain::Settings);
            (snapshot.settings.is_empty(), coverage.state, coverage.reason.is_some())
        };
        assert_eq!(told("tryton", State::NotAssessed), (false, State::Assessed, false));
        assert_eq!(told("tryton", State::Incomplete), (false, State::Incomplete, true));
        assert_eq!(told("odoo", State::NotAssessed), (true, State::NotAssessed, true));
    }

    #[test]
    fn a_key_that_is_there_twice_is_told_once() {
        let text = "API_TOKEN=hunter2\nDB_PASSWORD=odoo\nAPI_TOKEN=hunter3\nDB_PASSWORD=hunter4\n";
        let snapshot = with_file("odoo", State::Assessed, ".env", text);
        let notes = snapshot.server_files.iter().flat_map(|file| &file.notes);
        assert_eq!(super::told(notes), ["API_TOKEN:1 Secret", "DB_PASSWORD:2 DefaultSecret", "DB_PASSWORD:4 Secret"]);
    }
}
