//! Markdown, as a renderer reads it.

use pulldown_cmark::{Event, Options, Parser, Tag};
use rolecall::report::{Format, RenderOptions};

use crate::{fixtures, text};

#[test]
fn a_pull_request_gets_the_verdict_and_the_worst() {
    insta::assert_snapshot!(text(&fixtures::usual(), Format::Markdown, &RenderOptions::default()));
}

#[test]
fn a_clean_report_says_so() {
    insta::assert_snapshot!(text(&fixtures::clean(), Format::Markdown, &RenderOptions::default()));
}

#[test]
fn a_probe_shows_its_roles_its_surprises_and_what_it_left_behind() {
    insta::assert_snapshot!(text(&fixtures::probed(), Format::Markdown, &RenderOptions::default()));
}

#[test]
fn surprises_that_the_limit_leaves_out_are_counted() {
    let page = text(&fixtures::many_surprises(32), Format::Markdown, &RenderOptions::default());
    assert!(page.contains("… and 12 more: `--limit 0` shows all."), "{page}");
}

#[test]
fn what_the_limit_leaves_out_is_counted() {
    let page = text(&fixtures::many(32), Format::Markdown, &RenderOptions::default());
    assert!(page.contains("… and 12 more: `--limit 0` shows all."), "{page}");
}

#[test]
fn a_hostile_report_has_no_markup_but_ours() {
    let page = text(&fixtures::hostile(fixtures::HOSTILE), Format::Markdown, &RenderOptions::default());
    let mut html = Vec::new();
    let mut headings = 0;
    for event in Parser::new_ext(&page, Options::all()) {
        match event {
            Event::Html(text) | Event::InlineHtml(text) => html.push(text.trim().to_owned()),
            Event::Start(Tag::Heading { .. }) => headings += 1,
            Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_))) => panic!("{tag:?}"),
            _ => {}
        }
    }
    let ours = "<details><summary>How they come about, and what removes them</summary>";
    assert_eq!(html, [ours, "</details>"]);
    assert_eq!(headings, 5, "the gate has one, too");
}
