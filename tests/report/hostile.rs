//! Names made to break out of a format, from a list and at random.

use std::io::{Cursor, Read as _};

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use rolecall::report::{Format, RenderOptions, csv_rows, escape};
use serde_json::Value;

use crate::junit::parse;
use crate::{bytes, fixtures, text};

/// A control, a line separator, or a character that turns or hides text.
fn acts(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn pieces() -> impl Strategy<Value = String> {
    let hostile = prop::sample::select(vec![
        "\u{1b}[31m",
        "\u{9b}",
        "\r\n",
        "\n\n",
        "\t",
        "|",
        "\\",
        "\\|",
        "`",
        "``",
        "<b>",
        "</details>",
        "<!--",
        "&lt;",
        "[a](b)",
        "![",
        "](",
        "*",
        "__",
        "~~",
        "# ",
        "- ",
        "1. ",
        "> ",
        "@team",
        "#1",
        "https://x.example",
        "www.x.example",
        "\u{202e}",
        "\u{2066}",
        "\u{200d}",
        "\u{feff}",
        "$x$",
        ":a:",
        "=",
        "---",
        "    ",
        "名",
        "e\u{301}",
        "a.b",
    ]);
    let piece = prop_oneof![hostile.prop_map(str::to_owned), any::<char>().prop_map(String::from), "[a-z ]{0,4}"];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

#[test]
fn a_hostile_report_reaches_no_terminal_alive() {
    for format in Format::ALL.into_iter().filter(|format| format.is_text()) {
        let shown = text(&fixtures::hostile(fixtures::HOSTILE), format, &RenderOptions::default());
        // Quotes hold the line breaks of a CSV file.
        let kept: &[char] = if format.name() == "csv" { &['\n', '\r', '\t'] } else { &['\n'] };
        let alive: Vec<char> = shown.chars().filter(|c| !kept.contains(c) && acts(*c)).collect();
        assert!(alive.is_empty(), "{format}: {alive:?}");
    }
    let huge = "🦀\u{202e}".repeat(20_000);
    assert!(text(&fixtures::hostile(&huge), Format::Table, &RenderOptions::default()).len() < 200_000);
}

/// Names that break out of one format or another.
const NAMES: [&str; 12] = [
    fixtures::HOSTILE,
    "]]> <!-- -- &amp; &#0; &x; <?xml?>",
    "\u{fffe}\u{ffff}\0\u{b}",
    "=cmd|' /C calc'!A0",
    "+1-1@SUM(1)",
    "\t=1+1",
    "\"quoted\", \"\"twice\"\"\r\n,next",
    "</script><svg onload=alert(1)>",
    "{{7*7}} {% raw %} ${7*7}",
    "مدير المبيعات",
    "営業部長 🦀",
    "../../etc/passwd",
];

#[test]
fn every_format_keeps_hostile_names_as_text() {
    for name in NAMES {
        for format in Format::ALL {
            let report = fixtures::hostile(name);
            let document = bytes(&report, format, &RenderOptions::default());
            keeps_as_text(format.name(), &document, name);
        }
    }
}

/// What makes a format safe. A new format needs an arm.
fn keeps_as_text(format: &str, document: &[u8], name: &str) {
    let page = || std::str::from_utf8(document).unwrap();
    match format {
        "table" => assert!(!page().chars().any(|c| c != '\n' && acts(c)), "{format}"),
        "json" | "ocsf" => {
            let read: Value = serde_json::from_str(page()).unwrap();
            assert!(strings(&read).contains(&name), "{format}: {name:?} is not whole");
        }
        "sarif" => {
            let read: Value = serde_json::from_str(page()).unwrap();
            for said in strings(&read) {
                assert!(!said.contains("](javascript") && !said.chars().any(|c| c != '\n' && acts(c)), "{said:?}");
            }
        }
        "junit" => {
            for said in parse(page()).texts() {
                let holds = |c: char| matches!(c, '\n' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..);
                assert!(said.chars().all(holds) && !said.chars().any(|c| c != '\n' && acts(c)), "{said:?}");
            }
        }
        "markdown" => {
            for event in Parser::new_ext(page(), Options::ENABLE_TABLES) {
                match event {
                    // The report's own; nothing of a name is in it.
                    Event::Html(text) | Event::InlineHtml(text) => {
                        assert!(["details", "summary"].iter().any(|own| text.contains(own)), "{text:?}");
                        assert!(!text.contains("script") && !text.contains("svg"), "{text:?}");
                    }
                    Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. })) => panic!("{tag:?}"),
                    _ => {}
                }
            }
        }
        "csv" => {
            let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(document);
            for cell in
                reader.records().map(Result::unwrap).flat_map(|row| row.iter().map(str::to_owned).collect::<Vec<_>>())
            {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
            }
        }
        "html" => {
            let page = page().to_lowercase();
            assert!(!page.contains("<script>alert") && !page.contains("<svg onload"), "{name:?}");
        }
        "xlsx" => {
            let mut book = zip::ZipArchive::new(Cursor::new(document)).unwrap();
            for at in 0..book.len() {
                let mut part = String::new();
                let mut file = book.by_index(at).unwrap();
                let place = file.name().unwrap().into_owned();
                if std::path::Path::new(&place).extension().is_none_or(|ending| ending != "xml") {
                    continue;
                }
                file.read_to_string(&mut part).unwrap();
                let runs = part.contains("cmd|") || part.contains("HYPERLINK(");
                assert!(!(place.starts_with("xl/worksheets/") && runs), "{place}");
                let mut reader = quick_xml::Reader::from_str(&part);
                while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
            }
        }
        other => panic!("nobody said what makes `{other}` safe: give it an arm"),
    }
}

/// Every string of a document, names of keys apart.
fn strings(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().flat_map(strings).collect(),
        Value::Object(values) => values.values().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

/// The cells of each row of the one table, as a renderer sees them.
fn table_shape(page: &str) -> Vec<usize> {
    let mut rows = Vec::new();
    for event in Parser::new_ext(page, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::TableHead | Tag::TableRow) => rows.push(0),
            Event::Start(Tag::TableCell) => *rows.last_mut().unwrap() += 1,
            Event::Html(text) | Event::InlineHtml(text) => panic!("html {text:?}"),
            Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. } | Tag::Emphasis | Tag::Strong)) => {
                panic!("{tag:?}")
            }
            _ => {}
        }
    }
    rows
}

proptest! {
    #[test]
    fn nothing_that_acts_survives(name in pieces()) {
        for shown in [escape::terminal(&name, 50), escape::markdown(&name, 50), escape::code(&name, 50)] {
            prop_assert!(!shown.chars().any(acts), "{shown:?}");
        }
        let document = serde_json::to_string_pretty(&[&name]).unwrap();
        let safe = escape::json(&document);
        prop_assert!(!safe.chars().any(|c| c != '\n' && acts(c)), "{safe:?}");
        prop_assert_eq!(serde_json::from_str::<Vec<String>>(&safe).unwrap(), vec![name]);
    }

    #[test]
    fn a_table_row_stays_one_row_with_its_cells(a in pieces(), b in pieces(), c in pieces()) {
        let (a, b, c) = (escape::markdown(&a, 50), escape::code(&b, 50), escape::markdown(&c, 50));
        let page = format!("| x | y | z |\n|---|---|---|\n| {a} | {b} | {c} |\n");
        prop_assert_eq!(table_shape(&page), vec![3, 3], "{}", page);
        prop_assert_eq!(page.matches('|').count(), 12, "{}", page);
    }

    #[test]
    fn a_paragraph_stays_a_paragraph(name in pieces()) {
        let page = escape::markdown(&name, 50);
        for event in Parser::new_ext(&page, Options::all()) {
            match event {
                Event::Text(_) | Event::Code(_) | Event::Start(Tag::Paragraph) | Event::End(_) => {}
                other => prop_assert!(false, "{other:?} in {page}"),
            }
        }
    }

    #[test]
    fn csv_keeps_rows_and_cells_and_runs_no_formula(cells in prop::collection::vec((pieces(), pieces()), 1..5)) {
        let mut written = Vec::new();
        csv_rows(&mut written, &["a", "b"], cells.iter().map(|(a, b)| [a, b])).unwrap();
        let mut reader = csv::Reader::from_reader(written.as_slice());
        let read: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        prop_assert_eq!(read.len(), cells.len());
        for cell in read.iter().flatten() {
            prop_assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']), "{cell:?}");
            prop_assert!(!cell.contains('\u{1b}'), "{cell:?}");
        }
    }
}
