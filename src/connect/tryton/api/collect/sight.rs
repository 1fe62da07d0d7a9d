//! What the account that collects is not shown, and the proof that of the rest nothing was overlooked.

use super::reader::ApiReader;
use crate::access::{Access, scope::Scopes};
use crate::connect::ConnectError;
use crate::connect::source::Source as _;
use crate::connect::tryton::collector::Collector;
use crate::model::{RecordScope, UserIx, Verb};
use crate::snapshot::{Count, Domain, State};

/// Counts every model by another call, and marks a domain incomplete where the two differ.
pub(super) async fn count_again(collector: &mut Collector<ApiReader>) -> Result<(), ConnectError> {
    for (ask, collected) in collector.reader.read.clone() {
        if !ask.is_counted() {
            continue;
        }
        let (entity, domain, collected) = (ask.query.what.to_owned(), ask.query.domain, collected as u64);
        let Some(counted) = collector.reader.door.count(ask).await? else {
            let why = format!("{entity} could not be counted a second time");
            collector.reader.note(domain, State::Incomplete, why);
            continue;
        };
        if collected != counted {
            let why = format!("{collected} of {counted} {entity}: the others came or went meanwhile: collect again");
            collector.reader.note(domain, State::Incomplete, why);
        }
        let method = format!("search_count of `{}`", ask.model);
        collector.snapshot.population.push(Count { entity, domain, collected, counted, method });
    }
    Ok(())
}

/// Notes what rules keep from the account: also an administrator is held by those that are global, so that nobody is shown
/// another's keys (8.2: `res/user.xml`, `rule_group_user_application`).
pub(super) fn note_hidden(collector: &mut Collector<ApiReader>) {
    collector.snapshot.coverage = collector.reader.ledger().coverage();
    for (domain, why) in hidden(collector) {
        collector.reader.note(domain, State::Incomplete, why);
    }
}

fn hidden(collector: &Collector<ApiReader>) -> Vec<(Domain, String)> {
    let (snapshot, login) = (&collector.snapshot, collector.reader.login());
    let id = &collector.reader.door.login.id;
    let Some(account) = snapshot.users.iter().position(|user| user.id == *id).map(UserIx::new) else {
        let why = format!("`{login}` is not among the users that it is shown, so nobody can tell what it is not shown");
        return vec![(Domain::Accounts, why)];
    };
    let (access, scopes) = (Access::compute(snapshot), Scopes::new(snapshot));
    let Some(read) = snapshot.ops_of(Verb::Read).iter().next() else { return Vec::new() };
    let mut found = Vec::new();
    for (ask, _) in &collector.reader.read {
        let Some(resource) = collector.resources.get(ask.model).copied() else { continue };
        if scopes.of_user(&access, account, resource, read).scope != RecordScope::All {
            let why = format!("`{login}` may not be shown every record of `{}`: collect from the database", ask.model);
            found.push((ask.query.domain, why));
        }
    }
    found
}
