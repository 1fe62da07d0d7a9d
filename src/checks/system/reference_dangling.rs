//! A configuration that points at what is not there.

use crate::checks::Check;
use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::findings::{CheckInfo, Finding, Fix, Subject};
use crate::model::{Confidence, Severity};
use crate::snapshot::{Broken, Dangling};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "INF-009",
        name: "reference-dangling",
        title: "the configuration names something that is not there",
        severity: Severity::High,
        what: "Lists what the configuration of access names and nothing defines: groups, models, modules; what is written twice and not alike; attributes and values that nobody can tell the meaning of; and files that could not be read. None of it counts in the computed access.",
        why: "A right that is written for a misspelt group protects nothing and gives nothing, and nobody notices before somebody lacks it. A restriction that is written for one is not there. What is written twice means one thing on one server and another on the next.",
        fix: "Correct the name, or define what it names; keep one of what is written twice.",
        controls: &["NIST-800-53r5 CM-6", "NIST-800-53r5 AC-3", "ISO27001-2022 A.8.9", "PCI-DSS-4.0.1 2.2.1"],
    },
    needs: &[],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for dangling in &cx.snapshot.dangling {
        let id = format!("{} -> {}", dangling.from, dangling.names);
        let mut finding = finding(&CHECK.info, Subject::new("reference", &id), cx.whole());
        let place = dangling.place.as_deref().map_or(String::new(), |place| format!(" ({place})"));
        finding.title = format!("{}{place}", words(dangling));
        finding.severity = severity(dangling);
        let elsewhere = dangling.perhaps_elsewhere;
        finding.confidence = if elsewhere { Confidence::Low } else { Confidence::High };
        finding.expected = Some("everything that is named is there, and is written once".to_owned());
        let doubt = if elsewhere { "; it may be there, in a part that was not collected" } else { "" };
        finding.actual = format!("{}{doubt}", state(dangling));
        finding.path = dangling.place.iter().cloned().chain([dangling.from.clone(), dangling.names.clone()]).collect();
        finding.fix = Fix { summary: fix(dangling) };
        found.push(finding);
    }
}

fn words(dangling: &Dangling) -> String {
    let Dangling { from, names, .. } = dangling;
    match dangling.what {
        Broken::Group => format!("{from} names the group `{names}`, which nothing defines"),
        Broken::Resource => format!("{from} names the model `{names}`, which nothing defines"),
        Broken::Module => format!("{from} needs the module `{names}`, which is not there"),
        Broken::Twice => format!("{from} is written more than once and not alike: {names}"),
        Broken::Attribute => format!("{from} has the attribute `{names}`, which its kind is not known to have"),
        Broken::Value => format!("{from} says what nobody can tell the meaning of: {names}"),
        Broken::Unread => format!("{from} could not be read: {names}"),
    }
}

fn severity(dangling: &Dangling) -> Severity {
    match dangling.what {
        Broken::Unread | Broken::Twice => Severity::High,
        Broken::Attribute => Severity::Low,
        _ if dangling.perhaps_elsewhere => Severity::Low,
        Broken::Group | Broken::Resource | Broken::Module | Broken::Value => Severity::Medium,
    }
}

fn state(dangling: &Dangling) -> &'static str {
    match dangling.what {
        Broken::Group => "there is no such group, so what it says about it counts for nobody",
        Broken::Resource => "there is no such model, so what it says about it counts for nothing",
        Broken::Module => "what the module defines is not known",
        Broken::Twice => "which of them counts depends on the order of loading",
        Broken::Attribute => "what it means is not known, and it does not count",
        Broken::Value => "it does not count in the computed access",
        Broken::Unread => "what it says is missing from the computed access",
    }
}

fn fix(dangling: &Dangling) -> String {
    let Dangling { from, names, .. } = dangling;
    match dangling.what {
        Broken::Group | Broken::Resource => format!("correct `{names}` in {from}, or define it"),
        Broken::Module => format!("give the module `{names}`, too, or take it out of {from}"),
        Broken::Twice => format!("keep one of {from}, or give the other a name of its own"),
        Broken::Attribute => format!("look whether `{names}` is a misspelt attribute of {from}"),
        Broken::Value => format!("write it in {from} as the documentation of the system shows it"),
        Broken::Unread => format!("correct {from}, and collect again"),
    }
}
