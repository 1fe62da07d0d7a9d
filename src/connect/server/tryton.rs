//! What a trytond.conf says. Defaults are those of Tryton 7.0 to 8.2 (`trytond/config.py`).

use super::ini::{self, Entry};
use super::secrets;
use crate::snapshot::{FileFact, FileNote, Setting};

/// Settings that decide about signing in and hold no secret.
const OPEN: [&str; 7] = [
    "database.list",
    "password.length",
    "password.reset_timeout",
    "session.authentications",
    "session.max_age",
    "session.max_attempt",
    "session.max_attempt_ip_network",
];

/// What there is to say of its keys.
pub(super) fn notes(entries: &[Entry<'_>]) -> Vec<FileNote> {
    let mut notes: Vec<FileNote> = entries
        .iter()
        .filter_map(|entry| {
            let says = secrets::fact(&entry.key, entry.value)?;
            Some(FileNote { key: format!("{}.{}", entry.section, entry.key), line: entry.line, says })
        })
        .collect();
    // Without a word the list is shown.
    let list = ini::last(entries, "database", "list");
    if list.is_none_or(|entry| matches!(entry.value.to_lowercase().as_str(), "1" | "yes" | "true" | "on")) {
        let line = list.map_or(0, |entry| entry.line);
        notes.push(FileNote { key: "database.list".to_owned(), line, says: FileFact::DatabaseList });
    }
    notes
}

/// The settings that may be kept, as `trytond.conf SECTION.KEY`. `trytond.conf` alone says that the file was read, for a setting
/// that it does not have is at its default.
pub(super) fn settings(entries: &[Entry<'_>]) -> Vec<Setting> {
    let setting = |key: &&str| {
        let (section, name) = key.split_once('.')?;
        let entry = ini::last(entries, section, name)?;
        Some(Setting { key: format!("trytond.conf {key}"), value: Some(entry.value.to_owned()) })
    };
    let read = Setting { key: "trytond.conf".to_owned(), value: Some("read".to_owned()) };
    std::iter::once(read).chain(OPEN.iter().filter_map(setting)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    #[test]
    fn uris_hold_passwords_and_the_list_is_shown_unless_switched_off() {
        let text = "[database]\nuri = postgresql://tryton:hunter2@db/\n[session]\nmax_attempt = 50\nsuper_pwd = hunter2\n\
                    [email]\nuri = smtp://mail\n";
        let entries = ini::entries(text);
        let told = told(&notes(&entries));
        assert_eq!(told, ["database.uri:2 Secret", "session.super_pwd:5 Secret", "database.list:0 DatabaseList"]);
        assert!(notes(&ini::entries("[database]\nlist = False\n")).is_empty());
        let kept: Vec<String> =
            settings(&entries).into_iter().map(|one| format!("{}={:?}", one.key, one.value)).collect();
        assert_eq!(kept, ["trytond.conf=Some(\"read\")", "trytond.conf session.max_attempt=Some(\"50\")"]);
    }
}
