//! Paths to more than one's own rights, for people and for programs.

use serde::Serialize;

use super::grid::grid;
use super::{RenderError, RenderOptions, escape, json};

/// So many logins are listed with a path in a table.
const NAMED: usize = 3;
/// Longest name shown in a cell.
const NAME: usize = 120;

/// The shortest path of people with the same groups to one thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PathRow {
    /// The logins, sorted.
    pub users: Vec<String>,
    /// To what: `administrator`, `code` …
    pub to: &'static str,
    /// How sure: `high` or `medium`.
    pub confidence: &'static str,
    /// What is not known on the way.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doubts: Vec<String>,
    /// The steps, from the account on.
    pub steps: Vec<String>,
}

#[derive(Serialize)]
struct Document<'r> {
    schema: &'static str,
    system: &'r str,
    instance: &'r str,
    paths: &'r [PathRow],
}

/// Paths as a table.
pub fn path_table(paths: &[PathRow], options: &RenderOptions) -> String {
    let shown = |text: &str| escape::terminal(text, NAME);
    let rows = paths.iter().map(|path| {
        let mut users: Vec<String> = path.users.iter().take(NAMED).map(|login| shown(login)).collect();
        users.extend((path.users.len() > NAMED).then(|| format!("and {} more", path.users.len() - NAMED)));
        let mut steps: Vec<String> = path.steps.iter().map(|step| escape::terminal(step, 300)).collect();
        steps.extend(path.doubts.iter().map(|doubt| format!("not known: {}", escape::terminal(doubt, 300))));
        vec![users.join(", "), path.to.to_owned(), path.confidence.to_owned(), steps.join(" → ")]
    });
    grid(&["who", "to", "confidence", "steps"], rows, None, *options)
}

/// Paths as JSON, `paths/1`.
pub fn path_json(system: &str, instance: &str, paths: &[PathRow]) -> Result<String, RenderError> {
    Ok(json::document(&Document { schema: "paths/1", system, instance, paths })?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(login: &str) -> PathRow {
        PathRow {
            users: vec![login.to_owned(), "b".to_owned(), "c".to_owned(), "d".to_owned()],
            to: "administrator",
            confidence: "medium",
            doubts: vec!["the value of the setting `x` is not known".to_owned()],
            steps: vec![format!("user:{login}"), "group:\u{202e}g".to_owned()],
        }
    }

    #[test]
    fn hostile_names_act_on_nothing() {
        let rows = [row("\u{1b}[2Jann")];
        let table = path_table(&rows, &RenderOptions { width: Some(200), ..RenderOptions::default() });
        insta::assert_snapshot!(table, @"");
        let text = path_json("odoo", "prod", &rows).unwrap();
        assert!(!text.contains('\u{1b}') && !text.contains('\u{202e}'), "{text}");
        let read: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&read["schema"], &read["paths"][0]["users"][0]), (&"paths/1".into(), &"\u{1b}[2Jann".into()));
    }
}
