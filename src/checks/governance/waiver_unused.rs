//! A waiver that means no finding.

use super::told::{CONTROLS, of_waiver, waivers};
use crate::checks::context::Context;
use crate::checks::telling::count;
use crate::checks::{Check, DECISIONS, all};
use crate::findings::{CheckInfo, Finding};
use crate::gate::Fault;
use crate::model::{Severity, covers, nearest};
use crate::policy::Accepts;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "GOV-007",
        name: "waiver-unused",
        title: "a waiver accepts nothing",
        severity: Severity::Low,
        what: "Lists waivers that mean no finding of this audit: it is gone, or it was never named right. Where checks that it may be about could not look, a waiver by `match` is left alone, and one by fingerprint is told with that.",
        why: "A waiver that nobody needs waits for the next finding that happens to fit it.",
        fix: "Remove the waiver, or correct what it names.",
        controls: CONTROLS,
    },
    needs: DECISIONS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for decision in waivers(cx).filter(|decision| decision.faults.contains(&Fault::Unused)) {
        let blind = unable(cx, &decision.waiver.accepts);
        if blind > 0 && matches!(decision.waiver.accepts, Accepts::Like(_)) {
            continue;
        }
        let mut finding = of_waiver(cx, &CHECK.info, decision);
        finding.title = format!("waiver `{}` accepts nothing that this audit found", decision.waiver.id);
        finding.expected = Some("every waiver accepts something that is there".to_owned());
        finding.actual = match &decision.waiver.accepts {
            Accepts::Fingerprint(fingerprint) if blind > 0 => format!(
                "no finding has the fingerprint `{fingerprint}`; {} could not look, and it may be of one of them",
                count(blind, "check")
            ),
            Accepts::Fingerprint(fingerprint) => format!("no finding has the fingerprint `{fingerprint}`"),
            Accepts::Like(like) => {
                like.check.as_deref().and_then(misspelt).unwrap_or_else(|| "no finding is like it".to_owned())
            }
        };
        found.push(finding);
    }
}

/// How many of the checks that a waiver may be about lack what they need: their findings may be there all the same.
fn unable(cx: &Context<'_>, accepts: &Accepts) -> usize {
    let meant = |check: &&&Check| match accepts {
        Accepts::Fingerprint(_) => true,
        Accepts::Like(like) => {
            let named = |name: &String| covers(name, check.info.id) || covers(name, check.info.name);
            like.check.as_ref().is_none_or(named)
        }
    };
    all().iter().filter(meant).filter(|check| !cx.has_all(check.needs)).count()
}

/// What to say of a check that there is not.
fn misspelt(check: &str) -> Option<String> {
    let names = || all().iter().flat_map(|check| [check.info.id, check.info.name]);
    if check.contains('*') || names().any(|name| name == check) {
        return None;
    }
    let meant = nearest(check, names()).map(|name| format!(": did you mean `{name}`?")).unwrap_or_default();
    Some(format!("no check is called `{check}`{meant}"))
}
