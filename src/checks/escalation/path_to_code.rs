//! Somebody who is no administrator can run programs on the server.

use super::path_to_admin::{CONTROLS, NEEDS};
use super::ways_up::{finding_of, fix, ways_up, who};
use crate::checks::Check;
use crate::checks::context::Context;
use crate::findings::{CheckInfo, Finding, Fix};
use crate::model::Severity;
use crate::policy::Gives;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ESC-004",
        name: "path-to-code",
        title: "somebody who is not meant to administer can run programs on the server",
        severity: Severity::Critical,
        what: "Follows what policies/escalation says of this kind of system from everybody's groups to programs that the server runs: server actions, scripts, templates, modules. Tells each group that brings such a way once. Where a setting that the snapshot does not hold decides, confidence is medium.",
        why: "A program on the server reads and changes everything, passes over every right and erases its traces; it is worth more than the role of an administrator.",
        fix: "Keep programs for administrators and for those who release them; switch off what is not needed.",
        controls: CONTROLS,
    },
    needs: NEEDS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for up in ways_up(cx, |ends| ends == Gives::Code) {
        let Some(mut finding) = finding_of(cx, &CHECK.info, &up) else { continue };
        finding.title = format!("{} can run programs on the server", who(cx, &up));
        finding.expected = Some("nobody but administrators can".to_owned());
        finding.fix = Fix { summary: fix(cx, &up, "run programs") };
        found.push(finding);
    }
}
