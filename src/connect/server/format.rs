//! What kind of configuration a file is: by its name, else by what is in it.

use std::path::Path;

/// A format whose keys are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// `odoo.conf`: sections of keys, of which `[options]` counts.
    Odoo,
    /// `trytond.conf`: sections of keys.
    Tryton,
    /// `site_config.json` and `common_site_config.json`.
    Frappe,
    /// Any other JSON.
    Json,
    /// `KEY=value`, line by line.
    Env,
    /// None of them.
    Unknown,
}

impl Format {
    /// The format of a file.
    pub(super) fn of(path: &Path, text: &str) -> Self {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let section = |wanted: &str| text.lines().any(|line| line.trim().eq_ignore_ascii_case(wanted));
        let conf = Path::new(&name).extension().is_some_and(|extension| extension == "conf");
        if name.ends_with("site_config.json") {
            Self::Frappe
        } else if name.starts_with(".env.") || name.rsplit_once('.').is_some_and(|(_, last)| last == "env") {
            Self::Env
        } else if matches!(name.as_str(), ".odoorc" | ".openerp_serverrc") || (conf && section("[options]")) {
            Self::Odoo
        } else if name.starts_with("trytond") && conf {
            Self::Tryton
        } else if text.trim_start().starts_with('{') {
            if text.contains("\"db_name\"") { Self::Frappe } else { Self::Json }
        } else if section("[options]") {
            Self::Odoo
        } else if section("[database]") {
            Self::Tryton
        } else if is_env(text) {
            Self::Env
        } else {
            Self::Unknown
        }
    }

    /// What a snapshot calls it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Odoo => "odoo.conf",
            Self::Tryton => "trytond.conf",
            Self::Frappe => "site_config.json",
            Self::Json => "json",
            Self::Env => ".env",
            Self::Unknown => "file",
        }
    }
}

/// Whether every line that says something gives a value to a name.
fn is_env(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
    let assigns = |line: &str| {
        let line = line.strip_prefix("export ").unwrap_or(line);
        line.split_once('=').is_some_and(|(key, _)| {
            !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
        })
    };
    lines.peek().is_some() && lines.all(assigns)
}
