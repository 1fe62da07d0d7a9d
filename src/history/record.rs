//! Writing a run down: what it found against what its system had before.

use std::collections::{BTreeMap, BTreeSet};

use sqlx::AssertSqlSafe;

use super::db::{Db, Value, storable};
use super::error::HistoryError;
use super::run::{Change, Counts, Run, Seen, Standing, once};
use super::{Fault, read};
use crate::model::Sealed;

/// Rows of one statement; both databases take far more values than this needs.
const AT_ONCE: usize = 500;

/// A finding that the system had before.
struct Known {
    finding: u64,
    check_id: String,
    title: String,
    standing: Standing,
}

pub(super) async fn run(db: &mut Db, run: &Run, seen: &[Seen]) -> Result<Change, Fault> {
    follows(db, run).await?;
    let known = known(db, run).await?;
    let once = once(seen);
    let change = against(&known, &once, &run.gaps);
    insert_run(db, run, &Counts::of(once.values().copied()), change).await?;
    let gaps = run.gaps.iter().map(|check| vec![run.number.into(), check.as_str().into()]);
    insert(db, "insert into gaps (number, check_id) values ", gaps.collect()).await?;

    let (mut fresh, mut open, mut back, mut marks) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut next = db.ask("select max(finding) from findings", Vec::new(), |row| row.maybe_number(0)).await?;
    let mut next = next.pop().flatten().unwrap_or(0);
    for (fingerprint, one) in &once {
        let finding = match known.get(fingerprint) {
            Some(known) => {
                if known.standing == Standing::Fixed { &mut back } else { &mut open }.push(known.finding);
                if known.title != storable(&one.title) {
                    let values = vec![one.title.as_str().into(), known.finding.into()];
                    db.run("update findings set title = $1 where finding = $2", values).await?;
                }
                known.finding
            }
            None => {
                next += 1;
                fresh.push(new_finding(next, run, one));
                next
            }
        };
        marks.push(mark(run.number, finding, one));
    }
    insert(
        db,
        "insert into findings (finding, kind, system, fingerprint, check_id, rule_id, subject, resource, title, state, \
         first_number, last_number, times, reopened) values ",
        fresh,
    )
    .await?;
    let number = || vec![Value::from(run.number)];
    let here = "update findings set state = 'open', fixed_number = null, last_number = $1, times = times + 1";
    update(db, here, number(), &open).await?;
    update(db, &format!("{here}, reopened = reopened + 1"), number(), &back).await?;
    let gone = |assessed: bool| -> Vec<u64> {
        let gone = known.iter().filter(|(fingerprint, known)| {
            known.standing != Standing::Fixed
                && !once.contains_key(*fingerprint)
                && run.gaps.contains(&known.check_id) != assessed
        });
        gone.map(|(_, known)| known.finding).collect()
    };
    update(db, "update findings set state = 'fixed', fixed_number = $1", number(), &gone(true)).await?;
    update(db, "update findings set state = 'not looked at'", Vec::new(), &gone(false)).await?;
    insert(db, "insert into seen (number, finding, severity, confidence, affected, waiver, baseline) values ", marks)
        .await?;
    Ok(change)
}

/// An error unless the run follows the newest one.
async fn follows(db: &mut Db, run: &Run) -> Result<(), Fault> {
    let head = read::head(db).await?;
    let number = head.as_ref().map_or(0, |head| head.number) + 1;
    let follows = run.previous.as_ref().map(|previous| (&previous.run, &previous.manifest_sha256));
    if follows == head.as_ref().map(|head| (&head.run, &head.manifest_sha256)) && run.number == number {
        return Ok(());
    }
    Err(HistoryError::NotNext {
        run: run.run.clone(),
        follows: run.previous.as_ref().map(|previous| previous.run.clone()),
        head: head.map(|head| head.run),
    }
    .into())
}

async fn known(db: &mut Db, run: &Run) -> Result<BTreeMap<String, Known>, Fault> {
    let sql = "select fingerprint, finding, check_id, title, state from findings where kind = $1 and system = $2";
    let values = vec![run.kind.as_str().into(), run.system.as_str().into()];
    let rows =
        db.ask(sql, values, |row| Ok((row.text(0)?, row.number(1)?, row.text(2)?, row.text(3)?, row.text(4)?))).await?;
    let known = rows.into_iter().map(|(fingerprint, finding, check_id, title, state)| {
        Ok((fingerprint, Known { finding, check_id, title, standing: read::standing(state)? }))
    });
    known.collect()
}

/// A run against what its system had before.
fn against(known: &BTreeMap<String, Known>, now: &BTreeMap<String, &Seen>, gaps: &BTreeSet<String>) -> Change {
    let mut change = Change::default();
    for fingerprint in now.keys() {
        match known.get(fingerprint) {
            None => change.appeared += 1,
            Some(known) if known.standing == Standing::Fixed => change.reopened += 1,
            Some(_) => {}
        }
    }
    for (_, known) in known.iter().filter(|(fingerprint, _)| !now.contains_key(*fingerprint)) {
        match known.standing {
            Standing::Fixed => {}
            _ if gaps.contains(&known.check_id) => change.not_looked_at += 1,
            _ => change.fixed += 1,
        }
    }
    change
}

async fn insert_run(db: &mut Db, run: &Run, counts: &Counts, change: Change) -> Result<(), sqlx::Error> {
    let [info, low, medium, high, critical] = counts.by_severity;
    let previous = run.previous.as_ref();
    let values = vec![
        run.number.into(),
        run.run.as_str().into(),
        run.kind.as_str().into(),
        run.system.as_str().into(),
        run.version.as_str().into(),
        run.taken_at.as_str().into(),
        run.judged_on.as_str().into(),
        run.verdict.words().into(),
        u64::from(run.exit.code()).into(),
        critical.into(),
        high.into(),
        medium.into(),
        low.into(),
        info.into(),
        counts.waived.into(),
        counts.known.into(),
        change.appeared.into(),
        change.fixed.into(),
        change.reopened.into(),
        change.not_looked_at.into(),
        run.manifest_sha256.as_str().into(),
        previous.map(|previous| previous.run.as_str()).into(),
        previous.map(|previous| previous.manifest_sha256.as_str()).into(),
        run.snapshot_sha256.as_str().into(),
        run.tool.as_str().into(),
    ];
    let sql = "insert into runs (number, run, kind, system, version, taken_at, judged_on, verdict, exit_code, critical, \
               high, medium, low, info, waived, known, appeared, fixed, reopened, not_looked_at, manifest_sha256, \
               previous_run, previous_sha256, snapshot_sha256, tool) values ";
    insert(db, sql, vec![values]).await
}

fn new_finding(finding: u64, run: &Run, seen: &Seen) -> Vec<Value> {
    vec![
        finding.into(),
        run.kind.as_str().into(),
        run.system.as_str().into(),
        seen.fingerprint.as_str().into(),
        seen.check_id.as_str().into(),
        seen.rule_id.as_deref().into(),
        seen.subject.as_str().into(),
        seen.resource.as_str().into(),
        seen.title.as_str().into(),
        Standing::Open.words().into(),
        run.number.into(),
        run.number.into(),
        1_u64.into(),
        0_u64.into(),
    ]
}

fn mark(number: u64, finding: u64, seen: &Seen) -> Vec<Value> {
    vec![
        number.into(),
        finding.into(),
        seen.severity.word().into(),
        seen.confidence.word().into(),
        seen.affected.into(),
        seen.waiver.as_deref().into(),
        seen.baseline.map(crate::findings::AgainstBaseline::word).into(),
    ]
}

/// Rows, many at once: a server far away is asked dozens of times, not thousands.
async fn insert(db: &mut Db, sql: &str, rows: Vec<Vec<Value>>) -> Result<(), sqlx::Error> {
    for chunk in rows.chunks(AT_ONCE) {
        let mut next = 0;
        let places: Vec<String> = chunk.iter().map(|row| format!("({})", places(&mut next, row.len()))).collect();
        // Safe: `sql` is of this program, and places are numbers.
        db.run(AssertSqlSafe(format!("{sql}{}", places.join(", "))), chunk.concat()).await?;
    }
    Ok(())
}

/// The same change to many findings; the first places are the statement's own.
async fn update(db: &mut Db, sql: &str, first: Vec<Value>, findings: &[u64]) -> Result<(), sqlx::Error> {
    for chunk in findings.chunks(AT_ONCE) {
        let mut next = first.len();
        let places = places(&mut next, chunk.len());
        let values = first.iter().cloned().chain(chunk.iter().copied().map(Value::from)).collect();
        // Safe: `sql` is of this program, and places are numbers.
        db.run(AssertSqlSafe(format!("{sql} where finding in ({places})")), values).await?;
    }
    Ok(())
}

/// `$1, $2, $3`, on from the last one.
fn places(next: &mut usize, many: usize) -> String {
    let places: Vec<String> = (0..many).map(|at| format!("${}", *next + at + 1)).collect();
    *next += many;
    places.join(", ")
}

pub(super) async fn seal(db: &mut Db, seal: &Sealed) -> Result<(), Fault> {
    let Some(number) = read::number(db, &seal.run).await? else {
        return Err(HistoryError::NoRun { run: seal.run.clone() }.into());
    };
    let there = read::seals(db, Some(&seal.run)).await?.len() as u64;
    if seal.number != there + 1 {
        return Err(HistoryError::SealOutOfOrder { run: seal.run.clone(), number: seal.number, there }.into());
    }
    let values = vec![
        number.into(),
        seal.number.into(),
        seal.what.as_str().into(),
        seal.sha256.as_str().into(),
        seal.at.as_str().into(),
    ];
    insert(db, "insert into seals (run_number, number, what, sha256, at) values ", vec![values]).await?;
    Ok(())
}
