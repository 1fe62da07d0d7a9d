//! What the page's bytes are, before any browser reads them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use rolecall::findings::{AgainstBaseline, Report};
use rolecall::model::Severity;

use crate::{page, reports};

fn all() -> Vec<Report> {
    vec![reports::eventful(), reports::hostile(), reports::clean(), reports::blind(), reports::on_conditions()]
}

/// What stands between the first of one text and the next of another.
fn between<'a>(page: &'a str, from: &str, to: &str) -> &'a str {
    page.split_once(from).unwrap().1.split_once(to).unwrap().0
}

#[test]
fn the_policy_names_the_very_bytes_that_are_there() {
    for report in all() {
        let page = page(&report);
        let policy = between(&page, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
        let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
        let style = hash(between(&page, "<style>", "</style>"));
        let script = hash(between(&page, "<script type=\"module\">", "</script>"));
        assert!(policy.contains(&format!("style-src {style};")), "{policy}");
        assert!(policy.contains(&format!("script-src {script};")), "{policy}");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        for part in ["base-uri 'none'", "form-action 'none'", "trusted-types 'none'"] {
            assert!(policy.contains(part), "{policy}");
        }
        for word in ["unsafe", "http:", "https:", "*", "blob:"] {
            assert!(!policy.contains(word), "{policy}");
        }
        assert_eq!(page.matches("<style").count(), 1);
        assert_eq!(page.matches("<script type=\"module\">").count(), 1);
    }
}

#[test]
fn nothing_in_it_comes_from_elsewhere() {
    for report in [reports::eventful(), reports::clean(), reports::blind()] {
        let page = page(&report);
        for word in [
            "http://",
            "https://",
            "//cdn",
            "@import",
            "url(",
            " src=",
            "<iframe",
            "<img",
            "<link rel=\"stylesheet",
            "javascript:",
        ] {
            assert!(!page.contains(word), "{word}");
        }
        for word in [" style=", " onclick=", " onerror=", " onload="] {
            assert!(!page.contains(word), "{word}");
        }
    }
}

#[test]
fn a_hostile_name_is_text_wherever_it_stands() {
    let page = page(&reports::hostile());
    assert!(!page.contains("<img src=x"));
    assert!(!page.contains("<svg onload"));
    assert!(page.contains("&#60;img src=x"), "it is there, as text");
    assert!(page.contains("\\u003cimg src=x"), "and in the data");
    let invisible = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    assert_eq!(page.chars().find(|c| invisible(*c)), None);
    assert!(page.contains("(9,004 characters)"), "a long name says how long it is");
    assert!(!page.contains(&"x".repeat(1_000)) || page.contains("… (9,0"), "and is cut");
}

#[test]
fn blocks_of_data_are_json() {
    for report in all() {
        let page = page(&report);
        let blocks: Vec<&str> = page.split("<script type=\"application/json\"").skip(1).collect();
        assert_eq!(blocks.len(), 5);
        for block in blocks {
            let json = between(block, ">", "</script>");
            serde_json::from_str::<serde_json::Value>(json).unwrap();
        }
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    for (one, other) in all().iter().zip(&all()) {
        assert!(page(one) == page(other));
    }
}

/// What somebody must do comes first, and a long list of what was accepted is folded away behind it.
#[test]
fn what_blocks_stands_before_what_is_kept() {
    let conditions = |report: &Report| report.gate.conditions.len();
    for report in [reports::eventful(), reports::on_conditions()] {
        let page = page(&report);
        let blocks = page.find("<h2>What blocks").unwrap();
        assert!(blocks < page.find("<h2>Conditions").unwrap());
        assert_eq!(page.contains("<details class=\"folded\">"), conditions(&report) > 8);
    }
    assert!(conditions(&reports::eventful()) > 8 || conditions(&reports::huge()) > 8);
}

#[test]
fn a_severity_tells_what_was_accepted_of_it() {
    let mut report = reports::eventful();
    let all: Vec<usize> =
        (0..report.findings.len()).filter(|at| report.findings[*at].severity == Severity::Critical).collect();
    for at in &all {
        (report.findings[*at].waiver, report.findings[*at].baseline) = (None, None);
    }
    let tile = |report: &Report| between(&page(report), "<div class=\"tile critical\">", "</div>").to_owned();
    assert!(!tile(&report).contains("accepted"), "{}", tile(&report));
    report.findings[all[0]].baseline = Some(AgainstBaseline::Known);
    let told = format!("<dd>{}</dd><dd class=\"accepted\">1 accepted</dd>", all.len());
    assert!(tile(&report).ends_with(&told), "{}", tile(&report));
}

#[test]
fn what_is_empty_says_why() {
    let clean = page(&reports::clean());
    for part in [
        "GO</h1>",
        "Nothing blocks.",
        "No findings. Everything asked for was looked at.",
        "The running system was not asked",
    ] {
        assert!(clean.contains(part), "{part}");
    }
    let blind = page(&reports::blind());
    for part in
        ["NOT ASSESSED</h1>", "That is no pass", "No role map was given", "Asked for and not assessed", "excess-access"]
    {
        assert!(blind.contains(part), "{part}");
    }
    let conditions = page(&reports::on_conditions());
    for part in [
        "GO WITH CONDITIONS</h1>",
        "Nothing blocks.",
        "the CFO reviews the payment run",
        "cfo@acme.example",
        "2026-12-31",
    ] {
        assert!(conditions.contains(part), "{part}");
    }
}
