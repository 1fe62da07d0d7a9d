//! The document: elements, attributes, and nothing in them that XML cannot hold.

use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{Case, Outcome, Suite, name, text};

/// All suites as one document.
pub(super) fn document(suites: &[Suite], taken_at: &str) -> io::Result<Vec<u8>> {
    let mut out = Writer::new_with_indent(Vec::new(), b' ', 2);
    out.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let sum = |of: fn(&Outcome) -> bool| suites.iter().map(|suite| suite.count(of)).sum::<usize>().to_string();
    let mut root = BytesStart::new("testsuites");
    root.push_attribute(("name", "rolecall"));
    root.push_attribute(("tests", sum(|_| true).as_str()));
    root.push_attribute(("failures", sum(Outcome::is_failed).as_str()));
    root.push_attribute(("errors", sum(Outcome::is_error).as_str()));
    root.push_attribute(("skipped", sum(Outcome::is_skipped).as_str()));
    root.push_attribute(("time", "0"));
    out.write_event(Event::Start(root))?;
    for one in suites {
        suite(&mut out, one, taken_at)?;
    }
    out.write_event(Event::End(BytesEnd::new("testsuites")))?;
    let mut document = out.into_inner();
    document.push(b'\n');
    Ok(document)
}

fn suite(out: &mut Writer<Vec<u8>>, suite: &Suite, taken_at: &str) -> io::Result<()> {
    let mut start = BytesStart::new("testsuite");
    start.push_attribute(("name", name(&suite.name).as_str()));
    start.push_attribute(("tests", suite.cases.len().to_string().as_str()));
    start.push_attribute(("failures", suite.count(Outcome::is_failed).to_string().as_str()));
    start.push_attribute(("errors", suite.count(Outcome::is_error).to_string().as_str()));
    start.push_attribute(("skipped", suite.count(Outcome::is_skipped).to_string().as_str()));
    start.push_attribute(("time", "0"));
    start.push_attribute(("timestamp", name(taken_at).as_str()));
    out.write_event(Event::Start(start))?;
    if !suite.properties.is_empty() {
        out.write_event(Event::Start(BytesStart::new("properties")))?;
        for (key, value) in &suite.properties {
            let property = [("name", *key), ("value", &text(value))];
            out.create_element("property").with_attributes(property).write_empty()?;
        }
        out.write_event(Event::End(BytesEnd::new("properties")))?;
    }
    for one in &suite.cases {
        case(out, one)?;
    }
    out.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn case(out: &mut Writer<Vec<u8>>, case: &Case) -> io::Result<()> {
    let (class, title) = (name(&case.class), name(&case.name));
    let attributes = [("classname", class.as_str()), ("name", title.as_str()), ("time", "0")];
    if matches!(case.outcome, Outcome::Passed) && case.told.is_empty() {
        out.create_element("testcase").with_attributes(attributes).write_empty()?;
        return Ok(());
    }
    let start = BytesStart::new("testcase").with_attributes(attributes);
    out.write_event(Event::Start(start))?;
    match &case.outcome {
        Outcome::Passed => {}
        Outcome::Failed { kind, message, lines } => {
            let message = text(message);
            let failure =
                out.create_element("failure").with_attributes([("message", message.as_str()), ("type", kind)]);
            failure.write_text_content(BytesText::new(&joined(lines)))?;
        }
        Outcome::Error(reason) => {
            let attributes = [("message", text(reason)), ("type", "not assessed".to_owned())];
            let attributes = attributes.iter().map(|(key, value)| (*key, value.as_str()));
            out.create_element("error").with_attributes(attributes).write_empty()?;
        }
        Outcome::Skipped(reason) => {
            out.create_element("skipped").with_attribute(("message", text(reason).as_str())).write_empty()?;
        }
    }
    if !case.told.is_empty() {
        out.create_element("system-out").write_text_content(BytesText::new(&joined(&case.told)))?;
    }
    out.write_event(Event::End(BytesEnd::new("testcase")))
}

/// Lines of text, each of which stays one.
fn joined(lines: &[String]) -> String {
    lines.iter().map(|line| text(line)).collect::<Vec<_>>().join("\n")
}
