//! A snapshot over the API of the sample ERP, which answers as 16.0, 18.0 and 19.0 do, beside the company that it serves.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop where it stands")]

mod disturbed;
mod limits;
mod probes;

use std::collections::BTreeSet;

use rolecall::access::GroupGraph;
use rolecall::connect::ConnectError;
use rolecall::connect::odoo::api::{ApiOptions, collect};
use rolecall::model::{GroupIx, OpIx, Ops, Origin, ResourceIx, UserIx};
use rolecall::net::{Base, Client, Options};
use rolecall::sample::{Flavour, Running, Sample, SampleCompany};
use rolecall::snapshot::{
    Domain, Field, FieldGuard, Grant, Grantee, Membership, MembershipRule, Presence, Rule, Snapshot, State, Token,
    User, UserKind,
};
use rolecall::synth;
use secrecy::SecretString;

const NOW: &str = "2026-01-01T00:00:00Z";

struct Shop {
    running: Running,
    company: Snapshot,
}

impl Shop {
    fn open(flavour: Flavour) -> Self {
        Self::with(flavour, rolecall::sample::Options::default(), |_| {})
    }

    /// The sample company with a change; the administrator has a second factor and a key.
    fn with(flavour: Flavour, options: rolecall::sample::Options, change: impl FnOnce(&mut Snapshot)) -> Self {
        let mut company = synth::company(1, NOW).snapshot;
        change(&mut company);
        let admin = company.users.iter_mut().find(|user| user.login() == "admin").unwrap();
        admin.second_factor = Presence::Present;
        readable(&mut company, "res.groups");
        readable(&mut company, "res.users");
        let served = SampleCompany::new(&company).with_key("admin");
        Self { running: Sample::serve_with(&served, flavour, options).unwrap(), company }
    }

    fn admin() -> (String, SecretString) {
        ("admin".to_owned(), SampleCompany::key("admin", SampleCompany::KEY).into())
    }

    /// Somebody of a kind who holds nothing that administers, with their password.
    fn somebody(&self, kind: UserKind) -> (String, SecretString) {
        let harmless = |at: usize| {
            let held = self.company.memberships.iter().filter(|held| held.0.index() == at);
            let held = GroupGraph::of(&self.company).closure(held.map(|held| held.1));
            !held.ones().any(|group| self.company.groups.get(group).unwrap().administers)
        };
        let mut users = self.company.users.iter().enumerate();
        let (_, user) = users.find(|(at, user)| user.kind == kind && user.active && harmless(*at)).unwrap();
        (user.login().to_owned(), SampleCompany::password(user.login()).into())
    }

    fn collect(
        &self,
        (login, secret): (String, SecretString),
        probes: Vec<(String, SecretString)>,
    ) -> Result<Snapshot, ConnectError> {
        let base = Base::read(&self.running.base_url(), false).unwrap();
        let client = Client::new(base, &Options { retries: 0, max_body: 4 << 20, ..Options::default() }).unwrap();
        let options = ApiOptions { system: None, database: None, login, secret, probes, now: NOW.to_owned() };
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(collect(client, &options, &|_| ())).map(|collected| collected.snapshot)
    }
}

/// Every internal user reads users and groups (stock rows of 16.0 to 19.0).
fn readable(company: &mut Snapshot, model: &str) {
    let Some(resource) = company.resources.iter().position(|resource| resource.key == model) else { return };
    let employees = company.groups.iter().position(|group| group.key == "base.group_user").unwrap();
    company.grants.push(Grant {
        resource: ResourceIx::new(resource),
        to: Grantee::Group(GroupIx::new(employees)),
        ops: Ops::one(OpIx(0)),
        active: true,
        own: false,
        level: 0,
        superseded: false,
        unsure: Ops::NONE,
        key: format!("base.access_{}_group_user", model.replace('.', "_")),
        origin: Origin::Vendor { module: "base".to_owned() },
    });
}

/// Who made something, without the moment, which the sample company does not tell of what was made by hand.
fn maker(origin: &Origin) -> String {
    let mut origin = origin.clone();
    if let Origin::Custom { at, .. } = &mut origin {
        *at = None;
    }
    origin.words()
}

fn state(snapshot: &Snapshot, domain: Domain) -> (State, String) {
    let coverage = snapshot.coverage_of(domain);
    (coverage.state, coverage.reason.unwrap_or_default())
}

/// `(key, name, mail, kind, active, superuser)`
type Person<'s> = (&'s str, &'s str, Option<&'s str>, UserKind, bool, bool);

fn people(snapshot: &Snapshot) -> Vec<Person<'_>> {
    let users = snapshot.users.iter();
    users.map(|user| (&*user.key, &*user.name, user.email.as_deref(), user.kind, user.active, user.superuser)).collect()
}

fn groups(snapshot: &Snapshot) -> Vec<(&str, &str, Option<UserKind>, bool, String)> {
    let groups = snapshot.groups.iter();
    groups.map(|group| (&*group.key, &*group.full_name, group.makes, group.administers, maker(&group.origin))).collect()
}

fn memberships(snapshot: &Snapshot) -> BTreeSet<(&str, &str)> {
    let named = |held: &Membership| (&*snapshot.user(held.0).key, &*snapshot.group(held.1).key);
    snapshot.memberships.iter().map(named).collect()
}

fn implications(snapshot: &Snapshot) -> BTreeSet<(&str, &str)> {
    let key = |group| &*snapshot.group(group).key;
    snapshot.implications.iter().map(|arrow| (key(arrow.0), key(arrow.1))).collect()
}

type GrantRow<'s> = (&'s str, Option<&'s str>, Ops, bool, &'s str, String);

/// Grants on the resources of a company: `(resource, group, operations, active, key, origin)`.
fn grants<'s>(snapshot: &'s Snapshot, of: &Snapshot) -> BTreeSet<GrantRow<'s>> {
    let row = |grant: &'s Grant| {
        let group = match grant.to {
            Grantee::Everyone => None,
            Grantee::Group(group) => Some(&*snapshot.group(group).key),
        };
        (&*snapshot.resource(grant.resource).key, group, grant.ops, grant.active, &*grant.key, maker(&grant.origin))
    };
    let known = |row: &GrantRow<'_>| of.resources.iter().any(|resource| resource.key == row.0);
    snapshot.grants.iter().map(row).filter(known).collect()
}

type RuleRow<'s> = (&'s str, &'s str, Ops, Vec<&'s str>, &'s str, bool, String);

fn rules<'s>(snapshot: &'s Snapshot, of: &Snapshot) -> BTreeSet<RuleRow<'s>> {
    let row = |rule: &'s Rule| {
        let groups = rule.groups.iter().map(|group| &*snapshot.group(*group).key).collect();
        let resource = &*snapshot.resource(rule.resource).key;
        (resource, &*rule.key, rule.ops, groups, &*rule.filter, rule.active, maker(&rule.origin))
    };
    let known = |row: &RuleRow<'_>| of.resources.iter().any(|resource| resource.key == row.0);
    snapshot.rules.iter().map(row).filter(known).collect()
}

/// `(owner, name, scope, created, expires)`
type Key<'s> = (&'s str, &'s str, Option<&'s str>, Option<&'s str>, Option<&'s str>);

fn tokens(snapshot: &Snapshot, flavour: Flavour) -> BTreeSet<Key<'_>> {
    let keys = snapshot.tokens.iter().filter(|token| token.is_api_key() && token.name != SampleCompany::KEY);
    let end = |token: &'_ Token| flavour > Flavour::V16 && token.expires.is_some();
    keys.map(|token| {
        let owner = &*snapshot.user(token.owner).key;
        let expires = token.expires.as_deref().filter(|_| end(token));
        (owner, &*token.name, token.scope.as_deref(), token.created.as_deref(), expires)
    })
    .collect()
}

/// What a server of this flavour stores of the company: up to 18 implied groups are rows of their own.
fn stored(company: &Snapshot, flavour: Flavour) -> Snapshot {
    let mut stored = company.clone();
    if flavour < Flavour::V19 && company.semantics.membership == MembershipRule::Closure {
        let graph = GroupGraph::of(company);
        let all = company.memberships.iter().flat_map(|Membership(user, group)| {
            let brought = graph.closure([*group]).ones().collect::<Vec<_>>();
            brought.into_iter().map(|group| Membership(*user, GroupIx::new(group)))
        });
        stored.memberships = all.collect::<BTreeSet<_>>().into_iter().collect();
    }
    stored
}

fn field<'s>(snapshot: &'s Snapshot, model: &str, name: &str) -> &'s Field {
    let this = |field: &&Field| field.name == name && snapshot.resource(field.resource).key == model;
    snapshot.fields.iter().find(this).unwrap_or_else(|| panic!("no field {model}.{name}"))
}

#[test]
fn an_administrator_collects_the_company_that_is_served_and_changes_nothing() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let before = shop.running.checksum();
        let collected = shop.collect(Shop::admin(), Vec::new()).unwrap();
        assert_eq!(shop.running.checksum(), before, "{flavour:?}");
        let served = stored(&shop.company, flavour);
        assert_eq!(collected.system.version, format!("{}.0", flavour.major()));
        assert_eq!(people(&collected), people(&served), "{flavour:?}");
        assert_eq!(groups(&collected), groups(&served), "{flavour:?}");
        assert_eq!(memberships(&collected), memberships(&served), "{flavour:?}");
        assert_eq!(implications(&collected), implications(&served), "{flavour:?}");
        assert_eq!(grants(&collected, &served), grants(&served, &served), "{flavour:?}");
        assert_eq!(rules(&collected, &served), rules(&served, &served), "{flavour:?}");
        assert_eq!(tokens(&collected, flavour), tokens(&served, flavour), "{flavour:?}");
        for resource in &served.resources {
            let found = collected.resources.iter().find(|other| other.key == resource.key).unwrap();
            assert_eq!(found.transient, resource.transient, "{flavour:?} {}", resource.key);
        }
        let whole: Vec<Domain> =
            Domain::core().filter(|domain| !matches!(domain, Domain::Passwords | Domain::Fields)).collect();
        for domain in whole {
            assert_eq!(state(&collected, domain), (State::Assessed, String::new()), "{flavour:?} {domain:?}");
        }
        assert_eq!(state(&collected, Domain::Passwords).0, State::NotAssessed);
        for count in &collected.population {
            assert_eq!(count.collected, count.counted, "{flavour:?} {}", count.entity);
        }
        let file = tempfile::NamedTempFile::new().unwrap();
        rolecall::snapshot::write(&collected, file.path()).unwrap();
    }
}

#[test]
fn fields_are_guarded_by_the_groups_that_the_server_tells() {
    let shop = Shop::open(Flavour::V18);
    let collected = shop.collect(Shop::admin(), Vec::new()).unwrap();
    let group = |key: &str| GroupIx::new(collected.groups.iter().position(|group| group.key == key).unwrap());
    assert_eq!(field(&collected, "res.partner", "name").guard, Some(FieldGuard::Open));
    let account = [group("account.group_account_user")].into();
    let guard = FieldGuard::Groups { any: account, none: Vec::new() };
    let seen = field(&collected, "res.partner", "credit_limit").guard.clone();
    assert!(seen.is_none() || seen == Some(guard), "{seen:?}");
    assert_eq!(field(&collected, "res.users", "totp_secret").guard, None);
    let (fields, reason) = state(&collected, Domain::Fields);
    assert_eq!(fields, State::Incomplete);
    assert!(reason.contains("fields are not shown to `admin`"), "{reason}");
}

#[test]
fn a_field_that_is_hidden_from_the_collector_is_asked_for_as_the_probe_accounts() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let probe = shop.somebody(UserKind::Internal);
        let name = probe.0.clone();
        let collected = shop.collect(Shop::admin(), vec![probe]).unwrap();
        let ix = |login: &str| UserIx::new(collected.users.iter().position(|user| user.login() == login).unwrap());
        let mut hidden_from = vec![ix("admin"), ix(&name)];
        hidden_from.sort();
        let guard = FieldGuard::Observed { seen_by: Vec::new(), hidden_from };
        assert_eq!(field(&collected, "res.users", "totp_secret").guard, Some(guard));
        assert_eq!(state(&collected, Domain::Fields), (State::Assessed, String::new()), "{flavour:?}");
    }
}

#[test]
fn a_probe_account_that_is_refused_leaves_the_fields_incomplete() {
    let shop = Shop::open(Flavour::V16);
    let probe = (shop.somebody(UserKind::Internal).0, SecretString::from("wrong"));
    let collected = shop.collect(Shop::admin(), vec![probe.clone()]).unwrap();
    let (fields, reason) = state(&collected, Domain::Fields);
    assert_eq!(fields, State::Incomplete);
    assert!(reason.contains(&format!("`{}` was refused", probe.0)), "{reason}");
}

#[test]
fn no_probe_account_signs_in_in_vain_or_twice() {
    let shop = Shop::open(Flavour::V18);
    let away =
        |user: &&User| !user.active && user.kind != UserKind::Anonymous && user.second_factor == Presence::Absent;
    let away = shop.company.users.iter().find(away).unwrap().login();
    let wrong = (shop.somebody(UserKind::Internal).0, SecretString::from("wrong"));
    let password = |login: &str| (login.to_owned(), SecretString::from(SampleCompany::password(login)));
    let refused = wrong.0.clone();
    let probes = vec![password("admin"), password(away), wrong.clone(), wrong];
    let collected = shop.collect(Shop::admin(), probes).unwrap();
    let (_, reason) = state(&collected, Domain::Fields);
    assert!(reason.contains("`admin` has a second factor"), "{reason}");
    assert!(reason.contains(&format!("`{away}` is switched off")), "{reason}");
    let log = shop.running.log();
    let logins = log.iter().filter(|seen| seen.call.as_deref() == Some("login")).count();
    assert_eq!(logins, 1, "the one that collects; probe accounts are known by their ids");
    let tries = log.iter().filter(|seen| seen.login.as_deref() == Some(refused.as_str())).count();
    assert_eq!(tries, 1, "the wrong secret once");
}

#[test]
fn of_several_databases_one_must_be_named() {
    let options = rolecall::sample::Options { other_databases: vec!["staging".to_owned()], ..Default::default() };
    let shop = Shop::with(Flavour::V18, options, |_| {});
    let error = shop.collect(Shop::admin(), Vec::new()).unwrap_err();
    assert!(matches!(error, ConnectError::Server { .. }), "{error}");
    assert!(error.to_string().contains("`staging`"), "{error}");
}
