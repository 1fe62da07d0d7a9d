//! The vendor's first administrator is in use under the name that everybody knows.

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{ACCOUNTS, Check};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject, weigh};
use crate::model::{Confidence, Severity, UserIx};
use crate::policy::{VendorAccount, VendorUse};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-002",
        name: "vendor-default-account",
        title: "the vendor's administrator signs in under its default login",
        severity: Severity::Medium,
        what: "Looks for active accounts whose login is that of the first administrator of a new system, by `vendor_accounts` of `policies/accounts.yaml`. One that the system cannot do without is information. Accounts that `admins` of the map names are known.",
        why: "Whoever guesses passwords starts with the login that every such system has, and what is done under it was done by nobody.",
        fix: "Give administrators accounts of their own; rename or deactivate this one, or keep it sealed for emergencies.",
        controls: &[
            "NIST-800-53r5 AC-2(7)",
            "NIST-800-53r5 IA-4",
            "ISO27001-2022 A.8.2",
            "ISO27001-2022 A.5.16",
            "PCI-DSS-4.0.1 2.2.2",
            "PCI-DSS-4.0.1 8.2.2",
        ],
    },
    needs: ACCOUNTS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let kind = &cx.snapshot.system.kind;
    let known = cx.policies.accounts.vendor_accounts.iter();
    let known: Vec<&VendorAccount> =
        known.filter(|account| account.system == *kind && account.is == VendorUse::Admin).collect();
    for (at, user) in cx.accounts().filter(|(_, user)| user.active) {
        let vendors = known.iter().find(|account| account.login.eq_ignore_ascii_case(user.login()));
        if let Some(account) = vendors.filter(|_| !cx.is_excepted(user.login())) {
            found.push(tell(cx, at, account));
        }
    }
}

fn tell(cx: &Context<'_>, at: UserIx, account: &VendorAccount) -> Finding {
    let user = cx.snapshot.user(at);
    let is_admin = user.superuser || !cx.administering_groups(at).is_empty();
    let confidence = if account.source.is_some() { Confidence::High } else { Confidence::Medium };
    let (severity, by) = match (account.stays, is_admin) {
        (true, _) => (Severity::Info, "the system cannot do without it".to_owned()),
        (false, true) => weigh(Impact::Money, Reach::Admin, confidence),
        (false, false) => weigh(Impact::Hygiene, Reach::Internal, confidence),
    };
    let mut finding = finding(&CHECK.info, Subject::new("user", &user.key), cx.whole());
    finding.title = format!("`{}` signs in under the login that every new system has", user.key);
    finding.severity = severity;
    finding.severity_by = Some(by);
    finding.confidence = confidence;
    finding.vendor_default = true;
    finding.affected = cx.affected([at]);
    finding.expected = Some("administrators sign in under names of their own".to_owned());
    let rights = if is_admin { "an administrator" } else { "active, though no administrator" };
    let last = user.last_login.as_deref().and_then(|last| last.get(..10));
    let last = last.map_or_else(String::new, |last| format!(", last signed in on {last}"));
    finding.actual = format!("it is {rights}{last}");
    finding.path = vec![format!("user:{}", user.key)];
    finding.fix = Fix {
        summary: if account.stays {
            format!(
                "keep `{}` sealed: a long password, a custodian, and `break_glass` in `admins` of the map",
                user.key
            )
        } else {
            format!("rename or deactivate `{}`, or name it in `admins` of the map", user.key)
        },
    };
    finding
}
