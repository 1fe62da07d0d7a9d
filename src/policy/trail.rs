//! Of what a system must keep who changed it, and what the trail is.

use std::ops::Deref;
use std::sync::Arc;

use serde::Deserialize;

use super::file::{Spanned, invalid, position, read, versions};
use super::part::Part;
use super::{PolicyError, Versions};
use crate::model::Position;

/// What is said of each kind of system, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrailPolicy(Vec<TrailRules>);

impl Deref for TrailPolicy {
    type Target = [TrailRules];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Part for TrailPolicy {
    const AT: &'static str = "audit-trail.yaml";
    const BUILT_IN: &'static [(&'static str, &'static str)] =
        &[("audit-trail.yaml", include_str!("../../policies/audit-trail.yaml"))];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        for entry in read::<File>(text, file)?.map(|read| read.systems).unwrap_or_default() {
            self.0.push(rules(entry, file)?);
        }
        Ok(())
    }

    fn speaks_of(&self, kind: &str) -> bool {
        self.0.iter().any(|rules| rules.system == kind)
    }

    fn forget_places(&mut self) {
        for kept in self.0.iter_mut().flat_map(|rules| &mut rules.kept) {
            kept.at = None;
        }
        for trail in self.0.iter_mut().flat_map(|rules| &mut rules.trail) {
            trail.at = None;
        }
    }
}

/// What is asked of one kind of system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailRules {
    /// The kind of system, as its snapshot calls it.
    pub system: String,
    /// For which versions.
    pub versions: Versions,
    /// How one makes it keep a trail, as the end of *keep who changes it …*; nothing where it has a switch for it.
    pub by: Option<String>,
    /// What must leave a trail.
    pub kept: Vec<Kept>,
    /// What is the trail.
    pub trail: Vec<Trail>,
}

/// Something that must leave a trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// For ever.
    pub id: String,
    /// The resources.
    pub on: Vec<String>,
    /// In words.
    pub what: String,
    /// The vendor ships it with a trail.
    pub shipped: bool,
    /// Where it stands, if the reader has the file.
    pub at: Option<Position>,
}

/// Resources that are the trail.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Trail {
    /// Which.
    pub on: Vec<String>,
    /// Operations that change or erase it, in the ERP's words.
    pub ops: Vec<String>,
    /// The ERP's program keeps people to their own entries, whatever the rows say.
    #[serde(default)]
    pub narrowed: bool,
    /// Where it stands, if the reader has the file.
    #[serde(skip)]
    pub at: Option<Position>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    systems: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    system: String,
    versions: Option<Spanned<String>>,
    by: Option<String>,
    #[serde(default)]
    kept: Vec<Spanned<KeptEntry>>,
    #[serde(default)]
    trail: Vec<Spanned<Trail>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptEntry {
    id: String,
    on: Vec<String>,
    what: String,
    #[serde(default = "shipped")]
    shipped: bool,
}

fn shipped() -> bool {
    true
}

fn rules(read: Entry, file: &Arc<str>) -> Result<TrailRules, PolicyError> {
    let Entry { system, versions, by, kept, trail } = read;
    let versions = self::versions(versions, file)?;
    if let Some(empty) = trail.iter().find(|trail| trail.value.on.is_empty() || trail.value.ops.is_empty()) {
        return Err(invalid(Some(empty.referenced), file, "it names nothing: say resources in `on` and `ops`"));
    }
    let mut known: Vec<Kept> = Vec::with_capacity(kept.len());
    for entry in kept {
        let (at, KeptEntry { id, on, what, shipped }) = (entry.referenced, entry.value);
        if on.is_empty() || id.trim().is_empty() || what.trim().is_empty() {
            return Err(invalid(Some(at), file, "it has nothing in `id`, `on` or `what`"));
        }
        if known.iter().any(|other| other.id == id) {
            return Err(invalid(Some(at), file, &format!("another one is called `{id}`: ids are for ever")));
        }
        known.push(Kept { id, on, what, shipped, at: Some(position(Some(at), file)) });
    }
    let placed =
        trail.into_iter().map(|trail| Trail { at: Some(position(Some(trail.referenced), file)), ..trail.value });
    Ok(TrailRules { system, versions, by, kept: known, trail: placed.collect() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::part::of_text;

    const RULES: &str = "\
systems:
  - system: odoo
    kept:
      - { id: users, on: [res.users], what: accounts, shipped: false }
      - { id: bank, on: [res.partner.bank], what: bank accounts }
    trail:
      - { on: [mail.message], ops: [unlink] }
";

    fn read(text: &str) -> Result<TrailPolicy, String> {
        of_text(text, "t.yaml")
    }

    #[test]
    fn what_is_shipped_without_a_trail_is_said_and_the_rest_is_not() {
        let policy = read(RULES).unwrap();
        assert_eq!(policy[0].kept.iter().map(|kept| kept.shipped).collect::<Vec<_>>(), [false, true]);
        assert!(!policy[0].trail[0].narrowed);
        assert!(read("").unwrap().is_empty());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = [
            RULES.replace("shipped", "shiped"),
            RULES.replace("id: bank", "id: users"),
            RULES.replace("on: [res.users]", "on: []"),
            RULES.replace("ops: [unlink]", "ops: []"),
            RULES.replace("    kept:", "    versions: x\n    kept:"),
            RULES.replace("systems:", "system:"),
        ]
        .map(|text| read(&text).unwrap_err());
        insta::assert_snapshot!(told.join("\n"), @"
        t.yaml:4:55: unknown field `shiped`, expected one of id, on, what, shipped
        t.yaml:5:9: another one is called `users`: ids are for ever
        t.yaml:4:9: it has nothing in `id`, `on` or `what`
        t.yaml:7:9: it names nothing: say resources in `on` and `ops`
        t.yaml:3:15: `x` is no range of versions: write `15`, `14..15`, `15..` or `..15`
        t.yaml:1:1: unknown field `system`, expected one of systems
        ");
    }
}
