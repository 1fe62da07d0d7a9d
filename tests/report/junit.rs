//! `JUnit` XML, as the readers of CI systems take it.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rolecall::findings::{Annex, Answer, CellVerdict, CriterionState, MatrixRow, Report, Verdict};
use rolecall::report::{Format, RenderOptions};

use crate::fixtures::{self, cell};
use crate::text;

/// One element with what is in it.
#[derive(Debug, Default)]
pub(crate) struct Element {
    pub(crate) name: String,
    attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element>,
    text: String,
}

impl Element {
    fn of(start: &BytesStart<'_>) -> Self {
        let attributes = start.attributes().map(|attribute| {
            let attribute = attribute.unwrap();
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap().into_owned();
            (attribute.key.0.to_owned(), value)
        });
        Self { attributes: attributes.collect(), name: start.name().0.to_owned(), ..Self::default() }
    }

    fn get(&self, name: &str) -> &str {
        let found = self.attributes.iter().find(|(known, _)| known == name);
        &found.unwrap_or_else(|| panic!("no `{name}` in {self:?}")).1
    }

    fn children(&self, name: &str) -> impl Iterator<Item = &Self> {
        self.children.iter().filter(move |child| child.name == name)
    }

    fn child(&self, name: &str) -> &Self {
        self.children(name).next().unwrap_or_else(|| panic!("no `{name}` in {self:?}"))
    }

    fn number(&self, name: &str) -> usize {
        self.get(name).parse().unwrap()
    }

    /// Every text and attribute in it, whole.
    pub(crate) fn texts(&self) -> Vec<&str> {
        let own = self.attributes.iter().map(|(_, value)| value.as_str()).chain([self.text.as_str()]);
        own.chain(self.children.iter().flat_map(Self::texts)).collect()
    }
}

/// The document as a strict reader sees it.
pub(crate) fn parse(document: &str) -> Element {
    let mut reader = Reader::from_str(document);
    let mut open = vec![Element::default()];
    loop {
        match reader.read_event().unwrap() {
            Event::Eof => break,
            Event::Decl(_) => {}
            Event::Start(start) => open.push(Element::of(&start)),
            Event::Empty(start) => open.last_mut().unwrap().children.push(Element::of(&start)),
            Event::End(_) => {
                let done = open.pop().unwrap();
                open.last_mut().unwrap().children.push(done);
            }
            Event::Text(text) => open.last_mut().unwrap().text.push_str(&text),
            Event::GeneralRef(name) => {
                let resolved = quick_xml::escape::resolve_predefined_entity(&name).unwrap();
                open.last_mut().unwrap().text.push_str(resolved);
            }
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(open.len(), 1);
    open.pop().unwrap().children.pop().unwrap()
}

fn document(report: &Report) -> Element {
    parse(&text(report, Format::Junit, &RenderOptions::default()))
}

fn suite<'a>(root: &'a Element, name: &str) -> &'a Element {
    root.children("testsuite").find(|suite| suite.get("name") == name).unwrap_or_else(|| panic!("no suite {name}"))
}

fn case<'a>(suite: &'a Element, name: &str) -> &'a Element {
    suite.children("testcase").find(|case| case.get("name") == name).unwrap_or_else(|| panic!("no case {name}"))
}

/// What all readers have in common: known elements and attributes, counts that are right, names that are given once.
fn fits(root: &Element) {
    assert_eq!(root.name, "testsuites");
    let suites: Vec<&Element> = root.children("testsuite").collect();
    assert_eq!(suites.len(), root.children.len());
    for counted in ["tests", "failures", "errors", "skipped"] {
        let sum: usize = suites.iter().map(|suite| suite.number(counted)).sum();
        assert_eq!(root.number(counted), sum, "{counted}");
    }
    for suite in suites {
        let cases: Vec<&Element> = suite.children("testcase").collect();
        let having = |name: &str| cases.iter().filter(|case| case.children(name).next().is_some()).count();
        assert_eq!(suite.number("tests"), cases.len());
        assert_eq!(suite.number("failures"), having("failure"));
        assert_eq!(suite.number("skipped"), having("skipped"));
        assert_eq!(suite.number("errors"), having("error"));
        for child in &suite.children {
            assert!(["properties", "testcase"].contains(&child.name.as_str()), "{child:?}");
        }
        let mut names: Vec<(&str, &str)> = cases.iter().map(|case| (case.get("classname"), case.get("name"))).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), cases.len(), "{}", suite.get("name"));
        for part in cases.iter().flat_map(|case| &case.children) {
            match part.name.as_str() {
                "failure" | "error" => assert!(!part.get("message").is_empty() && !part.get("type").is_empty()),
                "skipped" => assert!(!part.get("message").is_empty()),
                "system-out" => {}
                other => panic!("{other}"),
            }
        }
    }
}

#[test]
fn every_report_is_what_readers_expect() {
    for report in fixtures::all() {
        fits(&document(&report));
    }
}

#[test]
fn a_judged_report_looks_like_this() {
    insta::assert_snapshot!(text(&fixtures::judged(), Format::Junit, &RenderOptions::default()));
}

#[test]
fn a_check_fails_where_a_finding_decides_and_is_skipped_where_nobody_looked() {
    let mut report = fixtures::usual();
    report.not_assessed[0].what = "membership-beyond-role".to_owned();
    let root = document(&report);
    let checks = suite(&root, "checks");
    let excess = case(checks, "RM-001 excess-access");
    assert_eq!(excess.get("classname"), "checks.matrix");
    let failure = excess.child("failure");
    assert_eq!(failure.get("type"), "critical");
    assert!(failure.text.contains("fix: delete the access row `Sales may post invoices`"), "{}", failure.text);
    let member = case(checks, "RM-004 membership-beyond-role");
    assert!(member.children("failure").next().is_some(), "what was found counts more than what was not looked at");
    report.findings.clear();
    let root = document(&report);
    let checks = suite(&root, "checks");
    assert!(case(checks, "RM-001 excess-access").children.is_empty());
    assert!(
        case(checks, "RM-004 membership-beyond-role").child("skipped").get("message").starts_with("not assessed: ")
    );
}

#[test]
fn what_somebody_accepted_is_told_and_does_not_fail() {
    let report = fixtures::judged();
    let root = document(&report);
    let excess = case(suite(&root, "checks"), "RM-001 excess-access");
    assert!(excess.children("failure").next().is_none());
    let told = &excess.child("system-out").text;
    assert!(told.contains("accepted by waiver W-2026-014 until 2026-12-01: two people do finance"), "{told}");
    assert!(told.contains("accepted by the baseline"), "{told}");
    let cell = case(suite(&root, "role sales-rep"), "account.move");
    assert!(cell.children("failure").next().is_none());
    assert!(cell.child("system-out").text.contains("W-2026-014"));
}

#[test]
fn a_cell_tells_its_three_answers_and_the_finding() {
    let mut report = fixtures::judged();
    for finding in &mut report.findings {
        finding.waiver = None;
    }
    let root = document(&report);
    let role = suite(&root, "role sales-rep");
    let failure = case(role, "account.move").child("failure");
    assert_eq!(failure.get("message"), "create, write: more than designed");
    assert!(failure.text.contains("create: by the design denied, by the role's groups allowed"), "{}", failure.text);
    assert!(failure.text.contains("fix: delete the access row"), "{}", failure.text);
    let lead = case(role, "crm.lead").child("failure");
    assert_eq!(lead.get("message"), "write: the running system disagrees; create: less than designed");
    assert!(case(role, "sale.order").children.is_empty());
    assert!(role.children("testcase").all(|case| case.get("name") != "mail.thread"), "nobody designed it");
    assert_eq!(
        case(suite(&root, "role buyer"), "purchase.order").child("skipped").get("message"),
        "not assessed: create"
    );
}

#[test]
fn a_large_design_stays_readable() {
    let row = |role: usize, resource: usize, verdict| MatrixRow {
        role: format!("role{role:03}"),
        resource: format!("model.{resource:05}"),
        in_scope: true,
        cells: vec![cell(Answer::Allowed, Answer::Denied, None, verdict)],
    };
    let report = |verdict: fn(usize) -> CellVerdict| {
        let rows = (0..40).flat_map(|role| (0..500).map(move |at| (role, at)));
        let matrix = rows.map(|(role, at)| row(role, at, verdict(at))).collect();
        fixtures::clean().with_annex(Annex { operations: vec!["read".to_owned()], matrix, ..Annex::default() })
    };
    let root = document(&report(|at| if at == 7 { CellVerdict::Missing } else { CellVerdict::AsDesigned }));
    fits(&root);
    let role = suite(&root, "role role039");
    assert_eq!(role.number("tests"), 2);
    assert!(case(role, "model.00007").children("failure").next().is_some());
    assert!(case(role, "499 resources as designed").children.is_empty());

    let all_wrong = document(&report(|at| if at == 7 { CellVerdict::NotAssessed } else { CellVerdict::Missing }));
    fits(&all_wrong);
    assert!(all_wrong.number("tests") <= 10_100);
    let role = suite(&all_wrong, "role role000");
    assert_eq!(role.number("tests"), 250);
    let rest = case(role, "251 resources more").child("failure");
    assert_eq!(rest.get("message"), "250 not as designed, 1 not assessed");
}

#[test]
fn many_gaps_are_counted() {
    let mut report = fixtures::blind();
    let one = report.not_assessed[0].clone();
    report.not_assessed = (0..1_200)
        .map(|at| rolecall::findings::NotAssessed { what: format!("question {at}"), ..one.clone() })
        .collect();
    let root = document(&report);
    fits(&root);
    let gaps = suite(&root, "not assessed");
    assert_eq!(gaps.number("tests"), 1_001);
    assert_eq!(case(gaps, "more").child("error").get("message"), "… and 200 more");
}

/// A page that reads this file and no exit code must not be green.
#[test]
fn what_was_asked_for_and_not_assessed_is_an_error() {
    for report in fixtures::all() {
        let root = document(&report);
        let red = root.number("errors") + root.number("failures") > 0;
        assert!(report.verdict != Verdict::NotAssessed || red, "nothing is red");
    }
    let mut report = fixtures::judged();
    report.findings.clear();
    report.gate.criteria[0].state = CriterionState::NotAssessed;
    let name = report.gate.criteria[0].name;
    assert_eq!(case(suite(&document(&report), "gate"), name).child("error").get("type"), "not assessed");
    let mut report = fixtures::blind();
    report.not_assessed[0].what = "membership-beyond-role".to_owned();
    report.not_assessed[0].asked_for = true;
    let root = document(&report);
    let told = case(suite(&root, "checks"), "RM-004 membership-beyond-role").child("error").get("message");
    assert!(told.starts_with("asked for and not assessed: "), "{told}");
}
