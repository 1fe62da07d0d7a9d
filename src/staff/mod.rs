//! Who works in the company, as somebody outside the ERP keeps it: a list beside the role map.

mod load;
mod read;

pub use load::{Loaded, StaffError, load};

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::{Located, Position};

/// A list of the people who work, or worked, in the company.
#[derive(Debug, Clone, Default)]
pub struct Staff {
    /// The file that it was read from.
    pub file: Arc<str>,
    members: Vec<Member>,
    /// Positions in `members` by login and mail address.
    by_address: HashMap<String, Vec<usize>>,
    /// Positions in `members` by the person's name.
    by_name: HashMap<String, Vec<usize>>,
}

/// One row of the list.
#[derive(Debug, Clone)]
pub struct Member {
    /// The login, in the ERP or in the company's directory.
    pub login: Option<String>,
    /// The mail address.
    pub email: Option<String>,
    /// The person's name.
    pub person: Option<String>,
    /// When the person left, if they did or will.
    pub left: Option<Left>,
    /// Where the row stands.
    pub at: Position,
}

/// When somebody left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Left {
    /// At some time before now.
    Before,
    /// At the end of this day, as `2026-01-31`.
    Until(String),
}

/// What a list says of an account.
#[derive(Debug, Clone, Copy)]
pub enum Known<'s> {
    /// The person behind it works here.
    Works,
    /// The person behind it left, as this row says; by a name alone, which somebody else may have too, or by more.
    Left {
        /// The row.
        member: &'s Member,
        /// Nothing but the name says so.
        by_name: bool,
        /// Somebody of the same name works here: the same person under another address, or somebody else.
        namesake: bool,
    },
    /// Nobody on the list has it.
    Nobody,
}

impl Staff {
    /// A list of these people.
    pub fn of(file: Arc<str>, members: Vec<Member>) -> Self {
        let mut staff = Self { file, members: Vec::new(), by_address: HashMap::new(), by_name: HashMap::new() };
        for (at, member) in members.iter().enumerate() {
            for address in member.login.iter().chain(&member.email) {
                staff.by_address.entry(folded(address)).or_default().push(at);
            }
            if let Some(name) = &member.person {
                staff.by_name.entry(folded(name)).or_default().push(at);
            }
        }
        staff.members = members;
        staff
    }

    /// How many people are on it.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether nobody is on it.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Whether it names those who work here at a moment, so that it says something of whom it does not name. A list of nobody
    /// but leavers says nothing of the others.
    pub fn is_complete(&self, now: &str) -> bool {
        self.members.iter().any(|member| !member.is_gone(now))
    }

    /// What the list says at a moment (ISO 8601) of an account with this login, mail address and display name.
    pub fn knows(&self, (login, email, name): (&str, Option<&str>, &str), now: &str) -> Known<'_> {
        let addresses = [Some(login), email].into_iter().flatten().map(folded);
        let by_address = addresses.filter_map(|address| self.by_address.get(&address)).flatten();
        let by_name = self.by_name.get(&folded(name)).into_iter().flatten();
        let members =
            |found: Vec<&usize>| -> Vec<&Member> { found.into_iter().filter_map(|at| self.members.get(*at)).collect() };
        let (of_address, of_name) = (members(by_address.collect()), members(by_name.collect()));
        let works = |members: &[&Member]| members.iter().any(|member| !member.is_gone(now));
        // An address is one person's; a name may be somebody else's, too.
        match (of_address.first(), of_name.first()) {
            (Some(_), _) if works(&of_address) => Known::Works,
            (Some(member), _) => Known::Left { member, by_name: false, namesake: works(&of_name) },
            (None, Some(_)) if works(&of_name) => Known::Works,
            (None, Some(member)) => Known::Left { member, by_name: true, namesake: false },
            (None, None) => Known::Nobody,
        }
    }
}

impl Member {
    /// Whether the person works here no more at a moment: the last day is over.
    pub fn is_gone(&self, now: &str) -> bool {
        match &self.left {
            None => false,
            Some(Left::Before) => true,
            Some(Left::Until(day)) => now.get(..10).is_some_and(|today| day.as_str() < today),
        }
    }
}

/// Names for comparing: neither case nor the width of the blanks in them matters.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A text of a list and where it stands.
type Cell = Located<String>;

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-06-15T12:00:00Z";

    fn member(login: &str, person: &str, left: Option<Left>) -> Member {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Member { login: some(login), email: None, person: some(person), left, at: Position::file(&"s.csv".into()) }
    }

    fn words(staff: &Staff, login: &str, email: Option<&str>, name: &str) -> &'static str {
        match staff.knows((login, email, name), NOW) {
            Known::Works => "works",
            Known::Left { namesake: true, .. } => "left, but for a namesake",
            Known::Left { by_name: false, .. } => "left",
            Known::Left { by_name: true, .. } => "left by name",
            Known::Nobody => "nobody",
        }
    }

    #[test]
    fn whoever_has_one_row_that_still_holds_works_here() {
        let until = |day: &str| Some(Left::Until(day.to_owned()));
        let staff = Staff::of(
            "s.csv".into(),
            vec![
                member("ann", "Ann Ode", None),
                member("bob", "Bob Ray", Some(Left::Before)),
                member("cem", "", until("2026-06-14")),
                member("dia", "", until("2026-06-15")),
                // Came back under another login, or somebody else came who is called so.
                member("eve", "Eve Kunz", Some(Left::Before)),
                member("eve2", "Eve Kunz", None),
                member("", "Fay  Li", Some(Left::Before)),
            ],
        );
        let told = ["ANN", "bob", "cem", "dia", "zoe"].map(|login| words(&staff, login, None, "-"));
        assert_eq!(told, ["works", "left", "left", "works", "nobody"]);
        assert_eq!(words(&staff, "old.eve", Some("eve"), "eve kunz"), "left, but for a namesake");
        assert_eq!(words(&staff, "eve", Some("eve2"), "eve kunz"), "works");
        assert_eq!(words(&staff, "x", None, "eve kunz"), "works");
        assert_eq!(words(&staff, "x", None, "fay li"), "left by name");
        assert!(staff.is_complete(NOW));
        assert!(!Staff::of("s.csv".into(), vec![member("bob", "", Some(Left::Before))]).is_complete(NOW));
    }
}
