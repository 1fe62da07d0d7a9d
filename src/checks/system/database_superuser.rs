//! An account of the database bypasses every right of it.

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::Severity;
use crate::policy::May;
use crate::snapshot::{DatabaseRole, Domain};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "INF-005",
        name: "database-superuser",
        title: "an account of the database bypasses every right",
        severity: Severity::Critical,
        what: "Lists accounts that can sign in to the ERP's database as a superuser, or that may act as one: the ERP's own, which needs no such right; the collector's; and every other that `policies/database.yaml` does not expect to administer the server.",
        why: "A fault of the ERP by which somebody runs SQL is then a fault by which somebody runs programs on the server and reads every other database of it. People with such an account change anything, and switch its logs off first.",
        fix: "Give the ERP an account that owns its database and nothing else (`nosuperuser nocreaterole`, or rights on its own database alone); keep one sealed administrator of the server.",
        controls: &["NIST-800-53r5 AC-6", "NIST-800-53r5 AC-6(2)", "ISO27001-2022 A.8.2", "PCI-DSS-4.0.1 7.2.5"],
    },
    needs: &[Need::Domain(Domain::Database)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let policy = &cx.policies.database;
    for role in cx.snapshot.database_roles.iter().filter(|role| role.superuser && role.signs_in) {
        let is_expected = policy.expects(&role.usual_name()).is_some_and(|rule| rule.may == May::Administer);
        if !role.owner && is_expected {
            continue;
        }
        found.push(tell(cx, role));
    }
}

fn tell(cx: &Context<'_>, role: &DatabaseRole) -> Finding {
    let name = &role.name;
    let mut finding = finding(&CHECK.info, Subject::new("database-role", name), cx.whole());
    finding.severity = cx.policies.database.unexpected.superuser;
    finding.severity_by = Some("`unexpected: superuser` of policies/database.yaml".to_owned());
    let (title, actual, fix) = if role.owner {
        (
            format!("the ERP's own account of the database, `{name}`, is a superuser"),
            "it owns the ERP's tables and bypasses every right of the server",
            format!(
                "give the ERP an account that is no superuser and owns its tables, or take the right from `{name}`"
            ),
        )
    } else if role.collector {
        // Of its own doing for the time of an audit.
        finding.severity = finding.severity.min(Severity::Low);
        (
            format!("the snapshot was collected as `{name}`, a superuser of the database"),
            "it bypasses every right of the server, which reading needs not",
            "collect with a login made by the recipe for this system below docs/sql".to_owned(),
        )
    } else {
        (
            format!("`{name}` signs in to the ERP's database as a superuser"),
            "it bypasses every right of the server, and nobody expects it to",
            format!(
                "take the right from `{name}`, or let it sign in no more; if it is meant, name it in `policies/database.yaml`"
            ),
        )
    };
    finding.title = title;
    finding.expected = Some("only the server's own administrator bypasses its rights".to_owned());
    finding.actual = actual.to_owned();
    finding.path = vec![format!("database-role:{name}"), "superuser".to_owned()];
    finding.fix = Fix { summary: fix };
    finding
}
