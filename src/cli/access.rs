//! `rolecall access`: who can do what.

mod fields;

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;
use std::rc::Rc;

use clap::{Args, ValueEnum};
use serde::Serialize;

use self::fields::FieldReach;
use super::completeness::{ANSWERS, completeness};
use super::output::{deliver, note, options, stream};
use super::source::SnapshotArgs;
use crate::access::{Access, scope::Scopes};
use crate::findings::Exit;
use crate::model::{Glob, RecordScope, ResourceIx, UserIx};
use crate::report::{access_rows, csv_rows, escape, sheet_rows};
use crate::snapshot::{Domain, Snapshot, User};

/// Print the effective access of users: operations on models, and the rows that they reach
///
/// Inactive accounts are printed as if they were let in again, and are marked in JSON Lines.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall access --snapshot prod.snapshot --user 'mara@*'
  rolecall access --snapshot prod.snapshot --resource account.move --format csv -o move.csv
  rolecall access --snapshot prod.snapshot --format jsonl
  rolecall access --snapshot prod.snapshot --user mara@acme.example --resource hr.employee --fields

A scope says which rows an allowed operation reaches: none, own, restricted, company, all or unknown.
CSV and JSON Lines are written as they are computed, for any number of users; a table and a workbook are made in memory,
for selections.

Exit codes: 0 answered, 2 failed, 3 answered from a snapshot that lacks something asked for.")]
pub(super) struct AccessArgs {
    #[command(flatten)]
    source: SnapshotArgs,
    /// Only these users; `*` stands for any characters
    #[arg(long, value_name = "LOGIN")]
    user: Option<String>,
    /// Only these models; `*` stands for any characters
    #[arg(long, value_name = "MODEL")]
    resource: Option<String>,
    /// The fields that each user can read and write, too, apart from what the interface merely shows as read-only
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
    /// For people; for selections
    Table,
    /// RFC 4180
    Csv,
    /// One JSON object a line
    Jsonl,
    /// A workbook; for selections of up to 1,048,575 rows
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

impl AccessArgs {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let snapshot = self.source.get()?;
        let access = Access::compute(&snapshot);
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
        let mut reaches = Reaches::new(&access, resources.clone());
        let mut open = 0;
        let people = users.into_iter().map(|user| {
            let fields = self.fields.then(|| FieldReach::of(&access, user, &resources).collect::<Vec<_>>());
            open += fields.iter().flatten().map(FieldReach::open).sum::<usize>();
            Person { user: snapshot.user(user), reaches: reaches.of(user), fields }
        });
        let header = if self.fields { &FIELD_HEADER[..] } else { &HEADER };
        let to = self.output.as_deref();
        match self.format {
            AccessFormat::Jsonl => stream(to, |out| json_lines(out, people, &snapshot))?,
            AccessFormat::Csv => stream(to, |out| Ok(csv_rows(out, header, rows(people))?))?,
            AccessFormat::Table => deliver(access_rows(header, rows(people), &options(None, to)).as_bytes(), to)?,
            AccessFormat::Xlsx => deliver(&sheet_rows("access", header, rows(people))?, to)?,
        }
        let mut asked = ANSWERS.to_vec();
        asked.extend(self.fields.then_some(Domain::Fields));
        let exit = completeness(&snapshot, &asked);
        if open > 0 && exit == Exit::Clean {
            note(&format!("not assessed: who sees {open} of the fields: the snapshot does not know it"));
            return Ok(Exit::Incomplete);
        }
        Ok(exit)
    }
}

const HEADER: [&str; 4] = ["user", "resource", "operations", "scope"];
/// With a row for each field behind the resource's own, which has no field.
const FIELD_HEADER: [&str; 5] = ["user", "resource", "field", "operations", "scope"];

fn matching<'a>(pattern: Option<&str>, names: impl Iterator<Item = &'a str>) -> impl Iterator<Item = usize> {
    let pattern = pattern.map(Glob::new);
    let fits = move |name: &str| pattern.as_ref().is_none_or(|pattern| pattern.matches(name));
    names.enumerate().filter(move |(_, name)| fits(name)).map(|(at, _)| at)
}

/// One resource and what can be done on it, in the order of the system's operations.
struct Reach<'s> {
    resource: &'s str,
    ops: Vec<(&'s str, RecordScope)>,
}

/// What users can do, worked out once for all users with the same groups.
struct Reaches<'a, 's> {
    access: &'a Access<'s>,
    scopes: Scopes<'s>,
    resources: Vec<ResourceIx>,
    known: HashMap<usize, Rc<[Reach<'s>]>>,
    held: usize,
}

impl<'a, 's> Reaches<'a, 's> {
    /// The most that is remembered, in resources of all profiles together: some hundred megabytes.
    const MOST: usize = 1_000_000;

    fn new(access: &'a Access<'s>, resources: Vec<ResourceIx>) -> Self {
        Self { access, scopes: Scopes::new(access.snapshot()), resources, known: HashMap::new(), held: 0 }
    }

    fn of(&mut self, user: UserIx) -> Rc<[Reach<'s>]> {
        let index = self.access.profile_index(user);
        if let Some(known) = self.known.get(&index) {
            return Rc::clone(known);
        }
        let found = self.compute(user);
        if self.held + found.len() > Self::MOST {
            self.known.clear();
            self.held = 0;
        }
        self.held += found.len();
        self.known.insert(index, Rc::clone(&found));
        found
    }

    fn compute(&self, user: UserIx) -> Rc<[Reach<'s>]> {
        let (snapshot, profile) = (self.access.snapshot(), self.access.of(user));
        let reach = |resource: &ResourceIx| {
            let ops = profile.cells.ops(*resource);
            let scoped = ops.iter().map(|op| {
                let scope = self.scopes.of(&profile.groups, profile.superuser, *resource, op).scope;
                (snapshot.operation(op).name.as_str(), scope)
            });
            (!ops.is_empty()).then(|| Reach { resource: &snapshot.resource(*resource).key, ops: scoped.collect() })
        };
        self.resources.iter().filter_map(reach).collect()
    }
}

/// A user, what they can do, and with which fields where those were asked for.
struct Person<'s> {
    user: &'s User,
    reaches: Rc<[Reach<'s>]>,
    fields: Option<Vec<FieldReach<'s>>>,
}

fn rows<'s>(people: impl Iterator<Item = Person<'s>>) -> impl Iterator<Item = Vec<String>> {
    people.flat_map(|Person { user, reaches, fields }| {
        let mut rows = Vec::new();
        let mut fields = fields.map(|fields| fields.into_iter().peekable());
        for reach in reaches.iter() {
            let mut row = row(user, reach).to_vec();
            if let Some(fields) = &mut fields {
                row.insert(2, String::new());
                rows.push(row);
                let of_resource = fields.next_if(|fields| fields.resource() == reach.resource);
                rows.extend(of_resource.into_iter().flat_map(|fields| fields.rows(user)));
            } else {
                rows.push(row);
            }
        }
        rows
    })
}

fn row(user: &User, reach: &Reach<'_>) -> [String; 4] {
    let ops: Vec<&str> = reach.ops.iter().map(|(name, _)| *name).collect();
    let mut scopes: Vec<&str> = reach.ops.iter().map(|(_, scope)| scope.word()).collect();
    scopes.dedup();
    let scope = match scopes.as_slice() {
        [one] => (*one).to_owned(),
        _ => reach.ops.iter().map(|(name, scope)| format!("{name} {}", scope.word())).collect::<Vec<_>>().join(", "),
    };
    [user.key.to_string(), reach.resource.to_owned(), ops.join(", "), scope]
}

/// One line for each user and resource with any access, then one for each whose fields the user reads; at the end, if
/// fields were asked for and the snapshot knows nothing of them, a line that says so.
fn json_lines<'s>(
    out: &mut dyn Write,
    people: impl Iterator<Item = Person<'s>>,
    snapshot: &Snapshot,
) -> anyhow::Result<()> {
    let mut line = |value: String| writeln!(out, "{}", escape::json(&value));
    let mut fields_asked = false;
    for Person { user, reaches, fields } in people {
        for reach in reaches.iter() {
            let mut ops: Vec<&str> = reach.ops.iter().map(|(name, _)| *name).collect();
            ops.sort_unstable();
            let limited = reach.ops.iter().filter(|(_, scope)| *scope != RecordScope::All);
            line(serde_json::to_string(&Line {
                user: &user.key,
                resource: reach.resource,
                ops,
                scope: limited.map(|(name, scope)| ((*name).to_owned(), scope.word().into())).collect(),
                inactive: !user.active,
            })?)?;
        }
        fields_asked |= fields.is_some();
        for fields in fields.into_iter().flatten() {
            line(fields.json(user)?)?;
        }
    }
    if fields_asked && !snapshot.has(Domain::Fields) {
        let coverage = snapshot.coverage_of(Domain::Fields);
        line(serde_json::json!({ "not_assessed": ["fields"], "reason": coverage.reason }).to_string())?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn users_with_the_same_groups_are_worked_out_once() {
        let snapshot = crate::synth::company(1, "2026-01-01T00:00:00Z").snapshot;
        let access = Access::compute(&snapshot);
        let mut reaches = Reaches::new(&access, (0..snapshot.resources.len()).map(ResourceIx::new).collect());
        let all: Vec<_> = (0..snapshot.users.len()).map(UserIx::new).map(|user| (user, reaches.of(user))).collect();
        for (user, one) in &all {
            for (other, two) in &all {
                let same = access.profile_index(*user) == access.profile_index(*other);
                assert_eq!(Rc::ptr_eq(one, two), same);
            }
        }
        assert!(access.profiles().len() < snapshot.users.len());
    }
}
