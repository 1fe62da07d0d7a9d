//! The round trip of a review: handed out as a workbook, filled in, read back. Whatever happens to it on the way is noticed.

use std::path::Path;

use calamine::Data;
use jiff::Timestamp;
use proptest::prelude::*;
use rolecall::findings::{Affected, Report};
use rolecall::review::{FILLED, Filled, GIVEN, Given, Kind, Reference, Review, Terms, check, filled, lines, reference};
use rust_xlsxwriter::Workbook;

use crate::office::{convert, convert_read, soffice};
use crate::workbook::{bytes, sheets};
use crate::{fixtures, tables};

/// Rows of the sheet as text, the header first.
type Rows = Vec<Vec<String>>;

const DECISION: usize = GIVEN.len();
const REVIEWER: usize = DECISION + 1;
const DATE: usize = DECISION + 3;
const COMMENT: usize = DECISION + 4;

fn handed_out(report: &Report, folder: &Path) -> Reference {
    let file = folder.join("report.xlsx");
    std::fs::write(&file, bytes(report)).unwrap();
    reference(&Given::load(&file).unwrap(), "20261120T080000Z-prod-9f86d081").unwrap()
}

fn rows(report: &Report) -> Rows {
    let sheet = sheets(&bytes(report)).remove("Review").unwrap();
    let width = GIVEN.len() + FILLED.len();
    let cell = |row: &Vec<Data>, at: usize| row.get(at).map(ToString::to_string).unwrap_or_default();
    sheet.iter().map(|row| (0..width).map(|at| cell(row, at)).collect()).collect()
}

/// Decides everything as careful people would: some things go, exceptions have a comment.
fn fill(rows: &mut Rows) {
    for (number, row) in rows.iter_mut().skip(1).enumerate() {
        let words = ["keep", "Revoke", "modify"];
        row[DECISION] = words[number % 3].to_owned();
        row[REVIEWER] = "Clara Control <clara@acme.example>".to_owned();
        row[REVIEWER + 1] = "Head of internal control".to_owned();
        row[DATE] = format!("2026-11-{}", 21 + number % 3);
        row[COMMENT] = format!("looked at number {number}");
    }
}

fn as_xlsx(rows: &Rows, file: &Path) {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (row, at) in rows.iter().zip(0..) {
        for (cell, column) in row.iter().zip(0..) {
            sheet.write_string(at, column, cell).unwrap();
        }
    }
    workbook.save(file).unwrap();
}

fn as_csv(rows: &Rows, file: &Path) {
    let mut writer = csv::Writer::from_path(file).unwrap();
    for row in rows {
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
}

fn read(file: &Path) -> Filled {
    filled(&Given::load(file).unwrap()).unwrap()
}

fn judge(reference: &Reference, back: &[Filled]) -> Review {
    let moment = |text: &str| text.parse::<Timestamp>().unwrap();
    let terms = Terms {
        reviewer: None,
        title: None,
        since: moment("2026-11-20T08:00:00Z"),
        now: moment("2026-11-29T12:00:00Z"),
    };
    check(reference, back, Vec::new(), &terms)
}

/// Hands a report's lines out, changes the rows that come back, and judges them.
fn after(report: &Report, change: impl FnOnce(&mut Rows)) -> Review {
    let folder = tempfile::tempdir().unwrap();
    let reference = handed_out(report, folder.path());
    let mut rows = rows(report);
    fill(&mut rows);
    change(&mut rows);
    let file = folder.path().join("filled.xlsx");
    as_xlsx(&rows, &file);
    judge(&reference, &[read(&file)])
}

/// What is wrong, without the folder that it is in.
fn told(review: &Review) -> Vec<String> {
    let place =
        |problem: &String| problem.split_once("filled.xlsx").map_or(problem.clone(), |(_, rest)| rest.to_owned());
    review.problems.iter().map(place).collect()
}

fn row_of<'r>(rows: &'r mut Rows, kind: Kind, account: &str) -> &'r mut Vec<String> {
    rows.iter_mut().find(|row| row[2] == kind.words() && row[3] == account).unwrap()
}

#[test]
fn there_is_a_line_for_each_thing_that_somebody_must_decide() {
    let lines = lines(&tables::audited());
    let shown: Vec<String> = lines
        .iter()
        .map(|line| format!("{} | {} | {} | {}", line.kind.words(), line.account, line.name, line.right))
        .collect();
    let expected = [
        "role of an account | mara@acme.example | Mara Muster | sales-rep",
        "group of an account | mara@acme.example | Mara Muster | account.group_account_manager",
        "role of an account | 007 | Jim Beam | sales-rep",
        "account alone | idle@acme.example | Ida Idle | may sign in",
        "group of an account | admin | Ada Root | base.group_system",
        "group of outsiders |  | 3 accounts | base.group_portal",
        "key | 007 |  | api-key Mara Muster",
        "exception | role sales-rep | 4012 accounts | RM-001 excess-access",
        "exception | mara@acme.example | 1 account | RM-004 membership-beyond-role",
        "exception | everyone | 0 accounts | RM-001 excess-access",
    ];
    assert_eq!(shown, expected);
    let mut keys: Vec<&str> = lines.iter().map(|line| line.key.as_str()).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), lines.len(), "every line has a key of its own");
}

#[test]
fn what_is_handed_out_is_what_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let report = tables::audited();
    let reference = handed_out(&report, folder.path());
    assert_eq!(reference.lines, lines(&report));
    assert_eq!(reference.accounts.len(), 8);
    assert_eq!(reference.run.taken_at, "2026-11-20T08:00:00Z");
    let unfilled = judge(&reference, &[read(&folder.path().join("report.xlsx"))]);
    assert_eq!(unfilled.problems.len(), reference.lines.len(), "{:#?}", unfilled.problems);
    assert!(unfilled.problems.iter().all(|problem| problem.ends_with("is not decided")));
    assert!(unfilled.problems[0].contains("!Review!A2: error: line `"), "{}", unfilled.problems[0]);
}

#[test]
fn a_review_that_is_whole_counts_and_says_what_must_be_done() {
    let review = after(&tables::audited(), |_| ());
    assert_eq!(review.problems, [""; 0]);
    assert!(review.complete);
    assert_eq!(review.counts.decided, review.counts.lines);
    assert_eq!(review.todo.len(), review.counts.revoke + review.counts.modify);
    assert_eq!(review.reviewers.len(), 1);
    assert_eq!((review.reviewers[0].first.as_str(), review.reviewers[0].last.as_str()), ("2026-11-21", "2026-11-23"));
    let exception = review.todo.iter().find(|todo| todo.fingerprint.is_some()).unwrap();
    let report = tables::audited();
    assert!(report.findings.iter().any(|finding| Some(&finding.fingerprint) == exception.fingerprint.as_ref()));
}

#[test]
fn a_review_is_what_its_schema_says() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schema/review-1.schema.json");
    let schema: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(schema).unwrap()).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let whole = after(&tables::audited(), |_| ());
    let wrong = after(&tables::audited(), |rows| drop(rows.remove(2)));
    for review in [whole, wrong] {
        let value = serde_json::from_str(&rolecall::report::review_json(&review).unwrap()).unwrap();
        let problems: Vec<String> = schema.iter_errors(&value).map(|error| error.to_string()).collect();
        assert_eq!(problems, [""; 0]);
    }
}

#[test]
fn several_may_share_the_lines() {
    let folder = tempfile::tempdir().unwrap();
    let report = tables::audited();
    let reference = handed_out(&report, folder.path());
    let mut all = rows(&report);
    fill(&mut all);
    let (mut first, mut second) = (all.clone(), all.clone());
    first.truncate(4);
    // The other one hands back everything, and decides the rest.
    for row in &mut second[1..4] {
        row.iter_mut().skip(DECISION).for_each(String::clear);
    }
    let (one, two) = (folder.path().join("one.csv"), folder.path().join("two.xlsx"));
    as_csv(&first, &one);
    as_xlsx(&second, &two);
    let review = judge(&reference, &[read(&one), read(&two)]);
    assert_eq!(review.problems, [""; 0]);
    as_xlsx(&all, &two);
    let twice = judge(&reference, &[read(&one), read(&two)]);
    assert_eq!(twice.problems.len(), 3);
    assert!(twice.problems.iter().all(|problem| problem.contains("is decided twice; the first time at")));
}

#[test]
fn what_is_not_as_it_was_handed_out_is_named_with_its_cell() {
    let report = tables::audited();
    let missing = after(&report, |rows| drop(rows.remove(2)));
    assert_eq!(missing.problems.len(), 1);
    assert!(missing.problems[0].ends_with("is missing"), "{:?}", missing.problems);
    let copied = after(&report, |rows| {
        let row = rows[2].clone();
        rows.push(row);
    });
    assert!(told(&copied)[0].contains("is there twice; the first is at"), "{:?}", copied.problems);
    let invented = after(&report, |rows| {
        let mut row = rows[2].clone();
        row[0] = "R-0000000000000000".to_owned();
        rows.push(row);
    });
    assert!(told(&invented)[0].contains("line `R-0000000000000000` is not one of this run"), "{:?}", invented.problems);
    let edited = after(&report, |rows| rows[1][5] = "base.group_user".to_owned());
    assert!(told(&edited)[0].starts_with("!Sheet1!F2: error: line `"), "{:?}", edited.problems);
    assert!(
        told(&edited)[0].contains("column `Right` says `base.group_user`, handed out was"),
        "{:?}",
        edited.problems
    );
    let anonymous = after(&report, |rows| {
        let mut row = rows[2].clone();
        row[0].clear();
        rows.push(row);
    });
    assert!(told(&anonymous)[0].contains("the row has no line"), "{:?}", anonymous.problems);
    let other =
        after(&report, |rows| rows.iter_mut().skip(1).for_each(|row| row[1] = "sha256:0000000000000000".to_owned()));
    assert!(told(&other).iter().any(|problem| problem.contains("the lines are of snapshot `sha256:0000000000000000`")));
}

#[test]
fn what_a_reviewer_wrote_must_be_a_decision_of_a_possible_day() {
    let report = tables::audited();
    let cases = [
        (DECISION, "", "has no `Decision`"),
        (DECISION, "ok", "`ok` is no decision (help: write keep, revoke or modify)"),
        (REVIEWER, "", "has no `Reviewer`"),
        (REVIEWER + 1, "", "has no `Title`"),
        (DATE, "", "has no `Date`"),
        (DATE, "11/29/2026", "`11/29/2026` is no day (help: write it as 2026-11-29, with or without a time)"),
        (DATE, "2026-12-24", "`2026-12-24` is still to come"),
        (DATE, "2026-11-18", "`2026-11-18` is before the lines were handed out"),
        (COMMENT, "", "is to be modified, and no comment says how"),
    ];
    for (column, text, expected) in cases {
        let review = after(&report, |rows| rows[3][column] = text.to_owned());
        assert_eq!(review.problems.len(), 1, "{text:?}: {:?}", review.problems);
        assert!(review.problems[0].ends_with(expected), "{:?}", review.problems);
    }
}

#[test]
fn nobody_decides_about_themselves_or_as_an_administrator() {
    let report = tables::audited();
    let by = |kind, account: &str, reviewer: &str| {
        let review = after(&report, |rows| row_of(rows, kind, account)[REVIEWER] = reviewer.to_owned());
        told(&review).into_iter().map(|problem| problem.split_once("error: ").unwrap().1.to_owned()).collect::<Vec<_>>()
    };
    for mara in
        ["mara@acme.example", "Muster, Mara", "MARA", "Mara Muster <m@private.example>", "m\u{430}ra@acme.example"]
    {
        let told = by(Kind::Role, "mara@acme.example", mara);
        assert_eq!(told.len(), 1, "{mara}: {told:?}");
        assert!(told[0].contains("whom the line is about (help: nobody reviews their own access)"), "{told:?}");
        assert_eq!(by(Kind::Role, "007", mara).len(), 0, "about somebody else she may");
    }
    for admin in ["admin", "Ada Root", "admin@acme.example"] {
        let told = by(Kind::Role, "007", admin);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("which hands out rights in this system"), "{told:?}");
    }
    // The line of the waiver is about mara's membership.
    for paul in
        ["paul@acme.example", "Paul Weiß <pw@private.example>", "WEISS, PAUL (controlling) <pw@private.example>"]
    {
        let told = by(Kind::Exception, "mara@acme.example", paul);
        assert_eq!(told.len(), 1, "{paul}: {told:?}");
        assert!(told[0].contains("asked for the waiver `W-2026-014`"), "{told:?}");
    }
    assert_eq!(by(Kind::Key, "007", "Jim Beam").len(), 1, "a key is its owner's");
}

#[test]
fn nobody_decides_about_what_reaches_them_with_others() {
    let mut report = tables::audited();
    let role = report.findings.iter_mut().find(|finding| finding.subject.kind == "role").unwrap();
    let users = vec!["007".to_owned(), "mara@acme.example".to_owned()];
    role.affected = Affected { count: 2, users: users.clone() };
    let by = |report: &Report, kind, account: &str, reviewer: &str| {
        let review = after(report, |rows| row_of(rows, kind, account)[REVIEWER] = reviewer.to_owned());
        told(&review).into_iter().map(|problem| problem.split_once("error: ").unwrap().1.to_owned()).collect::<Vec<_>>()
    };
    for reached in ["mara", "Muster, Mara", "Jim Beam <jim@private.example>"] {
        let told = by(&report, Kind::Exception, "role sales-rep", reached);
        assert_eq!(told.len(), 1, "{reached}: {told:?}");
        assert!(told[0].contains("whom the finding reaches (help: let somebody decide who gains"), "{told:?}");
    }
    assert_eq!(by(&report, Kind::Exception, "role sales-rep", "Ida Idle"), [""; 0]);
    let role = report.findings.iter_mut().find(|finding| finding.subject.kind == "role").unwrap();
    role.affected = Affected { count: 3, users };
    let told = by(&report, Kind::Exception, "role sales-rep", "Ida Idle");
    assert_eq!(told.len(), 1, "{told:?}");
    let expected =
        "has the account `idle@acme.example`, which may be among the 3 that the finding reaches: 2 of them are listed";
    assert!(told[0].contains(expected), "{told:?}");
    assert_eq!(by(&report, Kind::Exception, "role sales-rep", "Nina <nina@audit.example>"), [""; 0]);

    let told = by(&report, Kind::Outsiders, "", "customer2@client.example");
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].contains("who holds the group"), "{told:?}");
    assert_eq!(by(&report, Kind::Outsiders, "", "Ida Idle"), [""; 0]);
}

#[test]
fn a_reviewer_is_written_with_an_address_or_has_an_account() {
    let report = tables::audited();
    let by = |reviewer: &str| {
        told(&after(&report, |rows| {
            row_of(rows, Kind::Role, "007")[REVIEWER] = reviewer.to_owned();
            row_of(rows, Kind::Key, "007")[REVIEWER] = reviewer.to_owned();
        }))
    };
    for anybody in ["x", "-", "me", "A. Roth", "@", "x@", "Clara Control"] {
        let told = by(anybody);
        let expected = format!(
            "error: reviewer `{anybody}` can be anybody: it is neither a mail address nor somebody with an account (help: write name and \
             mail address, such as `Mara Muster <mara@acme.example>`, or the login)"
        );
        assert_eq!(told.len(), 1, "once for a reviewer: {told:?}");
        assert!(told[0].starts_with("!Sheet1!M") && told[0].ends_with(&expected), "{told:?}");
    }
    for somebody in ["a.roth@audit.example", "A. Roth <a.roth@audit.example>", "idle@acme.example", "idle", "Ida Idle"]
    {
        assert_eq!(by(somebody), [""; 0], "{somebody}");
    }
    let told = told(&after(&report, |rows| {
        row_of(rows, Kind::Role, "mara@acme.example")[REVIEWER] = "M. <mara+erp@acme.example>".to_owned();
    }));
    assert!(told.len() == 1 && told[0].contains("whom the line is about"), "the same mailbox: {told:?}");
}

#[test]
fn signs_that_nobody_looked_are_told_with_their_numbers_and_refuse_nothing() {
    let report = Report { annex: tables::audited().annex, ..fixtures::many(40) };
    let hurried = after(&report, |rows| {
        for (number, row) in rows.iter_mut().skip(1).enumerate() {
            row[DECISION] = "keep".to_owned();
            row[DATE] = format!("2026-11-21 09:{:02}:{:02}", number / 60, number % 60);
            row[COMMENT].clear();
        }
    });
    assert!(hurried.complete, "{:?}", hurried.problems);
    let expected = [
        "every one of 47 lines is kept",
        "`Clara Control <clara@acme.example>` decided 47 lines in 46 seconds",
        "40 of 40 exceptions that are kept have no comment",
    ];
    assert_eq!(hurried.warnings, expected);
    let same = after(&report, |rows| {
        for row in rows.iter_mut().skip(1) {
            row[COMMENT] = "ok".to_owned();
            row[DATE] = "2026-11-21 09:00".to_owned();
        }
    });
    let expected = [
        "all 47 lines have the same comment: `ok`",
        "`Clara Control <clara@acme.example>` decided 47 lines at the same moment, 2026-11-21T09:00:00",
    ];
    assert_eq!(same.warnings, expected);
    assert_eq!(after(&report, |_| ()).warnings, [""; 0]);
}

#[test]
fn a_file_that_is_no_review_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("staff.csv");
    std::fs::write(&file, "login,name\nmara,Mara\n").unwrap();
    let error = filled(&Given::load(&file).unwrap()).unwrap_err().to_string();
    assert!(error.ends_with(
        "has no sheet with the columns `Line` and `Decision`; give back the sheet Review as it was handed out"
    ));
    let error = reference(&Given::load(&file).unwrap(), "run").unwrap_err().to_string();
    assert!(error.contains("is not the workbook of an audit"), "{error}");
}

#[test]
fn libreoffice_fills_it_in_as_excel_would() {
    let Some(soffice) = soffice() else { return };
    let folder = tempfile::tempdir().unwrap();
    let report = tables::audited();
    let reference = handed_out(&report, folder.path());
    // The sheet as CSV, filled in, and made a workbook again: every cell went through LibreOffice twice.
    let sheet = convert(
        &soffice,
        &folder.path().join("report.xlsx"),
        "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,9",
        "report-Review.csv",
    );
    let mut rows: Rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_path(&sheet)
        .unwrap()
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    fill(&mut rows);
    as_csv(&rows, &sheet);
    let from_csv = judge(&reference, &[read(&sheet)]);
    assert_eq!(from_csv.problems, [""; 0]);
    // As somebody answers the questions of the import: UTF-8, and every column is text.
    let columns: Vec<String> = (1..=GIVEN.len() + FILLED.len()).map(|column| format!("{column}/2")).collect();
    let from = format!("Text - txt - csv (StarCalc):44,34,76,1,{}", columns.join("/"));
    let to = "xlsx:Calc MS Excel 2007 XML";
    let workbook = convert_read(&soffice, &sheet, Some(&from), to, "report-Review.xlsx");
    let from_workbook = judge(&reference, &[read(&workbook)]);
    assert_eq!(from_workbook.problems, [""; 0]);
    assert_eq!(from_workbook.decisions, from_csv.decisions);
}

/// What may happen to the rows on their way.
#[derive(Debug, Clone)]
enum Mishap {
    Deleted(usize),
    Copied(usize),
    Edited(usize, usize),
    Undecided(usize),
}

fn mishap() -> impl Strategy<Value = Mishap> {
    prop_oneof![
        any::<usize>().prop_map(Mishap::Deleted),
        any::<usize>().prop_map(Mishap::Copied),
        (any::<usize>(), 1..GIVEN.len()).prop_map(|(row, column)| Mishap::Edited(row, column)),
        any::<usize>().prop_map(Mishap::Undecided),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn names_of_any_kind_and_rows_in_any_order_come_back_the_same(
        name in "\\PC{1,30}|[=+@'_x0-9A-F\\\\<>&\";,\\t\\r\\n -]{1,30}",
        shuffle in any::<u64>(),
        csv in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let report = fixtures::usual().with_annex(tables::annex(&name));
        let reference = handed_out(&report, folder.path());
        let mut rows = rows(&report);
        fill(&mut rows);
        let mut order: Vec<usize> = (1..rows.len()).collect();
        order.sort_by_key(|at| (*at as u64).wrapping_mul(shuffle | 1));
        let shuffled: Rows = std::iter::once(0).chain(order).map(|at| rows[at].clone()).collect();
        let file = folder.path().join(if csv { "filled.csv" } else { "filled.xlsx" });
        if csv { as_csv(&shuffled, &file) } else { as_xlsx(&shuffled, &file) }
        let review = judge(&reference, &[read(&file)]);
        prop_assert_eq!(&review.problems, &Vec::<String>::new());
        let keys: Vec<&str> = review.decisions.iter().map(|decided| decided.line.as_str()).collect();
        let handed: Vec<&str> = reference.lines.iter().map(|line| line.key.as_str()).collect();
        prop_assert_eq!(keys, handed);
    }

    #[test]
    fn whatever_happens_to_a_row_is_noticed(mishap in mishap()) {
        let review = after(&tables::audited(), |rows| {
            let at = |row: usize| 1 + row % (rows.len() - 1);
            match mishap {
                Mishap::Deleted(row) => drop(rows.remove(at(row))),
                Mishap::Copied(row) => rows.push(rows[at(row)].clone()),
                Mishap::Edited(row, column) => {
                    let at = at(row);
                    rows[at][column].push('x');
                }
                Mishap::Undecided(row) => {
                    let at = at(row);
                    rows[at].iter_mut().skip(DECISION).for_each(String::clear);
                }
            }
        });
        prop_assert_eq!(review.problems.len(), 1, "{:?}: {:?}", mishap, review.problems);
    }
}
