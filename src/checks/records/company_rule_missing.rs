//! A resource belongs to companies, and nothing keeps people to the records of theirs.

use std::collections::BTreeSet;

use super::record_rule_always_true::CONTROLS;
use super::rules::{is_held, weighed};
use crate::access::Reached;
use crate::checks::context::Context;
use crate::checks::fields::sensitive::resource;
use crate::checks::telling::{and, count, finding};
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Persona, Reach, Subject, weigh};
use crate::model::{Confidence, Ops, RecordScope, ResourceIx, Severity, UserIx, Verb};
use crate::policy::RowsOf;
use crate::snapshot::{Domain, RuleLanguage, Shape, UserKind};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "REC-008",
        name: "company-rule-missing",
        title: "nothing keeps people to the records of their companies",
        severity: Severity::Critical,
        what: "For systems with two companies or more in use: lists resources with a link to a company (policy `records`) whose rules, and those of the resources that they lean on, speak of no company, and that people read who do not work in all companies. Resources made by hand are findings of their own, those that modules ship like this are one. Where the ERP has no record rules but limits people one by one, such as Frappe, it tells those who read such resources and whom nothing limits to a company.",
        why: "People of one company read and change what belongs to another, which contracts and the law may forbid.",
        fix: "Add a record rule such as `[('company_id', 'in', company_ids + [False])]`, or limit the accounts to their companies.",
        controls: CONTROLS,
    },
    needs: &[Need::Domain(Domain::Records), Need::Domain(Domain::ModelAccess), Need::Domain(Domain::Companies)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(policy) = cx.policies.records.of(&cx.snapshot.system.kind) else { return };
    let Some(company) = policy.company.as_ref().filter(|_| companies(cx) > 1) else { return };
    let linked = linked(cx, policy, company);
    if cx.snapshot.semantics.rule_language == RuleLanguage::None {
        found.extend(unlimited(cx, company, &linked));
        return;
    }
    let speaks_of_companies = |resource: &ResourceIx| {
        cx.scopes.narrowing(*resource).any(|rule| cx.snapshot.rule(rule).filter.contains("company"))
    };
    let open: Vec<(ResourceIx, Vec<UserIx>)> = linked
        .into_iter()
        .filter(|resource| !speaks_of_companies(resource))
        .map(|resource| (resource, readers(cx, resource)))
        .filter(|(_, users)| !users.is_empty())
        .collect();
    let (shipped, made): (Vec<_>, Vec<_>) =
        open.into_iter().partition(|(resource, _)| cx.snapshot.resource(*resource).origin.is_vendor());
    found.extend(made.iter().map(|(resource, users)| tell(cx, *resource, users)));
    found.extend((!shipped.is_empty()).then(|| together(cx, &shipped)));
}

/// Companies in use.
fn companies(cx: &Context<'_>) -> usize {
    cx.snapshot.companies.iter().filter(|company| company.active).count()
}

/// Resources with a stored link to a company, in order.
fn linked(cx: &Context<'_>, policy: &RowsOf, company: &str) -> Vec<ResourceIx> {
    let links = cx.snapshot.fields.iter().filter(|field| field.stored && field.relation.as_deref() == Some(company));
    let resources: BTreeSet<ResourceIx> = links.map(|field| field.resource).collect();
    let kept = |at: &ResourceIx| {
        let resource = cx.snapshot.resource(*at);
        !resource.transient && resource.shape == Shape::Records && !policy.of_all_companies.contains(&resource.key)
    };
    resources.into_iter().filter(kept).collect()
}

/// People who do not work in all companies and read more than their own records.
fn readers(cx: &Context<'_>, resource: ResourceIx) -> Vec<UserIx> {
    let (read, total) = (cx.snapshot.ops_of(Verb::Read), companies(cx));
    let mut reached = Reached::of(cx.scopes);
    let mut users = Vec::new();
    for (profile, held) in cx.sets(is_held) {
        let ops = profile.cells.ops(resource).and(read);
        let wide = ops.iter().any(|op| {
            matches!(reached.scope(&profile.groups, resource, op), RecordScope::All | RecordScope::Restricted)
        });
        if wide {
            users.extend(held.into_iter().filter(|user| cx.snapshot.user(*user).companies.len() < total));
        }
    }
    users
}

fn reach(cx: &Context<'_>, users: &[UserIx]) -> Reach {
    let outsider = |user: &UserIx| matches!(cx.snapshot.user(*user).kind, UserKind::External | UserKind::Anonymous);
    if users.iter().any(outsider) { Reach::Outside } else { Reach::Role }
}

fn tell(cx: &Context<'_>, resource: ResourceIx, users: &[UserIx]) -> Finding {
    let key = &cx.snapshot.resource(resource).key;
    let place = cx.model(resource, cx.snapshot.ops_of(Verb::Read));
    let mut finding = finding(&CHECK.info, Subject::new("resource", key), place);
    weighed(cx, &mut finding, resource, reach(cx, users));
    finding.title = format!("no rule keeps people to the records of {key} of their companies");
    finding.affected = cx.affected(users.iter().copied());
    finding.expected = Some("people reach the records of the companies in which they work".to_owned());
    finding.actual = format!(
        "{key} links to a company, and none of its active rules speaks of one; {} companies are in use",
        companies(cx)
    );
    finding.path = vec![format!("model:{key}"), "no rule about companies".to_owned()];
    finding.origin = Some(cx.snapshot.resource(resource).origin.clone());
    finding.fix = Fix { summary: format!("add a record rule about the company on {key}") };
    finding
}

/// What modules ship without such a rule.
fn together(cx: &Context<'_>, open: &[(ResourceIx, Vec<UserIx>)]) -> Finding {
    let keys: Vec<&str> = open.iter().map(|(resource, _)| cx.snapshot.resource(*resource).key.as_str()).collect();
    let mut finding = finding(&CHECK.info, Subject::new("population", "shipped resources"), cx.whole());
    let (severity, by) = weigh(Impact::Hygiene, Reach::Internal, Confidence::High);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.persona = Persona::Pedantic;
    finding.title = format!("{} link to a company, and no rule speaks of one", count(keys.len(), "shipped model"));
    finding.affected = cx.affected(open.iter().flat_map(|(_, users)| users.iter().copied()));
    finding.expected = Some("people reach the records of the companies in which they work".to_owned());
    finding.actual = format!("modules ship {} without a rule about companies", and(&keys));
    finding.path = keys.iter().map(|key| format!("model:{key}")).collect();
    finding.vendor_default = true;
    finding.fix =
        Fix { summary: "add a rule about the company where the companies must not know of each other".to_owned() };
    finding
}

/// Where people are limited one by one: those who are not.
fn unlimited(cx: &Context<'_>, company: &str, linked: &[ResourceIx]) -> Option<Finding> {
    let by = resource(cx, company)?;
    let read = cx.snapshot.ops_of(Verb::Read);
    let limited: BTreeSet<UserIx> =
        cx.snapshot.limits.iter().filter(|limit| limit.by == by).map(|limit| limit.user).collect();
    let mut users = Vec::new();
    for (profile, held) in cx.sets(is_held) {
        let reads = |resource: &ResourceIx| {
            !profile.cells.ops(*resource).without(profile.own_ops(*resource)).and(read).is_empty()
        };
        if linked.iter().any(reads) {
            users.extend(held.into_iter().filter(|user| !limited.contains(user)));
        }
    }
    if users.is_empty() {
        return None;
    }
    let mut finding =
        finding(&CHECK.info, Subject::new("population", "accounts without a company"), cx.model(by, Ops::NONE));
    let (severity, by) = weigh(Impact::Commercial, reach(cx, &users), Confidence::High);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.title = format!("nothing limits {} to a company", count(users.len(), "account"));
    finding.affected = cx.affected(users);
    finding.expected = Some("people reach the records of the companies in which they work".to_owned());
    finding.actual = format!(
        "{} models link to a company, {} companies are in use, and no limit by {company} holds them",
        linked.len(),
        companies(cx)
    );
    finding.path = vec![format!("no limit by {company}")];
    finding.fix = Fix { summary: format!("limit them to rows of {company}, unless they work for all companies") };
    Some(finding)
}
