//! Names made to break out of a format, from a list and at random.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};
use rolecall::report::{Format, RenderOptions, csv_rows, escape};

use crate::{fixtures, text};

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
        // The end of a row of CSV.
        let shown = shown.replace("\r\n", "\n");
        let alive: Vec<char> = shown.chars().filter(|c| *c != '\n' && acts(*c)).collect();
        assert!(alive.is_empty(), "{format}: {alive:?}");
    }
    let huge = "🦀\u{202e}".repeat(20_000);
    assert!(text(&fixtures::hostile(&huge), Format::Table, &RenderOptions::default()).len() < 200_000);
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
