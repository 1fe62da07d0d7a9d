//! An API key can do both sides of a risk.

use std::collections::BTreeMap;

use super::words::{about, functions, path, possible};
use crate::checks::context::Context;
use crate::checks::telling::{count, finding_by};
use crate::checks::{Check, Need};
use crate::duties::{Route, SideOf, weighed};
use crate::findings::{Affected, CheckInfo, Finding, Fix, MAX_LISTED_USERS, Subject, fingerprint};
use crate::model::{Severity, UserIx};
use crate::snapshot::{Domain, Token};

/// The risk of the catalogue: one key on both sides of any other.
const RULE: &str = "SOD-TOK-01";

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "SOD-005",
        name: "duty-conflict-of-token",
        title: "an API key can do both sides of a risk",
        severity: Severity::Critical,
        what: "Lists living API keys whose owner can do both sides of a risk of policies/sod, by the worst of them: a key can do what its owner can, unless its scope keeps it from the API. Keys of administrators are left to token-of-admin; keys of people of whom duty-conflict tells are named there, because the same change helps both. Where there are more keys than one, whose owners have the risk by their groups or roles, they are one finding: the change that helps is that of duty-conflict-in-group.",
        why: "A program does both sides at once, in nobody's name, and nobody looks.",
        fix: "Give the integration an account of its own that has one side.",
        controls: super::CONTROLS,
    },
    needs: &[
        Need::Domain(Domain::Tokens),
        Need::Domain(Domain::Accounts),
        Need::Domain(Domain::Memberships),
        Need::Domain(Domain::ModelAccess),
    ],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let told = cx.duties();
    let mut keys: BTreeMap<(&str, UserIx), &Token> = BTreeMap::new();
    for token in told.keys.values().flatten().copied() {
        keys.entry((&token.name, token.owner)).or_insert(token);
    }
    let alone = told.told_alone();
    let keys =
        keys.into_values().filter(|token| !told.survey.administers(token.owner) && !alone.contains(&token.owner));
    let findings: Vec<Finding> = keys.filter_map(|token| tell(cx, token)).collect();
    match together(cx, &findings) {
        Some(one) => found.push(one),
        None => found.extend(findings),
    }
}

/// From two keys on, one finding: each has what its owner's groups carry, of which those are told.
fn together(cx: &Context<'_>, findings: &[Finding]) -> Option<Finding> {
    let worst = findings.iter().max_by_key(|finding| finding.severity).filter(|_| findings.len() > 1)?;
    let subject = Subject::new("population", "API keys on both sides of a risk");
    let mut finding = finding_by(&CHECK.info, RULE, subject, cx.whole());
    (finding.severity, finding.severity_by) = (worst.severity, worst.severity_by.clone());
    finding.title = format!(
        "{} can do both sides of a risk by what a group carries: {}",
        count(findings.len(), "key"),
        worst.title
    );
    finding.confidence = worst.confidence;
    finding.vendor_default = findings.iter().all(|one| one.vendor_default);
    finding.expected = Some("an integration has one side of a risk".to_owned());
    finding.actual.clone_from(&worst.actual);
    finding.path = findings.iter().take(3).map(|one| format!("token:{}", one.subject.id)).collect();
    finding.path.extend((findings.len() > 3).then(|| format!("and {} more", findings.len() - 3)));
    let owners = findings.iter().flat_map(|one| &one.affected.users);
    let mut owners: Vec<String> = owners.cloned().collect();
    owners.sort_unstable();
    owners.dedup();
    finding.affected = Affected { count: owners.len(), users: owners };
    finding.affected.users.truncate(MAX_LISTED_USERS);
    Some(finding)
}

fn tell(cx: &Context<'_>, token: &Token) -> Option<Finding> {
    let (told, name, owner) = (cx.duties(), token.name.as_str(), token.owner);
    let performers = &told.survey.performers;
    let holders = [performers.holder(owner)];
    let risks = told.survey.together(&[owner]);
    let weigh = |at: &usize| {
        let sides = performers.sides(*at, &holders)?;
        let (risk, _) = performers.rules.risks.get(*at)?;
        let (severity, by, confidence) = weighed(risk, &sides, false);
        Some((severity, std::cmp::Reverse(&risk.id.value), *risk, sides, by, confidence))
    };
    let worst = risks.iter().filter_map(weigh).max_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)))?;
    let (severity, _, risk, sides, by, confidence) = worst;
    let key = &cx.snapshot.user(owner).key;
    let routed = sides.iter().filter_map(|side| {
        let rights = &performers.rules.functions.get(side.function)?.rights;
        let (shown, route) = performers.shown(&side.side, rights, performers.holder(owner), cx.access.held(owner));
        Some((SideOf { side: shown, ..*side }, route))
    });
    let routed: Vec<(SideOf<'_>, Route)> = routed.collect();
    let shown: Vec<SideOf<'_>> = routed.iter().map(|(side, _)| *side).collect();

    let mut finding = about(cx, &CHECK.info, risk, Subject::new("token", name));
    finding.resource = cx.whole_of(key);
    finding.rule_id = Some(RULE.to_owned());
    finding.fingerprint = fingerprint(CHECK.info.id, Some(RULE), &finding.subject, &finding.resource);
    (finding.severity, finding.severity_by, finding.confidence) =
        (severity, Some(format!("{by} of {}", risk.id.value)), confidence);
    let noun = if token.kind == Token::API_KEY { "key" } else { "token" };
    finding.title = format!("the {noun} `{name}` of `{key}` can {}", functions(&told.survey, &sides));
    let more = risks.len() - 1;
    let others = if more == 0 { String::new() } else { format!("; and {}", count(more, "more risk")) };
    finding.actual = format!("{}: {}{others}", risk.id.value, possible(cx, &told.survey, &shown));
    finding.path = vec![format!("token:{name}"), format!("user:{key}")];
    finding.path.extend(path(cx, &told.survey, &routed));
    finding.fix = Fix {
        summary: format!(
            "make an account for what `{name}` is used for, with one side of `{}` alone, and revoke the {noun} here",
            risk.title
        ),
    };
    finding.vendor_default = routed.iter().all(|(_, route)| performers.is_vendors(route))
        && risks.iter().all(|risk| told.is_told_of_group(*risk, owner));
    finding.affected = cx.affected([owner]);
    Some(finding)
}
