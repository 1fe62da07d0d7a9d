//! JSON (RFC 8259) as a tree with positions, which `serde_json` does not keep.

use std::collections::BTreeSet;

use super::tree::{DEPTH, Node, Tree, Unread};

/// Reads one document; an empty file is nothing, as in YAML.
pub(super) fn read(text: &str) -> Result<Tree, Unread> {
    let mut reader = Reader { rest: text, line: 1, column: 1 };
    reader.blanks();
    if reader.rest.is_empty() {
        return Ok(Tree { node: Node::Null, line: 1, column: 1 });
    }
    let tree = reader.value(0)?;
    reader.blanks();
    if reader.rest.is_empty() { Ok(tree) } else { Err(reader.unread("something behind the end of the document")) }
}

struct Reader<'t> {
    rest: &'t str,
    line: u64,
    column: u64,
}

impl Reader<'_> {
    fn unread(&self, why: &str) -> Unread {
        Unread { line: self.line, column: self.column, why: format!("no JSON that can be read: {why}") }
    }

    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next()?;
        self.rest = chars.as_str();
        if next == '\n' {
            (self.line, self.column) = (self.line + 1, 1);
        } else {
            self.column += 1;
        }
        Some(next)
    }

    fn blanks(&mut self) {
        while self.peek().is_some_and(|c| matches!(c, ' ' | '\t' | '\n' | '\r')) {
            self.next();
        }
    }

    fn value(&mut self, depth: usize) -> Result<Tree, Unread> {
        if depth > DEPTH {
            return Err(self.unread("too deep"));
        }
        let (line, column) = (self.line, self.column);
        let node = match self.peek() {
            Some('{') => self.map(depth)?,
            Some('[') => self.list(depth)?,
            Some('"') => Node::Text(self.text()?),
            Some(c) if c == '-' || c.is_ascii_alphanumeric() => self.word()?,
            Some(_) => return Err(self.unread("a value was expected")),
            None => return Err(self.unread("the file ends in the middle")),
        };
        Ok(Tree { node, line, column })
    }

    fn map(&mut self, depth: usize) -> Result<Node, Unread> {
        let (mut entries, mut seen) = (Vec::new(), BTreeSet::new());
        self.next();
        self.blanks();
        if self.peek() == Some('}') {
            self.next();
            return Ok(Node::Map(entries));
        }
        loop {
            self.blanks();
            if self.peek() != Some('"') {
                return Err(self.unread("a name in double quotes was expected"));
            }
            let (line, column) = (self.line, self.column);
            let key = self.text()?;
            if !seen.insert(key.clone()) {
                let why = format!("`{key}` is written twice in one record; keep one");
                return Err(Unread { line, column, why });
            }
            self.blanks();
            if self.next() != Some(':') {
                return Err(self.unread("`:` was expected"));
            }
            self.blanks();
            entries.push((key, self.value(depth + 1)?));
            self.blanks();
            match self.next() {
                Some(',') => {}
                Some('}') => return Ok(Node::Map(entries)),
                _ => return Err(self.unread("`,` or `}` was expected")),
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Node, Unread> {
        let mut items = Vec::new();
        self.next();
        self.blanks();
        if self.peek() == Some(']') {
            self.next();
            return Ok(Node::List(items));
        }
        loop {
            self.blanks();
            items.push(self.value(depth + 1)?);
            self.blanks();
            match self.next() {
                Some(',') => {}
                Some(']') => return Ok(Node::List(items)),
                _ => return Err(self.unread("`,` or `]` was expected")),
            }
        }
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<Node, Unread> {
        let length = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.')))
            .unwrap_or(self.rest.len());
        let word = self.rest.get(..length).unwrap_or_default();
        let node = match word {
            "true" => Node::Bool(true),
            "false" => Node::Bool(false),
            "null" => Node::Null,
            number if serde_json::from_str::<serde_json::Number>(number).is_ok() => Node::Number(number.to_owned()),
            _ => return Err(self.unread("neither a number nor `true`, `false` or `null`")),
        };
        self.column += word.chars().count() as u64;
        self.rest = self.rest.get(length..).unwrap_or_default();
        Ok(node)
    }

    fn text(&mut self) -> Result<String, Unread> {
        let mut text = String::new();
        self.next();
        loop {
            match self.peek() {
                None => return Err(self.unread("a text has no end")),
                Some(c) if c < ' ' => {
                    return Err(self.unread("a control character in a text; write it as `\\n` or `\\u…`"));
                }
                Some('"') => {
                    self.next();
                    return Ok(text);
                }
                Some('\\') => {
                    self.next();
                    text.push(self.escape()?);
                }
                Some(c) => {
                    self.next();
                    text.push(c);
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Unread> {
        let wrong = "an escape that JSON does not have";
        Ok(match self.next() {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                let high = self.unit()?;
                let code = if (0xd800..0xdc00).contains(&high) && self.rest.starts_with("\\u") {
                    self.next();
                    self.next();
                    let low = self.unit()?;
                    0x1_0000 + ((high - 0xd800) << 10) + low.wrapping_sub(0xdc00)
                } else {
                    high
                };
                char::from_u32(code).ok_or_else(|| self.unread(wrong))?
            }
            _ => return Err(self.unread(wrong)),
        })
    }

    fn unit(&mut self) -> Result<u32, Unread> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.next().and_then(|c| c.to_digit(16));
            unit = unit * 16 + digit.ok_or_else(|| self.unread("`\\u` needs four hexadecimal digits"))?;
        }
        Ok(unit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        fn words(tree: &Tree) -> String {
            let words = match &tree.node {
                Node::List(items) => format!("[{}]", items.iter().map(words).collect::<Vec<_>>().join(" ")),
                Node::Map(entries) => {
                    let entry = |(key, tree): &(String, Tree)| format!("{key}={}", words(tree));
                    format!("{{{}}}", entries.iter().map(entry).collect::<Vec<_>>().join(" "))
                }
                Node::Text(text) => format!("{text:?}"),
                Node::Number(number) => number.clone(),
                Node::Bool(flag) => flag.to_string(),
                Node::Null => "~".to_owned(),
            };
            format!("{words}@{}:{}", tree.line, tree.column)
        }
        match read(text) {
            Ok(tree) => words(&tree),
            Err(Unread { line, column, why }) => format!("{line}:{column}: {why}"),
        }
    }

    #[test]
    fn values_keep_their_place() {
        insta::assert_snapshot!(
            show("[\n\t{\"a\": \"\\u00e9\\ud83d\\ude00\\/\", \"b\": [1e2, -0, true]},\n  null]"),
            @r#"[{a="é😀/"@2:8 b=[1e2@2:38 -0@2:43 true@2:47]@2:37}@2:2 ~@3:3]@1:1"#
        );
        assert_eq!(show(" \n"), "~@1:1");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told =
            ["[1,]", "{\"a\": 1, \"a\": 2}", "{a: 1}", "[1] x", "\"a", "[tru]", "\"\\ud83d\"", "[01]", "[\"\t\"]"];
        insta::assert_snapshot!(told.map(show).join("\n"), @r"
        1:4: no JSON that can be read: a value was expected
        1:10: `a` is written twice in one record; keep one
        1:2: no JSON that can be read: a name in double quotes was expected
        1:5: no JSON that can be read: something behind the end of the document
        1:3: no JSON that can be read: a text has no end
        1:2: no JSON that can be read: neither a number nor `true`, `false` or `null`
        1:8: no JSON that can be read: an escape that JSON does not have
        1:2: no JSON that can be read: neither a number nor `true`, `false` or `null`
        1:3: no JSON that can be read: a control character in a text; write it as `\n` or `\u…`
        ");
        assert!(show(&"[".repeat(100_000)).contains("too deep"));
    }
}
