//! Text to tokens, as Python cuts an expression up.

use super::DomainError;

/// One token; what the parser need not tell apart is [`Token::Opaque`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'t> {
    /// A name or a keyword.
    Name(&'t str),
    /// A whole number that fits.
    Int(i64),
    /// A text, decoded.
    Text(String),
    /// A literal whose value is of no use here: a float, a huge number, bytes, an f-string.
    Opaque,
    /// An operator or a bracket.
    Symbol(&'static str),
    /// The end of the text.
    End,
}

/// Longest first, so that `**` is not read as two `*`.
const SYMBOLS: [&str; 33] = [
    "...", "**", "//", "<<", ">>", "<=", ">=", "==", "!=", ":=", "->", "(", ")", "[", "]", "{", "}", ",", ":", ".",
    "+", "-", "*", "/", "%", "@", "&", "|", "^", "~", "<", ">", "=",
];

/// Cuts a text into tokens, each with its byte offset; the last one is always [`Token::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<(Token<'_>, usize)>, DomainError> {
    let mut lexer = Lexer { text, rest: text, open: 0, tokens: Vec::new() };
    while lexer.step()? {}
    lexer.tokens.push((Token::End, text.len()));
    Ok(lexer.tokens)
}

struct Lexer<'t> {
    text: &'t str,
    rest: &'t str,
    /// Brackets that are open; outside of them a line break ends the expression.
    open: usize,
    tokens: Vec<(Token<'t>, usize)>,
}

impl<'t> Lexer<'t> {
    fn at(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    fn fail<T>(&self, at: usize, what: impl Into<String>) -> Result<T, DomainError> {
        Err(DomainError::syntax(self.text, at, what))
    }

    /// Takes the longest run of characters that fit.
    fn run(&mut self, fits: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !fits(c)).unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at(end);
        self.rest = rest;
        run
    }

    fn eat(&mut self, beginning: &str) -> bool {
        match self.rest.strip_prefix(beginning) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn bump(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next();
        self.rest = chars.as_str();
        next
    }

    /// Reads one token, blank or comment; false at the end.
    fn step(&mut self) -> Result<bool, DomainError> {
        let at = self.at();
        let Some(first) = self.rest.chars().next() else { return Ok(false) };
        let token = match first {
            ' ' | '\t' | '\x0c' => {
                self.run(|c| matches!(c, ' ' | '\t' | '\x0c'));
                return Ok(true);
            }
            '\n' | '\r' => {
                self.bump();
                if self.open > 0 {
                    return Ok(true);
                }
                if !self.only_blanks_left() {
                    return self.fail(at, "line break outside of brackets");
                }
                return Ok(false);
            }
            '#' => {
                self.run(|c| c != '\n');
                return Ok(true);
            }
            '\\' => {
                self.bump();
                if self.eat("\r\n") || self.eat("\n") {
                    return Ok(true);
                }
                return self.fail(at, "stray `\\`");
            }
            '\'' | '"' => self.string("", at)?,
            c if c.is_alphabetic() || c == '_' => {
                let name = self.run(|c| c.is_alphanumeric() || c == '_');
                if self.rest.starts_with(['\'', '"']) { self.string(name, at)? } else { Token::Name(name) }
            }
            c if c.is_ascii_digit() || self.starts_a_fraction() => self.number(at)?,
            _ => self.symbol(at)?,
        };
        self.tokens.push((token, at));
        Ok(true)
    }

    fn only_blanks_left(&self) -> bool {
        self.rest.lines().all(|line| line.split('#').next().unwrap_or_default().trim().is_empty())
    }

    fn starts_a_fraction(&self) -> bool {
        self.rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    }

    fn symbol(&mut self, at: usize) -> Result<Token<'t>, DomainError> {
        let Some(symbol) = SYMBOLS.into_iter().find(|symbol| self.eat(symbol)) else {
            let found = self.rest.chars().next().unwrap_or_default();
            return self.fail(at, format!("unexpected character `{}`", found.escape_debug()));
        };
        match symbol {
            "(" | "[" | "{" => self.open += 1,
            ")" | "]" | "}" => self.open = self.open.saturating_sub(1),
            "..." => return Ok(Token::Opaque),
            _ => {}
        }
        Ok(Token::Symbol(symbol))
    }

    fn number(&mut self, at: usize) -> Result<Token<'t>, DomainError> {
        let whole = self.run(|c| c.is_alphanumeric() || c == '_');
        let digits = whole.replace('_', "");
        if digits.bytes().all(|byte| byte.is_ascii_digit()) && !self.rest.starts_with('.') {
            return Ok(digits.parse().map_or(Token::Opaque, Token::Int));
        }
        self.eat(".");
        let mut tail = self.run(|c| c.is_ascii_alphanumeric() || c == '_');
        let exponent = if tail.is_empty() { whole } else { tail };
        let hex = whole.starts_with("0x") || whole.starts_with("0X");
        if !hex && exponent.ends_with(['e', 'E']) && self.rest.starts_with(['+', '-']) {
            self.bump();
            tail = self.run(|c| c.is_ascii_digit() || c == '_');
            if tail.is_empty() {
                return self.fail(at, "number without its exponent");
            }
        }
        Ok(Token::Opaque)
    }

    fn string(&mut self, prefix: &str, at: usize) -> Result<Token<'t>, DomainError> {
        let (raw, readable) = match prefix.to_ascii_lowercase().as_str() {
            "" | "u" => (false, true),
            "r" => (true, true),
            "b" | "f" | "t" => (false, false),
            "br" | "rb" | "fr" | "rf" | "tr" | "rt" => (true, false),
            _ => return self.fail(at, "a name directly before a text"),
        };
        let quote = ["'''", "\"\"\"", "'", "\""].into_iter().find(|quote| self.eat(quote)).unwrap_or("'");
        let mut text = String::new();
        let mut known = readable;
        while !self.eat(quote) {
            match self.bump() {
                Some('\n') if quote.len() == 1 => return self.fail(at, "text without its closing quote"),
                Some('\\') if raw => {
                    text.push('\\');
                    text.extend(self.bump());
                }
                Some('\\') => known &= self.escape(&mut text),
                Some(c) => text.push(c),
                None => return self.fail(at, "text without its closing quote"),
            }
        }
        Ok(if known { Token::Text(text) } else { Token::Opaque })
    }

    /// Decodes what follows a backslash; false where the character is named (`\N{…}`) or impossible.
    fn escape(&mut self, text: &mut String) -> bool {
        let Some(kind) = self.bump() else { return true };
        let digits = match kind {
            '\n' => return true,
            'x' => 2,
            'u' => 4,
            'U' => 8,
            'N' => return false,
            '0'..='7' => {
                let more = self.digits(2, 8);
                let number = format!("{kind}{more}");
                return push_code(text, &number, 8);
            }
            _ => {
                match kind {
                    '\\' | '\'' | '"' => text.push(kind),
                    'n' => text.push('\n'),
                    'r' => text.push('\r'),
                    't' => text.push('\t'),
                    'a' => text.push('\x07'),
                    'b' => text.push('\x08'),
                    'f' => text.push('\x0c'),
                    'v' => text.push('\x0b'),
                    // Python keeps the backslash of an escape that it does not know.
                    other => text.extend(['\\', other]),
                }
                return true;
            }
        };
        let number = self.digits(digits, 16);
        number.len() == digits && push_code(text, number, 16)
    }

    /// Takes at most `count` digits.
    fn digits(&mut self, count: usize, radix: u32) -> &'t str {
        let end = self.rest.bytes().take(count).take_while(|byte| char::from(*byte).is_digit(radix)).count();
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        digits
    }
}

fn push_code(text: &mut String, digits: &str, radix: u32) -> bool {
    let found = u32::from_str_radix(digits, radix).ok().and_then(char::from_u32);
    text.extend(found);
    found.is_some()
}
