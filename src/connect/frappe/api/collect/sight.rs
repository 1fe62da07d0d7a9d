//! What the account that collects is not shown, and the proof that of the rest nothing was overlooked.

use super::reader::ApiReader;
use crate::access::{Access, scope::Scopes};
use crate::connect::ConnectError;
use crate::connect::frappe::collector::Collector;
use crate::connect::frappe::source::Answers as _;
use crate::model::{RecordScope, ResourceIx, UserIx, Verb};
use crate::snapshot::{Count, Domain, Shape, State};

/// Counts every list by another call, and marks a domain incomplete where the two differ.
pub(super) async fn count_again(collector: &mut Collector<ApiReader>) -> Result<(), ConnectError> {
    let read = std::mem::take(&mut collector.reader.read);
    let unseen = collector.reader.unseen.len() as u64;
    for (query, ask, collected) in read {
        let entity = match ask.parent {
            Some(parent) if ask.doctype == "Has Role" => format!("{} of `{parent}`", query.what),
            _ => query.what.to_owned(),
        };
        let collected = collected as u64;
        let Some(counted) = collector.reader.door.count(ask).await? else {
            let why = format!("{entity} could not be counted a second time");
            collector.reader.note(query.domain, State::Incomplete, why);
            continue;
        };
        // 14 counts accounts that it does not show.
        let most = collected + if ask.doctype == "User" { unseen } else { 0 };
        if !(collected..=most).contains(&counted) {
            let why =
                format!("{collected} of {counted} {entity}: the others are hidden, or came meanwhile: collect again");
            collector.reader.note(query.domain, State::Incomplete, why);
        }
        let method = format!("frappe.client.get_count of `{}`", ask.doctype);
        collector.snapshot.population.push(Count { entity, domain: query.domain, collected, counted, method });
    }
    Ok(())
}

/// Notes what the account is known not to be shown.
pub(super) fn note_hidden(collector: &mut Collector<ApiReader>) {
    let login = collector.reader.login();
    if !collector.reader.unseen.is_empty() {
        let names: Vec<String> = collector.reader.unseen.iter().map(|name| format!("`{name}`")).collect();
        let names = names.join(" and ");
        for (domain, what) in
            [(Domain::LastLogins, "when they were last used"), (Domain::Tokens, "whether they have an API key")]
        {
            let why = format!(
                "{names} are shown to nobody but `Administrator`, so that no more is known than that they are there: {what} is not told: \
                 collect from the database"
            );
            collector.reader.note(domain, State::Incomplete, why);
        }
    }
    collector.snapshot.coverage = collector.reader.ledger().coverage();
    for (domain, why) in narrowed(collector, &login) {
        collector.reader.note(domain, State::Incomplete, why);
    }
}

/// Lists of which the account may not be shown all rows, by what was collected.
fn narrowed(collector: &Collector<ApiReader>, login: &str) -> Vec<(Domain, String)> {
    let snapshot = &collector.snapshot;
    let Some(account) = collector.user(&collector.reader.door.login.id) else {
        let why = format!("`{login}` is not among the users that it is shown, so nobody can tell what it is not shown");
        return vec![(Domain::Accounts, why)];
    };
    let (access, scopes) = (Access::compute(snapshot), Scopes::new(snapshot));
    let read = snapshot.ops_of(Verb::Read);
    let sees_all = |resource: ResourceIx| {
        let by_rows =
            |user: UserIx| read.iter().any(|op| scopes.of_user(&access, user, resource, op).scope == RecordScope::All);
        by_rows(account)
    };
    let mut found = Vec::new();
    for (query, doctype) in collector.reader.asked() {
        let Some(resource) = collector.resources.get(doctype).copied() else { continue };
        let shown = snapshot.resource(resource);
        // Whose program is known to hide two accounts and no other; parts are shown with any of what they are parts of.
        if doctype == "User" || shown.shape == Shape::Parts || sees_all(resource) {
            continue;
        }
        found.push((
            query.domain,
            format!("`{login}` may not be shown every `{doctype}`: collect as a `System Manager`"),
        ));
    }
    found
}
