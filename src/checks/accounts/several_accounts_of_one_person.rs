//! One person has several accounts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::hash::Hash;

use super::standing::{Standing, is_staff};
use crate::checks::context::{Context, MANY};
use crate::checks::telling::{and, count, finding};
use crate::checks::{Check, MEMBERSHIPS};
use crate::findings::{CheckInfo, Finding, Fix, Subject, weigh};
use crate::model::{Confidence, Severity, UserIx};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-016",
        name: "several-accounts-of-one-person",
        title: "one person has several accounts",
        severity: Severity::Medium,
        what: "Puts active internal accounts together that one record of the staff names, or that have the same mailbox (case and what stands behind a `+` do not matter), which may also be one that several people read. More than one account of a person is a finding, and it weighs more where one of them administers. From 20 people on it is one finding.",
        why: "Duties that are kept apart by account are not kept apart if one person has both accounts; and who leaves keeps the one that nobody knew of.",
        fix: "Leave each person one account, or document why there are two.",
        controls: &["NIST-800-53r5 AC-2", "NIST-800-53r5 IA-4", "ISO27001-2022 A.5.16", "PCI-DSS-4.0.1 8.2.1"],
    },
    needs: MEMBERSHIPS,
    run,
};

/// Accounts of one person, and how that is known.
struct Several {
    users: BTreeSet<UserIx>,
    confidence: Confidence,
    by: &'static str,
}

const BY_RECORD: &str = "one record of the staff names them";
const BY_MAILBOX: &str = "they have one mailbox";

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let standings = cx.standings();
    let people = people(cx);
    let administers =
        |several: &&Several| several.users.iter().any(|user| standings.of_user(cx, *user) == Standing::Administers);
    let (admins, others): (Vec<&Several>, Vec<&Several>) = people.iter().partition(administers);
    for (people, standing) in [(admins, Standing::Administers), (others, Standing::Plain)] {
        if people.len() >= MANY {
            found.push(tell_all(cx, &people, standing));
        } else {
            found.extend(people.into_iter().map(|several| tell(cx, several, standing)));
        }
    }
}

fn people(cx: &Context<'_>) -> Vec<Several> {
    let counts = |user: &UserIx| {
        let account = cx.snapshot.user(*user);
        account.signs_in() && is_staff(account)
    };
    let records = cx.snapshot.people.iter().filter(|person| counts(&person.user));
    let by_record = of_several(records.map(|person| (&*person.key, person.user)));
    let users = (0..cx.snapshot.users.len()).map(UserIx::new).filter(counts);
    let by_mailbox =
        of_several(users.filter_map(|user| Some((mailbox(cx.snapshot.user(user).email.as_deref()?)?, user))));
    // Each account belongs to one person: what a record of the staff says first, then what the mailbox does.
    let mut people: Vec<Several> = Vec::new();
    let mut owner: BTreeMap<UserIx, usize> = BTreeMap::new();
    let of_record = by_record.into_values().map(|users| (users, Confidence::High, BY_RECORD));
    let of_mailbox = by_mailbox.into_values().map(|users| (users, Confidence::Medium, BY_MAILBOX));
    for (users, confidence, by) in of_record.chain(of_mailbox).filter(|(users, ..)| users.len() > 1) {
        let known = users.iter().find_map(|user| owner.get(user).copied());
        let at = known.unwrap_or(people.len());
        if known.is_none() {
            people.push(Several { users: BTreeSet::new(), confidence, by });
        }
        let Some(several) = people.get_mut(at) else { continue };
        for user in users {
            if *owner.entry(user).or_insert(at) == at && several.users.insert(user) {
                several.confidence = several.confidence.min(confidence);
            }
        }
    }
    people
}

/// What several accounts have, in order, with those accounts.
fn of_several<K: Ord + Hash>(each: impl Iterator<Item = (K, UserIx)>) -> BTreeMap<K, BTreeSet<UserIx>> {
    let mut accounts: HashMap<K, Vec<UserIx>> = HashMap::new();
    for (of, user) in each {
        accounts.entry(of).or_default().push(user);
    }
    // Nearly everybody has one alone, so that only what is left is worth putting in order.
    accounts.retain(|_, users| users.len() > 1);
    accounts.into_iter().map(|(of, users)| (of, users.into_iter().collect())).collect()
}

/// A mail address by which accounts are compared; nothing where it is none.
fn mailbox(email: &str) -> Option<String> {
    let (local, domain) = email.trim().rsplit_once('@')?;
    let local = local.split('+').next().unwrap_or(local);
    let whole = !local.is_empty() && !domain.is_empty();
    whole.then(|| format!("{local}@{domain}").to_lowercase())
}

fn tell(cx: &Context<'_>, several: &Several, standing: Standing) -> Finding {
    let logins = || several.users.iter().map(|user| &*cx.snapshot.user(*user).key);
    let subject = Subject::new("user", logins().next().unwrap_or_default());
    let keys = and(logins());
    let mut finding = finding(&CHECK.info, subject, cx.whole());
    finding.title = format!("{keys} are accounts of one person");
    finding.confidence = several.confidence;
    let (severity, by) = weigh(standing.impact(), standing.reach(), several.confidence);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.expected = Some("one account for each person".to_owned());
    finding.actual = match standing {
        Standing::Administers => format!("{}, and one of them can give any right to anyone", several.by),
        _ => several.by.to_owned(),
    };
    finding.path = logins().take(3).map(|login| format!("user:{login}")).collect();
    finding.fix = Fix { summary: format!("keep one of {keys}, or write down why there are several") };
    finding.affected = cx.affected(several.users.iter().copied());
    finding
}

fn tell_all(cx: &Context<'_>, people: &[&Several], standing: Standing) -> Finding {
    let users = || people.iter().flat_map(|several| several.users.iter().copied());
    let confidence = people.iter().map(|several| several.confidence).min().unwrap_or(Confidence::Medium);
    let what = if standing == Standing::Administers {
        "people with several accounts, one of which administers"
    } else {
        "people with several accounts"
    };
    let mut finding = finding(&CHECK.info, Subject::new("population", what), cx.whole());
    finding.title = format!("{} {what}", people.len());
    finding.confidence = confidence;
    let (severity, by) = weigh(standing.impact(), standing.reach(), confidence);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.expected = Some("one account for each person".to_owned());
    finding.actual = format!("{} belong to {} people", count(users().count(), "account"), people.len());
    finding.path = users().take(3).map(|user| format!("user:{}", cx.snapshot.user(user).key)).collect();
    finding.fix = Fix { summary: "keep one account of each, or write down why there are several".to_owned() };
    finding.affected = cx.affected(users());
    finding
}

#[cfg(test)]
mod tests {
    use super::mailbox;

    #[test]
    fn a_mailbox_is_the_same_whatever_its_case_and_tag() {
        assert_eq!(mailbox(" Ann.Ode+erp@Shop.Example "), Some("ann.ode@shop.example".to_owned()));
        for none in ["", "ann", "@shop.example", "+tag@shop.example", "ann@"] {
            assert_eq!(mailbox(none), None, "{none}");
        }
    }
}
