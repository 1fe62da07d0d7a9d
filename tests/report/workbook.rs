//! The auditors' workbook, read back by another library, and its parts as XML.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;
use quick_xml::events::Event;
use rolecall::findings::Report;
use rolecall::report::{Format, RenderOptions, render};

use crate::{fixtures, tables};

/// Sheets by name, as rows of cells.
pub(crate) type Sheets = BTreeMap<String, Vec<Vec<Data>>>;

pub(crate) fn bytes(report: &Report) -> Vec<u8> {
    render(report, &fixtures::CHECKS, Format::Xlsx, &RenderOptions::default()).unwrap()
}

pub(crate) fn sheets(bytes: &[u8]) -> Sheets {
    let mut workbook = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let names = workbook.sheet_names().clone();
    let rows = |name: &String| {
        let range = workbook.worksheet_range(name).unwrap();
        (name.clone(), range.rows().map(<[Data]>::to_vec).collect())
    };
    names.iter().map(rows).collect()
}

/// A sheet's rows by the titles of their columns, as text.
pub(crate) fn records(rows: &[Vec<Data>]) -> Vec<BTreeMap<String, String>> {
    let Some((header, rows)) = rows.split_first() else { return Vec::new() };
    let record =
        |row: &Vec<Data>| header.iter().map(ToString::to_string).zip(row.iter().map(ToString::to_string)).collect();
    rows.iter().map(record).collect()
}

/// Every part, by its name.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    let names: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    let read = |name: String| {
        let mut text = String::new();
        archive.by_name(&name).unwrap().read_to_string(&mut text).unwrap();
        (name, text)
    };
    names.into_iter().map(read).collect()
}

#[test]
fn every_sheet_is_there_in_the_order_in_which_it_is_read() {
    let names = Xlsx::new(Cursor::new(bytes(&tables::audited()))).unwrap().sheet_names().clone();
    assert_eq!(
        names,
        ["Summary", "Exceptions", "Matrix", "Cells", "Population", "Tokens", "Evidence", "Probe", "Review"]
    );
    assert!(names.iter().all(|name| name.encode_utf16().count() <= 31));
    let without_probe = sheets(&bytes(&fixtures::usual()));
    assert!(!without_probe.contains_key("Probe"));
}

#[test]
fn the_summary_says_what_the_verdict_rests_on() {
    let sheets = sheets(&bytes(&tables::audited()));
    let line = |name: &str| {
        let row = sheets["Summary"].iter().find(|row| row[0] == *name);
        row.unwrap_or_else(|| panic!("no `{name}`")).iter().map(ToString::to_string).collect::<Vec<_>>().join("|")
    };
    assert!(line("Verdict").starts_with("Verdict|NO-GO|"));
    assert!(line("Snapshot taken at").contains("2026-11-20T08:00:00Z"));
    assert!(line("critical").starts_with("critical|1|"));
    assert!(line("high").starts_with("high|0|and 1 that somebody accepted"));
    assert!(line("fields").contains("SQL does not tell|not assessed"));
    assert_eq!(line("users"), "users|counted again by count(*) of res_users|not the same|8|9");
    assert!(line("default-password").contains("|not asked for"));
}

#[test]
fn the_matrix_is_told_in_words() {
    let sheets = sheets(&bytes(&tables::audited()));
    let wide = records(&sheets["Matrix"]);
    let row = &wide[0];
    assert_eq!(row["create"], "allowed, more than designed");
    assert_eq!(row["read"], "allowed, as designed");
    assert_eq!(row["write"], "denied, less than designed");
    assert_eq!(row["unlink"], "denied, allowed by the running system");
    assert_eq!((wide[1]["create"].as_str(), wide[1]["write"].as_str()), ("not assessed", ""));
    let cells = records(&sheets["Cells"]);
    assert_eq!(cells.len(), 6, "what nobody speaks about is left out: {cells:?}");
    assert_eq!(
        (cells[3]["Probed"].as_str(), cells[3]["Verdict"].as_str()),
        ("allowed", "the running system disagrees")
    );
    assert_eq!(cells[0]["Probed"], "not asked");
}

#[test]
fn counts_are_numbers_and_everything_else_is_text() {
    let sheets = sheets(&bytes(&tables::audited()));
    let population = &sheets["Population"];
    let james = population.iter().find(|row| row[1] == Data::String("Jim Beam".to_owned())).unwrap();
    assert_eq!(james[0], Data::String("007".to_owned()), "a leading zero is kept");
    let affected: Vec<&Data> = sheets["Exceptions"].iter().map(|row| &row[10]).collect();
    assert_eq!(affected[1], &Data::Float(4_012.0));
    let exceptions = records(&sheets["Exceptions"]);
    assert_eq!(exceptions[1]["Waiver"], "W-2026-014");
    assert_eq!(exceptions[1]["Makes it NO-GO"], "no");
    assert_eq!(exceptions[2]["Baseline"], "known");
    assert!(exceptions[0]["Affected accounts"].ends_with("rep0999@sales.acme.example\n… and 3,012 more"));
}

#[test]
fn every_part_is_xml_and_no_cell_is_a_formula_or_a_link() {
    for report in fixtures::all().into_iter().chain([tables::audited()]) {
        for (name, text) in parts(&bytes(&report)) {
            let mut reader = quick_xml::Reader::from_str(&text);
            reader.config_mut().check_end_names = true;
            loop {
                match reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}")) {
                    Event::Eof => break,
                    Event::Start(element) | Event::Empty(element) => {
                        let element = element.local_name();
                        let is_sheet = name.starts_with("xl/worksheets/");
                        let acts = matches!(element.as_ref(), "f" | "hyperlink" | "oleObject");
                        assert!(!(is_sheet && acts), "{name}: {element:?}");
                    }
                    _ => {}
                }
            }
            assert!(!name.contains("externalLink") && !name.contains("vbaProject"), "{name}");
        }
    }
}

#[test]
fn hostile_names_stay_what_they_are_and_act_on_nothing() {
    let report = fixtures::hostile(fixtures::HOSTILE);
    for (name, rows) in sheets(&bytes(&report)) {
        for cell in rows.iter().flatten() {
            let text = cell.to_string();
            assert!(!text.chars().any(|c| c != '\n' && c.is_control()), "{name}: {text:?}");
            assert!(!text.contains('\u{202e}'), "{name}: {text:?}");
        }
    }
    let shown = &records(&sheets(&bytes(&report))["Exceptions"])[0]["Exception"];
    assert!(shown.contains(r"Sales\u{1b}[2J") && shown.contains("=HYPERLINK(1)"), "{shown}");
}

#[test]
fn a_text_that_no_cell_holds_is_cut_and_says_so() {
    let report = fixtures::hostile(&"🦀".repeat(40_000));
    let sheets = sheets(&bytes(&report));
    let title = &records(&sheets["Exceptions"])[0]["Exception"];
    assert!(title.ends_with("… (cut: 40,000 characters)"), "{}", title.chars().rev().take(40).collect::<String>());
    assert!(title.encode_utf16().count() <= 32_767);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_name_is_read_back_as_it_looks(name in "\\PC{1,40}|[=+@'_x0-9A-F\\\\<>&\"\\t\\r\\n -]{1,40}") {
        let report = fixtures::hostile(&name);
        let read = sheets(&bytes(&report));
        let shown = &records(&read["Exceptions"])[0]["Exception"];
        // What cannot be seen is written out, and nothing else is changed.
        let visible: String = name.chars().filter(|c| !c.is_control()).take(1).collect();
        prop_assert!(!shown.is_empty() || name.trim().is_empty());
        prop_assert!(visible.is_empty() || shown.contains(&visible) || shown.contains("\\u{") , "{name:?} became {shown:?}");
    }
}
