//! A resource belongs to companies, and nothing keeps people to the records of theirs.

use std::collections::{BTreeMap, BTreeSet};

use super::record_rule_always_true::CONTROLS;
use super::rules::{is_held, reach_of, unread, weighed};
use crate::access::{Profile, Reached};
use crate::checks::context::Context;
use crate::checks::telling::{and, count, finding};
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Impact, NotAssessed, Persona, Reach, Subject, weigh};
use crate::model::{CompanyIx, Confidence, OpIx, Ops, RecordScope, ResourceIx, RuleIx, Severity, UserIx, Verb};
use crate::policy::RowsOf;
use crate::snapshot::{Domain, RuleLanguage, Shape};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "REC-008",
        name: "company-rule-missing",
        title: "nothing keeps people to the records of their companies",
        severity: Severity::Critical,
        what: "For systems with two companies or more in use: lists resources that keep a link to a company (policy `records`) and that people read who do not work in all companies and whom no rule about a company holds: neither one for everyone nor, of each resource that it leans on, all rules of groups that speak to them. A rule is about a company where its condition names a field that links to one. Resources made by hand are findings of their own, those that modules ship like this are one. Where the ERP has no record rules but limits people one by one, such as Frappe, it tells those who read such resources and whom nothing limits to a company.",
        why: "People of one company read and change what belongs to another, which contracts and the law may forbid.",
        fix: "Add a record rule such as `[('company_id', 'in', company_ids + [False])]`, or limit the accounts to their companies.",
        controls: CONTROLS,
    },
    needs: &[Need::Domain(Domain::Records), Need::Domain(Domain::ModelAccess), Need::Domain(Domain::Companies)],
    run,
};

/// Of everybody, whatever lets them reach more.
const EXPECTED: &str = "people reach the records of the companies in which they work";

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let Some(policy) = cx.policies.records.of(&cx.snapshot.system.kind) else { return };
    let Some(company) = policy.company.as_ref().filter(|_| companies(cx) > 1) else { return };
    let linked = linked(cx, policy, company);
    let links = Links::of(cx, company);
    if cx.snapshot.semantics.rule_language == RuleLanguage::None {
        found.extend(unlimited(cx, company, &linked));
        return;
    }
    let open: Vec<(ResourceIx, Vec<UserIx>)> = linked
        .into_iter()
        .map(|resource| (resource, readers(cx, &links, resource, wide)))
        .filter(|(_, users)| !users.is_empty())
        .collect();
    let (shipped, made): (Vec<_>, Vec<_>) =
        open.into_iter().partition(|(resource, _)| cx.snapshot.resource(*resource).origin.is_vendor());
    found.extend(made.iter().map(|(resource, users)| tell(cx, *resource, users)));
    found.extend((!shipped.is_empty()).then(|| together(cx, &shipped)));
}

/// Whether a company is in use.
fn is_active(cx: &Context<'_>, company: CompanyIx) -> bool {
    cx.snapshot.companies.get(company.index()).is_some_and(|company| company.active)
}

/// Companies in use.
fn companies(cx: &Context<'_>) -> usize {
    cx.snapshot.companies.iter().filter(|company| company.active).count()
}

/// Resources of which nobody knows whether people reach other companies' records.
pub(super) fn not_assessed(cx: &Context<'_>) -> Option<NotAssessed> {
    let policy = cx.policies.records.of(&cx.snapshot.system.kind)?;
    let company = policy.company.as_ref().filter(|_| companies(cx) > 1)?;
    if !cx.has_all(CHECK.needs) || cx.snapshot.semantics.rule_language == RuleLanguage::None {
        return None;
    }
    let links = Links::of(cx, company);
    let unknown = |scope| scope == RecordScope::Unknown;
    let open = linked(cx, policy, company).into_iter().filter(|at| !readers(cx, &links, *at, unknown).is_empty());
    let keys: Vec<&str> = open.map(|at| cx.snapshot.resource(at).key.as_str()).collect();
    unread(&CHECK.info, &keys)
}

/// Names of fields that link to a company.
struct Links<'a>(BTreeSet<&'a str>);

impl<'a> Links<'a> {
    fn of(cx: &Context<'a>, company: &str) -> Self {
        let links = cx.snapshot.fields.iter().filter(|field| field.relation.as_deref() == Some(company));
        Self(links.map(|field| field.name.as_str()).collect())
    }

    /// Whether a rule's condition names such a field, at the end of a path or on its way.
    fn are_asked_by(&self, cx: &Context<'_>, rule: RuleIx) -> bool {
        let quoted = cx.snapshot.rule(rule).filter.split(['\'', '"']);
        let mut hops = quoted.flat_map(|text| text.split('.'));
        hops.any(|hop| self.0.contains(hop)) || cx.scopes.alone(rule) == RecordScope::Company
    }

    /// Whether rules about companies hold whoever is in these groups.
    fn hold(&self, cx: &Context<'_>, profile: &Profile, resource: ResourceIx, op: OpIx) -> bool {
        let span = cx.snapshot.semantics.alternatives_span_delegations;
        let mut alternatives: BTreeMap<ResourceIx, bool> = BTreeMap::new();
        for at in cx.scopes.narrowing(resource).filter(|at| cx.snapshot.rule(*at).ops.has(op)) {
            let (rule, asks) = (cx.snapshot.rule(at), self.are_asked_by(cx, at));
            let for_all = rule.groups.is_empty() && !rule.alternative;
            if for_all && asks {
                return true;
            }
            // Of rules of groups one is enough, so that each must keep to companies.
            if !for_all && (rule.alternative || rule.groups.iter().any(|group| profile.groups.contains(group.index())))
            {
                alternatives
                    .entry(if span { resource } else { rule.resource })
                    .and_modify(|all| *all &= asks)
                    .or_insert(asks);
            }
        }
        alternatives.values().any(|all| *all)
    }
}

/// Resources that keep a link to a company themselves, in order. Where companies link to the resource (`one2many`), no record
/// belongs to one.
fn linked(cx: &Context<'_>, policy: &RowsOf, company: &str) -> Vec<ResourceIx> {
    let links =
        cx.snapshot.fields.iter().filter(|field| {
            field.stored && field.field_type != "one2many" && field.relation.as_deref() == Some(company)
        });
    let resources: BTreeSet<ResourceIx> = links.map(|field| field.resource).collect();
    let kept = |at: &ResourceIx| {
        let resource = cx.snapshot.resource(*at);
        !resource.transient && resource.shape == Shape::Records && !policy.of_all_companies.contains(&resource.key)
    };
    resources.into_iter().filter(kept).collect()
}

/// Whether records of several companies are reached, where no rule speaks of one.
fn wide(scope: RecordScope) -> bool {
    matches!(scope, RecordScope::All | RecordScope::Restricted)
}

/// People who do not work in all companies, whom no rule about companies holds, and who read records as asked.
fn readers(
    cx: &Context<'_>,
    links: &Links<'_>,
    resource: ResourceIx,
    asked: impl Fn(RecordScope) -> bool,
) -> Vec<UserIx> {
    let (read, total) = (cx.snapshot.ops_of(Verb::Read), companies(cx));
    let mut reached = Reached::of(cx.scopes);
    let mut users = Vec::new();
    for (profile, held) in cx.sets(is_held) {
        let ops = profile.cells.ops(resource).and(read);
        let is_open =
            |op| asked(reached.scope(&profile.groups, resource, op)) && !links.hold(cx, profile, resource, op);
        if ops.iter().any(is_open) {
            let of = |user: &UserIx| cx.snapshot.user(*user).companies.iter().filter(|at| is_active(cx, **at)).count();
            users.extend(held.into_iter().filter(|user| of(user) < total));
        }
    }
    users
}

fn tell(cx: &Context<'_>, resource: ResourceIx, users: &[UserIx]) -> Finding {
    let key = &cx.snapshot.resource(resource).key;
    let place = cx.model(resource, cx.snapshot.ops_of(Verb::Read));
    let mut finding = finding(&CHECK.info, Subject::new("resource", key), place);
    weighed(cx, &mut finding, resource, reach_of(cx, users));
    finding.title = format!("no rule keeps people to the records of {key} of their companies");
    finding.affected = cx.affected(users.iter().copied());
    finding.expected = Some(EXPECTED.to_owned());
    finding.actual = format!(
        "{key} links to a company, and no active rule about one holds them; {} companies are in use",
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
    let link = if keys.len() == 1 { "links" } else { "link" };
    finding.title =
        format!("{} {link} to a company, and no rule about one holds everybody", count(keys.len(), "shipped model"));
    finding.affected = cx.affected(open.iter().flat_map(|(_, users)| users.iter().copied()));
    finding.expected = Some(EXPECTED.to_owned());
    finding.actual = format!("modules ship {} without a rule about companies", and(&keys));
    finding.path = keys.iter().map(|key| format!("model:{key}")).collect();
    finding.vendor_default = true;
    finding.fix =
        Fix { summary: "add a rule about the company where the companies must not know of each other".to_owned() };
    finding
}

/// Where people are limited one by one: those who are not.
fn unlimited(cx: &Context<'_>, company: &str, linked: &[ResourceIx]) -> Option<Finding> {
    let by = cx.resource_named(company)?;
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
    let (severity, by) = weigh(Impact::Commercial, reach_of(cx, &users), Confidence::High);
    (finding.severity, finding.severity_by) = (severity, Some(by));
    finding.title = format!("nothing limits {} to a company", count(users.len(), "account"));
    finding.affected = cx.affected(users);
    finding.expected = Some(EXPECTED.to_owned());
    finding.actual = format!(
        "{} models link to a company, {} companies are in use, and no limit by {company} holds them",
        linked.len(),
        companies(cx)
    );
    finding.path = vec![format!("no limit by {company}")];
    finding.fix = Fix { summary: format!("limit them to rows of {company}, unless they work for all companies") };
    Some(finding)
}
