//! What record rules keep from the very account that collects: predicted from the rules that it collected.

use fixedbitset::FixedBitSet;

use super::reader::ApiReader;
use crate::access::GroupGraph;
use crate::access::scope::Scopes;
use crate::connect::odoo::collector::Collector;
use crate::connect::odoo::queries::{
    ACCESS_ROWS, ACTIONS, API_KEYS, COMPANIES, FIELDS, GROUPS, MENUS, MODELS, MODULES, PROVIDERS, Query, RULES,
    SETTINGS, TRUSTED_DEVICES, USERS, XML_IDS,
};
use crate::connect::odoo::source::{Ledger, Source};
use crate::model::{GroupIx, RecordScope, ResourceIx, UserIx, Verb};
use crate::snapshot::{Domain, Membership, MembershipRule, Snapshot, State};

/// Questions and the models whose records answer them.
const LOOKED_AT: [(&Query, &str); 17] = [
    (&USERS, "res.users"),
    (&COMPANIES, "res.company"),
    (&GROUPS, "res.groups"),
    (&MODELS, "ir.model"),
    (&ACCESS_ROWS, "ir.model.access"),
    (&RULES, "ir.rule"),
    (&FIELDS, "ir.model.fields"),
    (&XML_IDS, "ir.model.data"),
    (&API_KEYS, "res.users.apikeys"),
    (&TRUSTED_DEVICES, "auth_totp.device"),
    (&SETTINGS, "ir.config_parameter"),
    (&PROVIDERS, "auth.oauth.provider"),
    (&MENUS, "ir.ui.menu"),
    (&ACTIONS, "ir.actions.act_window"),
    (&ACTIONS, "ir.actions.report"),
    (&ACTIONS, "ir.actions.server"),
    (&MODULES, "ir.module.module"),
];

/// Notes every model of which the account may not see all records, or of which nobody can tell.
pub(super) fn note_hidden_records(collector: &mut Collector<ApiReader>, account: Option<UserIx>) {
    collector.snapshot.coverage = collector.reader.ledger().coverage();
    let login = collector.reader.account.login.clone();
    for (domain, model, scope) in narrowed(&collector.snapshot, collector.reader.ledger(), account) {
        let why = match scope {
            RecordScope::Unknown => {
                format!("record rules may keep records of `{model}` from `{login}`, and nobody can tell without them")
            }
            RecordScope::Company => format!(
                "record rules keep records of `{model}` from `{login}` that belong to none of its active companies: \
                 add it to all companies or collect from the database"
            ),
            _ => format!("record rules keep records of `{model}` from `{login}`: collect from the database"),
        };
        let why = match (domain, scope) {
            (Domain::Tokens, RecordScope::Own | RecordScope::None) => {
                format!("own keys only: {why}, or give it the group `base.group_system`")
            }
            _ => why,
        };
        collector.reader.note(domain, State::Incomplete, why);
        if model == "res.users" {
            let why = format!("memberships of the users that record rules may keep from `{login}` are missing too");
            collector.reader.note(Domain::Memberships, State::Incomplete, why);
        }
    }
}

fn narrowed(snapshot: &Snapshot, ledger: &Ledger, account: Option<UserIx>) -> Vec<(Domain, &'static str, RecordScope)> {
    let Some(read) = snapshot.ops_of(Verb::Read).iter().next() else { return Vec::new() };
    let scopes = Scopes::new(snapshot);
    let groups = account.map(|account| groups_of(snapshot, account));
    let scope_of = |model: &str| match (&groups, resource(snapshot, model)) {
        (Some(groups), Some(resource)) => scopes.of(groups, false, resource, read).scope,
        _ => RecordScope::Unknown,
    };
    let everywhere = scope_of("res.company") == RecordScope::All
        && account.is_some_and(|account| {
            let mine = &snapshot.user(account).companies;
            let companies = snapshot.companies.iter().enumerate();
            companies.into_iter().all(|(at, company)| company.active && mine.iter().any(|ix| ix.index() == at))
        });
    let seen = |query: &&(&'static Query, &str)| ledger.answered(query.0);
    LOOKED_AT
        .iter()
        .filter(seen)
        .map(|(query, model)| (query.domain, *model, scope_of(model)))
        .filter(|(_, _, scope)| *scope != RecordScope::All && !(*scope == RecordScope::Company && everywhere))
        .collect()
}

fn resource(snapshot: &Snapshot, model: &str) -> Option<ResourceIx> {
    let at = snapshot.resources.binary_search_by(|resource| resource.key.as_str().cmp(model)).ok()?;
    Some(ResourceIx::new(at))
}

fn groups_of(snapshot: &Snapshot, account: UserIx) -> FixedBitSet {
    let held = snapshot.memberships.iter().filter(|Membership(user, _)| *user == account).map(|held| held.1);
    match snapshot.semantics.membership {
        MembershipRule::Stored => held.map(GroupIx::index).collect(),
        MembershipRule::Closure => GroupGraph::of(snapshot).closure(held),
    }
}
