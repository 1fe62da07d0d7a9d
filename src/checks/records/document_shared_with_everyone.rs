//! A record that everyone who signs in may reach, whatever their groups allow.

use std::collections::BTreeMap;

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Ops, ResourceIx, Severity};
use crate::snapshot::{Domain, Share, User};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "REC-006",
        name: "document-shared-with-everyone",
        title: "a record is shared with everyone who signs in",
        severity: Severity::High,
        what: "Lists records that are shared with everyone who signs in, customers and suppliers with a login among them.",
        why: "A share is reached in spite of groups and of what people are limited to, and where one record of a kind is shared, the whole kind looks readable to the ERP.",
        fix: "Take the share away, or share the record with those who need it.",
        controls: &["NIST-800-53r5 AC-3", "NIST-800-53r5 AC-4", "ISO27001-2022 A.8.3", "PCI-DSS-4.0.1 7.3.2"],
    },
    needs: &[Need::Domain(Domain::Records)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let mut records: BTreeMap<(ResourceIx, &str), (Ops, &Share)> = BTreeMap::new();
    for share in cx.snapshot.shares.iter().filter(|share| share.to.is_none() && !share.ops.is_empty()) {
        let known = records.entry((share.resource, &share.record)).or_insert((Ops::NONE, share));
        known.0 = known.0.with(share.ops);
    }
    let everyone = cx.affected(cx.users(|_| true, User::signs_in));
    for ((resource, record), (ops, share)) in records {
        let key = &cx.snapshot.resource(resource).key;
        let mut finding = finding(&CHECK.info, Subject::new("record", record), cx.model(resource, ops));
        finding.title = format!("{key} `{record}` is shared with everyone who signs in");
        let changes = !ops.and(cx.snapshot.changing_ops()).is_empty();
        finding.severity = if changes { Severity::High } else { Severity::Medium };
        finding.affected = everyone.clone();
        finding.expected = Some("records are reached through groups, or shared with named people".to_owned());
        finding.actual = format!("it is shared for {} ({})", cx.ops(ops), share.origin.words());
        finding.path = vec!["everyone who signs in".to_owned(), format!("share:{key} {record}")];
        finding.origin = Some(share.origin.clone());
        finding.fix = Fix { summary: format!("stop sharing {key} `{record}` with everyone") };
        found.push(finding);
    }
}
