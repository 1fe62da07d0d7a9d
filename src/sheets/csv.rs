//! Delimited text as a table, every field with its line and column.

use std::sync::Arc;

use csv_core::ReadFieldResult;

use super::table::{MAX_CELLS, Table};
use crate::model::Position;
use crate::yaml::Problems;

/// Splits text by comma, semicolon or tab, whichever its first line has most of.
pub(crate) fn table(text: &str, file: &Arc<str>, problems: &mut Problems) -> Table {
    table_within(text, file, MAX_CELLS, problems)
}

/// The same for so many cells.
pub(crate) fn table_within(text: &str, file: &Arc<str>, cells: usize, problems: &mut Problems) -> Table {
    let mut table = Table::with_room(Position::file(file), cells);
    let (text, skipped, delimiter) = delimiter(text);
    let mut reader = csv_core::ReaderBuilder::new().delimiter(delimiter).build();
    let mut rest = text;
    let mut place = Cursor { line: 1 + skipped, column: 1 };
    let mut field = vec![0; text.len().max(1)];
    let (mut row, mut column) = (0, 0);
    loop {
        // A record ends at the first character of its line break; the second one is not part of the next field.
        let breaks = if column == 0 { rest.len() - rest.trim_start_matches(['\r', '\n']).len() } else { 0 };
        place.pass(rest.get(..breaks).unwrap_or_default());
        rest = rest.get(breaks..).unwrap_or_default();
        let (result, read, written) = reader.read_field(rest.as_bytes(), &mut field);
        let at = Position::line(file, place.line, place.column);
        place.pass(rest.get(..read).unwrap_or_default());
        rest = rest.get(read..).unwrap_or_default();
        let end = match result {
            ReadFieldResult::Field { record_end } => record_end,
            // The text is over; the next call, with nothing left, ends the last field.
            ReadFieldResult::InputEmpty if !rest.is_empty() || read > 0 => {
                let (_, _, more) = reader.read_field(&[], field.get_mut(written..).unwrap_or_default());
                put(&mut table, (row, column), field.get(..written + more), at, problems);
                break;
            }
            ReadFieldResult::InputEmpty | ReadFieldResult::OutputFull | ReadFieldResult::End => break,
        };
        if !put(&mut table, (row, column), field.get(..written), at, problems) {
            break;
        }
        (row, column) = if end { (row + 1, 0) } else { (row, column + 1) };
    }
    table
}

fn put(table: &mut Table, at: (u32, u32), field: Option<&[u8]>, place: Position, problems: &mut Problems) -> bool {
    let text = String::from_utf8_lossy(field.unwrap_or_default());
    let room = table.put(at.0, at.1, &text, place);
    if !room {
        problems.error(&table.at, format!("more than {} cells", table.room()), "split the sheet".to_owned());
    }
    room
}

/// Excel may name the delimiter itself in a first line `sep=;`. Returns the text behind it and the lines passed.
fn delimiter(text: &str) -> (&str, u64, u8) {
    // A comment may have any characters.
    let is_row = |line: &&str| !line.trim().is_empty() && !line.starts_with('#');
    let first = text.lines().find(is_row).unwrap_or_default();
    if let Some(&[delimiter]) = first.strip_prefix("sep=").map(|sep| sep.trim_end().as_bytes()) {
        let (_, rest) = text.split_once('\n').unwrap_or_default();
        return (rest, 1, delimiter);
    }
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in first.bytes() {
        quoted ^= byte == b'"';
        if let Some((_, count)) = counts.iter_mut().find(|(delimiter, _)| *delimiter == byte && !quoted) {
            *count += 1;
        }
    }
    // The first of equals: a sheet of one column has no delimiter at all.
    let best = counts.into_iter().rev().max_by_key(|(_, count)| *count);
    (text, 0, best.map_or(b',', |(delimiter, _)| delimiter))
}

/// Where in the text.
struct Cursor {
    line: u64,
    column: u64,
}

impl Cursor {
    fn pass(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' => (self.line, self.column) = (self.line + 1, 1),
                '\r' => {}
                _ => self.column += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tell(text: &str) -> String {
        let table = table(text, &"m".into(), &mut Problems::default());
        let row = |row: &super::super::table::Row| {
            row.values().map(|cell| format!("{:?}@{}", cell.value, cell.at)).collect::<Vec<_>>().join(" ")
        };
        table.rows().map(row).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn fields_keep_their_line_and_column() {
        insta::assert_snapshot!(
            tell("a,b\r\n\r\n\"x, \"\"y\"\"\nz\" , c \r\né,,d"),
            @r#"
        "a"@m:1:1 "b"@m:1:3
        "x, \"y\"\nz"@m:3:1 "c"@m:4:5
        "é"@m:5:1 "d"@m:5:4
        "#
        );
    }

    #[test]
    fn the_delimiter_is_found() {
        assert_eq!(tell("a;b;c,d\n1;2"), "\"a\"@m:1:1 \"b\"@m:1:3 \"c,d\"@m:1:5\n\"1\"@m:2:1 \"2\"@m:2:3");
        assert_eq!(tell("a\tb\n"), "\"a\"@m:1:1 \"b\"@m:1:3");
        assert_eq!(tell("sep=;\r\na;b"), "\"a\"@m:2:1 \"b\"@m:2:3");
        assert_eq!(tell("alone\nmore\n"), "\"alone\"@m:1:1\n\"more\"@m:2:1");
        assert_eq!(tell("\"open"), "\"open\"@m:1:1");
        assert_eq!(tell(""), "");
    }
}
