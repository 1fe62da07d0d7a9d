//! What has to be looked up for the questions of a role, and who may look.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{Plan, RolePlan};
use crate::access::{Access, scope::Scopes};
use crate::connect::live::{Live, LiveRow, Login, Lookup, Question};
use crate::model::{OpIx, RecordScope, ResourceIx, UserIx, Verb};
use crate::snapshot::Snapshot;

/// The most records that are looked at to find one within and one beyond reach.
const ROWS: usize = 80;

/// The most roles whose logins look in place of another's.
const STAND_INS: usize = 2;

/// What is looked up for one role.
#[derive(Debug, Default)]
pub(super) struct Lookups {
    /// What the account itself is to record rules.
    pub(super) account: bool,
    /// Records to choose from, with the fields that rules ask about.
    pub(super) rows: BTreeMap<ResourceIx, BTreeSet<String>>,
    /// Resources with records that a question goes near to writing.
    pub(super) written: BTreeSet<ResourceIx>,
    /// Resources that a question goes near to creating in.
    pub(super) created: BTreeSet<ResourceIx>,
}

/// Somebody who can look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scout {
    /// The login of the auditor.
    Auditor,
    /// The login of a role, by its position in the plan.
    Role(usize),
}

impl Lookups {
    pub(super) fn of(plan: &RolePlan, access: &Access<'_>, scopes: &Scopes<'_>, live: &dyn Live) -> Self {
        let mut lookups = Self::default();
        let profile = access.of(plan.asker.user);
        // A role has few resources with records and many steps on each.
        let mut seen = BTreeSet::new();
        for question in plan.steps.iter().map(|step| &step.question) {
            let (Some(resource), Some(op)) = (question.resource(), op_of(access.snapshot(), question)) else {
                continue;
            };
            if live.goes_near(question) {
                let creates = access.snapshot().ops_of(Verb::Create).has(op);
                if question.record().is_none() && (creates || matches!(question, Question::Attempt { .. })) {
                    lookups.created.insert(resource);
                }
                if question.record().is_some() || !creates {
                    lookups.written.insert(resource);
                }
                if question.record().is_none() && !creates {
                    // It names no record, so the newest ones are looked at.
                    lookups.rows.entry(resource).or_default();
                }
            }
            if question.record().is_some() && seen.insert((resource, op)) {
                lookups.account |= !scopes.asks(&profile.groups, resource, op).is_empty();
                let asks = scopes.asks_of_user(access, plan.asker.user, resource, op);
                lookups.rows.entry(resource).or_default().extend(asks);
            }
        }
        lookups
    }

    /// The lookup of records to choose from.
    pub(super) fn rows(resource: ResourceIx, fields: &BTreeSet<String>) -> Lookup {
        Lookup::Rows { resource, fields: fields.iter().map(|field| field.as_str().into()).collect(), most: ROWS }
    }
}

/// The operation that decides which records a question reaches.
pub(super) fn op_of<R>(snapshot: &Snapshot, question: &Question<R>) -> Option<OpIx> {
    let first = |verb| snapshot.ops_of(verb).iter().next();
    match question {
        Question::ReadField { .. } => first(Verb::Read),
        Question::WriteField { .. } => first(Verb::Write),
        _ => question.op(),
    }
}

/// Who may look at records of a resource for a role, best first: the auditor, then accounts that read every record, then
/// the role itself, which sees no record beyond its own reach.
pub(super) fn scouts(
    plan: &Plan,
    access: &Access<'_>,
    scopes: &Scopes<'_>,
    resource: ResourceIx,
    role: usize,
) -> Vec<Scout> {
    let read = access.snapshot().ops_of(Verb::Read).iter().next();
    let sees_all = |asker: &super::Asker| {
        read.is_some_and(|read| access.allowed(asker.user, resource, read))
            && is_unnarrowed(access, scopes, asker.user, resource)
    };
    let usual = plan.roles.iter().enumerate().filter(|(at, other)| *at != role && other.asks_as_usual());
    let others = usual.filter(|(_, other)| sees_all(&other.asker)).map(|(at, _)| Scout::Role(at)).take(STAND_INS);
    let itself = Scout::Role(role);
    let first = plan.roles.get(role).is_some_and(|role| sees_all(&role.asker)).then_some(itself);
    std::iter::once(Scout::Auditor).chain(first).chain(others).chain([itself]).collect()
}

/// Whether no rule and no limit narrows what an account sees of a resource.
fn is_unnarrowed(access: &Access<'_>, scopes: &Scopes<'_>, user: UserIx, resource: ResourceIx) -> bool {
    let profile = access.of(user);
    let read = access.snapshot().ops_of(Verb::Read).iter().next();
    let by_rules = |read| scopes.of(&profile.groups, profile.superuser, resource, read).scope == RecordScope::All;
    let limited = !profile.superuser && scopes.limits_on(access, user, resource).next().is_some();
    read.is_some_and(by_rules) && !limited
}

/// Says of links to several records that there may be others, where the login that looked is not sure to see all of them:
/// an ERP leaves out of a list of links what the reader may not see.
pub(super) fn doubt_links(
    rows: &mut [LiveRow],
    resource: ResourceIx,
    login: &Login,
    access: &Access<'_>,
    scopes: &Scopes<'_>,
) {
    let snapshot = access.snapshot();
    let reader = snapshot.users.iter().position(|user| user.id == login.id).map(UserIx::new);
    let mut sure: BTreeMap<Box<str>, bool> = BTreeMap::new();
    for (field, value) in rows.iter_mut().flatten() {
        let Value::Array(links) = value else { continue };
        let sees_all = || {
            let linked = snapshot.field(resource, field)?.relation.as_deref()?;
            let linked = snapshot.resources.binary_search_by(|resource| resource.key.as_str().cmp(linked)).ok()?;
            Some(is_unnarrowed(access, scopes, reader?, ResourceIx::new(linked)))
        };
        if !*sure.entry(field.clone()).or_insert_with(|| sees_all().unwrap_or(false)) {
            links.push(Value::Null);
        }
    }
}
