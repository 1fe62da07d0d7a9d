//! What has another name since a version of a system: it is the same thing, and not one that went and one that came.

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::Arc;

use serde::Deserialize;

use super::file::{Spanned, filled, invalid, read};
use super::part::Part;
use super::{PolicyError, Versions};

/// Renames, in the order of their versions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renames(Vec<Rename>);

impl Deref for Renames {
    type Target = [Rename];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

/// What a name is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Named {
    /// A model, a doctype.
    Resource,
    /// A group, a role.
    Group,
    /// A field, behind its resource's old name and a dot.
    Field,
    /// A module, an app.
    Module,
    /// A setting.
    Setting,
    /// A record rule, by its technical name.
    Rule,
}

/// Names that changed with one version of one kind of system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// The kind of system, as its snapshot calls it.
    pub system: String,
    /// The first version with the new names.
    pub since: String,
    /// Every version from that on.
    from: Versions,
    /// Where it was read.
    pub source: String,
    /// Old names and new ones.
    pub names: BTreeMap<(Named, String), String>,
}

impl Rename {
    /// Whether a version has the new names.
    pub fn holds_in(&self, version: &str) -> bool {
        self.from.hold(version)
    }
}

impl Renames {
    /// What something of one version is called in another of the same kind of system, if a rename speaks of it; forwards from the
    /// old names to the new ones, and backwards.
    pub fn across<'r>(&'r self, system: &str, from: &str, to: &str, what: Named, name: &'r str) -> Option<&'r str> {
        let of_system = || self.0.iter().filter(|rename| rename.system == system);
        let mut now = name;
        for rename in of_system().filter(|rename| !rename.holds_in(from) && rename.holds_in(to)) {
            now = rename.names.get(&(what, now.to_owned())).map_or(now, String::as_str);
        }
        for rename in of_system().filter(|rename| rename.holds_in(from) && !rename.holds_in(to)).rev() {
            let old = rename.names.iter().find(|((kind, _), new)| *kind == what && *new == now);
            now = old.map_or(now, |((_, old), _)| old.as_str());
        }
        (now != name).then_some(now)
    }
}

impl Part for Renames {
    const AT: &'static str = "renames.yaml";
    const BUILT_IN: &'static [(&'static str, &'static str)] =
        &[("renames.yaml", include_str!("../../policies/renames.yaml"))];

    fn add(&mut self, text: &str, file: &Arc<str>) -> Result<(), PolicyError> {
        for read in read::<File>(text, file)?.map(|read| read.renames).unwrap_or_default() {
            let place = read.referenced;
            let read = rename(read, file)?;
            if let Some([first, second, new]) = self.merged(&read) {
                let message = format!(
                    "`{new}` is the new name of both `{first}` and `{second}`: write none of them where two became one"
                );
                return Err(invalid(Some(place), file, &message));
            }
            self.0.push(read);
        }
        // Names are followed from version to version, in whichever files and order they were written.
        self.0.sort_by(|a, b| a.from.start().cmp(&b.from.start()));
        Ok(())
    }
}

impl Renames {
    /// Two things of one kind that a version calls alike, and how: which of them a name of before it is nobody can tell.
    fn merged<'r>(&'r self, read: &'r Rename) -> Option<[&'r str; 3]> {
        let of_version = |rename: &&Rename| rename.system == read.system && rename.from.start() == read.from.start();
        let mut known: BTreeMap<(Named, &str), &str> = BTreeMap::new();
        for ((what, old), new) in self.0.iter().filter(of_version).chain([read]).flat_map(|rename| &rename.names) {
            if let Some(other) = known.insert((*what, new), old).filter(|other| other != old) {
                return Some([other, old, new]);
            }
        }
        None
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    renames: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    system: String,
    since: Spanned<String>,
    source: String,
    #[serde(default)]
    resources: BTreeMap<String, String>,
    #[serde(default)]
    groups: BTreeMap<String, String>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    #[serde(default)]
    modules: BTreeMap<String, String>,
    #[serde(default)]
    settings: BTreeMap<String, String>,
    #[serde(default)]
    rules: BTreeMap<String, String>,
}

fn rename(read: Spanned<Entry>, file: &Arc<str>) -> Result<Rename, PolicyError> {
    let place = read.referenced;
    let Entry { system, since, source, resources, groups, fields, modules, settings, rules } = read.value;
    filled("the rename", &[("system", &*system), ("source", &source)], place, file)?;
    let range = |version: &str| format!("{version}..").parse::<Versions>().ok();
    let Some(from) = Some(&since.value).filter(|since| !since.contains("..")).and_then(|since| range(since)) else {
        let message = format!("`{}` is no version: write the first one with the new names, such as `18`", since.value);
        return Err(invalid(Some(since.referenced), file, &message));
    };
    let tables = [
        (Named::Resource, resources),
        (Named::Group, groups),
        (Named::Field, fields),
        (Named::Module, modules),
        (Named::Setting, settings),
        (Named::Rule, rules),
    ];
    let mut names = BTreeMap::new();
    for (what, table) in tables {
        for (old, new) in table {
            if old.trim().is_empty() || new.trim().is_empty() || old == new {
                return Err(invalid(Some(place), file, &format!("`{old}: {new}` renames nothing")));
            }
            names.insert((what, old), new);
        }
    }
    if names.is_empty() {
        return Err(invalid(Some(place), file, "it renames nothing: say `resources`, `groups`, `fields` or another"));
    }
    Ok(Rename { system, since: since.value, from, source, names })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::part::of_text;

    const RENAMES: &str = "\
renames:
  - system: odoo
    since: 17
    source: s
    resources: { a: b }
  - system: odoo
    since: 18
    source: s
    resources: { b: c }
    groups: { x.g: y.g }
  - system: frappe
    since: 15
    source: s
    resources: { a: z }
";

    fn add(text: &str) -> Result<Renames, String> {
        of_text(text, "r.yaml")
    }

    #[test]
    fn names_are_followed_from_version_to_version_and_back() {
        let renames = add(RENAMES).unwrap();
        let of = |from, to, what, name| renames.across("odoo", from, to, what, name);
        assert_eq!(of("16.0", "18.0", Named::Resource, "a"), Some("c"));
        assert_eq!(of("16.0", "17.0", Named::Resource, "a"), Some("b"));
        assert_eq!(of("17.0", "18.0", Named::Resource, "a"), None);
        assert_eq!(of("18.0", "16.0", Named::Resource, "c"), Some("a"));
        assert_eq!(of("16.0", "16.0", Named::Resource, "a"), None);
        assert_eq!(of("17.0", "19.0", Named::Group, "x.g"), Some("y.g"));
        assert_eq!(of("17.0", "19.0", Named::Field, "x.g"), None);
    }

    #[test]
    fn names_are_followed_in_the_order_of_the_versions_and_not_of_the_file() {
        let swapped = RENAMES.replace("since: 17", "since: 20").replace("since: 18", "since: 17.1");
        let swapped = swapped.replace("{ a: b }", "{ c: d }");
        let renames = add(&swapped).unwrap();
        assert_eq!(renames.across("odoo", "17.0", "20.0", Named::Resource, "b"), Some("d"));
        assert_eq!(renames.across("odoo", "20.0", "17.0", Named::Resource, "d"), Some("b"));
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let told = [
            RENAMES.replace("resources: { a: b }", "models: { a: b }"),
            RENAMES.replace("{ a: b }", "{ a: a }"),
            RENAMES.replacen("    resources: { a: b }\n", "", 1),
            RENAMES.replace("since: 17", "since: 16..17"),
            RENAMES.replace("since: 17", "since: new"),
            RENAMES.replacen("source: s", "source: ' '", 1),
            RENAMES.replace("{ a: b }", "{ a: b, c: b }"),
            RENAMES.replace("since: 17", "since: 18").replace("{ a: b }", "{ a: c }"),
        ]
        .map(|text| add(&text).unwrap_err());
        insta::assert_snapshot!(told.join("\n"), @r"
        r.yaml:5:5: unknown field `models`, expected one of system, since, source, resources, groups, fields, modules, settings, rules
        r.yaml:2:5: `a: a` renames nothing
        r.yaml:2:5: it renames nothing: say `resources`, `groups`, `fields` or another
        r.yaml:3:12: `16..17` is no version: write the first one with the new names, such as `18`
        r.yaml:3:12: `new` is no version: write the first one with the new names, such as `18`
        r.yaml:2:5: the rename has nothing in `source`
        r.yaml:2:5: `b` is the new name of both `a` and `c`: write none of them where two became one
        r.yaml:6:5: `c` is the new name of both `a` and `b`: write none of them where two became one
        ");
    }
}
