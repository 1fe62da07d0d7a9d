//! What lets somebody do more than their groups say: the edges of the paths to administrator, as data.

mod read;

use std::ops::Deref;
use std::sync::Arc;

use serde::Deserialize;

use self::read::{File, edge};
use super::file::{invalid, read};
use super::part::Part;
use super::{Expect, PolicyError, Versions};
use crate::findings::Impact;
use crate::model::Position;

/// The edges, in the order of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Escalation(Vec<EscalationEdge>);

impl Deref for Escalation {
    type Target = [EscalationEdge];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Part for Escalation {
    const AT: &'static str = "escalation";
    const BUILT_IN: &'static [(&'static str, &'static str)] = &[
        ("escalation/frappe.yaml", include_str!("../../../policies/escalation/frappe.yaml")),
        ("escalation/odoo.yaml", include_str!("../../../policies/escalation/odoo.yaml")),
        ("escalation/tryton.yaml", include_str!("../../../policies/escalation/tryton.yaml")),
    ];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        let Some(File { system, edges }) = read::<File>(text, file)? else { return Ok(()) };
        for entry in edges {
            let place = entry.value.id.referenced;
            let edge = edge(&system, entry, file)?;
            if self.0.iter().any(|other| other.id == edge.id) {
                let message = format!("another edge is called `{}`: ids are for ever", edge.id);
                return Err(invalid(Some(place), file, &message));
            }
            self.0.push(edge);
        }
        Ok(())
    }

    fn speaks_of(&self, kind: &str) -> bool {
        self.0.iter().any(|edge| edge.system == kind)
    }

    fn forget_places(&mut self) {
        for edge in &mut self.0 {
            edge.at = None;
        }
    }
}

/// Something that lets whoever can do it do more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscalationEdge {
    /// For ever.
    pub id: String,
    /// The kind of system, as its snapshot calls it.
    pub system: String,
    /// For which versions.
    pub versions: Versions,
    /// What one must be able to do, all of it.
    pub needs: Vec<Doing>,
    /// One of these groups, where the ERP's program asks about groups; nobody named means that it does not.
    pub groups: Vec<String>,
    /// A module that must be installed.
    pub module: Option<String>,
    /// How a setting must be.
    pub setting: Option<SettingIs>,
    /// What files of the server must say, all of it.
    pub files: Vec<FileSays>,
    /// What it gives.
    pub gives: Gives,
    /// The group of administrators that one gives oneself, by key.
    pub becomes: Option<String>,
    /// On what else it depends that no snapshot holds.
    pub depends: Option<String>,
    /// How bad, where that does not follow from what it gives.
    pub impact: Option<Impact>,
    /// The step in one sentence.
    pub how: String,
    /// What people can, in words for titles, where `gives` says less.
    pub can: Option<String>,
    /// What ends it without taking rights away, where there is such a thing.
    pub remedy: Option<String>,
    /// What it rests on.
    pub source: String,
    /// Where it stands, if the reader has the file.
    pub at: Option<Position>,
}

/// One of some operations on one of some resources.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Doing {
    /// Resources, of which one is enough.
    pub on: Vec<String>,
    /// Operations in the ERP's words, of which one is enough.
    pub ops: Vec<String>,
    /// A field that must be open for it, too.
    pub field: Option<String>,
}

/// How a setting must be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingIs {
    /// Its key, as snapshots have it.
    pub key: String,
    /// What it must be.
    pub expect: Expect,
    /// What holds where the system does not have it; nothing where nobody can say.
    pub absent: Option<String>,
}

/// Something that a file of the server must say.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileSays {
    /// The key in the file.
    pub key: String,
    /// What of it.
    pub says: Saying,
}

/// What can be said of a key of a file without its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Saying {
    /// A secret is there.
    Secret,
    /// A secret that everybody knows.
    DefaultSecret,
    /// Databases are listed to whoever asks.
    DatabaseList,
    /// Made for developers.
    DeveloperMode,
}

/// What an edge gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gives {
    /// Any right whatsoever.
    Administrator,
    /// Any program, run on the server.
    Code,
    /// Acts as any account.
    AnyAccount,
    /// Acts as any account that does not bypass every check.
    AccountButSuperusers,
    /// Acts as a customer or supplier with a login.
    OutsidersAccount,
    /// Does something with the rights of somebody else.
    RightsOfOthers,
}

impl Gives {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Administrator,
        Self::Code,
        Self::AnyAccount,
        Self::AccountButSuperusers,
        Self::OutsidersAccount,
        Self::RightsOfOthers,
    ];

    /// The word in policies and outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Code => "code",
            Self::AnyAccount => "any-account",
            Self::AccountButSuperusers => "account-but-superusers",
            Self::OutsidersAccount => "outsiders-account",
            Self::RightsOfOthers => "rights-of-others",
        }
    }

    /// As the end of *can …*.
    pub fn words(self) -> &'static str {
        match self {
            Self::Administrator => "become administrator",
            Self::Code => "run programs on the server",
            Self::AnyAccount => "act as any account",
            Self::AccountButSuperusers => "act as any account that does not bypass every check",
            Self::OutsidersAccount => "act as a customer or supplier with a login",
            Self::RightsOfOthers => "use the rights of others",
        }
    }

    /// How bad it is where an edge says nothing else.
    pub fn impact(self) -> Impact {
        match self {
            Self::Administrator | Self::Code | Self::AnyAccount | Self::AccountButSuperusers => Impact::Money,
            Self::OutsidersAccount | Self::RightsOfOthers => Impact::Personal,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::part::of_text;

    const EDGE: &str = "\
system: odoo
edges:
  - id: users
    versions: 16..
    needs: [{ on: [res.users], ops: [write] }]
    gives: administrator
    becomes: base.group_system
    how: h
    source: s
";

    fn read(text: &str) -> Result<Escalation, String> {
        of_text(text, "e.yaml")
    }

    #[test]
    fn an_edge_is_read_with_its_place() {
        let edges = read(EDGE).unwrap();
        assert_eq!((edges[0].gives, edges[0].becomes.as_deref()), (Gives::Administrator, Some("base.group_system")));
        assert_eq!(edges[0].needs[0].ops, ["write"]);
        assert_eq!(edges[0].at.as_ref().unwrap().to_string(), "e.yaml:3:5");
        assert!(read("").unwrap().is_empty() && read("system: odoo\n").unwrap().is_empty());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let setting = "    setting: { key: k, expect: { set: true } }\n    how: h";
        let told = [
            EDGE.replace("gives: administrator", "gives: adminstrator"),
            EDGE.replace("gives: administrator", "gives: root"),
            EDGE.replace("gives: administrator", "gives: code"),
            EDGE.replace("needs: [{ on: [res.users], ops: [write] }]", "module: m"),
            EDGE.replace("ops: [write]", "ops: []"),
            EDGE.replace("ops: [write]", "op: [write]"),
            EDGE.replace("how: h", "how: ''"),
            EDGE.replace("    how: h", &setting.replace("set: true", "")),
            EDGE.replace("    how: h", &setting.replace("set:", "sett:")),
            EDGE.replace("16..", "sixteen"),
            format!("{EDGE}{}", &EDGE[EDGE.find("  - ").unwrap()..]),
            EDGE.replace("system: odoo\n", ""),
        ]
        .map(|text| read(&text).unwrap_err());
        insta::assert_snapshot!(told.join("\n"), @"
        e.yaml:6:12: nothing is called `adminstrator`; did you mean `administrator`?
        e.yaml:6:12: nothing is called `root`; write one of administrator, code, any-account, account-but-superusers, outsiders-account, rights-of-others
        e.yaml:7:14: `becomes` names the group of administrators, and this gives something else
        e.yaml:3:9: it asks for nothing: say `needs`, `groups` or `files`
        e.yaml:5:13: a need names resources in `on` and operations in `ops`
        e.yaml:5:32: unknown field `op`, expected one of on, ops, field
        e.yaml:3:9: the edge has nothing in `how`
        e.yaml:8:14: it expects nothing of the setting: say `one_of` or `set`
        e.yaml:8:34: unknown field `sett`, expected one of one_of, set
        e.yaml:4:15: `sixteen` is no range of versions: write `15`, `14..15`, `15..` or `..15`
        e.yaml:10:9: another edge is called `users`: ids are for ever
        e.yaml:1:1: missing field `system`
        ");
    }

    #[test]
    fn the_built_in_edges_name_their_source() {
        let edges: Escalation = super::super::part::built_in().unwrap();
        for edge in edges.iter() {
            let version = edge.source.chars().any(|c| c.is_ascii_digit()) || edge.source.starts_with("OCA");
            assert!(version && edge.id.starts_with(&edge.system), "{}: {}", edge.id, edge.source);
            assert!(!edge.how.ends_with('.') && edge.impact != Some(Impact::Hygiene), "{}", edge.id);
        }
        for system in ["odoo", "frappe", "tryton"] {
            assert!(edges.iter().filter(|edge| edge.system == system).count() > 8, "{system}");
        }
    }
}
