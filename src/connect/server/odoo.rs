//! What an odoo.conf says. Defaults are those of Odoo 16 to 19 (`odoo/tools/config.py`).

use super::ini::{self, Entry};
use super::secrets;
use crate::snapshot::{FileFact, FileNote};

/// The section that counts.
const OPTIONS: &str = "options";

/// What there is to say of its keys.
pub(super) fn notes(text: &str) -> Vec<FileNote> {
    let entries = ini::entries(text);
    let of = |key: &str| ini::last(&entries, OPTIONS, key);
    let mut notes = Vec::new();
    let mut note = |key: &str, entry: Option<&Entry<'_>>, says: FileFact| {
        notes.push(FileNote { key: key.to_owned(), line: entry.map_or(0, |entry| entry.line), says });
    };

    let master = of("admin_passwd");
    match master.map(|entry| entry.value) {
        // What is not said is `admin`.
        None => note("admin_passwd", None, FileFact::DefaultMaster),
        Some(value) if secrets::is_known(value) => note("admin_passwd", master, FileFact::DefaultMaster),
        // Nothing fits it: the pages that ask for it are closed.
        Some(value) if is_off(value) => {}
        // Only its hash stands there.
        Some(value) if value.starts_with("$pbkdf2-") => {}
        Some(_) => note("admin_passwd", master, FileFact::Secret),
    }
    // Anything but `False` is true, `0` and `no` too.
    let list = of("list_db");
    if list.is_none_or(|entry| !is_off(entry.value)) {
        note("list_db", list, FileFact::DatabaseList);
    }
    let developer = of("dev_mode").filter(|entry| !is_off(entry.value) && !entry.value.eq_ignore_ascii_case("none"));
    if developer.is_some() {
        note("dev_mode", developer, FileFact::DeveloperMode);
    }
    let tests = of("test_enable").filter(|entry| entry.value.eq_ignore_ascii_case("true"));
    if tests.is_some() {
        note("test_enable", tests, FileFact::DeveloperMode);
    }
    for entry in entries.iter().filter(|entry| entry.key != "admin_passwd") {
        if let Some(says) = secrets::fact(&entry.key, entry.value) {
            let elsewhere = entry.section != OPTIONS && !entry.section.is_empty();
            let key = if elsewhere { format!("{}.{}", entry.section, entry.key) } else { entry.key.clone() };
            note(&key, Some(entry), says);
        }
    }
    notes
}

fn is_off(value: &str) -> bool {
    matches!(value, "" | "False" | "false")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        super::super::told(&notes(text))
    }

    #[test]
    fn what_is_not_said_has_its_default() {
        assert_eq!(told("[options]\n"), ["admin_passwd:0 DefaultMaster", "list_db:0 DatabaseList"]);
        let closed = "[options]\nadmin_passwd = $pbkdf2-sha512$600000$a$b\nlist_db = False\ndev_mode = False\n";
        assert!(told(closed).is_empty(), "{:?}", told(closed));
        assert!(told("[options]\nadmin_passwd =\nlist_db = false\n").is_empty());
    }

    #[test]
    fn values_are_looked_at_and_not_told() {
        let text = "[options]\nadmin_passwd = hunter2\nlist_db = 0\ndev_mode = reload,xml\ntest_enable = True\ndb_user = odoo\n\
                    db_password = odoo\nsmtp_password = hunter2\n[queue_job]\napi_key = hunter2\n";
        assert_eq!(
            told(text),
            [
                "admin_passwd:2 Secret",
                "list_db:3 DatabaseList",
                "dev_mode:4 DeveloperMode",
                "test_enable:5 DeveloperMode",
                "db_password:7 DefaultSecret",
                "smtp_password:8 Secret",
                "queue_job.api_key:10 Secret",
            ]
        );
        assert!(!format!("{:?}", notes(text)).contains("hunter2"));
    }
}
