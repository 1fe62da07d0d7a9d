//! Every decision by casbin's enforcer and by rolecall: user × resource × operation, asked one by one.

use casbin::{CoreApi, DefaultModel, Enforcer, MemoryAdapter, MgmtApi};
use rolecall::access::Access;
use rolecall::model::{OpIx, ResourceIx, UserIx};
use rolecall::snapshot::{Grantee, Snapshot};
use rolecall::synth::{Size, scale};

use crate::timing::{median, repeated, show, timed};

/// casbin's quickest form of group rights: no patterns, no denials.
const MODEL: &str = "
[request_definition]
r = sub, obj, act
[policy_definition]
p = sub, obj, act
[role_definition]
g = _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.obj == p.obj && r.act == p.act && g(r.sub, p.sub)
";

pub(crate) async fn run() {
    let snapshot = scale(Size { users: 50, groups: 100, resources: 100, departments: 5, duties: 4 }, 1).snapshot;
    let (users, resources, ops) = (snapshot.users.len(), snapshot.resources.len(), snapshot.operations.len());
    let decisions = users * resources * ops;
    let mut rows = 0;
    let enforcer = enforcer(&snapshot, &mut rows).await;

    let by_casbin = || {
        answers(&snapshot, |user, resource, op| {
            let request = (
                &*snapshot.user(user).key,
                snapshot.resource(resource).key.as_str(),
                snapshot.operation(op).name.as_str(),
            );
            enforcer.enforce(request).unwrap()
        })
    };
    let by_rolecall = || {
        let access = Access::compute(&snapshot);
        answers(&snapshot, |user, resource, op| access.allowed(user, resource, op))
    };
    let (mut slow, mut quick) = (Vec::new(), Vec::new());
    for _ in 0..3 {
        let (seconds, answers) = timed(by_casbin);
        assert_eq!(answers, by_rolecall(), "the two must agree on every decision");
        slow.push(seconds);
        quick.push(repeated(101, by_rolecall));
    }
    let (slow, quick) = (median(slow), median(quick));
    println!(
        "| {users} users × {resources} resources × {ops} operations, {rows} policy rows | casbin | rolecall | ratio |"
    );
    println!("|---|---|---|---|");
    println!("| {decisions} decisions, all equal | {} | {} | {:.0} |", show(slow), show(quick), slow / quick);
    let each = |seconds: f64| show(seconds / decisions as f64);
    println!("| each | {} | {} | {:.0} |", each(slow), each(quick), slow / quick);
}

/// The answer to every decision, in order.
fn answers(snapshot: &Snapshot, ask: impl Fn(UserIx, ResourceIx, OpIx) -> bool) -> Vec<bool> {
    let mut answers = Vec::with_capacity(snapshot.users.len() * snapshot.resources.len() * snapshot.operations.len());
    for user in (0..snapshot.users.len()).map(UserIx::new) {
        for resource in (0..snapshot.resources.len()).map(ResourceIx::new) {
            answers.extend((0..snapshot.operations.len()).map(OpIx::new).map(|op| ask(user, resource, op)));
        }
    }
    answers
}

/// The same grants and memberships as policy rows.
async fn enforcer(snapshot: &Snapshot, rows: &mut usize) -> Enforcer {
    let model = DefaultModel::from_str(MODEL).await.unwrap();
    let mut enforcer = Enforcer::new(model, MemoryAdapter::default()).await.unwrap();
    let mut policies = std::collections::BTreeSet::new();
    for grant in &snapshot.grants {
        let Grantee::Group(group) = grant.to else { continue };
        for op in snapshot.op_names(grant.ops) {
            let row = [&snapshot.group(group).key, &snapshot.resource(grant.resource).key, op];
            policies.insert(row.map(str::to_owned).to_vec());
        }
    }
    *rows = policies.len() + snapshot.memberships.len();
    enforcer.add_policies(policies.into_iter().collect()).await.unwrap();
    let memberships = snapshot.memberships.iter();
    let held = memberships.map(|row| vec![snapshot.user(row.0).key.to_string(), snapshot.group(row.1).key.clone()]);
    enforcer.add_grouping_policies(held.collect()).await.unwrap();
    enforcer
}
