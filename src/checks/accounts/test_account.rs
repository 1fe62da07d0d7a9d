//! An account that was made for a test or a demonstration.

use super::suspicion::told;
use crate::checks::context::Context;
use crate::checks::{ACCOUNTS, Check};
use crate::findings::{CheckInfo, Finding};
use crate::identity::About;
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-003",
        name: "test-account",
        title: "an account that looks like a test or demo account",
        severity: Severity::High,
        what: "Adds up signs of `policies/accounts.yaml`: words of tests and demos in the login or the display name, whatever script, width or case they are written in, reserved and throw-away domains, names that stand for nobody, no member of the staff behind it, no sign-in. A login that is made of its owner's name counts half. Accounts of the system itself are none of these. Every sign is shown with its points.",
        why: "A test account has a simple password that several people know, and nobody misses it.",
        fix: "Deactivate the account, or say whose it is.",
        controls: &[
            "NIST-800-53r5 AC-2(f)",
            "NIST-800-53r5 AC-2(h)",
            "ISO27001-2022 A.8.31",
            "ISO27001-2022 A.5.16",
            "PCI-DSS-4.0.1 6.5.6",
        ],
    },
    needs: ACCOUNTS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    found.extend(told(cx, &CHECK.info, About::Test, |_| false));
}
