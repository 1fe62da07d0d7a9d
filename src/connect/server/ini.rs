//! Sections of keys, as Python's `configparser` reads them: the form of odoo.conf and trytond.conf.

/// A key and its value.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Entry<'t> {
    /// In small letters.
    pub(super) section: String,
    /// In small letters.
    pub(super) key: String,
    pub(super) value: &'t str,
    /// From 1.
    pub(super) line: u32,
}

/// Every key of a text, in its order. Of a value of several lines only the first is kept.
pub(super) fn entries(text: &str) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    let mut section = String::new();
    for (line, number) in text.lines().zip(1..) {
        let plain = line.trim();
        if plain.is_empty() || plain.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = plain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name.trim().to_lowercase();
            continue;
        }
        let goes_on = line.starts_with([' ', '\t']);
        match entries.last_mut() {
            Some(last) if goes_on && last.section == section => {
                if last.value.is_empty() {
                    last.value = plain;
                }
            }
            _ => {
                let (key, value) = plain.split_once(['=', ':']).unwrap_or((plain, ""));
                let key = key.trim().to_lowercase();
                entries.push(Entry { section: section.clone(), key, value: value.trim(), line: number });
            }
        }
    }
    entries
}

/// The last value of a key, which is the one that counts.
pub(super) fn last<'e, 't>(entries: &'e [Entry<'t>], section: &str, key: &str) -> Option<&'e Entry<'t>> {
    entries.iter().rev().find(|entry| entry.section == section && entry.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_python_reads_them() {
        let text = "; c\n[Options]\nAdmin_Passwd = a = b\nlist_db: False\nlog_handler =\n  :INFO\n  x = y\n# list_db = True\n[other]\n z=1\nbare\n";
        let found: Vec<(String, String, &str, u32)> =
            entries(text).into_iter().map(|e| (e.section, e.key, e.value, e.line)).collect();
        let entry = |section: &str, key: &str, value, line| (section.to_owned(), key.to_owned(), value, line);
        assert_eq!(
            found,
            [
                entry("options", "admin_passwd", "a = b", 3),
                entry("options", "list_db", "False", 4),
                entry("options", "log_handler", ":INFO", 5),
                entry("other", "z", "1", 10),
                entry("other", "bare", "", 11),
            ]
        );
    }
}
