//! The tables behind a report: the design cell by cell, accounts, keys, and how much was seen.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::access::Access;
use crate::checks::{Context, Reading};
use crate::compare::Comparison;
use crate::connect::live::Question;
use crate::findings::{AccountRow, Annex, Answer, CellVerdict, CountRow, CoverageRow, MatrixCell, MatrixRow, TokenRow};
use crate::model::{GroupIx, OpIx, Ops, ResourceIx, UserIx};
use crate::snapshot::{Domain, Presence, Snapshot, State, UserKind};

/// Everything that formats show beside findings.
pub(super) fn annex(cx: &Context<'_>) -> Annex {
    let snapshot = cx.snapshot;
    Annex {
        operations: snapshot.operations.iter().map(|operation| operation.name.clone()).collect(),
        matrix: cx.comparison.map(|comparison| matrix(snapshot, comparison, cx.probe.as_ref())).unwrap_or_default(),
        accounts: accounts(cx.access, cx.comparison),
        tokens: tokens(snapshot),
        coverage: Domain::ALL.into_iter().map(|domain| coverage(snapshot, domain)).collect(),
        population: snapshot
            .population
            .iter()
            .map(|count| CountRow {
                entity: count.entity.clone(),
                collected: count.collected,
                counted: count.counted,
                method: count.method.clone(),
            })
            .collect(),
    }
}

/// What the running system answered as a role, about resources as a whole.
type Seen = BTreeMap<(u32, ResourceIx, OpIx), Answer>;

fn matrix(snapshot: &Snapshot, comparison: &Comparison<'_>, probe: Option<&Reading<'_>>) -> Vec<MatrixRow> {
    let seen = probe.map(seen).unwrap_or_default();
    let mut missing: BTreeMap<(u32, ResourceIx), Ops> = BTreeMap::new();
    for lacking in &comparison.roles.missing {
        let ops = missing.entry((lacking.role, lacking.resource)).or_default();
        *ops = ops.with(lacking.ops);
    }
    let mut rows = Vec::new();
    for ((role, gives), at) in comparison.design.roles.iter().zip(&comparison.roles.gives).zip(0u32..) {
        let undecided = comparison.roles.undecided.get(&at);
        let probed = |resource| {
            seen.range((at, resource, OpIx::new(0))..).next().is_some_and(|(key, _)| (key.0, key.1) == (at, resource))
        };
        for resource in (0..snapshot.resources.len()).map(ResourceIx::new) {
            let side = Side {
                allow: role.may().ops(resource),
                deny: role.deny.ops(resource),
                actual: gives.actual.ops(resource),
                excess: gives.excess.ops(resource),
                missing: missing.get(&(at, resource)).copied().unwrap_or_default(),
                unknown: undecided.map_or(Ops::NONE, |cells| cells.ops(resource)),
            };
            if side.says_nothing() && !probed(resource) {
                continue;
            }
            let cell = |op: usize| {
                let op = OpIx::new(op);
                side.cell(op, seen.get(&(at, resource, op)).copied())
            };
            rows.push(MatrixRow {
                role: role.name().to_owned(),
                resource: snapshot.resource(resource).key.clone(),
                in_scope: comparison.design.scope.contains(resource.index()),
                cells: (0..snapshot.operations.len()).map(cell).collect(),
            });
        }
    }
    rows
}

/// What is known about a role and a resource.
struct Side {
    allow: Ops,
    deny: Ops,
    actual: Ops,
    excess: Ops,
    missing: Ops,
    unknown: Ops,
}

impl Side {
    fn says_nothing(&self) -> bool {
        [self.allow, self.deny, self.actual, self.unknown].iter().all(|ops| ops.is_empty())
    }

    fn cell(&self, op: OpIx, probed: Option<Answer>) -> MatrixCell {
        let has = |ops: Ops| ops.has(op);
        let designed = match (has(self.deny), has(self.allow)) {
            (true, _) => Answer::Denied,
            (false, true) => Answer::Allowed,
            (false, false) => Answer::Silent,
        };
        let actual = match (has(self.unknown), has(self.actual)) {
            (true, _) => Answer::Unknown,
            (false, true) => Answer::Allowed,
            (false, false) => Answer::Denied,
        };
        let disagrees = matches!(
            (actual, probed),
            (Answer::Allowed, Some(Answer::Denied)) | (Answer::Denied, Some(Answer::Allowed))
        );
        let verdict = if disagrees {
            CellVerdict::Disagrees
        } else if has(self.unknown) {
            CellVerdict::NotAssessed
        } else if has(self.excess) {
            CellVerdict::Excess
        } else if has(self.missing) {
            CellVerdict::Missing
        } else if designed == Answer::Silent && actual == Answer::Allowed {
            CellVerdict::Undesigned
        } else {
            CellVerdict::AsDesigned
        };
        MatrixCell { designed, actual, probed, verdict }
    }
}

/// Of several answers about the same cell, two that differ prove nothing.
fn seen(reading: &Reading<'_>) -> Seen {
    let mut seen = Seen::new();
    for (cell, _) in reading.cells().filter(|(cell, _)| cell.observed.caveat.is_none()) {
        let (Question::Resource { resource, op }, Some(run)) = (&cell.question, reading.run(cell.run)) else {
            continue;
        };
        let answer = Answer::of(cell.observed.allowed(), Answer::Inconclusive);
        let known = seen.entry((run.role, *resource, *op)).or_insert(answer);
        if *known != answer {
            *known = Answer::Inconclusive;
        }
    }
    seen
}

fn accounts(access: &Access<'_>, comparison: Option<&Comparison<'_>>) -> Vec<AccountRow> {
    let snapshot = access.snapshot();
    let names: Vec<Arc<str>> = snapshot.groups.iter().map(|group| group.key.as_str().into()).collect();
    let row = |(at, user): (usize, &crate::snapshot::User)| {
        let ix = UserIx::new(at);
        let roles = comparison.map(|comparison| &comparison.design);
        let mut beyond = access.graph().no_groups();
        let designed = |group: &GroupIx| roles.is_some_and(|design| design.gives(ix, *group));
        let given = |group: &GroupIx| access.given_to(user.kind).any(|given| given == *group);
        beyond.extend(
            access.held(ix).iter().filter(|group| !designed(group) && !given(group)).map(|group| group.index()),
        );
        AccountRow {
            login: user.key.to_string(),
            name: user.name.to_string(),
            email: user.email.as_deref().map(str::to_owned),
            kind: match user.kind {
                UserKind::Internal => "internal",
                UserKind::External => "external",
                UserKind::Anonymous => "anonymous",
                UserKind::System => "system",
                UserKind::Unclassified => "unclassified",
            },
            active: user.active,
            administers: access.is_administrator(access.of(ix)),
            roles: roles.map_or_else(Vec::new, |design| {
                design.roles_of(ix).iter().map(|role| design.role(*role).name().to_owned()).collect()
            }),
            groups: access.held(ix).iter().filter_map(|group| names.get(group.index()).cloned()).collect(),
            beyond: access
                .graph()
                .roots(&beyond)
                .iter()
                .filter_map(|group| names.get(group.index()).cloned())
                .collect(),
            last_login: user.last_login.as_deref().map(str::to_owned),
            second_factor: match user.second_factor {
                Presence::Present => Some(true),
                Presence::Absent => Some(false),
                Presence::Unknown => None,
            },
        }
    };
    snapshot.users.iter().enumerate().map(row).collect()
}

fn tokens(snapshot: &Snapshot) -> Vec<TokenRow> {
    let row = |token: &crate::snapshot::Token| TokenRow {
        kind: token.kind.clone(),
        name: token.name.clone(),
        owner: snapshot.user(token.owner).key.to_string(),
        scope: token.scope.clone(),
        created: token.created.clone(),
        expires: token.expires.clone(),
        expired: token.is_expired(snapshot),
    };
    let mut rows: Vec<TokenRow> = snapshot.tokens.iter().map(row).collect();
    rows.sort_by(|a, b| (&a.owner, &a.kind, &a.name, &a.created).cmp(&(&b.owner, &b.kind, &b.name, &b.created)));
    rows
}

fn coverage(snapshot: &Snapshot, domain: Domain) -> CoverageRow {
    let coverage = snapshot.coverage_of(domain);
    CoverageRow {
        domain: domain.words(),
        state: match coverage.state {
            State::Assessed => "assessed",
            State::Incomplete => "incomplete",
            State::NotAssessed => "not assessed",
        },
        reason: coverage.reason,
    }
}
