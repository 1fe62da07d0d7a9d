//! An account of the database reads or writes the ERP's security tables past the ERP.

use std::collections::BTreeMap;

use crate::checks::context::{Context, MANY};
use crate::checks::telling::{and, count, finding};
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Confidence, Severity};
use crate::policy::{ExpectedAccount, May};
use crate::snapshot::{DatabaseRole, Domain, Presence};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "INF-003",
        name: "database-role-past-the-erp",
        title: "an account of the database reads or writes who may do what",
        severity: Severity::Critical,
        what: "Lists accounts of the ERP's database that can sign in and that may read or write the tables about accounts, passwords, groups and rights, or columns of them: by themselves, by a role that they are in, or as everybody may. The account that owns the tables, the collector and superusers, which have a check of their own, are left out. `policies/database.yaml` says which accounts are expected, by their names, and how bad the others are; an expected one is a note.",
        why: "Whoever writes those tables is an administrator of the ERP, and no log of the ERP shows it; whoever reads them has the hashes of passwords and the keys of others.",
        fix: "Take the rights away (`revoke`), or give the account views without those tables; name accounts that are meant in `policies/database.yaml`.",
        controls: &[
            "NIST-800-53r5 AC-6",
            "ISO27001-2022 A.8.2",
            "ISO27001-2022 A.8.18",
            "PCI-DSS-4.0.1 7.2.6",
            "PCI-DSS-4.0.1 8.6.1",
        ],
    },
    needs: &[Need::Domain(Domain::Database)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let mut alike: BTreeMap<Rights<'_>, Vec<&DatabaseRole>> = BTreeMap::new();
    for role in &cx.snapshot.database_roles {
        let other = role.signs_in && !role.owner && !role.collector && !role.superuser;
        let Some(rights) = Rights::of(role).filter(|_| other) else { continue };
        match cx.policies.database.expects(&role.usual_name()).filter(|rule| rights.may() <= rule.may) {
            Some(rule) => found.push(expected(cx, role, &rights, rule)),
            None => alike.entry(rights).or_default().push(role),
        }
    }
    for (rights, roles) in alike {
        if roles.len() >= MANY {
            found.push(many(cx, &roles, &rights));
        } else {
            found.extend(roles.into_iter().map(|role| one(cx, role, &rights)));
        }
    }
}

/// What an account may do.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rights<'a> {
    makes_roles: bool,
    writes: &'a [String],
    reads: &'a [String],
}

impl<'a> Rights<'a> {
    /// Nothing where it may do nothing of it.
    fn of(role: &'a DatabaseRole) -> Option<Self> {
        let rights = Self { makes_roles: role.makes_roles, writes: &role.writes, reads: &role.reads };
        (rights.may() > May::Nothing).then_some(rights)
    }

    fn may(&self) -> May {
        match self {
            Self { makes_roles: true, .. } => May::Administer,
            Self { writes, .. } if !writes.is_empty() => May::Write,
            Self { reads, .. } if !reads.is_empty() => May::Read,
            _ => May::Nothing,
        }
    }

    fn severity(&self, cx: &Context<'_>) -> Severity {
        let unexpected = &cx.policies.database.unexpected;
        if self.may() > May::Read { unexpected.writes } else { unexpected.reads }
    }

    /// `reads`, `writes`.
    fn verb(&self) -> &'static str {
        if self.may() == May::Read { "reads" } else { "writes" }
    }

    fn words(&self) -> String {
        let mut words = Vec::new();
        if self.makes_roles {
            words.push("give itself the rights of others".to_owned());
        }
        if !self.writes.is_empty() {
            words.push(format!("write {}", and(self.writes)));
        }
        if !self.reads.is_empty() {
            words.push(format!("read {}", and(self.reads)));
        }
        words.join(", and ")
    }
}

fn one(cx: &Context<'_>, role: &DatabaseRole, rights: &Rights<'_>) -> Finding {
    let mut finding = tell(cx, Subject::new("database-role", &role.name), rights);
    let tables = if rights.may() == May::Read { rights.reads.len() } else { rights.writes.len() };
    finding.title = match tables {
        0 => format!("`{}` may give itself the ERP's rights on its database", role.name),
        1 => format!("`{}` {} a security table of the ERP past it", role.name, rights.verb()),
        _ => format!("`{}` {} {tables} security tables of the ERP past it", role.name, rights.verb()),
    };
    finding.path = vec![format!("database-role:{}", role.name), format!("may {}", rights.words())];
    finding.actual = format!("it signs in{} and may {}", with_password(role), rights.words());
    finding.fix = Fix {
        summary: format!(
            "take the rights from `{}` or from the role that gives them, or name it in `policies/database.yaml` if it is meant",
            role.name
        ),
    };
    finding
}

fn many(cx: &Context<'_>, roles: &[&DatabaseRole], rights: &Rights<'_>) -> Finding {
    // Every table by its name, so that it is the same next time and no other's.
    let each = |verb: &str, tables: &[String]| {
        let tables: Vec<String> = tables.iter().map(|table| format!("`{table}`")).collect();
        (!tables.is_empty()).then(|| format!("{verb} {}", tables.join(" ")))
    };
    let gives = rights.makes_roles.then(|| "give itself the rights of others".to_owned());
    let may: Vec<String> =
        [gives, each("write", rights.writes), each("read", rights.reads)].into_iter().flatten().collect();
    let id = format!("accounts of the database that may {}", may.join(", and "));
    let mut finding = tell(cx, Subject::new("population", &id), rights);
    let accounts = count(roles.len(), "account");
    finding.title = format!("{accounts} of the database may {}", rights.words());
    finding.path = roles.iter().take(5).map(|role| format!("database-role:{}", role.name)).collect();
    finding.path.push(format!("may {}", rights.words()));
    finding.actual = format!("{accounts} may, among them {}", and(roles.iter().map(|role| role.name.as_str())));
    finding.fix =
        Fix { summary: "take the rights from the role, or from `public`, that gives them to all of these".to_owned() };
    finding
}

/// What the names of the policy explain is a note: somebody may have called another account like it.
fn expected(cx: &Context<'_>, role: &DatabaseRole, rights: &Rights<'_>, rule: &ExpectedAccount) -> Finding {
    let mut finding = one(cx, role, rights);
    finding.severity = Severity::Info;
    finding.severity_by = Some(format!("expected by `{}` of policies/database.yaml", rule.id));
    finding.confidence = Confidence::Low;
    finding.expected = Some(format!("accounts like `{}` may {}: {}", rule.id, rule.may.words(), rule.why));
    finding.designed_at.clone_from(&rule.at);
    finding.fix =
        Fix { summary: format!("see that `{}` is what its name says, and keep its password safe", role.name) };
    finding
}

fn tell(cx: &Context<'_>, subject: Subject, rights: &Rights<'_>) -> Finding {
    let mut finding = finding(&CHECK.info, subject, cx.whole());
    finding.severity = rights.severity(cx);
    finding.severity_by = Some(format!("`unexpected: {}` of policies/database.yaml", rights.verb()));
    finding.expected = Some("only the ERP's own account and the collector's come to these tables".to_owned());
    finding
}

fn with_password(role: &DatabaseRole) -> &'static str {
    match role.password {
        Presence::Absent => " (no password is stored)",
        Presence::Present | Presence::Unknown => "",
    }
}
