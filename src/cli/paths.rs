//! `rolecall paths`: who can do more than their groups say, by which steps.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::bail;
use clap::{Args, ValueEnum};

use super::completeness::{ANSWERS, completeness};
use super::lint::PoliciesArgs;
use super::output::{deliver, note, options};
use super::source::SnapshotArgs;
use crate::access::Access;
use crate::access::scope::Scopes;
use crate::escalation::{Escalations, opengraph};
use crate::findings::Exit;
use crate::model::{UserIx, nearest};
use crate::report::{PathRow, escape, path_json, path_table};
use crate::snapshot::{Snapshot, UserKind};

/// Print who can become administrator, run programs on the server or act as somebody else, and by which steps
///
/// The shortest path of each set of people with the same groups to each thing that they can reach, by the edges of
/// policies/escalation. Administrators are not listed: they are there already.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall paths --snapshot prod.snapshot
  rolecall paths --snapshot prod.snapshot --user mara@acme.example
  rolecall paths --snapshot prod.snapshot --format opengraph -o paths.json

`opengraph` is the graph of accounts, groups and everything that leads up, for BloodHound's OpenGraph; people are in it by
their logins, secrets and business data are not.

Exit codes: 0 answered, 2 failed, 3 answered from a snapshot that lacks accounts, memberships or access to models, or about a
kind of system of which no policy knows what leads up.")]
pub(super) struct Paths {
    #[command(flatten)]
    source: SnapshotArgs,
    #[command(flatten)]
    policies: PoliciesArgs,
    /// Only this login
    #[arg(long, value_name = "LOGIN")]
    user: Option<String>,
    /// Output format
    #[arg(long, value_enum, default_value = "table")]
    format: PathFormat,
    /// The file to write instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum PathFormat {
    /// For people
    Table,
    /// One document, `paths/1`
    Json,
    /// The graph, for `BloodHound`'s `OpenGraph`
    Opengraph,
}

impl Paths {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let snapshot = self.source.get()?;
        let policies = self.policies.load()?;
        let (access, scopes) = (Access::compute(&snapshot), Scopes::new(&snapshot));
        let found = Escalations::of(&access, &scopes, &policies.escalation);
        let only = self.user.as_deref().map(|login| users_of(&snapshot, login)).transpose()?;
        let system = &snapshot.system;
        let known =
            policies.escalation.iter().any(|edge| edge.system == system.kind && edge.versions.hold(&system.version));
        if !known {
            note(&format!(
                "not assessed: no policy knows what leads up in a system of the kind `{}`",
                snapshot.system.kind
            ));
        }
        let to = self.output.as_deref();
        let rows = rows(&found, only.as_deref());
        let text = match self.format {
            PathFormat::Table if !known => {
                "not assessed: no policy knows what leads to more than one's own rights here\n".to_owned()
            }
            PathFormat::Table if rows.is_empty() => "no path: nobody can do more than their groups say\n".to_owned(),
            PathFormat::Table => path_table(&rows, &options(None, to)),
            PathFormat::Json => path_json(&snapshot.system.kind, &snapshot.system.name, &rows)?,
            PathFormat::Opengraph if only.is_some() => {
                bail!("`--format opengraph` draws everybody: leave `--user` out")
            }
            PathFormat::Opengraph => {
                let graph = serde_json::to_string_pretty(&opengraph(&found))?;
                format!("{}\n", escape::json(&graph))
            }
        };
        deliver(text.as_bytes(), to)?;
        Ok(if known { completeness(&snapshot, &ANSWERS) } else { Exit::Incomplete })
    }
}

/// The accounts of a login, or an error that says what was probably meant.
fn users_of(snapshot: &Snapshot, login: &str) -> anyhow::Result<Vec<UserIx>> {
    let named = |user: &crate::snapshot::User| *user.key == *login || user.login() == login;
    let found: Vec<UserIx> =
        snapshot.users.iter().enumerate().filter(|(_, user)| named(user)).map(|(at, _)| UserIx::new(at)).collect();
    if found.is_empty() {
        match nearest(login, snapshot.users.iter().map(|user| &*user.key)) {
            Some(near) => bail!("the snapshot has no user `{login}`; did you mean `{near}`?"),
            None => bail!("the snapshot has no user `{login}`"),
        }
    }
    Ok(found)
}

/// The paths of all who may sign in, those to the worst first, then by the first login.
fn rows(found: &Escalations<'_>, only: Option<&[UserIx]>) -> Vec<PathRow> {
    let access = found.access();
    let mut by_profile: BTreeMap<usize, Vec<UserIx>> = BTreeMap::new();
    for (at, user) in access.snapshot().users.iter().enumerate() {
        let user_ix = UserIx::new(at);
        let asked = only.is_none_or(|only| only.contains(&user_ix));
        if asked && user.in_use() && user.kind != UserKind::System {
            by_profile.entry(access.profile_index(user_ix)).or_default().push(user_ix);
        }
    }
    let mut rows = Vec::new();
    for (profile, users) in by_profile {
        let Some(first) = users.first().copied() else { continue };
        let logins: Vec<String> = users.iter().map(|user| access.snapshot().user(*user).key.to_string()).collect();
        rows.extend(found.paths(profile).into_iter().map(|path| {
            let row = PathRow {
                users: logins.clone(),
                to: path.ends.word(),
                confidence: path.confidence().word(),
                doubts: path.doubts().map(str::to_owned).collect(),
                steps: found.words(&path, first, None),
            };
            (path.ends, row)
        }));
    }
    rows.sort_by(|(a, one), (b, other)| (a, &one.users).cmp(&(b, &other.users)));
    rows.into_iter().map(|(_, row)| row).collect()
}
