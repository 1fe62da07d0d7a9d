//! Sheets of typed cells: text where it is text, numbers where they are counted, never a formula; what a sheet or a cell cannot hold
//! goes on or is cut and says so.

use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet};

use super::super::{RenderError, escape};

/// Rows that a sheet holds, the header among them.
const ROWS: u32 = 1_048_576;
/// Longest name of a sheet, in UTF-16 units.
const NAME: usize = 31;
/// Characters across a page that people can still read.
const PAGE: u16 = 240;
/// The number of the paper's size.
const A4: u8 = 9;
/// Integers that a cell holds exactly.
const EXACT: u64 = 1 << 53;

/// A column of a table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    title: Cow<'static, str>,
    width: u16,
}

/// A column; its width is in characters.
pub(super) fn column(title: &'static str, width: u16) -> Column {
    Column { title: Cow::Borrowed(title), width }
}

/// A column whose title comes from somewhere else.
pub(super) fn column_of(title: &str, width: u16) -> Column {
    Column { title: Cow::Owned(escape::cell(title)), width }
}

/// What a cell shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    /// Text, with its look.
    Text(String, Look),
    /// A number that is counted, with its look.
    Number(u64, Look),
}

/// Height of a line of text, in points, and the most lines that a row shows before somebody makes it higher.
const LINE: u32 = 15;
const LINES: u32 = 12;

impl Cell {
    /// Text of others, on one line.
    pub(super) fn text(text: &str) -> Self {
        Self::looking(text, Look::Plain)
    }

    pub(super) fn looking(text: &str, look: Look) -> Self {
        Self::Text(escape::cell(text), look)
    }

    /// Several texts of others, one a line.
    pub(super) fn list<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> Self {
        let lines: Vec<String> = texts.into_iter().map(|text| escape::line(text.as_ref())).collect();
        Self::Text(escape::fitting(&lines.join("\n")), Look::Plain)
    }

    pub(super) fn count(number: impl TryInto<u64>) -> Self {
        let number = number.try_into().unwrap_or(u64::MAX);
        if number < EXACT { Self::Number(number, Look::Plain) } else { Self::Text(number.to_string(), Look::Plain) }
    }

    /// A number beside its name, which it should stand next to.
    pub(super) fn fact(number: impl TryInto<u64>) -> Self {
        match Self::count(number) {
            Self::Number(number, _) => Self::Number(number, Look::Fact),
            text @ Self::Text(..) => text,
        }
    }

    /// How many lines it takes in a column of a width.
    fn lines(&self, width: u16) -> u32 {
        match self {
            Self::Text(text, look) if look.wraps() && text.len() > usize::from(width) => {
                let width = usize::from(width.max(2)) - 1;
                let lines = text.lines().map(|line| line.chars().count().div_ceil(width).max(1)).sum::<usize>();
                u32::try_from(lines).unwrap_or(LINES)
            }
            Self::Text(text, _) => u32::try_from(text.lines().count()).unwrap_or(LINES),
            Self::Number(..) => 1,
        }
    }

    pub(super) fn blank() -> Self {
        Self::Text(String::new(), Look::Plain)
    }
}

impl AsRef<Self> for Cell {
    fn as_ref(&self) -> &Self {
        self
    }
}

/// How a cell looks, beside its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Look {
    Plain,
    Fact,
    Strong,
    Title,
    Good,
    Fair,
    Bad,
    Unknown,
    /// Given to a reviewer, not to be changed.
    Given,
    /// To be filled in.
    Open,
    /// A day to be filled in.
    OpenDay,
}

impl Look {
    fn wraps(self) -> bool {
        !matches!(self, Self::Title | Self::Strong)
    }

    fn format(self) -> Format {
        let cell = Format::new().set_align(FormatAlign::Top).set_text_wrap();
        let filled = |colour: u32| cell.clone().set_background_color(Color::RGB(colour));
        let edged = |format: Format| format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00BF_BFBF));
        match self {
            Self::Plain => cell,
            Self::Fact => cell.set_align(FormatAlign::Left),
            Self::Strong => cell.set_bold().unset_text_wrap(),
            Self::Title => cell.set_bold().set_font_size(16).unset_text_wrap(),
            Self::Good => filled(0x00E2_F0D9),
            Self::Fair => filled(0x00FF_F2CC),
            Self::Bad => filled(0x00F8_CBAD),
            Self::Unknown => filled(0x00D9_D9D9),
            Self::Given => edged(filled(0x00ED_EDED)),
            Self::Open => edged(cell.set_unlocked()),
            Self::OpenDay => edged(cell.set_unlocked()).set_num_format("yyyy-mm-dd"),
        }
    }
}

/// The looks as a workbook knows them, each made once.
struct Looks(BTreeMap<Look, Format>);

impl Looks {
    fn put(&mut self, sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell) -> Result<(), RenderError> {
        match cell {
            Cell::Text(text, Look::Plain) if text.is_empty() => {}
            Cell::Text(text, look) => drop(sheet.write_string_with_format(row, column, text, self.of(*look))?),
            #[expect(clippy::cast_precision_loss, reason = "INVARIANT: below 2^53, by `Cell::count`")]
            Cell::Number(number, look) => {
                sheet.write_number_with_format(row, column, *number as f64, self.of(*look))?;
            }
        }
        Ok(())
    }

    /// A row of cells, as high as its text: programs that do not work that out for themselves show all of it, too.
    fn row<C: AsRef<Cell>>(
        &mut self,
        sheet: &mut Worksheet,
        row: u32,
        cells: impl IntoIterator<Item = C>,
        widths: impl Iterator<Item = u16>,
    ) -> Result<(), RenderError> {
        let mut lines = 1;
        for ((cell, width), column) in cells.into_iter().zip(widths).zip(0u16..) {
            let cell = cell.as_ref();
            lines = lines.max(cell.lines(width));
            self.put(sheet, row, column, cell)?;
        }
        if lines > 1 {
            sheet.set_row_height(row, lines.min(LINES) * LINE)?;
        }
        Ok(())
    }

    fn of(&mut self, look: Look) -> &Format {
        self.0.entry(look).or_insert_with(|| look.format())
    }
}

/// A workbook in the making.
pub(super) struct Book {
    workbook: Workbook,
    looks: Looks,
    /// Rows of a sheet, the header among them.
    rows: u32,
}

/// A sheet that was written, with its last row.
pub(super) struct Written<'b> {
    pub(super) sheet: &'b mut Worksheet,
    pub(super) last: u32,
}

impl Book {
    /// An empty one. It holds no moment of its own, so that two of the same report are alike.
    pub(super) fn new() -> Result<Self, RenderError> {
        Self::of_rows(ROWS)
    }

    pub(super) fn of_rows(rows: u32) -> Result<Self, RenderError> {
        let mut workbook = Workbook::new();
        let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_title("rolecall audit").set_creation_datetime(&made));
        Ok(Self { workbook, looks: Looks(BTreeMap::new()), rows })
    }

    /// A table: a header that stays in view, a filter, and rows. What does not fit goes on in sheets `NAME (2)` and so on, each with
    /// the header; `finish` is given every one of them.
    pub(super) fn table<R: IntoIterator<Item = Cell>>(
        &mut self,
        name: &str,
        columns: &[Column],
        frozen: u16,
        rows: impl IntoIterator<Item = R>,
        mut finish: impl FnMut(Written<'_>) -> Result<(), RenderError>,
    ) -> Result<(), RenderError> {
        let mut rows = rows.into_iter().peekable();
        let mut number = 1;
        loop {
            let sheet = self.workbook.add_worksheet();
            sheet.set_name(sheet_name(name, number))?;
            header(sheet, columns, frozen)?;
            let mut last = 0;
            while last + 1 < self.rows
                && let Some(row) = rows.next()
            {
                last += 1;
                self.looks.row(sheet, last, row, columns.iter().map(|column| column.width))?;
            }
            let width = u16::try_from(columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
            sheet.autofilter(0, 0, last, width)?;
            finish(Written { sheet, last })?;
            if rows.peek().is_none() {
                return Ok(());
            }
            number += 1;
        }
    }

    /// A sheet for people to read: rows of a few cells without a header.
    pub(super) fn page(
        &mut self,
        name: &str,
        widths: &[u16],
        rows: impl IntoIterator<Item = Vec<Cell>>,
    ) -> Result<(), RenderError> {
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(sheet_name(name, 1))?;
        for (width, column) in widths.iter().zip(0u16..) {
            sheet.set_column_width(column, *width)?;
        }
        printed(sheet, widths.iter().sum());
        for (row, at) in rows.into_iter().zip(0u32..self.rows) {
            self.looks.row(sheet, at, row, widths.iter().copied())?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<Vec<u8>, RenderError> {
        Ok(self.workbook.save_to_buffer()?)
    }
}

fn header(sheet: &mut Worksheet, columns: &[Column], frozen: u16) -> Result<(), RenderError> {
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_background_color(Color::RGB(0x001F_3864))
        .set_font_color(Color::RGB(0x00FF_FFFF));
    let mut lines = 1;
    for (column, at) in columns.iter().zip(0u16..) {
        sheet.write_string_with_format(0, at, &*column.title, &head)?;
        sheet.set_column_width(at, column.width)?;
        lines = lines.max(Cell::Text(column.title.to_string(), Look::Plain).lines(column.width));
    }
    sheet.set_row_height(0, lines.min(LINES) * LINE)?;
    sheet.set_freeze_panes(1, frozen)?;
    sheet.set_repeat_rows(0, 0)?;
    printed(sheet, columns.iter().map(|column| column.width).sum());
    Ok(())
}

/// On paper: as many pages wide as can be read, with the sheet's name and the page's number.
fn printed(sheet: &mut Worksheet, width: u16) {
    let pages = width.div_ceil(PAGE).max(1);
    sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(pages, 0).set_footer("&L&A&R&P / &N");
}

/// A name that fits, with its number from the second on.
fn sheet_name(name: &str, number: u32) -> String {
    let behind = if number == 1 { String::new() } else { format!(" ({number})") };
    let room = NAME - behind.len();
    format!("{}{behind}", name.chars().take(room).collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    #[test]
    fn rows_that_do_not_fit_go_on_in_further_sheets() {
        let mut book = Book::of_rows(4).unwrap();
        let rows = (0..7).map(|number| [Cell::text(&format!("00{number}")), Cell::count(number)]);
        let mut ends = Vec::new();
        let seen = |written: Written<'_>| {
            ends.push(written.last);
            Ok(())
        };
        book.table("Matrix", &[column("A", 9), column("B", 9)], 0, rows, seen).unwrap();
        let mut read = Xlsx::new(Cursor::new(book.finish().unwrap())).unwrap();
        assert_eq!(read.sheet_names(), ["Matrix", "Matrix (2)", "Matrix (3)"]);
        assert_eq!(ends, [3, 3, 1]);
        let last = read.worksheet_range("Matrix (3)").unwrap();
        assert_eq!(last.get_value((0, 0)), Some(&Data::String("A".to_owned())));
        assert_eq!(last.get_value((1, 0)), Some(&Data::String("006".to_owned())));
        assert_eq!(last.get_value((1, 1)), Some(&Data::Float(6.0)));
    }

    #[test]
    fn a_table_that_just_fits_needs_no_second_sheet() {
        let mut book = Book::of_rows(3).unwrap();
        book.table("A", &[column("A", 9)], 0, [["x"; 1]; 2].map(|row| row.map(Cell::text)), |_| Ok(())).unwrap();
        assert_eq!(Xlsx::new(Cursor::new(book.finish().unwrap())).unwrap().sheet_names(), ["A"]);
    }

    #[test]
    fn names_of_sheets_fit() {
        assert_eq!(sheet_name("Review", 1), "Review");
        assert_eq!(sheet_name(&"x".repeat(40), 1).len(), 31);
        assert_eq!(sheet_name(&"x".repeat(40), 12), format!("{} (12)", "x".repeat(26)));
    }

    #[test]
    fn numbers_that_a_cell_would_round_are_text() {
        assert_eq!(Cell::count(u64::MAX), Cell::Text("18446744073709551615".to_owned(), Look::Plain));
        assert_eq!(Cell::count(4_012_usize), Cell::Number(4_012, Look::Plain));
    }
}
