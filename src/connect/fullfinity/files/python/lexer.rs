//! Python as tokens (Python 3, *Lexical analysis*): names, texts, numbers, brackets, lines and their indentation.

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Name(String),
    Number,
    /// A text; `None` where it is worked out when it runs (`f"…"`).
    Text(Option<String>),
    /// Any other character.
    Op(char),
    /// The end of a statement's line.
    Newline,
    /// A block begins or ends.
    Indent,
    Dedent,
}

/// A token and its line and column, one-based.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(super) kind: Kind,
    pub(super) line: u64,
    pub(super) column: u64,
}

/// Why a text is no Python that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) line: u64,
    pub(crate) column: u64,
    pub(crate) why: &'static str,
}

/// The deepest nesting of brackets, blocks and replaced fields of a text.
const DEEPEST: usize = 100;

/// The tokens of a file.
pub(crate) fn lex(text: &str) -> Result<Vec<Token>, Broken> {
    let mut lexer = Lexer {
        chars: text.chars().collect(),
        at: 0,
        line: 1,
        column: 1,
        tokens: Vec::new(),
        brackets: Vec::new(),
        indents: vec![0],
    };
    lexer.all()?;
    Ok(lexer.tokens)
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: u64,
    column: u64,
    tokens: Vec<Token>,
    /// Closing brackets that are awaited.
    brackets: Vec<char>,
    indents: Vec<usize>,
}

impl Lexer {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.peek(0)?;
        self.at += 1;
        if next == '\n' {
            (self.line, self.column) = (self.line + 1, 1);
        } else {
            self.column += 1;
        }
        Some(next)
    }

    fn broken(&self, why: &'static str) -> Broken {
        Broken { line: self.line, column: self.column, why }
    }

    fn push(&mut self, kind: Kind, line: u64, column: u64) {
        self.tokens.push(Token { kind, line, column });
    }

    fn all(&mut self) -> Result<(), Broken> {
        let mut fresh = true;
        while self.at < self.chars.len() {
            if fresh && self.brackets.is_empty() {
                self.indentation()?;
            }
            fresh = self.statement_part()?;
        }
        if !self.brackets.is_empty() {
            return Err(self.broken("a bracket has no end"));
        }
        self.end_line();
        while self.indents.len() > 1 {
            self.indents.pop();
            self.push(Kind::Dedent, self.line, self.column);
        }
        Ok(())
    }

    /// The blanks that a line begins with; a line with nothing else counts for nothing.
    fn indentation(&mut self) -> Result<(), Broken> {
        let mut width = 0;
        loop {
            match self.peek(0) {
                Some(' ') => width += 1,
                Some('\t') => width = (width / 8 + 1) * 8,
                Some('\u{c}') => width = 0,
                _ => break,
            }
            self.next();
        }
        if matches!(self.peek(0), None | Some('\n' | '\r' | '#')) {
            return Ok(());
        }
        let last = self.indents.last().copied().unwrap_or_default();
        if width > last {
            if self.indents.len() > DEEPEST {
                return Err(self.broken("blocks are nested too deep"));
            }
            self.indents.push(width);
            self.push(Kind::Indent, self.line, self.column);
        }
        while self.indents.last().is_some_and(|last| width < *last) {
            self.indents.pop();
            self.push(Kind::Dedent, self.line, self.column);
        }
        if self.indents.last() == Some(&width) { Ok(()) } else { Err(self.broken("the indentation fits no block")) }
    }

    /// Ends the line of a statement, if one was begun.
    fn end_line(&mut self) {
        let begun =
            self.tokens.last().is_some_and(|token| !matches!(token.kind, Kind::Newline | Kind::Indent | Kind::Dedent));
        if begun {
            self.push(Kind::Newline, self.line, self.column);
        }
    }

    /// One token; whether a new line begins behind it.
    fn statement_part(&mut self) -> Result<bool, Broken> {
        let (line, column) = (self.line, self.column);
        let Some(c) = self.peek(0) else { return Ok(false) };
        match c {
            '\n' => {
                if self.brackets.is_empty() {
                    self.end_line();
                }
                self.next();
                return Ok(true);
            }
            '#' => {
                while self.peek(0).is_some_and(|c| c != '\n') {
                    self.next();
                }
            }
            '\\' if matches!(self.peek(1), Some('\n')) || (self.peek(1), self.peek(2)) == (Some('\r'), Some('\n')) => {
                while self.next() != Some('\n') {}
            }
            c if c.is_whitespace() || c == '\u{feff}' => {
                self.next();
            }
            '"' | '\'' => {
                let text = self.text("", 0)?;
                self.push(Kind::Text(text), line, column);
            }
            c if c.is_alphabetic() || c == '_' => self.name(line, column)?,
            c if c.is_ascii_digit() => {
                while self.peek(0).is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.') {
                    self.next();
                }
                self.push(Kind::Number, line, column);
            }
            _ => {
                self.bracket(c)?;
                self.next();
                self.push(Kind::Op(c), line, column);
            }
        }
        Ok(false)
    }

    fn bracket(&mut self, c: char) -> Result<(), Broken> {
        let closing = match c {
            '(' => ')',
            '[' => ']',
            '{' => '}',
            ')' | ']' | '}' => {
                return if self.brackets.pop() == Some(c) { Ok(()) } else { Err(self.broken("a bracket closes none")) };
            }
            _ => return Ok(()),
        };
        if self.brackets.len() >= DEEPEST {
            return Err(self.broken("brackets are nested too deep"));
        }
        self.brackets.push(closing);
        Ok(())
    }

    /// A name, or a text with letters before its quotes.
    fn name(&mut self, line: u64, column: u64) -> Result<(), Broken> {
        let mut name = String::new();
        while let Some(c) = self.peek(0).filter(|c| c.is_alphanumeric() || *c == '_') {
            name.push(c);
            self.next();
        }
        let prefix = name.to_ascii_lowercase();
        let is_prefix =
            matches!(prefix.as_str(), "r" | "u" | "b" | "f" | "t" | "br" | "rb" | "fr" | "rf" | "tr" | "rt");
        if is_prefix && matches!(self.peek(0), Some('"' | '\'')) {
            let text = self.text(&prefix, 0)?;
            self.push(Kind::Text(text), line, column);
        } else {
            self.push(Kind::Name(name), line, column);
        }
        Ok(())
    }

    /// A text from its opening quote on.
    fn text(&mut self, prefix: &str, depth: usize) -> Result<Option<String>, Broken> {
        let start = self.broken("a text has no end");
        if depth > DEEPEST {
            return Err(self.broken("texts are nested too deep"));
        }
        let (raw, replaced) = (prefix.contains('r'), prefix.contains(['f', 't']));
        let Some(quote) = self.next() else { return Err(start) };
        let triple = self.peek(0) == Some(quote) && self.peek(1) == Some(quote);
        if triple {
            self.next();
            self.next();
        }
        let mut text = String::new();
        // Escapes beyond the simple ones are left as they are, and the text is then no plain one.
        let mut plain = !replaced && !prefix.contains('b');
        loop {
            let c = self.peek(0).filter(|c| triple || *c != '\n').ok_or(start.clone())?;
            if c == quote && (!triple || (self.peek(1) == Some(quote) && self.peek(2) == Some(quote))) {
                for _ in 0..if triple { 3 } else { 1 } {
                    self.next();
                }
                return Ok(plain.then_some(text));
            }
            self.next();
            match c {
                '\\' => match self.next().ok_or(start.clone())? {
                    escaped @ ('\\' | '\'' | '"') if !raw => text.push(escaped),
                    '\n' if !raw => {}
                    other => {
                        plain &= raw;
                        text.push('\\');
                        text.push(other);
                    }
                },
                '{' if replaced && self.peek(0) == Some('{') => {
                    self.next();
                }
                '{' if replaced => self.replaced_field(depth)?,
                c => text.push(c),
            }
        }
    }

    /// A replaced field of a text, up to its closing brace; texts in it may have the quotes of the outer one.
    fn replaced_field(&mut self, depth: usize) -> Result<(), Broken> {
        let mut open = 1_usize;
        while open > 0 {
            match self.peek(0) {
                None => return Err(self.broken("a text has no end")),
                Some('"' | '\'') => {
                    self.text("", depth + 1)?;
                }
                Some(c) => {
                    match c {
                        '{' => open += 1,
                        '}' => open -= 1,
                        _ => {}
                    }
                    self.next();
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str) -> String {
        let word = |token: &Token| match &token.kind {
            Kind::Name(name) => name.clone(),
            Kind::Number => "7".to_owned(),
            Kind::Text(Some(text)) => format!("<{text}>"),
            Kind::Text(None) => "<?>".to_owned(),
            Kind::Op(c) => c.to_string(),
            Kind::Newline => ";".to_owned(),
            Kind::Indent => ">>".to_owned(),
            Kind::Dedent => "<<".to_owned(),
        };
        match lex(text) {
            Ok(tokens) => tokens.iter().map(word).collect::<Vec<_>>().join(" "),
            Err(Broken { line, column, why }) => format!("{line}:{column}: {why}"),
        }
    }

    #[test]
    fn comments_texts_and_brackets_hide_what_looks_like_code() {
        assert_eq!(show("a = 'x # y' # groups=['z']\n"), "a = <x # y> ;");
        assert_eq!(show("a = (1,\n\n  # c\n 2)\nb"), "a = ( 7 , 7 ) ; b ;");
        assert_eq!(show("'''a\n\"b\"\n''' \"\""), "<a\n\"b\"\n> <> ;");
        assert_eq!(show("r'\\d' b'x' f'{a[\"k\"]} }}' '\\x41' 'it\\'s'"), "<\\d> <?> <?> <?> <it's> ;");
        assert_eq!(show("f'{x['a']}' y"), "<?> y ;");
        assert_eq!(show("a \\\n b\r\nc"), "a b ; c ;");
    }

    #[test]
    fn blocks_begin_and_end_with_their_indentation() {
        let text = "class A:\n    x = 1\n\n  # no block\n    def f():\n\ty\nz\n";
        assert_eq!(show(text), "class A : ; >> x = 7 ; def f ( ) : ; >> y ; << << z ;");
    }

    #[test]
    fn what_is_no_python_is_told_with_its_place() {
        let told = ["'a\n'", "\"\"\"a", "(]", "(", ")", "if a:\n    b\n  c", "f'{a"];
        insta::assert_snapshot!(told.map(show).join("\n"), @"
        1:1: a text has no end
        1:1: a text has no end
        1:2: a bracket closes none
        1:2: a bracket has no end
        1:1: a bracket closes none
        3:3: the indentation fits no block
        1:5: a text has no end
        ");
        assert!(show(&"(".repeat(10_000)).contains("too deep"));
        assert!(show(&"f'{".repeat(10_000)).contains("no end"));
    }
}
