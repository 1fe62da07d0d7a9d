//! An account that several people use.

use super::suspicion::told;
use crate::checks::context::Context;
use crate::checks::{ACCOUNTS, Check};
use crate::findings::{CheckInfo, Finding};
use crate::identity::{About, same_form};
use crate::model::Severity;
use crate::policy::VendorUse;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-004",
        name: "shared-account",
        title: "an account that looks like a shared or generic login",
        severity: Severity::High,
        what: "Adds up signs of `policies/accounts.yaml`: a login or a display name of functions, devices or administrators' words alone, such words with a number, sessions from several places or browsers at once, a mail address on several accounts, no member of the staff behind it, no sign-in. Names alone are reviewed, and with less confidence where the design gives the login a role. Logins in `shared_allowed` of the map or of the policy are meant so.",
        why: "What several people do under one login nobody can be held to, and whoever leaves takes the password along.",
        fix: "Give each person an account, or name the login in `shared_allowed` with the reason.",
        controls: &[
            "NIST-800-53r5 AC-2(9)",
            "NIST-800-53r5 IA-2(5)",
            "NIST-800-53r5 IA-4",
            "ISO27001-2022 A.5.16",
            "ISO27001-2022 A.5.17",
            "PCI-DSS-4.0.1 8.2.1",
            "PCI-DSS-4.0.1 8.2.2",
        ],
    },
    needs: ACCOUNTS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let policy = &cx.policies.accounts;
    let allowed: Vec<String> = policy.shared_allowed.iter().map(|login| same_form(login)).collect();
    let kind = &cx.snapshot.system.kind;
    let is_vendors = |login: &str| {
        // Told by vendor-default-account.
        let same = |account: &&crate::policy::VendorAccount| account.login.eq_ignore_ascii_case(login);
        let mut accounts = policy.vendor_accounts.iter().filter(|account| account.system == *kind);
        accounts.find(same).is_some_and(|account| account.is == VendorUse::Admin)
    };
    let is_known = |login: &str| cx.is_excepted(login) || allowed.contains(&same_form(login)) || is_vendors(login);
    found.extend(told(cx, &CHECK.info, About::Shared, is_known));
}
