//! What an account may not see is said, never passed over.

use rolecall::model::CompanyIx;
use rolecall::snapshot::Company;

use super::*;

fn position<T>(rows: &[T], test: impl Fn(&T) -> bool) -> usize {
    rows.iter().position(test).unwrap()
}

/// The stock rule on users (16.0 to 19.0): colleagues, and others of one's own companies.
fn colleagues(company: &mut Snapshot) {
    company.rules.push(Rule {
        resource: ResourceIx::new(position(&company.resources, |resource| resource.key == "res.users")),
        key: "base.res_users_rule".to_owned(),
        ops: company.all_ops(),
        groups: Vec::new(),
        alternative: false,
        for_superusers: false,
        filter: "['|', ('share', '=', False), ('company_ids', 'in', company_ids)]".to_owned(),
        active: true,
        origin: Origin::Vendor { module: "base".to_owned() },
    });
}

#[test]
fn an_account_of_all_companies_sees_all_users_in_spite_of_the_stock_rule() {
    for flavour in Flavour::ALL {
        let shop = Shop::with(flavour, rolecall::sample::Options::default(), colleagues);
        let collected = shop.collect(Shop::admin(), Vec::new()).unwrap();
        assert_eq!(collected.users.len(), shop.company.users.len());
        assert_eq!(state(&collected, Domain::Accounts), (State::Assessed, String::new()), "{flavour:?}");
    }
}

#[test]
fn an_account_of_one_company_may_miss_the_others_and_says_so() {
    for flavour in Flavour::ALL {
        let shop = Shop::with(flavour, rolecall::sample::Options::default(), |company| {
            colleagues(company);
            let make = |id: &str, name: &str| Company { id: id.into(), name: name.into(), parent: None, active: true };
            company.companies = vec![make("1", "Acme"), make("2", "Acme Logistics")];
            for user in &mut company.users {
                let elsewhere = user.kind == UserKind::External;
                user.companies = vec![CompanyIx::new(usize::from(elsewhere))];
                user.company = user.companies.first().copied();
            }
        });
        let collected = shop.collect(Shop::admin(), Vec::new()).unwrap();
        assert!(collected.users.len() < shop.company.users.len(), "{flavour:?}");
        let (accounts, reason) = state(&collected, Domain::Accounts);
        assert_eq!(accounts, State::Incomplete, "{flavour:?}");
        assert!(reason.contains("add it to all companies"), "{reason}");
        assert_eq!(state(&collected, Domain::Memberships).0, State::Incomplete, "{flavour:?}");
    }
}

#[test]
fn who_manages_access_and_not_settings_sees_own_keys_only() {
    for flavour in Flavour::ALL {
        let mut manager = String::new();
        let shop = Shop::with(flavour, rolecall::sample::Options::default(), |company| {
            let power = position(&company.groups, |group| group.key == "base.group_erp_manager");
            let person = position(&company.users, |user| {
                user.kind == UserKind::Internal && user.active && user.login() != "admin"
            });
            company.memberships.push(Membership(UserIx::new(person), GroupIx::new(power)));
            manager = company.users.get(person).unwrap().login().to_owned();
        });
        let login = (manager.clone(), SampleCompany::password(&manager).into());
        let collected = shop.collect(login, Vec::new()).unwrap();
        for domain in [Domain::Accounts, Domain::Memberships, Domain::ModelAccess, Domain::Records] {
            assert_eq!(state(&collected, domain), (State::Assessed, String::new()), "{flavour:?} {domain:?}");
        }
        let (tokens, reason) = state(&collected, Domain::Tokens);
        assert_eq!(tokens, State::Incomplete, "{flavour:?}");
        assert!(reason.starts_with("own keys only"), "{reason}");
        let (settings, reason) = state(&collected, Domain::Settings);
        assert_eq!(settings, State::NotAssessed, "{flavour:?}");
        assert!(reason.contains("give `") && reason.contains("the group `base.group_system`"), "{reason}");
    }
}

#[test]
fn a_plain_employee_collects_people_and_groups_and_says_what_is_missing() {
    for flavour in Flavour::ALL {
        let shop = Shop::open(flavour);
        let served = stored(&shop.company, flavour);
        let collected = shop.collect(shop.somebody(UserKind::Internal), Vec::new()).unwrap();
        assert_eq!(people(&collected), people(&served), "{flavour:?}: technical names tell the kinds");
        assert_eq!(memberships(&collected), memberships(&served), "{flavour:?}");
        for domain in [Domain::ModelAccess, Domain::Records, Domain::Fields, Domain::Origins, Domain::Settings] {
            let (state, reason) = state(&collected, domain);
            assert_eq!(state, State::NotAssessed, "{flavour:?} {domain:?}");
            assert!(reason.contains("the group `base.group_"), "{flavour:?} {reason}");
        }
        let (accounts, reason) = state(&collected, Domain::Accounts);
        assert_eq!(accounts, State::Incomplete, "{flavour:?}");
        assert!(reason.contains("nobody can tell"), "{reason}");
        assert_eq!(state(&collected, Domain::Tokens).0, State::Incomplete, "{flavour:?}");
        assert!(collected.groups.iter().all(|group| group.origin == Origin::Unknown));
    }
}

#[test]
fn a_customer_cannot_collect() {
    let shop = Shop::open(Flavour::V18);
    let customer = shop.company.users.iter().find(|user| user.kind == UserKind::External && user.active).unwrap();
    let login = (customer.login().to_owned(), SampleCompany::password(customer.login()).into());
    let error = shop.collect(login, Vec::new()).unwrap_err();
    assert!(matches!(error, ConnectError::ApiRights { .. }), "{error}");
}

#[test]
fn a_secret_that_is_refused_is_tried_once() {
    let shop = Shop::open(Flavour::V19);
    let error = shop.collect(("admin".to_owned(), SecretString::from("hunter2")), Vec::new()).unwrap_err();
    assert!(matches!(error, ConnectError::ApiLogin { .. }), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    let logins = shop.running.log().into_iter().filter(|seen| seen.call.as_deref() == Some("login")).count();
    assert_eq!(logins, 1);
}
