//! The language of record rules: a Python expression made of literals, lists, `+` and names.
//!
//! A rule becomes a domain as a client would send it in JSON, so that one evaluator serves both.

use serde_json::{Value, json};

/// Nesting that no rule has.
const DEPTH: u8 = 20;

/// The domain that a rule means for somebody; `lookup` knows the names, such as `user.id` and `company_ids`.
pub(super) fn domain(text: &str, lookup: &dyn Fn(&str) -> Option<Value>) -> Result<Value, String> {
    if text.trim().is_empty() {
        return Ok(json!([]));
    }
    let mut reader = Reader { rest: text.trim(), lookup };
    let value = reader.sum(0)?;
    if reader.rest.trim_start().is_empty() { Ok(value) } else { Err(format!("unexpected `{}`", reader.rest)) }
}

struct Reader<'a> {
    rest: &'a str,
    lookup: &'a dyn Fn(&str) -> Option<Value>,
}

impl Reader<'_> {
    fn eat(&mut self, token: char) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(token) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn sum(&mut self, depth: u8) -> Result<Value, String> {
        let mut value = self.term(depth)?;
        while self.eat('+') {
            match (&mut value, self.term(depth)?) {
                (Value::Array(left), Value::Array(right)) => left.extend(right),
                _ => return Err("only lists can be added".to_owned()),
            }
        }
        Ok(value)
    }

    fn term(&mut self, depth: u8) -> Result<Value, String> {
        if depth > DEPTH {
            return Err("too deep".to_owned());
        }
        if self.eat('[') {
            return self.items(']', depth);
        }
        if self.eat('(') {
            return self.items(')', depth);
        }
        for quote in ['\'', '"'] {
            if self.eat(quote) {
                let (text, rest) = self.rest.split_once(quote).ok_or("a text without an end")?;
                self.rest = rest;
                return Ok(json!(text));
            }
        }
        let end = self.rest.find(|c: char| !(c.is_alphanumeric() || "_.-".contains(c))).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word {
            "True" => Ok(json!(true)),
            "False" | "None" => Ok(json!(false)),
            word => match word.parse::<i64>() {
                Ok(number) => Ok(json!(number)),
                Err(_) => (self.lookup)(word).ok_or_else(|| format!("name `{word}` is not defined")),
            },
        }
    }

    /// The rest of a list or a tuple; a single value in round brackets is one in a list, which no rule tells apart.
    fn items(&mut self, close: char, depth: u8) -> Result<Value, String> {
        let mut items = Vec::new();
        while !self.eat(close) {
            items.push(self.sum(depth + 1)?);
            if !self.eat(',') && !self.rest.trim_start().starts_with(close) {
                return Err(format!("`{close}` is missing"));
            }
        }
        Ok(Value::Array(items))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Value, String> {
        domain(text, &|name| (name == "user.id").then(|| json!(7)))
    }

    #[test]
    fn a_rule_becomes_a_domain() {
        assert_eq!(
            read("['|', ('user_id', '=', user.id), ('user_id','=',False)] + [(1, '=', 1)]").unwrap(),
            json!(["|", ["user_id", "=", 7], ["user_id", "=", false], [1, "=", 1]])
        );
        assert_eq!(read("[('id', 'in', [-1, 2,])]").unwrap(), json!([["id", "in", [-1, 2]]]));
        assert_eq!(read(" ").unwrap(), json!([]));
    }

    #[test]
    fn what_cannot_be_read_is_said() {
        for text in ["[('a', '=', nobody)]", "[('a', '=', 1)", "['a", "[1] 2", "[1] + 2", &"[".repeat(40)] {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
