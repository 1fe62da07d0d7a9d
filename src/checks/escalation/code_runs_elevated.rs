//! A program that passes over the rights of whoever runs it.

use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, ResourceRef, Subject};
use crate::model::{Confidence, Severity};
use crate::snapshot::Domain;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ESC-006",
        name: "code-runs-elevated",
        title: "a program passes over the rights of whoever runs it",
        severity: Severity::Medium,
        what: "Lists programs whose own text says that they read past the rights of whoever runs them, such as fields of Fullfinity that are calculated with `calculate_elevated=True`. Programs that are switched off are left out.",
        why: "Whoever reads the result learns what the rights to its sources would keep from them.",
        fix: "Look at what it reads and who sees the result; guard the field by groups, or calculate it with the rights of the reader.",
        controls: &["NIST-800-53r5 AC-6", "NIST-800-53r5 AC-3", "ISO27001-2022 A.8.3", "PCI-DSS-4.0.1 7.2.2"],
    },
    needs: &[Need::Domain(Domain::Surfaces)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for code in cx.snapshot.code.iter().filter(|code| code.elevated && code.active != Some(false)) {
        let place = ResourceRef { model: Some(code.kind.clone()), ..cx.whole() };
        let mut finding = finding(&CHECK.info, Subject::new("code", &code.name), place);
        finding.title = format!("{} `{}` passes over the rights of whoever runs it", code.kind, code.name);
        finding.confidence = if code.active == Some(true) { Confidence::High } else { Confidence::Medium };
        finding.expected = Some("programs read what whoever runs them may read".to_owned());
        finding.actual = format!("its text says that it passes over access rights ({})", code.origin.words());
        finding.path = vec![format!("code:{}", code.name), "everything that it reads".to_owned()];
        finding.origin = Some(code.origin.clone());
        finding.fix = Fix {
            summary: format!(
                "look at what `{}` reads and who sees the result; guard it, or let it read as whoever asks",
                code.name
            ),
        };
        found.push(finding);
    }
}
