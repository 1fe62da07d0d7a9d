//! Tables on a terminal: no frame, one line under the header, wrapped to the width.

use anstyle::{AnsiColor, Style};
use tabled::builder::Builder;
use tabled::settings::object::Columns;
use tabled::settings::peaker::Priority;
use tabled::settings::style::{HorizontalLine, Style as Frame};
use tabled::settings::{Alignment, Padding, Width};

use super::RenderOptions;
use crate::findings::Verdict;
use crate::model::Severity;

/// Two spaces after each column.
const GAP: usize = 2;

/// Rows under a header; an empty header gives none. Cells are already escaped; `right` is a column of numbers.
pub(super) fn grid(
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
    right: Option<usize>,
    options: RenderOptions,
) -> String {
    let mut builder = Builder::default();
    if !header.is_empty() {
        builder.push_record(header.iter().map(|name| paint(Style::new().bold(), name, options)));
    }
    for row in rows {
        builder.push_record(row);
    }
    let mut table = builder.build();
    if header.is_empty() {
        table.with(Frame::empty());
    } else {
        table.with(Frame::empty().horizontals([(1, HorizontalLine::new('─'))]));
    }
    table.with(Padding::new(0, GAP, 0, 0));
    if let Some(column) = right {
        table.modify(Columns::one(column), Alignment::right());
    }
    // The gap after the last column is trimmed below, so it does not count.
    table.with(Width::wrap(options.columns() + GAP).keep_words(true).priority(Priority::max(true)));
    let mut text = String::new();
    for line in table.to_string().lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// Text in a style, if there is colour.
pub(super) fn paint(style: Style, text: &str, options: RenderOptions) -> String {
    if options.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
}

/// A heading.
pub(super) fn heading(text: &str, options: RenderOptions) -> String {
    paint(Style::new().bold(), text, options)
}

/// The severity's word in its colour.
pub(super) fn severity(severity: Severity, text: &str, options: RenderOptions) -> String {
    let style = match severity {
        Severity::Critical => AnsiColor::Red.on_default().bold(),
        Severity::High => AnsiColor::Red.on_default(),
        Severity::Medium => AnsiColor::Yellow.on_default(),
        Severity::Low => AnsiColor::Cyan.on_default(),
        Severity::Info => Style::new().dimmed(),
    };
    paint(style, text, options)
}

/// The verdict in its colour.
pub(super) fn verdict(verdict: Verdict, options: RenderOptions) -> String {
    let colour = match verdict {
        Verdict::Go => AnsiColor::Green,
        Verdict::NoGo => AnsiColor::Red,
        Verdict::NotAssessed => AnsiColor::Yellow,
    };
    paint(colour.on_default().bold(), verdict.words(), options)
}
