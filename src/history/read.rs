//! Reading what was written down.

use super::db::{Db, Row, Value, storable};
use super::run::{Change, Counts, Recorded, Run, RunRef, Seen, Standing, Step, Timeline, Tracked};
use super::{Fault, Filter};
use crate::findings::{AgainstBaseline, Exit, Verdict};
use crate::model::{ArchivedRun, Confidence, Link, Sealed, Severity};

pub(super) async fn head(db: &mut Db) -> Result<Option<ArchivedRun>, Fault> {
    let sql = "select number, run, manifest_sha256 from runs order by number desc limit 1";
    let take =
        |row: &Row<'_>| Ok(ArchivedRun { number: row.number(0)?, run: row.text(1)?, manifest_sha256: row.text(2)? });
    Ok(db.ask(sql, Vec::new(), take).await?.pop())
}

/// The place of a run in the chain.
pub(super) async fn number(db: &mut Db, run: &str) -> Result<Option<u64>, Fault> {
    Ok(db.ask("select number from runs where run = $1", vec![run.into()], |row| row.number(0)).await?.pop())
}

pub(super) async fn seals(db: &mut Db, run: Option<&str>) -> Result<Vec<Sealed>, Fault> {
    let sql = "select r.run, s.number, s.what, s.sha256, s.at from seals s join runs r on r.number = s.run_number \
               where $1 is null or r.run = $2 order by r.number, s.number";
    let take = |row: &Row<'_>| {
        Ok(Sealed {
            run: row.text(0)?,
            number: row.number(1)?,
            what: row.text(2)?,
            sha256: row.text(3)?,
            at: row.text(4)?,
        })
    };
    Ok(db.ask(sql, vec![run.into(), run.into()], take).await?)
}

pub(super) async fn runs(db: &mut Db, filter: Filter<'_>) -> Result<Vec<Recorded>, Fault> {
    let sql = "select number, run, kind, system, version, taken_at, judged_on, verdict, exit_code, critical, high, medium, \
               low, info, waived, known, appeared, fixed, reopened, not_looked_at, manifest_sha256, previous_run, \
               previous_sha256, snapshot_sha256, tool from runs where $1 is null or system = $2 \
               order by number desc limit $3";
    let limit = filter.limit.map_or(u64::from(u32::MAX), |limit| limit as u64);
    let system = Value::from(filter.system);
    let rows = db.ask(sql, vec![system.clone(), system, limit.into()], |row| Ok(recorded(row))).await?;
    rows.into_iter().collect()
}

fn recorded(row: &Row<'_>) -> Result<Recorded, Fault> {
    let previous = match (row.maybe_text(21)?, row.maybe_text(22)?) {
        (Some(run), Some(manifest_sha256)) => Some(Link { run, manifest_sha256 }),
        _ => None,
    };
    let run = Run {
        number: row.number(0)?,
        run: row.text(1)?,
        kind: row.text(2)?,
        system: row.text(3)?,
        version: row.text(4)?,
        taken_at: row.text(5)?,
        judged_on: row.text(6)?,
        verdict: verdict(row.text(7)?)?,
        exit: exit(row.number(8)?)?,
        gaps: std::collections::BTreeSet::new(),
        manifest_sha256: row.text(20)?,
        previous,
        snapshot_sha256: row.text(23)?,
        tool: row.text(24)?,
    };
    let counts = Counts {
        by_severity: [row.number(13)?, row.number(12)?, row.number(11)?, row.number(10)?, row.number(9)?],
        waived: row.number(14)?,
        known: row.number(15)?,
    };
    let change = Change {
        appeared: row.number(16)?,
        fixed: row.number(17)?,
        reopened: row.number(18)?,
        not_looked_at: row.number(19)?,
    };
    Ok(Recorded { run, counts, change })
}

/// Which findings.
pub(super) enum Which<'a> {
    /// Those of a system, or of all.
    Of(Option<&'a str>),
    /// Those whose fingerprint begins so.
    Beginning(&'a str),
}

pub(super) async fn findings(db: &mut Db, which: Which<'_>) -> Result<Vec<Tracked>, Fault> {
    let sql = "select f.kind, f.system, f.fingerprint, f.check_id, f.rule_id, f.subject, f.resource, f.title, s.severity, \
               s.confidence, s.affected, s.waiver, s.baseline, f.state, f.times, f.reopened, \
               f.first_number, a.run, a.taken_at, f.last_number, b.run, b.taken_at, f.fixed_number, c.run, c.taken_at \
               from findings f join runs a on a.number = f.first_number join runs b on b.number = f.last_number \
               left join runs c on c.number = f.fixed_number \
               join seen s on s.finding = f.finding and s.number = f.last_number \
               where ($1 is null or f.system = $2) and substr(f.fingerprint, 1, cast($3 as integer)) = $4";
    let (system, beginning) = match which {
        Which::Of(system) => (system, String::new()),
        Which::Beginning(text) => (None, storable(text)),
    };
    let length = beginning.chars().count() as u64;
    let values = vec![system.into(), system.into(), length.into(), beginning.as_str().into()];
    let rows = db.ask(sql, values, |row| Ok(tracked(row))).await?;
    let mut found = rows.into_iter().collect::<Result<Vec<Tracked>, Fault>>()?;
    found.sort_by(|a, b| {
        let worst = b.seen.severity.cmp(&a.seen.severity);
        let names = |one: &Tracked| (one.kind.clone(), one.system.clone(), one.seen.check_id.clone());
        a.standing
            .cmp(&b.standing)
            .then(worst)
            .then_with(|| names(a).cmp(&names(b)))
            .then_with(|| a.seen.fingerprint.cmp(&b.seen.fingerprint))
    });
    Ok(found)
}

fn tracked(row: &Row<'_>) -> Result<Tracked, Fault> {
    let run_ref = |at: usize| -> Result<RunRef, sqlx::Error> {
        Ok(RunRef { number: row.number(at)?, run: row.text(at + 1)?, taken_at: row.text(at + 2)? })
    };
    Ok(Tracked {
        kind: row.text(0)?,
        system: row.text(1)?,
        seen: one_seen(row)?,
        standing: standing(row.text(13)?)?,
        first: run_ref(16)?,
        last: run_ref(19)?,
        fixed: row.maybe_number(22)?.map(|_| run_ref(22)).transpose()?,
        times: row.number(14)?,
        reopened: row.number(15)?,
    })
}

/// What a run saw.
pub(super) async fn seen(db: &mut Db, number: u64) -> Result<Vec<Seen>, Fault> {
    let sql = "select f.kind, f.system, f.fingerprint, f.check_id, f.rule_id, f.subject, f.resource, f.title, s.severity, \
               s.confidence, s.affected, s.waiver, s.baseline \
               from seen s join findings f on f.finding = s.finding where s.number = $1";
    db.ask(sql, vec![number.into()], |row| Ok(one_seen(row))).await?.into_iter().collect()
}

fn one_seen(row: &Row<'_>) -> Result<Seen, Fault> {
    Ok(Seen {
        fingerprint: row.text(2)?,
        check_id: row.text(3)?,
        rule_id: row.maybe_text(4)?,
        subject: row.text(5)?,
        resource: row.text(6)?,
        title: row.text(7)?,
        severity: severity(row.text(8)?)?,
        confidence: confidence(row.text(9)?)?,
        affected: row.number(10)?,
        waiver: row.maybe_text(11)?,
        baseline: row.maybe_text(12)?.map(baseline).transpose()?,
    })
}

pub(super) async fn timelines(db: &mut Db, fingerprint: &str) -> Result<Vec<Timeline>, Fault> {
    let mut timelines = Vec::new();
    for finding in findings(db, Which::Beginning(fingerprint)).await? {
        let sql = "select r.number, r.run, r.taken_at, s.severity, s.affected, s.waiver, s.baseline, g.check_id \
                   from runs r \
                   join findings f on f.kind = r.kind and f.system = r.system and f.first_number <= r.number \
                   left join seen s on s.number = r.number and s.finding = f.finding \
                   left join gaps g on g.number = r.number and g.check_id = f.check_id \
                   where f.kind = $1 and f.system = $2 and f.fingerprint = $3 order by r.number";
        let values = vec![
            finding.kind.as_str().into(),
            finding.system.as_str().into(),
            finding.seen.fingerprint.as_str().into(),
        ];
        let rows = db.ask(sql, values, |row| Ok(step(row))).await?;
        timelines.push(Timeline { finding, steps: rows.into_iter().collect::<Result<_, Fault>>()? });
    }
    Ok(timelines)
}

fn step(row: &Row<'_>) -> Result<(RunRef, Step), Fault> {
    let run = RunRef { number: row.number(0)?, run: row.text(1)?, taken_at: row.text(2)? };
    let step = match (row.maybe_text(3)?, row.maybe_text(7)?) {
        (Some(word), _) => Step::Seen {
            severity: severity(word)?,
            affected: row.number(4)?,
            waiver: row.maybe_text(5)?,
            baseline: row.maybe_text(6)?.map(baseline).transpose()?,
        },
        (None, Some(_)) => Step::NotLookedAt,
        (None, None) => Step::Gone,
    };
    Ok((run, step))
}

/// The one of a list whose word stands in the database.
fn word<T: Copy, const N: usize>(
    what: &'static str,
    value: String,
    all: [T; N],
    word: fn(T) -> &'static str,
) -> Result<T, Fault> {
    all.into_iter().find(|one| word(*one) == value).ok_or(Fault::Stored { what, value })
}

pub(super) fn standing(value: String) -> Result<Standing, Fault> {
    word("state", value, Standing::ALL, Standing::words)
}

fn severity(value: String) -> Result<Severity, Fault> {
    word("severity", value, Severity::ALL, Severity::word)
}

fn confidence(value: String) -> Result<Confidence, Fault> {
    let all = [Confidence::Low, Confidence::Medium, Confidence::High, Confidence::Proven];
    word("confidence", value, all, Confidence::word)
}

fn baseline(value: String) -> Result<AgainstBaseline, Fault> {
    let all = [AgainstBaseline::New, AgainstBaseline::Known, AgainstBaseline::Grown];
    word("baseline state", value, all, AgainstBaseline::word)
}

fn verdict(value: String) -> Result<Verdict, Fault> {
    let all = [Verdict::Go, Verdict::GoWithConditions, Verdict::NoGo, Verdict::NotAssessed];
    word("verdict", value, all, Verdict::words)
}

fn exit(code: u64) -> Result<Exit, Fault> {
    let value = code.to_string();
    Exit::ALL.into_iter().find(|exit| u64::from(exit.code()) == code).ok_or(Fault::Stored { what: "exit code", value })
}
