//! Tables on a terminal: no frame, one line under the header, wrapped to the width.

use anstyle::{AnsiColor, Style};
use tabled::builder::Builder;
use tabled::grid::util::string::get_text_width;
use tabled::settings::object::Columns;
use tabled::settings::style::{HorizontalLine, Style as Frame};
use tabled::settings::{Alignment, Padding};
use textwrap::WordSplitter;

use super::RenderOptions;
use crate::findings::{CriterionState, Verdict};
use crate::model::Severity;

/// Spaces between two columns.
const GAP: usize = 2;

/// Rows under a header; an empty header gives none. Cells are already escaped; `right` is a column of numbers.
pub(super) fn grid(
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
    right: Option<usize>,
    options: RenderOptions,
) -> String {
    drawn(header, rows, right, None, options)
}

/// The same with a column that is never wrapped, however narrow the terminal: names in it are there to be copied.
pub(super) fn grid_with_names(
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
    names: usize,
    options: RenderOptions,
) -> String {
    drawn(header, rows, None, Some(names), options)
}

fn drawn(
    header: &[&str],
    rows: impl IntoIterator<Item = Vec<String>>,
    right: Option<usize>,
    whole: Option<usize>,
    options: RenderOptions,
) -> String {
    let mut table: Vec<Vec<String>> = rows.into_iter().collect();
    if !header.is_empty() {
        table.insert(0, header.iter().map(|name| heading(name, options)).collect());
    }
    let widths = widths(&table, whole, options.columns());
    let wrapped = table.iter().map(|row| row.iter().zip(&widths).map(|(cell, width)| wrap(cell, *width)));
    let mut table = wrapped.collect::<Builder>().build();
    table.with(Frame::empty());
    if !header.is_empty() {
        table.with(Frame::empty().horizontals([(1, HorizontalLine::new('─'))]));
    }
    table.with(Padding::new(0, GAP, 0, 0));
    table.modify(Columns::last(), Padding::zero());
    if let Some(column) = right {
        table.modify(Columns::one(column), Alignment::right());
    }
    let mut text = String::new();
    for line in table.to_string().lines() {
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// How wide each column may be: as wide as its text, the widest ones cut down evenly until all fit.
fn widths(table: &[Vec<String>], whole: Option<usize>, columns: usize) -> Vec<usize> {
    let mut widths = vec![0; table.first().map_or(0, Vec::len)];
    for row in table {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(get_text_width(cell));
        }
    }
    let room = columns.saturating_sub(GAP * widths.len().saturating_sub(1));
    while widths.iter().sum::<usize>() > room {
        let may_shrink = widths.iter_mut().enumerate().filter(|(at, width)| Some(*at) != whole && **width > 1);
        let Some((_, widest)) = may_shrink.max_by_key(|(_, width)| **width) else { break };
        *widest -= 1;
    }
    widths
}

/// Wraps at spaces, and inside a word only where it is wider than its column: names stay whole to be copied.
fn wrap(cell: &str, width: usize) -> String {
    let options = textwrap::Options::new(width).word_splitter(WordSplitter::NoHyphenation);
    textwrap::wrap(cell, options).join("\n")
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
        Verdict::Go | Verdict::GoWithConditions => AnsiColor::Green,
        Verdict::NoGo => AnsiColor::Red,
        Verdict::NotAssessed => AnsiColor::Yellow,
    };
    paint(colour.on_default().bold(), verdict.words(), options)
}

/// What came of a criterion, in its colour.
pub(super) fn state(state: CriterionState, options: RenderOptions) -> String {
    let colour = match state {
        CriterionState::Met | CriterionState::Conditional => AnsiColor::Green,
        CriterionState::Unmet => AnsiColor::Red,
        CriterionState::NotAssessed => AnsiColor::Yellow,
    };
    paint(colour.on_default(), state.words(), options)
}
