//! What a rule expects of a value.

use super::measure::Measure;

/// What a value must be; all that is said must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Expect {
    /// One of these.
    pub one_of: Vec<String>,
    /// Not less.
    pub at_least: Option<String>,
    /// Not more.
    pub at_most: Option<String>,
    /// Switched on, or given at all; or neither.
    pub set: Option<bool>,
}

/// How a value does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judged {
    /// As expected.
    Kept,
    /// Not as expected.
    Broken,
    /// It is neither a number nor a length of time, or the other of the two.
    Unreadable,
}

impl Expect {
    /// Judges a value; an empty one is none.
    pub fn judge(&self, value: &str) -> Judged {
        let value = value.trim();
        let listed = self.one_of.is_empty() || self.one_of.iter().any(|one| is_same(one, value));
        let switched = self.set.is_none_or(|set| set == is_set(value));
        if !listed || !switched {
            return Judged::Broken;
        }
        let bounds = [(&self.at_least, true), (&self.at_most, false)];
        let mut judged = Judged::Kept;
        for (bound, least) in bounds.into_iter().filter_map(|(bound, least)| Some((bound.as_deref()?, least))) {
            match (Measure::read(value), Measure::read(bound)) {
                (Some(value), Some(bound)) if value.is_like(bound) => {
                    if (least && value < bound) || (!least && value > bound) {
                        judged = Judged::Broken;
                    }
                }
                _ => return Judged::Unreadable,
            }
        }
        judged
    }

    /// Whether it says anything.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// The expectation in words: `at least 1 and at most 10`.
    pub fn words(&self) -> String {
        let quoted: Vec<String> = self.one_of.iter().map(|value| format!("`{value}`")).collect();
        let mut parts = Vec::new();
        if !quoted.is_empty() {
            parts.push(quoted.join(" or "));
        }
        parts.extend(self.at_least.as_ref().map(|least| format!("at least {least}")));
        parts.extend(self.at_most.as_ref().map(|most| format!("at most {most}")));
        parts.extend(self.set.map(|set| if set { "set" } else { "not set" }.to_owned()));
        parts.join(" and ")
    }
}

/// Equal as text, or as numbers.
fn is_same(a: &str, b: &str) -> bool {
    a == b || matches!((Measure::read(a), Measure::read(b)), (Some(a), Some(b)) if a == b)
}

/// Whether a value is anything but none, zero or no.
fn is_set(value: &str) -> bool {
    !matches!(value.to_ascii_lowercase().as_str(), "" | "0" | "false" | "none" | "null" | "no" | "off")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(least: Option<&str>, most: Option<&str>) -> Expect {
        Expect { at_least: least.map(str::to_owned), at_most: most.map(str::to_owned), ..Expect::default() }
    }

    #[test]
    fn bounds_hold_for_numbers_and_for_lengths_of_time() {
        let attempts = bounds(Some("1"), Some("10"));
        assert_eq!(
            ["0", "1", "10", "11", "many"].map(|value| attempts.judge(value)),
            [Judged::Broken, Judged::Kept, Judged::Kept, Judged::Broken, Judged::Unreadable]
        );
        let session = bounds(None, Some("24:00"));
        assert_eq!(
            ["06:00:00", "24:00", "170:00", "24", ""].map(|value| session.judge(value)),
            [Judged::Kept, Judged::Kept, Judged::Broken, Judged::Unreadable, Judged::Unreadable]
        );
    }

    #[test]
    fn a_switch_is_on_or_off_whatever_the_word_for_it() {
        let (on, off) =
            (Expect { set: Some(true), ..Expect::default() }, Expect { set: Some(false), ..Expect::default() });
        for (value, is_on) in
            [("1", true), ("True", true), ("https://x", true), ("", false), ("0", false), ("False", false)]
        {
            assert_eq!(on.judge(value) == Judged::Kept, is_on, "{value}");
            assert_eq!(off.judge(value) == Judged::Kept, !is_on, "{value}");
        }
    }

    #[test]
    fn one_of_several_values_is_enough() {
        let expect = Expect { one_of: vec!["b2b".to_owned(), "2".to_owned()], ..Expect::default() };
        assert_eq!(
            ["b2b", "2.0", "b2c"].map(|value| expect.judge(value)),
            [Judged::Kept, Judged::Kept, Judged::Broken]
        );
        assert_eq!(expect.words(), "`b2b` or `2`");
        assert_eq!(bounds(Some("1"), Some("10")).words(), "at least 1 and at most 10");
    }
}
