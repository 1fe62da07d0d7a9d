//! Outputs, from the same few reports: a real-looking one, an empty one, a hostile one and a huge one.
#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on must say so"
)]

mod fixtures;
mod hostile;
mod json;
mod junit;
mod markdown;
mod ocsf;
mod office;
mod persona;
mod review;
mod sarif;
mod tables;
mod terminal;
mod workbook;

use std::collections::BTreeSet;

use rolecall::findings::Report;
use rolecall::report::{Format, RenderOptions, render};

fn text(report: &Report, format: Format, options: &RenderOptions) -> String {
    String::from_utf8(bytes(report, format, options)).unwrap()
}

fn bytes(report: &Report, format: Format, options: &RenderOptions) -> Vec<u8> {
    render(report, &fixtures::CHECKS, format, options).unwrap()
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for report in fixtures::all() {
        for format in Format::ALL {
            let options = RenderOptions::default();
            assert!(bytes(&report, format, &options) == bytes(&report, format, &options), "{format}");
        }
    }
}

#[test]
fn every_format_is_known_by_its_name() {
    for format in Format::ALL {
        assert_eq!(format.to_string().parse::<Format>().unwrap(), format);
    }
    let files: BTreeSet<&str> = Format::ALL.iter().map(|format| format.file()).collect();
    assert_eq!(files.len(), Format::ALL.len(), "each has a file of its own: {files:?}");
    let error = "yml\n".parse::<Format>().unwrap_err().to_string();
    assert!(error.starts_with(r"unknown format `yml\n`: use table, json, sarif"), "{error}");
}
