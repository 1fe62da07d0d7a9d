//! Which versions of a system a rule is for.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

/// A range of versions, both ends in it: `14`, `14..15`, `15..`, `..15`. An end counts as far as it is written, so that
/// `15` holds every `15.x`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versions {
    text: String,
    from: Option<Vec<u32>>,
    to: Option<Vec<u32>>,
}

impl Versions {
    /// Whether a system's version is in the range; one that begins with no number is in every range.
    pub fn hold(&self, version: &str) -> bool {
        let version = leading(version);
        let against = |end: &Vec<u32>| compare(&version, end);
        version.is_empty()
            || (self.from.as_ref().is_none_or(|from| against(from) != Ordering::Less)
                && self.to.as_ref().is_none_or(|to| against(to) != Ordering::Greater))
    }

    /// Where it begins.
    pub(super) fn start(&self) -> Option<&[u32]> {
        self.from.as_deref()
    }

    /// Whether some version is in both ranges.
    pub fn meet(&self, other: &Self) -> bool {
        let before = |a: &Self, b: &Self| match (&a.to, &b.from) {
            (Some(to), Some(from)) => compare(from, to) == Ordering::Greater,
            _ => false,
        };
        !before(self, other) && !before(other, self)
    }
}

/// A version against the end of a range, as far as both are written.
fn compare(version: &[u32], end: &[u32]) -> Ordering {
    version.iter().zip(end).map(|(a, b)| a.cmp(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
}

/// The numbers at the beginning of a version: `17.0.0-dev` begins with 17, 0 and 0.
fn leading(version: &str) -> Vec<u32> {
    let digits = |part: &str| part.chars().take_while(char::is_ascii_digit).collect::<String>();
    version.split('.').map_while(|part| digits(part).parse().ok()).collect()
}

impl FromStr for Versions {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no range of versions: write `15`, `14..15`, `15..` or `..15`");
        let end = |part: &str| match part.trim() {
            "" => Ok(None),
            part => part.split('.').map(|number| number.parse().ok()).collect::<Option<Vec<u32>>>().map(Some).ok_or(()),
        };
        let (from, to) = text.split_once("..").unwrap_or((text, text));
        let (from, to) = (end(from).map_err(|()| wrong())?, end(to).map_err(|()| wrong())?);
        let backwards = from.as_ref().zip(to.as_ref()).is_some_and(|(from, to)| compare(from, to) == Ordering::Greater);
        if backwards || (from.is_none() && to.is_none()) {
            return Err(wrong());
        }
        Ok(Self { text: text.trim().to_owned(), from, to })
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(text: &str) -> Versions {
        text.parse().unwrap()
    }

    #[test]
    fn an_end_counts_as_far_as_it_is_written() {
        for (text, inside, outside) in [
            ("14", "14.55.0", "15.0.0"),
            ("14..15", "15.101.1", "16.0.0-dev"),
            ("15..", "17.0.0-dev", "14.99.9"),
            ("..15.72", "15.72.4", "15.73.0"),
            ("18.0", "18.0", "18.1"),
        ] {
            assert!(range(text).hold(inside), "{inside} in {text}");
            assert!(!range(text).hold(outside), "{outside} in {text}");
        }
        assert!(range("15").hold("develop") && Versions::default().hold("1"));
    }

    #[test]
    fn ranges_meet_where_a_version_is_in_both() {
        assert!(range("14..15").meet(&range("15..")) && range("15").meet(&range("15.72")));
        assert!(!range("14").meet(&range("15..")) && !range("15..").meet(&range("..14")));
        assert!(Versions::default().meet(&range("14")));
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["", "..", "15..14", "fifteen", "15.x", "15...16", "-1"] {
            assert!(text.parse::<Versions>().is_err(), "{text}");
        }
    }
}
