//! `rolecall access`: who can do what.

mod extra;
mod fields;
mod reach;

use std::io::Write;
use std::path::PathBuf;
use std::rc::Rc;

use clap::{Args, ValueEnum};

use self::extra::Extra;
use self::fields::FieldReach;
use self::reach::{Reach, Reaches};
use super::completeness::{ANSWERS, completeness};
use super::output::{deliver, deliver_binary, note, options, stream};
use super::source::SnapshotArgs;
use crate::access::Access;
use crate::findings::Exit;
use crate::model::{Glob, ResourceIx, UserIx};
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

A scope says which rows an allowed operation reaches: none, own, restricted, company, all or unknown. In JSON Lines, `own`
lists operations that the ERP refuses on the resource as a whole and allows on the user's own records.
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
    /// The pages and reports that the server gives to some and refuses to others, too
    #[arg(long)]
    extra: bool,
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
        let (mut open, mut unsure) = (0, 0);
        let people = users.into_iter().map(|user| {
            let fields = self.fields.then(|| FieldReach::of(&access, user, &resources).collect::<Vec<_>>());
            open += fields.iter().flatten().map(FieldReach::open).sum::<usize>();
            let extra = self.extra.then(|| Extra::of(&access, user, self.resource.is_none()));
            let reaches = reaches.of(user);
            unsure += reaches.iter().map(Reach::open).sum::<usize>();
            unsure += extra.as_ref().map_or(0, Extra::open);
            Person { user: snapshot.user(user), reaches, fields, extra }
        });
        let header = if self.fields { &FIELD_HEADER[..] } else { &HEADER };
        let to = self.output.as_deref();
        match self.format {
            AccessFormat::Jsonl => stream(to, |out| json_lines(out, people, &snapshot))?,
            AccessFormat::Csv => stream(to, |out| Ok(csv_rows(out, header, rows(people))?))?,
            AccessFormat::Table => deliver(access_rows(header, rows(people), &options(None, to)).as_bytes(), to)?,
            AccessFormat::Xlsx => deliver_binary(&sheet_rows("access", header, rows(people))?, to)?,
        }
        let mut asked = ANSWERS.to_vec();
        asked.extend(self.fields.then_some(Domain::Fields));
        asked.extend(self.extra.then_some(Domain::Surfaces));
        let exit = completeness(&snapshot, &asked);
        if unsure > 0 && exit == Exit::Clean {
            note(&format!(
                "not assessed: {unsure} of the cells: the snapshot does not tell what the system allows where no row speaks"
            ));
            return Ok(Exit::Incomplete);
        }
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

/// A user, what they can do, and with which fields where those were asked for.
struct Person<'s> {
    user: &'s User,
    reaches: Rc<[Reach<'s>]>,
    fields: Option<Vec<FieldReach<'s>>>,
    extra: Option<Extra<'s>>,
}

fn rows<'s>(people: impl Iterator<Item = Person<'s>>) -> impl Iterator<Item = Vec<String>> {
    people.flat_map(|Person { user, reaches, fields, extra }| {
        let mut rows = Vec::new();
        let width = if fields.is_some() { FIELD_HEADER.len() } else { HEADER.len() };
        let mut fields = fields.map(|fields| fields.into_iter().peekable());
        for reach in reaches.iter() {
            let mut row = reach.row(user).to_vec();
            if let Some(fields) = &mut fields {
                row.insert(2, String::new());
                rows.push(row);
                let of_resource = fields.next_if(|fields| fields.resource() == reach.resource);
                rows.extend(of_resource.into_iter().flat_map(|fields| fields.rows(user)));
            } else {
                rows.push(row);
            }
        }
        rows.extend(extra.iter().flat_map(|extra| extra.rows(user, width)));
        rows
    })
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
    for Person { user, reaches, fields, extra } in people {
        for reach in reaches.iter() {
            line(reach.json(user)?)?;
        }
        fields_asked |= fields.is_some();
        for fields in fields.into_iter().flatten() {
            line(fields.json(user)?)?;
        }
        for text in extra.iter().flat_map(|extra| extra.json(user)) {
            line(text?)?;
        }
    }
    if fields_asked && !snapshot.has(Domain::Fields) {
        let coverage = snapshot.coverage_of(Domain::Fields);
        line(serde_json::json!({ "not_assessed": ["fields"], "reason": coverage.reason }).to_string())?;
    }
    Ok(())
}
