//! An account of those who set the system up.

use super::suspicion::told;
use crate::checks::context::Context;
use crate::checks::{ACCOUNTS, Check};
use crate::findings::{CheckInfo, Finding};
use crate::identity::About;
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ACC-009",
        name: "implementer-account",
        title: "an account with an address outside the company",
        severity: Severity::High,
        what: "Lists internal accounts with an address of a domain that `implementers` of `policies/accounts.yaml` lists. Where the policy lists none, the domain that half of the staff's accounts share is the company's own, and another one together with a second sign, such as no member of the staff behind the account or no sign-in, is worth a review.",
        why: "Whoever set the system up has wide rights, leaves without telling, and is in no staff list.",
        fix: "Deactivate the account, and open it only while work is done.",
        controls: &[
            "NIST-800-53r5 AC-2(h)",
            "NIST-800-53r5 PS-7",
            "ISO27001-2022 A.5.19",
            "ISO27001-2022 A.5.18",
            "PCI-DSS-4.0.1 8.2.7",
        ],
    },
    needs: ACCOUNTS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    found.extend(told(cx, &CHECK.info, About::Implementer, |login| cx.is_excepted(login)));
}
