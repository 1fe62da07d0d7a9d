//! From a file to the rows of a review: what was handed out, and what came back.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use super::columns::{self, FILLED, GIVEN};
use super::lines::{Kind, Line, snapshot_mark};
use super::record::Run;
use crate::model::{Located, Position};
use crate::sheets::{self, Bounds, FileError, Table, UnusableFile, each_record, has_column};
use crate::yaml::{Problem, Problems};

/// The largest file, in bytes, what it may unpack to and how many cells a sheet of it may have: a review is as large as the company.
const MAX_BYTES: u64 = 256 << 20;
const BOUNDS: Bounds = Bounds { cells: 5_000_000, unpacked: 1 << 30 };

/// A review as it was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What was audited.
    pub run: Run,
    /// The lines to decide.
    pub lines: Vec<Line>,
    /// Everybody with an account.
    pub accounts: Vec<Account>,
    /// Whom findings reach, by fingerprint.
    pub reached: HashMap<String, Reached>,
}

/// The accounts that a finding reaches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reached {
    /// Those that are listed.
    pub logins: Vec<String>,
    /// How many there are.
    pub count: usize,
}

/// An account, as far as it matters who reviews.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its unique name.
    pub login: String,
    /// Display name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Can give any right to anyone.
    pub administers: bool,
    /// Groups that it holds as a customer or supplier, beyond those of its roles.
    pub as_outsider: Vec<String>,
}

/// A review as it came back.
#[derive(Debug)]
pub struct Filled {
    /// The file.
    pub file: Arc<str>,
    /// Its rows, in the order of the file.
    pub rows: Vec<FilledRow>,
    /// What cannot be read of it.
    pub problems: Vec<Problem>,
}

/// One row of it; blank cells are empty.
#[derive(Debug, Clone)]
pub struct FilledRow {
    /// The cells of [`GIVEN`].
    pub given: [Located<String>; GIVEN.len()],
    /// The cells of [`FILLED`].
    pub filled: [Located<String>; FILLED.len()],
}

/// Why a file is no review at all.
pub type ReviewError = UnusableFile;

/// A file as it was given: what is judged and what is sealed are the same bytes.
#[derive(Debug, Clone)]
pub struct Given {
    file: Arc<str>,
    ending: String,
    bytes: Vec<u8>,
}

impl Given {
    /// Reads a file.
    pub fn load(path: &Path) -> Result<Self, ReviewError> {
        let file: Arc<str> = path.display().to_string().into();
        let bytes = sheets::bytes_up_to(path, MAX_BYTES).map_err(|error| refused(error, &file))?;
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
        Ok(Self { file, ending, bytes })
    }

    /// Its bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The name under which it is kept: `filled.xlsx`, `filled-2.csv`.
    pub fn kept_as(&self, number: usize) -> String {
        let ending = if self.is_workbook() { "xlsx" } else { "csv" };
        if number == 1 { format!("filled.{ending}") } else { format!("filled-{number}.{ending}") }
    }

    fn is_workbook(&self) -> bool {
        matches!(self.ending.as_str(), "xlsx" | "xlsm")
    }
}

/// Reads the decisions of a file by its ending, `.xlsx` or `.csv`. Every sheet with lines and decisions is read, whatever it is called.
pub fn filled(given: &Given) -> Result<Filled, ReviewError> {
    let file = Arc::clone(&given.file);
    let mut problems = Problems::default();
    let tables = tables(given, &mut problems)?;
    let mut rows = Vec::new();
    let mut found = false;
    for table in tables.iter().filter(|table| is_review(table)) {
        found = true;
        rows.extend(rows_of(table, &mut problems));
    }
    if !found {
        let why =
            "has no sheet with the columns `Line` and `Decision`; give back the sheet Review as it was handed out";
        return Err(ReviewError::Unusable { file, why: why.to_owned() });
    }
    Ok(Filled { file, rows, problems: problems.finish() })
}

/// Reads what was handed out from the workbook of a run.
pub fn reference(given: &Given, run: &str) -> Result<Reference, ReviewError> {
    let file = &given.file;
    let mut problems = Problems::default();
    let tables = tables(given, &mut problems)?;
    let rows: Vec<FilledRow> =
        tables.iter().filter(|table| is_review(table)).flat_map(|table| rows_of(table, &mut problems)).collect();
    let accounts: Vec<Account> = tables.iter().flat_map(|table| accounts_of(table, &mut problems)).collect();
    let reached: HashMap<String, Reached> = tables.iter().flat_map(|table| reached_of(table, &mut problems)).collect();
    let fact = |name: &str| tables.iter().find_map(|table| fact(table, name));
    let facts = fact("Snapshot SHA-256").zip(fact("Snapshot taken at"));
    let lines: Option<Vec<Line>> = rows.iter().map(|row| Line::of(&row.given)).collect();
    let unusable = |why: &str| ReviewError::Unusable { file: Arc::clone(file), why: why.to_owned() };
    let (Some((snapshot_sha256, taken_at)), Some(lines)) = (facts, lines) else {
        return Err(unusable("is not the workbook of an audit: its lines or its summary are missing"));
    };
    if problems.has_errors() {
        return Err(unusable("is not the workbook of an audit as it was written: some of its cells cannot be read"));
    }
    if lines.is_empty() {
        return Err(unusable("has no line to decide"));
    }
    Ok(Reference { run: Run { name: run.to_owned(), snapshot_sha256, taken_at }, lines, accounts, reached })
}

fn tables(given: &Given, problems: &mut Problems) -> Result<Vec<Table>, ReviewError> {
    let Given { file, bytes, .. } = given;
    match given.ending.as_str() {
        "csv" | "tsv" | "txt" => {
            let read = sheets::text_of(bytes, Some((&Position::file(file), problems)));
            let text = read.map_err(|error| refused(error, file))?;
            Ok(vec![sheets::csv_within(&text, file, BOUNDS.cells, problems)])
        }
        _ if given.is_workbook() => {
            let read = |wanted: &dyn Fn(&str) -> bool, problems: &mut Problems| {
                sheets::workbook_within(bytes, file, BOUNDS, wanted, problems)
                    .map_err(|source| ReviewError::Workbook { file: Arc::clone(file), source })
            };
            let known = [columns::SUMMARY, columns::EXCEPTIONS, columns::SHEET, columns::POPULATION];
            // The other sheets of the workbook can be much larger.
            let mut sheets = read(&|name| known.iter().any(|known| name.starts_with(known)), problems)?;
            if !sheets.iter().any(|(_, table)| is_review(table)) {
                sheets = read(&|_| true, problems)?;
            }
            Ok(sheets.into_iter().map(|(_, table)| table).collect())
        }
        _ => {
            let why = "has no ending that is known; a review is .xlsx or .csv".to_owned();
            Err(ReviewError::Unusable { file: Arc::clone(file), why })
        }
    }
}

fn is_review(table: &Table) -> bool {
    has_column(table, columns::LINE) && has_column(table, columns::DECISION)
}

fn rows_of(table: &Table, problems: &mut Problems) -> Vec<FilledRow> {
    let optional: Vec<&'static str> = GIVEN.iter().skip(1).chain(&FILLED).map(|column| column.name).collect();
    let mut rows = Vec::new();
    each_record(table, &[columns::LINE], &optional, problems, |record, _| {
        let Some(first) = record.get(columns::LINE) else { return };
        let cell = |name: &str| match record.get(name) {
            Some(cell) => (*cell).clone(),
            None => Located::new(String::new(), first.at.clone()),
        };
        rows.push(FilledRow {
            given: GIVEN.map(|column| cell(column.name)),
            filled: FILLED.map(|column| cell(column.name)),
        });
    });
    rows
}

/// Accounts of the sheet of them; none where the table is another one.
fn accounts_of(table: &Table, problems: &mut Problems) -> Vec<Account> {
    let columns = ["login", "name", "mail", "administers", "kind", "groups beyond the roles"];
    records_of(table, columns, problems, |[login, name, email, administers, kind, beyond]| Account {
        administers: administers == "yes",
        as_outsider: if kind == "external" { lines_of(&beyond) } else { Vec::new() },
        login,
        name,
        email,
    })
}

/// Whom findings reach, of the sheet of them; nothing where the table is another one.
fn reached_of(table: &Table, problems: &mut Problems) -> Vec<(String, Reached)> {
    let columns = ["fingerprint", "affected", "affected accounts"];
    records_of(table, columns, problems, |[fingerprint, count, logins]| {
        // Where nobody can tell how many there are, not all are listed.
        (fingerprint, Reached { logins: lines_of(&logins), count: count.parse().unwrap_or(usize::MAX) })
    })
}

/// The rows of a table that has all of some columns, the first of them in each.
fn records_of<const N: usize, T>(
    table: &Table,
    columns: [&'static str; N],
    problems: &mut Problems,
    made: impl Fn([String; N]) -> T,
) -> Vec<T> {
    let mut rows = Vec::new();
    let Some(first) = columns.first().copied().filter(|_| columns.iter().all(|name| has_column(table, name))) else {
        return rows;
    };
    // Its other columns are read by nobody, which is no news.
    let mut unread = Problems::default();
    each_record(table, &[first], &columns, &mut unread, |record, _| {
        rows.push(made(columns.map(|name| record.get(name).map(|cell| cell.value.clone()).unwrap_or_default())));
    });
    if unread.has_errors() {
        problems.error(&table.at, format!("the column `{first}` cannot be read"), None);
    }
    rows
}

/// The texts of a cell that lists them.
fn lines_of(cell: &str) -> Vec<String> {
    cell.lines().map(|line| line.trim().to_owned()).collect()
}

/// What stands beside a name on the summary.
fn fact(table: &Table, name: &str) -> Option<String> {
    let row = table.rows().find(|row| row.values().next().is_some_and(|cell| cell.value == name))?;
    row.values().nth(1).map(|cell| cell.value.clone())
}

fn refused(error: FileError, file: &Arc<str>) -> ReviewError {
    UnusableFile::of(error, file, "review", MAX_BYTES)
}

impl Line {
    /// Its cells, in the order of [`GIVEN`].
    pub fn cells(&self, snapshot_sha256: &str) -> [String; GIVEN.len()] {
        [
            self.key.clone(),
            snapshot_mark(snapshot_sha256),
            self.kind.words().to_owned(),
            self.account.clone(),
            self.name.clone(),
            self.right.clone(),
            if self.privileged { "yes".to_owned() } else { String::new() },
            self.severity.clone(),
            self.about.clone(),
            self.waiver.clone(),
            self.requester.clone(),
        ]
    }

    fn of(cells: &[Located<String>; GIVEN.len()]) -> Option<Self> {
        let [key, _, kind, account, name, right, privileged, severity, about, waiver, requester] =
            cells.each_ref().map(|cell| cell.value.clone());
        Some(Self {
            key,
            kind: Kind::of(&kind)?,
            account,
            name,
            right,
            privileged: privileged == "yes",
            severity,
            about,
            waiver,
            requester,
        })
    }
}

/// Positions of lines by their keys.
pub(super) fn by_key(lines: &[Line]) -> HashMap<&str, usize> {
    lines.iter().enumerate().map(|(at, line)| (line.key.as_str(), at)).collect()
}
