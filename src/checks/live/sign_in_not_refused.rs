//! Somebody gets in who must not.

use std::collections::BTreeMap;

use super::cell_finding::{asker, request};
use super::reading::Turn;
use crate::checks::telling::finding;
use crate::checks::{Check, Context, PROBE};
use crate::connect::live::Question;
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Confidence, Severity};
use crate::probe::Cell;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "PRB-005",
        name: "sign-in-not-refused",
        title: "the running system accepts a sign-in that it must refuse",
        severity: Severity::Critical,
        what: "Signs in once with a secret that is certainly wrong, and with the right secret of an account that is switched off. Both must be refused.",
        why: "Whoever knows the login is in: no password, and no leaver's lost access, keeps anybody out.",
        fix: "Find the sign-in module or proxy that lets it through; until then, take the system off the network.",
        controls: &["NIST-800-53r5 IA-2", "NIST-800-53r5 AC-2(3)", "ISO27001-2022 A.8.5", "PCI-DSS-4.0.1 8.3.1"],
    },
    needs: PROBE,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(reading) = &cx.probe else { return };
    let mut accepted: BTreeMap<&str, Vec<&Cell>> = BTreeMap::new();
    for (cell, turn) in reading.cells() {
        let signs_in = matches!(cell.question, Question::SignIn | Question::SignInWrong);
        if let (true, Turn::UnexpectedAllow, Some(run)) = (signs_in, turn, reading.run(cell.run)) {
            accepted.entry(&run.asker.login).or_default().push(cell);
        }
    }
    for (login, cells) in accepted {
        let Some(run) = cells.first().and_then(|cell| reading.run(cell.run)) else { continue };
        let wrong = cells.iter().any(|cell| cell.question == Question::SignInWrong);
        let user = cx.snapshot.user(run.asker.user);
        let mut finding = finding(&CHECK.info, Subject::new("user", &user.key), cx.whole());
        finding.title = if wrong {
            format!("`{login}` signs in with a wrong secret")
        } else {
            format!("`{login}` signs in although its account must not")
        };
        finding.confidence = Confidence::Proven;
        finding.affected = cx.affected([run.asker.user]);
        finding.expected = Some("the sign-in is refused".to_owned());
        finding.actual = "accepted".to_owned();
        finding.path = vec![asker(run)];
        finding.path.extend(cells.iter().map(|cell| request(cell)));
        finding.fix = Fix {
            summary: if wrong {
                "find the sign-in module or proxy that does not look at the secret".to_owned()
            } else {
                format!("end the sessions and keys of `{login}`, and find what lets a switched-off account in")
            },
        };
        found.push(finding);
    }
}
