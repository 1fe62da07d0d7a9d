//! YAML as a tree with positions, so that one wrong value does not hide the next.

use std::sync::Arc;

use super::problem::Problems;
use super::raw::{self, Fault, Limits, Raw, Spanned, Twice, Why};
use super::words::quote;
use crate::model::{Located, Position};

/// A map of 20,000 roles has 700,000 nodes; aliases may not multiply a file into more than these.
const LIMITS: Limits = Limits { nodes: 4_000_000, depth: 32 };

/// A value and where it was written.
#[derive(Debug)]
pub(crate) struct Tree {
    pub(crate) node: Node,
    pub(crate) at: Position,
    /// A number or a yes-or-no that stands without quotes.
    pub(crate) plain: bool,
}

/// A value as it was written: `no`, `1.0` and `yes` stay text.
#[derive(Debug)]
pub(crate) enum Node {
    Null,
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(Located<String>, Tree)>),
}

/// Reads one document, `what` it should be; what cannot be read is a problem, and a key written twice is one for each time.
pub(crate) fn read(text: &str, file: &Arc<str>, what: &str, problems: &mut Problems) -> Option<Tree> {
    let (raw, told) = match raw::parse(text, LIMITS, Twice::Fault) {
        Err(Fault { place, why }) => {
            problems.error(&position(place, file), message(&why, what), None);
            if !matches!(why, Why::Twice(_)) {
                return None;
            }
            // Read on, to tell everything else; `Source::map` finds further keys that were written twice.
            (raw::parse(text, LIMITS, Twice::Last).ok()?, place)
        }
        Ok(raw) => (raw, None),
    };
    let told = told.map(|place| position(Some(place), file));
    Some(Source { text, file, told }.tree(raw, problems))
}

fn position(place: Option<(u64, u64)>, file: &Arc<str>) -> Position {
    match place {
        Some((line, column)) => Position::line(file, line, column),
        None => Position::file(file),
    }
}

fn message(why: &Why, what: &str) -> String {
    match why {
        Why::Twice(key) => twice(key),
        Why::TooLarge => format!("too large, too deep or too many aliases for {what}"),
        Why::NoYaml(told) => format!("cannot be read as YAML: {told}"),
    }
}

fn twice(key: &str) -> String {
    format!("{} is written twice", quote(key))
}

struct Source<'a> {
    text: &'a str,
    file: &'a Arc<str>,
    /// The duplicate key that has already been told.
    told: Option<Position>,
}

impl Source<'_> {
    fn tree(&self, raw: Spanned<Raw>, problems: &mut Problems) -> Tree {
        let at = position(raw::place(raw.referenced), self.file);
        let plain = matches!(raw.value, Raw::Bool(_) | Raw::Number(_));
        let written = || raw::written(self.text, raw.defined).map(str::to_owned);
        let node = match raw.value {
            Raw::Null => Node::Null,
            Raw::Text(text) => Node::Text(text),
            Raw::Bool(flag) => Node::Text(written().unwrap_or_else(|| flag.to_string())),
            Raw::Number(number) => Node::Text(written().unwrap_or(number)),
            Raw::List(items) => Node::List(items.into_iter().map(|item| self.tree(item, problems)).collect()),
            Raw::Map(entries) => Node::Map(self.map(entries, problems)),
        };
        Tree { node, at, plain }
    }

    fn map(&self, raw: Vec<(Spanned<String>, Spanned<Raw>)>, problems: &mut Problems) -> Vec<(Located<String>, Tree)> {
        let mut seen = std::collections::HashMap::new();
        let mut entries = Vec::with_capacity(raw.len());
        for (key, value) in raw {
            let at = position(raw::place(key.referenced), self.file);
            if let Some(first) = seen.insert(key.value.clone(), at.clone()) {
                if self.told.as_ref() != Some(&at) {
                    problems.error(&at, twice(&key.value), format!("the first is at {first}"));
                }
                continue;
            }
            entries.push((Located::new(key.value, at), self.tree(value, problems)));
        }
        entries
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;

    fn show(tree: &Tree) -> String {
        match &tree.node {
            Node::Null => "~".to_owned(),
            Node::Text(text) => format!("{text}@{}", place(&tree.at)),
            Node::List(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(" ")),
            Node::Map(entries) => {
                let entries: Vec<_> = entries
                    .iter()
                    .map(|(key, tree)| format!("{}@{}={}", key.value, place(&key.at), show(tree)))
                    .collect();
                format!("{{{}}}", entries.join(" "))
            }
        }
    }

    fn place(at: &Position) -> String {
        at.to_string().trim_start_matches("m:").to_owned()
    }

    fn tell(text: &str) -> String {
        let mut problems = Problems::default();
        let tree = read(text, &"m".into(), "a role map", &mut problems);
        let mut out = tree.as_ref().map(show).unwrap_or_default();
        for problem in problems.finish() {
            out.push('\n');
            out.push_str(&problem.to_string());
        }
        out
    }

    #[test]
    fn scalars_stay_as_written_and_keep_their_place() {
        insta::assert_snapshot!(
            tell("no: [yes, 1.0, 007, 0x1F, .inf, \"true\", ~]\n1: &a on\n2: *a\n"),
            @"{no@1:1=[yes@1:6 1.0@1:11 007@1:16 0x1F@1:21 .inf@1:27 true@1:33 ~] 1@2:1=on@2:7 2@3:1=on@3:4}"
        );
    }

    #[test]
    fn every_key_written_twice_is_told() {
        insta::assert_snapshot!(tell("a: 1\nb: {x: 1, x: 2}\na: 3\n"), @r"
        {a@1:1=1@1:4 b@2:1={x@2:5=1@2:8}}
        m:2:11: error: `x` is written twice
        m:3:1: error: `a` is written twice (help: the first is at m:1:1)
        ");
        assert!(tell("1: x\n0x1: y\n").contains("written twice"), "numbers are folded by the library");
    }

    #[test]
    fn what_is_no_yaml_is_one_problem_with_its_place() {
        insta::assert_snapshot!(
            ["a: [1, 2", "a: b: c", "a: *nowhere", "\tx: 1", "a: 1\n---\nb: 2", "? [a]\n: 1", ""].map(tell).join("\n"), @r"
        m:1:4: error: cannot be read as YAML: unclosed bracket '['

        m:1:5: error: cannot be read as YAML: mapping values are not allowed in this context

        m:1:4: error: cannot be read as YAML: reference to unknown value
        {x@1:2=1@1:5}

        m:3:1: error: cannot be read as YAML: only single YAML document expected but multiple found

        m:1:3: error: cannot be read as YAML: expected string scalar
        ~
        ");
    }

    #[test]
    fn bombs_are_refused() {
        let deep = "[".repeat(5_000_000);
        let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for i in 1..10 {
            let before = format!("*a{}", i - 1);
            writeln!(bomb, "a{i}: &a{i} [{}]", vec![before; 10].join(", ")).unwrap();
        }
        for text in [deep, bomb, "- ".repeat(2_000_000)] {
            let told = tell(&text);
            assert!(told.ends_with("too large, too deep or too many aliases for a role map"), "{told}");
        }
    }
}
