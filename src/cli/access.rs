//! `rolecall access`: who can do what.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::output::{deliver, note, options};
use super::source::SnapshotArgs;
use crate::access::{Access, scope::Scopes};
use crate::findings::Exit;
use crate::model::{Glob, Ops, RecordScope, ResourceIx, UserIx};
use crate::report::{access_rows, csv_rows, sheet_rows};
use crate::snapshot::{Domain, Snapshot, State};

/// Print the effective access of users: operations on models, and the rows that they reach
///
/// Inactive accounts are printed as if they were let in again, and are marked in JSON Lines.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall access --snapshot prod.snapshot --user 'mara@*'
  rolecall access --snapshot prod.snapshot --resource account.move --format csv -o move.csv
  rolecall access --snapshot prod.snapshot --format jsonl

A scope says which rows an allowed operation reaches: none, own, restricted, company, all or unknown.")]
pub(super) struct AccessArgs {
    #[command(flatten)]
    source: SnapshotArgs,
    /// Only these users; `*` stands for any characters
    #[arg(long, value_name = "LOGIN")]
    user: Option<String>,
    /// Only these models; `*` stands for any characters
    #[arg(long, value_name = "MODEL")]
    resource: Option<String>,
    /// The fields that each user can read and write, too
    #[arg(long)]
    fields: bool,
    /// Output format
    #[arg(long, value_enum, default_value = "table")]
    format: AccessFormat,
    /// The file to write instead of stdout
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AccessFormat {
    /// For people
    Table,
    /// RFC 4180
    Csv,
    /// One JSON object a line
    Jsonl,
    /// A workbook
    Xlsx,
}

/// One line of `--format jsonl`.
#[derive(Serialize)]
struct Line<'a> {
    user: &'a str,
    resource: &'a str,
    ops: Vec<&'a str>,
    #[serde(skip_serializing_if = "serde_json::Map::is_empty")]
    scope: serde_json::Map<String, serde_json::Value>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    inactive: bool,
}

/// One user's access to one resource.
struct Cell<'s> {
    user: &'s crate::snapshot::User,
    resource: &'s str,
    ops: Vec<(&'s str, RecordScope)>,
}

impl AccessArgs {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let snapshot = self.source.get()?;
        let access = Access::compute(&snapshot);
        let scopes = Scopes::new(&snapshot);
        let users: Vec<UserIx> =
            matching(self.user.as_deref(), snapshot.users.iter().map(|user| &*user.key)).map(UserIx::new).collect();
        let resources: Vec<ResourceIx> =
            matching(self.resource.as_deref(), snapshot.resources.iter().map(|found| &*found.key))
                .map(ResourceIx::new)
                .collect();
        for (what, asked, found) in [("user", &self.user, users.len()), ("model", &self.resource, resources.len())] {
            if let (Some(asked), 0) = (asked, found) {
                anyhow::bail!("no {what} matches `{asked}`");
            }
        }
        let cells = users.iter().flat_map(|user| cells(&snapshot, &access, &scopes, *user, &resources));
        let bytes = match self.format {
            AccessFormat::Jsonl => json_lines(cells, &snapshot, self.fields)?,
            AccessFormat::Table => access_rows(cells.map(|cell| row(&cell)), &options(None)).into_bytes(),
            AccessFormat::Csv => csv_rows(&HEADER, cells.map(|cell| row(&cell)))?,
            AccessFormat::Xlsx => sheet_rows("access", &HEADER, cells.map(|cell| row(&cell)))?,
        };
        deliver(&bytes, self.output.as_deref())?;
        Ok(self.completeness(&snapshot))
    }

    /// Says on stderr what the answer leaves out.
    fn completeness(&self, snapshot: &Snapshot) -> Exit {
        let mut asked = vec![Domain::Accounts, Domain::Memberships, Domain::ModelAccess];
        asked.extend(self.fields.then_some(Domain::Fields));
        let mut exit = Exit::Clean;
        for coverage in asked.into_iter().map(|domain| snapshot.coverage_of(domain)) {
            if coverage.state != State::Assessed {
                let reason = coverage.reason.unwrap_or_default();
                note(&format!(
                    "not assessed: {}: {}",
                    coverage.domain.words(),
                    crate::report::escape::terminal(&reason, 500)
                ));
                exit = Exit::Incomplete;
            }
        }
        exit
    }
}

const HEADER: [&str; 4] = ["user", "resource", "operations", "scope"];

fn matching<'a>(pattern: Option<&str>, names: impl Iterator<Item = &'a str>) -> impl Iterator<Item = usize> {
    let pattern = pattern.map(Glob::new);
    let fits = move |name: &str| pattern.as_ref().is_none_or(|pattern| pattern.matches(name));
    names.enumerate().filter(move |(_, name)| fits(name)).map(|(at, _)| at)
}

fn cells<'s>(
    snapshot: &'s Snapshot,
    access: &Access<'s>,
    scopes: &Scopes<'s>,
    user: UserIx,
    resources: &[ResourceIx],
) -> Vec<Cell<'s>> {
    let profile = access.of(user);
    let allowed = resources.iter().map(|resource| (*resource, profile.cells.ops(*resource)));
    let allowed = allowed.filter(|(_, ops): &(ResourceIx, Ops)| !ops.is_empty());
    allowed
        .map(|(resource, ops)| Cell {
            user: snapshot.user(user),
            resource: &snapshot.resource(resource).key,
            ops: ops
                .iter()
                .map(|op| {
                    let scope = scopes.of(&profile.groups, profile.superuser, resource, op).scope;
                    (snapshot.operation(op).name.as_str(), scope)
                })
                .collect(),
        })
        .collect()
}

fn row(cell: &Cell<'_>) -> [String; 4] {
    let ops: Vec<&str> = cell.ops.iter().map(|(name, _)| *name).collect();
    let mut scopes: Vec<&str> = cell.ops.iter().map(|(_, scope)| scope.word()).collect();
    scopes.dedup();
    let scope = match scopes.as_slice() {
        [one] => (*one).to_owned(),
        _ => cell.ops.iter().map(|(name, scope)| format!("{name} {}", scope.word())).collect::<Vec<_>>().join(", "),
    };
    [cell.user.key.to_string(), cell.resource.to_owned(), ops.join(", "), scope]
}

/// One line for each user and resource with any access; then, if fields were asked for and the snapshot cannot tell, a
/// line that says so.
fn json_lines<'s>(cells: impl Iterator<Item = Cell<'s>>, snapshot: &Snapshot, fields: bool) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    for cell in cells {
        let mut ops: Vec<&str> = cell.ops.iter().map(|(name, _)| *name).collect();
        ops.sort_unstable();
        let limited = cell.ops.iter().filter(|(_, scope)| *scope != RecordScope::All);
        let line = Line {
            user: &cell.user.key,
            resource: cell.resource,
            ops,
            scope: limited.map(|(name, scope)| ((*name).to_owned(), scope.word().into())).collect(),
            inactive: !cell.user.active,
        };
        serde_json::to_writer(&mut bytes, &line)?;
        bytes.push(b'\n');
    }
    if fields {
        let coverage = snapshot.coverage_of(Domain::Fields);
        let line = serde_json::json!({ "not_assessed": ["fields"], "reason": coverage.reason });
        serde_json::to_writer(&mut bytes, &line)?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}
