//! The table at the widths that people have.

use rolecall::findings::Report;
use rolecall::report::{Format, RenderOptions, access_rows, check_detail, check_list, check_page};

use crate::{fixtures, text};

fn table(report: &Report, width: usize) -> String {
    text(report, Format::Table, &RenderOptions { width: Some(width), ..RenderOptions::default() })
}

#[test]
fn the_report_is_readable_at_60_80_120_and_200_columns() {
    for width in [60, 80, 120, 200] {
        insta::assert_snapshot!(format!("usual_{width}"), table(&fixtures::usual(), width));
    }
}

#[test]
fn a_probe_shows_its_roles_its_surprises_and_what_it_left_behind() {
    for width in [60, 120] {
        insta::assert_snapshot!(format!("probed_{width}"), table(&fixtures::probed(), width));
    }
}

#[test]
fn surprises_that_the_limit_leaves_out_are_counted() {
    let shown = table(&fixtures::many_surprises(1_032), 120);
    assert!(shown.contains("20 of 1,032 unexpected answers") && shown.contains("… and 1,012 more"), "{shown}");
    assert_eq!(shown.matches("has_access(").count(), 21, "20 of the probe, 1 that was not assessed");
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for report in fixtures::all() {
        for width in [40, 60, 80, 100, 120, 200] {
            for line in table(&report, width).lines() {
                let columns = tabled::grid::util::string::get_line_width(line);
                assert!(columns <= width, "{columns} of {width}: {line}");
            }
        }
    }
}

#[test]
fn a_clean_report_says_what_was_looked_at() {
    insta::assert_snapshot!(table(&fixtures::clean(), 80));
}

#[test]
fn a_report_without_a_map_says_that_nothing_was_compared() {
    insta::assert_snapshot!(table(&fixtures::blind(), 80));
}

#[test]
fn what_the_limit_leaves_out_is_counted() {
    let report = fixtures::many(1_032);
    let some = table(&report, 100);
    assert!(some.contains("20 of 1,032 findings, worst first"), "{some}");
    assert!(some.contains("… and 1,012 more"), "{some}");
    assert!(some.contains("--limit 0"), "{some}");
    let none = text(&report, Format::Table, &RenderOptions { limit: Some(0), ..RenderOptions::default() });
    assert!(none.contains("… and 1,032 more"), "{none}");
    let all = text(&report, Format::Table, &RenderOptions { limit: None, ..RenderOptions::default() });
    assert!(!all.contains("… and") && all.contains("user01031@acme.example"));
}

#[test]
fn ten_thousand_findings_are_all_shown() {
    let options = RenderOptions { limit: None, colour: true, width: Some(80) };
    let shown = text(&fixtures::many(10_000), Format::Table, &options);
    assert!(shown.contains("user00000@acme.example") && shown.contains("user09999@acme.example"));
}

#[test]
fn colour_is_there_only_when_wanted() {
    for width in [50, 100] {
        let options = RenderOptions { width: Some(width), colour: true, limit: None };
        let colour = text(&fixtures::usual(), Format::Table, &options);
        let plain = text(&fixtures::usual(), Format::Table, &RenderOptions { colour: false, ..options });
        assert!(!plain.contains('\u{1b}'));
        assert!(colour.contains("\u{1b}[1m\u{1b}[31mNO-GO\u{1b}[0m"), "{colour:?}");
        assert_eq!(anstream::adapter::strip_str(&colour).to_string(), plain, "colour changes nothing else");
    }
}

#[test]
fn the_catalogue_is_a_table_a_detail_and_a_page() {
    let options = RenderOptions { width: Some(80), ..RenderOptions::default() };
    insta::assert_snapshot!("check_list", check_list(&fixtures::CHECKS, &options));
    insta::assert_snapshot!("check_detail", check_detail(&fixtures::EXCESS, &options));
    insta::assert_snapshot!("check_page", check_page(&fixtures::EXCESS));
}

#[test]
fn access_is_a_table_with_harmless_names() {
    let rows = [["mara@acme.example", "sale.order", "create, read", "read: own"], ["\u{1b}[2Jx", "a\nb", "read", ""]];
    let rows = rows.map(|row| row.map(str::to_owned).to_vec());
    let header = ["user", "resource", "operations", "scope"];
    insta::assert_snapshot!(access_rows(&header, rows.into_iter(), &RenderOptions::default()));
}
