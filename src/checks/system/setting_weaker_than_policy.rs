//! A setting is weaker than the organisation asks for.

use std::collections::{BTreeMap, HashMap};

use crate::checks::context::Context;
use crate::checks::telling::{and, finding};
use crate::checks::{Check, SETTINGS};
use crate::findings::{CheckInfo, Finding, Fix, NotAssessed, Subject};
use crate::model::{Confidence, Severity};
use crate::policy::{Judged, SettingRule};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "INF-007",
        name: "setting-weaker-than-policy",
        title: "a setting is weaker than the policy",
        severity: Severity::Critical,
        what: "Compares settings with `policies/settings.yaml`, built in where a workspace has none: failed sign-ins, passwords, second factors, sessions, sign-up, what callers without a login may do. Severity and reason of each finding are the policy's. Where a system does not have a setting, what the policy says about that case counts, with less confidence.",
        why: "A weak setting is weak for every account at once, whatever their groups are.",
        fix: "Change the setting, or the policy if the setting is meant.",
        controls: &["NIST-800-53r5 CM-6", "ISO27001-2022 A.8.9", "PCI-DSS-4.0.1 2.2.1"],
    },
    needs: SETTINGS,
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    for (rule, held) in rules(cx) {
        let (value, is_stored) = match held {
            Held::Stored(value) => (value, true),
            Held::Assumed(value) => (value, false),
            Held::Unknown(_) => continue,
        };
        if rule.expect.judge(value) == Judged::Broken {
            found.push(tell(cx, rule, value, is_stored));
        }
    }
}

fn tell(cx: &Context<'_>, rule: &SettingRule, value: &str, is_stored: bool) -> Finding {
    let key = &rule.setting;
    let shown = if value.trim().is_empty() { "not set".to_owned() } else { format!("`{value}`") };
    let mut finding = finding(&CHECK.info, Subject::new("setting", key), cx.whole());
    finding.title = format!("setting `{key}` is weaker than the policy: {shown}");
    finding.severity = rule.severity;
    if !is_stored {
        finding.confidence = Confidence::Medium;
    }
    finding.expected = Some(rule.expect.words());
    finding.designed_at.clone_from(&rule.at);
    finding.actual = if is_stored || value.trim().is_empty() {
        format!("it is {shown}")
    } else {
        format!("the system does not have it, and {shown} holds then")
    };
    finding.path = vec![format!("setting:{key}")];
    finding.risk = rule.why.clone().into();
    finding.fix = Fix { summary: rule.fix.clone() };
    finding.controls.clone_from(&rule.controls);
    finding
}

/// What is known of a setting.
enum Held<'a> {
    /// The system's own value.
    Stored(&'a str),
    /// What holds where the system has none.
    Assumed(&'a str),
    /// Nothing, and why.
    Unknown(&'static str),
}

/// The rules for this system, each with what is known of its setting.
fn rules<'a>(cx: &Context<'a>) -> impl Iterator<Item = (&'a SettingRule, Held<'a>)> {
    let snapshot = cx.snapshot;
    let stored: HashMap<&str, Option<&str>> =
        snapshot.settings.iter().map(|setting| (setting.key.as_str(), setting.value.as_deref())).collect();
    let system = &snapshot.system;
    let speaks = |rule: &&SettingRule| rule.system == system.kind && rule.versions.hold(&system.version);
    cx.policies.settings.iter().filter(speaks).map(move |rule| {
        let held = match (stored.get(rule.setting.as_str()), &rule.absent) {
            (Some(Some(value)), None) => Held::Stored(value),
            (Some(Some(value)), Some(_)) if !value.trim().is_empty() => Held::Stored(value),
            (Some(None), _) => Held::Unknown("the snapshot holds no value of it: collect with what may read it"),
            (_, Some(assumed)) => Held::Assumed(assumed),
            (None, None) => Held::Unknown(
                "the snapshot has no such setting: collect with what holds it, or correct the name in the policy",
            ),
        };
        match held {
            Held::Stored(value) if rule.expect.judge(value) == Judged::Unreadable => {
                (rule, Held::Unknown("its value is nothing that the policy's bounds can be compared with"))
            }
            held => (rule, held),
        }
    })
}

/// Rules that cannot be judged, by the reason.
pub(in crate::checks) fn not_assessed(cx: &Context<'_>) -> Vec<NotAssessed> {
    if !cx.has_all(SETTINGS) {
        return Vec::new();
    }
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (rule, held) in rules(cx) {
        if let Held::Unknown(reason) = held {
            reasons.entry(reason).or_default().push(&rule.setting);
        }
    }
    let entry = |(reason, settings): (&str, Vec<&str>)| NotAssessed {
        what: format!("setting{} {}", if settings.len() == 1 { "" } else { "s" }, and(settings)),
        reason: reason.to_owned(),
        asked_for: false,
    };
    reasons.into_iter().map(entry).collect()
}
