//! The lines of a casbin policy: one row a line, `#` for remarks, quotes around what has a comma.

use std::sync::Arc;

use crate::model::{Located, Position};

/// Whether a text is a policy: its first row is a `p` or `g` row of the right length.
pub(in crate::rolemap) fn is_policy(text: &str, file: &Arc<str>) -> bool {
    rows(text, file).next().is_some_and(|row| match row.first().map(|kind| kind.value.as_str()) {
        Some("p") => matches!(row.len(), 4 | 5),
        Some("g") => row.len() == 3,
        _ => false,
    })
}

/// The rows with the place of each field.
pub(super) fn rows(text: &str, file: &Arc<str>) -> impl Iterator<Item = Vec<Located<String>>> {
    text.lines()
        .zip(1..)
        .filter(|(line, _)| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
        .map(move |(line, number)| fields(line, number, file))
}

fn fields(line: &str, number: u64, file: &Arc<str>) -> Vec<Located<String>> {
    let mut fields = Vec::new();
    let mut text = String::new();
    let (mut start, mut quoted) = (None, false);
    // A comma at the end closes the last field like any other.
    let mut rest = line.chars().chain([',']).zip(1..).peekable();
    while let Some((c, column)) = rest.next() {
        match c {
            '"' if quoted && matches!(rest.peek(), Some(('"', _))) => {
                rest.next();
                text.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if text.trim().is_empty() => {
                text.clear();
                quoted = true;
                start = start.or(Some(column));
            }
            ',' if !quoted || rest.peek().is_none() => {
                let at = Position::line(file, number, start.take().unwrap_or(column));
                fields.push(Located::new(std::mem::take(&mut text).trim().to_owned(), at));
                quoted = false;
            }
            c => {
                if start.is_none() && !c.is_whitespace() {
                    start = Some(column);
                }
                text.push(c);
            }
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_keep_their_columns() {
        let file = "policy.csv".into();
        let text = "# remark\n\np, \"a, \"\"b\"\"\" ,sale.*, read, allow\r\ng,mara ,\"x";
        let rows: Vec<Vec<String>> = rows(text, &file)
            .map(|row| row.iter().map(|field| format!("{}@{}", field.value, field.at)).collect())
            .collect();
        insta::assert_snapshot!(
            rows.iter().map(|row| row.join(" | ")).collect::<Vec<_>>().join("\n"),
            @r#"
        p@policy.csv:3:1 | a, "b"@policy.csv:3:4 | sale.*@policy.csv:3:16 | read@policy.csv:3:24 | allow@policy.csv:3:30
        g@policy.csv:4:1 | mara@policy.csv:4:3 | x@policy.csv:4:9
        "#
        );
        assert!(is_policy(text, &file));
        assert!(!is_policy("Model,sales,admin\n", &file));
    }
}
