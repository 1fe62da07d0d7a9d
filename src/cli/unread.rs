//! Keys and flags that the kind of a system does not read: refused, because somebody meant something by them.

use anyhow::bail;

use crate::config::{Kind, System};

/// What only some kinds read: a key of the configuration, or a flag without its dashes, and which kinds do.
const READERS: [(&str, &[Kind]); 6] = [
    ("files", &[Kind::Files]),
    ("manifest", &[Kind::Sql, Kind::Files]),
    ("modules", &[Kind::Fullfinity]),
    ("names", &[Kind::Fullfinity]),
    ("sqlite", &[Kind::Sql, Kind::Tryton]),
    ("site_config", &[Kind::Frappe]),
];

/// Refuses what is given and not read by a kind, with who would read it; `form` makes a name of a key.
pub(super) fn refuse(kind: Kind, given: &[(&str, bool)], form: impl Fn(&str) -> String) -> anyhow::Result<()> {
    for (key, readers) in READERS {
        let is_given = given.iter().any(|(other, given)| *other == key && *given);
        if is_given && !readers.contains(&kind) {
            let names: Vec<String> = readers.iter().map(|kind| format!("`{}`", name(*kind))).collect();
            let kinds = if names.len() == 1 { "the kind" } else { "the kinds" };
            bail!("{} is for {kinds} {}; this system is `{}`", form(key), names.join(" and "), name(kind));
        }
    }
    Ok(())
}

/// The same of a configured system, and one with two databases.
pub(super) fn keys(system: &System) -> anyhow::Result<()> {
    let given = [
        ("files", system.files.is_some()),
        ("manifest", system.manifest.is_some()),
        ("modules", !system.modules.is_empty()),
        ("names", !system.names.is_empty()),
        ("sqlite", system.sqlite.is_some()),
        ("site_config", system.site_config.is_some()),
    ];
    refuse(system.kind, &given, |key| format!("the key `{key}`"))?;
    let databases = [
        ("postgres", system.postgres.is_some()),
        ("mariadb", system.mariadb.is_some()),
        ("sqlite", system.sqlite.is_some()),
    ];
    let named: Vec<String> = databases.iter().filter(|(_, is)| *is).map(|(key, _)| format!("`{key}`")).collect();
    if named.len() > 1 {
        bail!("it has {}: a system has one database, keep one of them", named.join(" and "));
    }
    Ok(())
}

fn name(kind: Kind) -> &'static str {
    Kind::ALL.iter().find(|(_, known)| *known == kind).map_or("", |(name, _)| *name)
}
