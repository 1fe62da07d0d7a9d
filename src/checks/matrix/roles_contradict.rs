//! Somebody holds two roles of which one allows what the other denies.

use crate::access::Cells;
use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::checks::{Check, DESIGN};
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{GroupIx, Severity};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "RM-015",
        name: "roles-contradict",
        title: "two roles of one person contradict each other",
        severity: Severity::Medium,
        what: "Looks for people with two roles of which one denies what the other allows by name or gives through its groups (by `includes`, or outside the scope). What they have through the denying role's own groups is told by `excess-access`, `group-implies-more` or `grant-to-everyone`.",
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
        let affected = cx.affected(contradiction.users.iter().copied());
        let groups: Vec<GroupIx> = allows.closure.ones().map(GroupIx::new).collect();
        for (resource, ops) in contradiction.cells.iter() {
            let key = &cx.snapshot.resource(resource).key;
            let by_name = !allows.allow.ops(resource).and(ops).is_empty();
            let mut finding = finding(&CHECK.info, subject.clone(), cx.model(resource, ops));
            let verb = if by_name { "allows" } else { "gives" };
            finding.title =
                format!("`{}` {verb} {} on {key}, `{}` denies it", allows.name(), cx.ops(ops), denies.name());
            finding.affected = affected.clone();
            finding.expected = Some(format!("`{}` denies it", denies.name()));
            finding.designed_at = denies.denied_at(key).cloned();
            finding.path.push(format!("role:{}", allows.name()));
            finding.actual = if by_name {
                format!("`{}` allows it at {}", allows.name(), allows.designed_at(key))
            } else {
                let mut cells = Cells::none(cx.snapshot);
                cells.insert(resource, ops);
                finding.path.extend(cx.row_steps(&groups, &cells));
                format!("the groups of `{}` give it", allows.name())
            };
            finding.path.push(format!("role:{}", denies.name()));
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
