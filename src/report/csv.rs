//! CSV: RFC 4180, safe to open in a spreadsheet.

use std::io;

use super::{RenderError, escape};

/// A header and rows as RFC 4180: comma, quotes where needed, CRLF, UTF-8. A cell that a spreadsheet would run as a
/// formula gets an apostrophe in front; a control character becomes a visible escape. Each row is written as it comes.
pub fn csv_rows<R>(out: impl io::Write, header: &[&str], rows: impl IntoIterator<Item = R>) -> Result<(), RenderError>
where
    R: IntoIterator,
    R::Item: AsRef<str>,
{
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).flexible(true).from_writer(out);
    writer.write_record(header).map_err(failed)?;
    for row in rows {
        writer.write_record(row.into_iter().map(|cell| guarded(cell.as_ref()))).map_err(failed)?;
    }
    writer.flush().map_err(RenderError::Write)
}

/// csv keeps what the operating system said to itself; callers want to know when it was only a reader who went away.
fn failed(error: ::csv::Error) -> RenderError {
    if !error.is_io_error() {
        return RenderError::Csv(error);
    }
    match error.into_kind() {
        ::csv::ErrorKind::Io(said) => RenderError::Write(said),
        _ => RenderError::Write(io::ErrorKind::Other.into()),
    }
}

/// What a spreadsheet runs as a formula starts so; the last four are the wide forms that some locales accept.
const FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

fn guarded(cell: &str) -> String {
    let visible = escape::csv(cell);
    if visible.starts_with(FORMULA) { format!("'{visible}") } else { visible }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(cell: &str) -> String {
        let mut out = Vec::new();
        csv_rows(&mut out, &["name"], [[cell]]).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn quotes_commas_and_line_breaks_follow_rfc_4180() {
        assert_eq!(one("plain"), "name\r\nplain\r\n");
        assert_eq!(one("a,b"), "name\r\n\"a,b\"\r\n");
        assert_eq!(one("say \"no\""), "name\r\n\"say \"\"no\"\"\"\r\n");
        assert_eq!(one("two\nlines"), "name\r\n\"two\nlines\"\r\n");
    }

    #[test]
    fn a_formula_is_not_run() {
        for start in FORMULA {
            let cell = format!("{start}HYPERLINK(A1)");
            let written = one(&cell);
            let read = ::csv::Reader::from_reader(written.as_bytes()).records().next().unwrap().unwrap();
            assert_eq!(read.get(0).unwrap(), format!("'{cell}"));
        }
    }

    #[test]
    fn a_control_character_becomes_visible() {
        assert_eq!(one("\u{1b}[31m"), "name\r\n\\u{1b}[31m\r\n");
    }
}
