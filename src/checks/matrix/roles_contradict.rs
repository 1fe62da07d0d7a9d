//! Somebody holds two roles of which one allows what the other denies.

use crate::checks::context::{Context, finding};
use crate::checks::{Check, DESIGN};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::Severity;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-015",
        name: "roles-contradict",
        title: "two roles of one person contradict each other",
        severity: Severity::Medium,
        what: "Looks for people with two roles of which one allows a cell by name and the other denies it.",
        why: "The person has the access, because roles add up; whoever wrote the denial believes otherwise.",
        fix: "Take one of the roles from the person, or settle in the design which of the two holds.",
        controls: &["NIST-800-53r5 AC-5", "ISO27001-2022 A.5.3", "PCI-DSS-4.0.1 7.2.1"],
    },
    needs: DESIGN,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(comparison) = cx.comparison else { return };
    let design = &comparison.design;
    for contradiction in &comparison.roles.contradictions {
        let (allows, denies) = (design.role(contradiction.allows), design.role(contradiction.denies));
        let subject = Subject::new("role", &format!("{} + {}", allows.name(), denies.name()));
        for (resource, ops) in contradiction.cells.iter() {
            let key = &cx.snapshot.resource(resource).key;
            let mut finding = finding(&CHECK.info, subject.clone(), cx.model(resource, ops));
            finding.title =
                format!("`{}` allows {} on {key}, `{}` denies it", allows.name(), cx.ops(ops), denies.name());
            let both = allows.holders.iter().copied().filter(|user| denies.holders.contains(user));
            finding.affected = cx.affected(both);
            finding.expected = Some(format!("`{}` denies it", denies.name()));
            finding.designed_at = denies.denied_at(key).cloned();
            finding.actual = format!("`{}` allows it at {}", allows.name(), allows.designed_at(key));
            finding.path = vec![format!("role:{}", allows.name()), format!("role:{}", denies.name())];
            finding.fix = Fix {
                summary: format!(
                    "do not give `{}` and `{}` to one person, or settle {key}",
                    allows.name(),
                    denies.name()
                ),
            };
            found.push(finding);
        }
    }
}
