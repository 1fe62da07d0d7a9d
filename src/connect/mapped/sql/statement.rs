//! Whether a text is one query, as far as that can be told without asking a database; the session cannot write anyway.

/// The query without the semicolon at its end, or why it is none.
pub(super) fn one(text: &str) -> Result<&str, &'static str> {
    let mut code = Code { rest: text };
    let (mut word, mut word_ended, mut end) = (String::new(), false, None);
    while let Some((c, at)) = code.next(text) {
        match c {
            ';' if end.is_none() => end = Some(at),
            c if c.is_whitespace() => word_ended |= !word.is_empty(),
            _ if end.is_some() => return Err("more than one statement"),
            // A union may begin with a bracket.
            '(' if word.is_empty() => {}
            c if !word_ended && (c.is_alphanumeric() || c == '_') => word.push(c.to_ascii_lowercase()),
            c => {
                word_ended = true;
                if word.is_empty() {
                    word.push(c);
                }
            }
        }
    }
    match word.as_str() {
        "select" | "with" => Ok(text.get(..end.unwrap_or(text.len())).unwrap_or(text)),
        "" => Err("there is no query"),
        _ => Err("it is no query"),
    }
}

/// The characters of a text that stand in no quotes; a comment is a space.
struct Code<'t> {
    rest: &'t str,
}

impl<'t> Code<'t> {
    /// The next one and where it is.
    fn next(&mut self, text: &'t str) -> Option<(char, usize)> {
        let at = text.len() - self.rest.len();
        let c = self.rest.chars().next()?;
        let skipped = match c {
            '\'' | '"' | '`' => self.after(1, &c.to_string()),
            '-' if self.rest.starts_with("--") => self.after(2, "\n"),
            '/' if self.rest.starts_with("/*") => self.after(2, "*/"),
            '$' => match self.rest.get(1..).and_then(|rest| rest.find('$')) {
                // `$tag$ … $tag$` of PostgreSQL.
                Some(end) if self.tag(end) => {
                    let tag = self.rest.get(..end + 2).unwrap_or_default();
                    self.after(tag.len(), tag)
                }
                _ => None,
            },
            _ => None,
        };
        let comment = skipped.is_some() && matches!(c, '-' | '/');
        self.rest = skipped.or_else(|| self.rest.get(c.len_utf8()..)).unwrap_or_default();
        Some((if comment { ' ' } else { c }, at))
    }

    fn tag(&self, end: usize) -> bool {
        self.rest.get(1..=end).unwrap_or_default().chars().all(|c| c.is_alphanumeric() || c == '_')
    }

    /// What stands behind the end of something quoted; nothing is left where it does not end.
    fn after(&self, start: usize, end: &str) -> Option<&'t str> {
        let inside = self.rest.get(start..)?;
        Some(inside.find(end).and_then(|at| inside.get(at + end.len()..)).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::one;

    #[test]
    fn one_query_is_one_query() {
        for sql in [
            "select 1",
            "  SELECT ';' as \"a;b\", `c;d` -- ; e\n from t /* ; */",
            "-- first\nwith a as (select 1) select * from a",
            "select $x$ ; $x$, $1, 'it''s; fine'",
            "select\t1",
            "select--x\n1",
            "select/**/1",
            "(select 1) union (select 2)",
        ] {
            assert_eq!(one(sql), Ok(sql));
        }
        assert_eq!(one("select 1 ; -- done\n"), Ok("select 1 "));
    }

    #[test]
    fn anything_else_is_none() {
        assert_eq!(one(" -- nothing"), Err("there is no query"));
        assert_eq!(one("select 1; select 2"), Err("more than one statement"));
        for sql in ["select 1;;", "; select 1", "select ';'; select 1"] {
            assert_eq!(one(sql), Err("more than one statement"), "{sql}");
        }
        for sql in
            ["delete from t", "select_1", "selection", "withdraw 1", "'select'", "pragma x", "insert into t select 1"]
        {
            assert_eq!(one(sql), Err("it is no query"), "{sql}");
        }
    }
}
