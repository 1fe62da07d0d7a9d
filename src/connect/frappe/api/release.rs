//! The releases that are spoken with, and what differs between their answers.

/// A version of the framework, such as `15.101.1` or `17.0.0-dev`. The order is that of the releases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    major: u16,
    minor: u16,
    /// A development version of a branch.
    dev: bool,
}

/// Whether the right to create is checked before anything that stops the request in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CreateIsChecked {
    /// It is, as was seen.
    First,
    /// It is not: everybody gets the same answer.
    Late,
    /// Nobody has looked.
    Unknown,
}

impl Release {
    /// The version in a text, if it is one of 14 to 17.
    pub fn of(text: &str) -> Option<Self> {
        let mut parts = text.trim().trim_start_matches('v').splitn(3, '.');
        let major = parts.next()?.parse().ok()?;
        let minor = parts.next().map_or(Some(0), |minor| minor.parse().ok())?;
        let dev = parts.next().is_some_and(|rest| !rest.bytes().all(|c| c.is_ascii_digit()));
        (14..=17).contains(&major).then_some(Self { major, minor, dev })
    }

    /// The number of the branch.
    pub fn major(self) -> u16 {
        self.major
    }

    /// Seen on 14.55, 15.72, 15.101, a 16.0 of September 2025 and a 17.0 of June 2026: up to 15.72, in 14 and in that 16 the
    /// time stamp and the links are looked at first (`frappe/model/document.py`, `insert`).
    pub(super) fn create_is_checked(self) -> CreateIsChecked {
        match (self.major, self.minor) {
            (14, _) | (15, 0..=72) => CreateIsChecked::Late,
            (15, 101..) | (17, _) => CreateIsChecked::First,
            (16, 0) if self.dev => CreateIsChecked::Late,
            _ => CreateIsChecked::Unknown,
        }
    }

    /// Whether the value of `exc_type` is that of this very error. In 14 it may be an older one or missing
    /// (`frappe/utils/response.py`, `report_error`).
    pub(super) fn names_its_errors(self) -> bool {
        self.major >= 15
    }

    /// Whether documents hide what a level keeps from an account, as lists do. In 14 that takes
    /// `apply_perm_level_on_api_calls` in System Settings, which is off after the installation (14.93).
    pub(super) fn levels_hold_in_documents(self) -> bool {
        self.major >= 15
    }

    /// Whether a list can be filtered by a field that the account may not read. 14.55 and 15.101 answer, 17.0 refuses; of a
    /// 16 nobody has looked.
    pub(super) fn filters_leak(self) -> Option<bool> {
        match self.major {
            14 | 15 => Some(true),
            17 => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_14_to_17_are_understood() {
        for text in ["14.55.0", "15.101.1", "16.0.0-dev", "17.0.0-dev", "v15.3.0", "15.1", "17"] {
            assert!(Release::of(text).is_some(), "{text}");
        }
        for text in ["13.99.0", "18.0.0", "", "15.x", "dev", "-15.1.0", "150.1.0", "15.99999999999.1"] {
            assert_eq!(Release::of(text), None, "{text}");
        }
        assert!(Release::of("15.72.4") < Release::of("15.101.1"));
    }

    #[test]
    fn attempts_to_create_tell_something_where_somebody_looked() {
        let checked = |text| Release::of(text).map(Release::create_is_checked);
        for (text, expected) in [
            ("14.55.0", CreateIsChecked::Late),
            ("15.72.4", CreateIsChecked::Late),
            ("15.73.0", CreateIsChecked::Unknown),
            ("15.101.1", CreateIsChecked::First),
            ("16.0.0-dev", CreateIsChecked::Late),
            ("16.0.0", CreateIsChecked::Unknown),
            ("16.31.0", CreateIsChecked::Unknown),
            ("17.0.0-dev", CreateIsChecked::First),
        ] {
            assert_eq!(checked(text), Some(expected), "{text}");
        }
    }
}
