//! `rolecall init`: a workspace.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::Args;

use super::output::{note, write_file};
use super::source::kind;
use crate::config::{FILE, Kind};
use crate::findings::Exit;
use crate::policy::Policies;
use crate::report::escape::terminal;

/// What a workspace for any kind of system has.
const COMMON: &[(&str, &str)] = &[
    (".gitignore", include_str!("init/gitignore")),
    ("policies/model.conf", include_str!("../../policies/model.conf")),
    ("policies/guardrails.csv", include_str!("../../policies/guardrails.csv")),
    ("role-maps/rolemap.schema.json", include_str!("../../role-maps/rolemap.schema.json")),
    ("reports/.gitkeep", ""),
];

/// What is made for one kind of system.
struct Starter {
    /// The configuration, the role map to start from, and who holds its roles.
    files: [(&'static str, &'static str); 3],
    /// What else.
    more: &'static [(&'static str, &'static str)],
    /// What to fill in first.
    place: &'static str,
}

/// A role map of a few lines, for applications that nobody made a starter for.
macro_rules! roles {
    ($kind:literal) => {
        (
            "role-maps/roles.yaml",
            concat!(
                include_str!("init/roles.yaml"),
                "\n# As `kind` in rolecall.toml: operations have the application's own names.\nsystem: ",
                $kind,
                "\n"
            ),
        )
    };
}
/// Its people.
const STAFF: (&str, &str) = ("role-maps/staff.csv", include_str!("init/staff.csv"));

impl Starter {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Odoo => Self {
                files: [
                    (FILE, include_str!("init/rolecall.toml")),
                    ("role-maps/odoo/trading.yaml", include_str!("../../role-maps/odoo/trading.yaml")),
                    ("role-maps/odoo/staff.csv", include_str!("../../role-maps/odoo/staff.csv")),
                ],
                more: &[],
                place: "where your database is",
            },
            Kind::Frappe => Self {
                files: [
                    (FILE, include_str!("init/rolecall-frappe.toml")),
                    ("role-maps/frappe/erpnext.yaml", include_str!("../../role-maps/frappe/erpnext.yaml")),
                    ("role-maps/frappe/staff.csv", include_str!("../../role-maps/frappe/staff.csv")),
                ],
                more: &[],
                place: "where your site is",
            },
            Kind::Fullfinity => Self {
                files: [
                    (FILE, include_str!("init/rolecall-fullfinity.toml")),
                    ("role-maps/fullfinity/starter.yaml", include_str!("../../role-maps/fullfinity/starter.yaml")),
                    ("role-maps/fullfinity/staff.csv", include_str!("../../role-maps/fullfinity/staff.csv")),
                ],
                more: &[],
                place: "where your modules are, or your server",
            },
            Kind::Tryton => Self {
                files: [
                    (FILE, include_str!("init/rolecall-tryton.toml")),
                    ("role-maps/tryton/trading.yaml", include_str!("../../role-maps/tryton/trading.yaml")),
                    ("role-maps/tryton/staff.csv", include_str!("../../role-maps/tryton/staff.csv")),
                ],
                more: &[],
                place: "where your database is",
            },
            Kind::Sql => Self {
                files: [(FILE, include_str!("init/rolecall-sql.toml")), roles!("sql"), STAFF],
                more: &[
                    ("manifest.yaml", include_str!("init/manifest.yaml")),
                    ("examples/django.yaml", include_str!("../../docs/examples/django.yaml")),
                    ("examples/dolibarr.yaml", include_str!("../../docs/examples/dolibarr.yaml")),
                ],
                place: "where your database is",
            },
            Kind::Files => Self {
                files: [(FILE, include_str!("init/rolecall-files.toml")), roles!("files"), STAFF],
                more: &[
                    ("export/manifest.yaml", include_str!("init/export/manifest.yaml")),
                    ("export/users.csv", include_str!("init/export/users.csv")),
                    ("export/groups.csv", include_str!("init/export/groups.csv")),
                    ("export/memberships.csv", include_str!("init/export/memberships.csv")),
                    ("export/resources.csv", include_str!("init/export/resources.csv")),
                    ("export/grants.csv", include_str!("init/export/grants.csv")),
                    ("export/tokens.csv", include_str!("init/export/tokens.csv")),
                ],
                place: "where your export is; it has a small one",
            },
        }
    }
}

/// Make a workspace: configuration, policies, a role map to start from, a folder for reports
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall init audit && cd audit && $EDITOR rolecall.toml
  rolecall init audit --kind frappe
  rolecall init audit --kind sql                        # any application, from its database
  rolecall init audit --kind files                      # any application, from exported files")]
pub(super) struct Init {
    /// The folder; it may exist, files in it are never overwritten
    dir: PathBuf,
    /// The kind of system that the role map is for
    #[arg(long, default_value = "odoo", value_parser = kind())]
    kind: Kind,
}

impl Init {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let Starter { files: own, more, place } = Starter::of(self.kind);
        let [_, (map, _), (staff, _)] = own;
        let mut files: Vec<(PathBuf, &str)> =
            own.iter().chain(more).chain(COMMON).map(|(name, text)| (self.dir.join(name), *text)).collect();
        files.extend(Policies::files().map(|(name, text)| (self.dir.join("policies").join(name), text)));
        // A link that leads nowhere is something of the user's, too.
        if let Some((taken, _)) = files.iter().find(|(path, _)| path.symlink_metadata().is_ok()) {
            bail!("`{}` exists already; nothing was written, choose another folder or move it away", taken.display());
        }
        for (path, text) in &files {
            let folder = path.parent().unwrap_or(Path::new("."));
            std::fs::create_dir_all(folder).with_context(|| format!("cannot make folder `{}`", folder.display()))?;
            write_file(path, text.as_bytes())?;
        }
        let mapping = match self.kind {
            Kind::Sql => format!("{:41} # what to ask it\n  ", "$EDITOR manifest.yaml"),
            _ => String::new(),
        };
        let design = format!("$EDITOR {map}");
        let (edit, fill) = (format!("$EDITOR {FILE}"), format!("$EDITOR {staff}"));
        note(&format!(
            "made {} files in {}\n\
             \n\
             next:\n  \
             cd {}\n  \
             {edit:41} # {place}\n  \
             {mapping}\
             rolecall collect prod -o prod.snapshot\n  \
             {design:41} # which roles there are\n  \
             {fill:41} # who holds which role\n  \
             rolecall lint {map} --snapshot prod.snapshot\n  \
             rolecall audit --snapshot prod.snapshot --map {map}",
            files.len(),
            terminal(&self.dir.display().to_string(), 1000),
            terminal(&self.dir.display().to_string(), 1000),
        ));
        Ok(Exit::Clean)
    }
}
