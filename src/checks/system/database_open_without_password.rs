//! A way into the ERP's database that asks for no password.

use std::collections::BTreeMap;

use super::weigh_at;
use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject};
use crate::model::Severity;
use crate::snapshot::{Domain, OpenDoor};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "INF-004",
        name: "database-open-without-password",
        title: "the ERP's database can be entered without a password",
        severity: Severity::Critical,
        what: "Lists who gets into the ERP's database without a password: lines of PostgreSQL's pg_hba.conf with the method `trust`, and accounts of MariaDB without a password that may sign in and have any right on the database. From the server itself alone it is less bad than from other machines: `localhost`, the server's own name, and everything where it does not listen to others. Lines behind one for the same connections never count and are left out, and so are lines for `replication` alone, which open no database.",
        why: "Whoever reaches the port, or has any account on the server, is believed to be whoever they claim: the ERP itself, or the server's administrator.",
        fix: "Write `scram-sha-256` instead of `trust` (`peer` for local connections of the operating system's account), and give accounts passwords or lock them.",
        controls: &["NIST-800-53r5 IA-2", "NIST-800-53r5 IA-5(1)", "ISO27001-2022 A.8.5", "PCI-DSS-4.0.1 8.3.1"],
    },
    needs: &[Need::Domain(Domain::Database)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    // One cause is one finding: the same account by the same method, from here or from elsewhere.
    let mut doors: BTreeMap<(&str, &str, bool), Vec<&OpenDoor>> = BTreeMap::new();
    for door in &cx.snapshot.open_doors {
        doors.entry((&door.role, &door.method, is_here(door))).or_default().push(door);
    }
    for ((role, method, here), doors) in doors {
        found.push(tell(cx, role, method, here, &doors));
    }
}

fn tell(cx: &Context<'_>, role: &str, method: &str, here: bool, doors: &[&OpenDoor]) -> Finding {
    let whose = if role.is_empty() { "anybody" } else { role };
    let place = if here { "this machine" } else { "elsewhere" };
    let subject = Subject::new("database-role", &format!("{whose} from {place} by {method}"));
    let mut finding = finding(&CHECK.info, subject, cx.whole());
    let from = if here { "the server itself" } else { "other machines" };
    finding.title = if role == "all" {
        format!("any account of the database, superusers included, connects from {from} without a password")
    } else {
        format!("`{whose}` enters the ERP's database from {from} without a password")
    };
    let (impact, then) = doors.iter().map(|door| behind(cx, door)).max().unwrap_or((Impact::Hygiene, ""));
    let (reach, who) = if here {
        (Reach::Role, "whoever has an account on the server")
    } else {
        (Reach::Outside, "whoever reaches the port")
    };
    let (severity, by) = weigh_at(impact, reach, finding.confidence, who);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.expected = Some("every way into the database asks for a password or a certificate".to_owned());
    let mut origins: Vec<&str> = Vec::new();
    for door in doors {
        if !origins.contains(&door.from.as_str()) {
            origins.push(&door.from);
        }
    }
    finding.actual = format!("`{method}` from {}; {then}", and(origins));
    finding.path = doors.iter().map(|door| format!("{} {whose} from {} by {method}", door.at, door.from)).collect();
    finding.fix = Fix {
        summary: match method {
            "trust" => "write `scram-sha-256`, or `peer` for local lines, instead of `trust`, and reload".to_owned(),
            _ => format!("give `{whose}` a password, or lock it"),
        },
    };
    finding
}

/// What lies behind a door: what the account may do, or everything where it is for all or for names that are not known.
fn behind(cx: &Context<'_>, door: &OpenDoor) -> (Impact, &'static str) {
    let with_host = format!("{}@{}", door.role, door.from);
    let roles = || cx.snapshot.database_roles.iter().filter(|role| role.name == door.role || role.name == with_host);
    if roles().next().is_none() || roles().any(|role| role.superuser || role.makes_roles || !role.writes.is_empty()) {
        (Impact::Money, "behind it everything can be changed")
    } else if roles().any(|role| !role.reads.is_empty()) {
        (Impact::Personal, "behind it accounts and rights can be read")
    } else {
        (Impact::Hygiene, "the account has no right on accounts and rights")
    }
}

/// Whether an origin is the server itself.
fn is_here(door: &OpenDoor) -> bool {
    let from = door.from.as_str();
    door.from_here || matches!(from, "local" | "localhost" | "samehost" | "::1" | "::1/128") || from.starts_with("127.")
}
