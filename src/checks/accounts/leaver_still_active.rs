//! Somebody who does not work here any more can still sign in.

use std::collections::BTreeMap;

use super::standing::{Standing, each_or_all, is_staff, path_of};
use crate::checks::context::Context;
use crate::checks::telling::{count, finding};
use crate::checks::when::is_over;
use crate::checks::{Check, MEMBERSHIPS};
use crate::findings::{CheckInfo, Finding, Fix, NotAssessed, Reach, Subject, weigh};
use crate::model::{Confidence, Severity, UserIx};
use crate::snapshot::Person;
use crate::staff::{Known, Left, Staff};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-010",
        name: "leaver-still-active",
        title: "somebody who left can still sign in",
        severity: Severity::Critical,
        what: "Compares active accounts with the ERP's own records of employees, and with a list of the staff where one is given (`--staff FILE`, or `staff` in rolecall.toml). Told are accounts of people who left, by all records that name the account, and active internal accounts that nobody on the list has; the latter only where the list names people who still work here. Accounts that the design names as administrators, sealed or shared, and owners of designed keys, need nobody on the list. From 20 people on they are one finding.",
        why: "The person has no business in the system any more, and nobody watches what the account does.",
        fix: "Deactivate the account, take its groups away and revoke its keys.",
        controls: &[
            "NIST-800-53r5 AC-2",
            "NIST-800-53r5 PS-4",
            "ISO27001-2022 A.6.5",
            "ISO27001-2022 A.5.18",
            "PCI-DSS-4.0.1 8.2.5",
            "CIS-8.1 6.2",
        ],
    },
    needs: MEMBERSHIPS,
    run,
};

/// Why somebody does not belong here any more.
struct Why {
    words: String,
    step: String,
    confidence: Confidence,
    left: bool,
}

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let standings = cx.standings();
    let mut records: BTreeMap<UserIx, Vec<&Person>> = BTreeMap::new();
    for person in &cx.snapshot.people {
        records.entry(person.user).or_default().push(person);
    }
    let mut by_cause: BTreeMap<(bool, Standing), Vec<UserIx>> = BTreeMap::new();
    let mut whys: BTreeMap<UserIx, Why> = BTreeMap::new();
    for (user, account) in cx.accounts() {
        if !account.signs_in() || !is_staff(account) {
            continue;
        }
        let why = by_records(cx, records.get(&user)).or_else(|| by_list(cx, cx.staff?, user));
        if let Some(why) = why {
            by_cause.entry((why.left, standings.of_user(cx, user))).or_default().push(user);
            whys.insert(user, why);
        }
    }
    for ((left, standing), users) in by_cause.into_iter().rev() {
        let what = if left { "people who left" } else { "nobody on the list" };
        let together = format!("active accounts of {what}, each of which {}", standing.words());
        for (subject, users) in each_or_all(cx, users, &together) {
            found.push(tell(cx, subject, users, standing, left, &whys));
        }
    }
}

/// What the ERP's own records say, if they all say that the person left.
fn by_records(cx: &Context<'_>, people: Option<&Vec<&Person>>) -> Option<Why> {
    let now = &cx.snapshot.system.taken_at;
    let is_gone = |person: &Person| {
        let over = person.until.as_deref().and_then(|until| is_over(until, now));
        // A day that is still to come counts more than a mark that was set in advance.
        over.unwrap_or(person.working == Some(false))
    };
    let people = people.filter(|people| people.iter().all(|person| is_gone(person)))?;
    let until = people.iter().filter_map(|person| person.until.as_deref()).max();
    let mut words = until.map_or_else(
        || "the record of the employee says that the person does not work here any more".to_owned(),
        |until| format!("the record of the employee ends on {until}"),
    );
    // Whoever came back keeps an old last day until somebody takes it out.
    let contradicted = people.iter().any(|person| person.working == Some(true));
    if contradicted {
        words.push_str(" and says that the person works here");
    }
    let confidence = if contradicted { Confidence::Medium } else { Confidence::High };
    Some(Why { words, step: "employee:left".to_owned(), confidence, left: true })
}

/// What the list of the staff says.
fn by_list(cx: &Context<'_>, staff: &Staff, user: UserIx) -> Option<Why> {
    let account = cx.snapshot.user(user);
    let now = &cx.snapshot.system.taken_at;
    match staff.knows((account.login(), account.email.as_deref(), &account.name), now) {
        Known::Left { member, by_name, namesake } => {
            let words = match &member.left {
                Some(Left::Until(day)) => format!("left on {day}"),
                Some(Left::Before) | None => "left".to_owned(),
            };
            let by = match (by_name, namesake) {
                (true, _) => ", by the name alone",
                (false, true) => "; somebody of that name works here",
                (false, false) => "",
            };
            let confidence = if by_name || namesake { Confidence::Medium } else { Confidence::High };
            let words = format!("the list of the staff says at {} that the person {words}{by}", member.at);
            Some(Why { words, step: format!("staff:{}", member.at), confidence, left: true })
        }
        Known::Nobody if staff.is_complete(now) && !needs_nobody(cx, user) => {
            let words = format!("nobody in `{}` has it", staff.file);
            Some(Why { words, step: "staff:nobody".to_owned(), confidence: Confidence::Medium, left: false })
        }
        Known::Works | Known::Nobody => None,
    }
}

/// Whether the design knows the account as one that is nobody's.
fn needs_nobody(cx: &Context<'_>, user: UserIx) -> bool {
    let Some(comparison) = cx.comparison else { return false };
    let login = cx.snapshot.user(user).login();
    let owners = comparison.design.map.tokens.iter().filter_map(|token| token.owner.as_ref());
    cx.is_excepted(login) || owners.into_iter().any(|owner| owner.value.to_lowercase() == login.to_lowercase())
}

fn tell(
    cx: &Context<'_>,
    subject: Subject,
    users: Vec<UserIx>,
    standing: Standing,
    left: bool,
    whys: &BTreeMap<UserIx, Why>,
) -> Finding {
    let confidence = users.iter().filter_map(|user| whys.get(user)).map(|why| why.confidence).min();
    let confidence = confidence.unwrap_or(Confidence::Medium);
    // Who left is outside; of whom nobody knows, that is not said.
    let reach = if left { Reach::Outside } else { Reach::Role };
    let (severity, by) = weigh(standing.impact(), reach, confidence);
    let someone = cx.someone(&users);
    let mut finding = finding(&CHECK.info, subject, cx.whole());
    finding.title = match (left, users.len()) {
        (true, 1) => format!("{someone} left and can still sign in"),
        (true, _) => format!("{someone} left and can still sign in, each of which {}", standing.words()),
        (false, _) => format!("nobody on the list of the staff: {someone}"),
    };
    finding.confidence = confidence;
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.expected = Some("active accounts belong to people who work here".to_owned());
    let why = users.first().and_then(|user| whys.get(user));
    finding.actual = match (why, users.len()) {
        (Some(why), 1) => format!("{}; the account {}", why.words, standing.words()),
        (Some(why), many) => format!("{}; so it is with {}", why.words, count(many, "account")),
        (None, _) => String::new(),
    };
    finding.path = path_of(cx, &users);
    finding.path.extend(why.map(|why| why.step.clone()));
    finding.fix = Fix { summary: format!("deactivate {someone}, or correct the record of who works here") };
    finding.affected = cx.affected(users);
    finding
}

/// Where nothing says who works here.
pub(in crate::checks) fn not_assessed(cx: &Context<'_>) -> Option<NotAssessed> {
    let told = cx.staff.is_some() || !cx.snapshot.people.is_empty();
    (!told && cx.has_all(CHECK.needs)).then(|| NotAssessed {
        what: "who works here".to_owned(),
        reason: "neither the system nor a list says who works here: add `--staff FILE`".to_owned(),
        asked_for: false,
    })
}
