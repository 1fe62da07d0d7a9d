//! What a file of `KEY=value` lines says, as `docker compose` and systemd read them.

use super::secrets;
use crate::snapshot::FileNote;

/// What there is to say of its keys.
pub(super) fn notes(text: &str) -> Vec<FileNote> {
    let note = |(line, number): (&str, u32)| {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let (key, value) = line.split_once('=').filter(|_| !line.starts_with('#'))?;
        let says = secrets::fact(key, value.trim().trim_matches(['"', '\'']))?;
        Some(FileNote { key: key.trim().to_owned(), line: number, says })
    };
    text.lines().zip(1..).filter_map(note).collect()
}

#[cfg(test)]
mod tests {
    use super::super::told;
    use super::*;

    #[test]
    fn secrets_are_told_by_key_and_line() {
        let text = "# PASSWORD=hunter2\nPOSTGRES_USER=odoo\nPOSTGRES_PASSWORD=odoo\nexport API_TOKEN='hunter2'\n\
                    DB_PASSWORD=${DB_PASSWORD}\nDATABASE_URL=\"postgres://u:hunter2@h/d\"\nPASSWORD_FILE=/run/x\n";
        assert_eq!(
            told(&notes(text)),
            ["POSTGRES_PASSWORD:3 DefaultSecret", "API_TOKEN:4 Secret", "DATABASE_URL:6 Secret"]
        );
    }
}
