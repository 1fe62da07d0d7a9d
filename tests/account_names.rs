//! Which accounts look like nobody's own: the catalogue of names with the traps of each, and what holds for any name.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on must say so")]

use proptest::prelude::*;
use rolecall::identity::{About, Class, Crowd, Identity, Lexicon, Sign, identify};
use rolecall::model::{Confidence, UserIx};
use rolecall::policy::Policies;
use rolecall::snapshot::{Coverage, Domain, Person, Snapshot, State, UserKind};
use rolecall::synth::Builder;

/// One account among twenty-five colleagues with a domain of their own.
fn among_colleagues(login: &str, name: &str) -> Snapshot {
    let mut system = Builder::new("acme");
    system.taken_at("2026-06-30T08:00:00Z").makes("base.group_user", UserKind::Internal);
    for at in 'a'..='y' {
        system.user(&format!("{at}.nemo@acme.tld"), &format!("{at}lex Nemo"), &["base.group_user"]);
    }
    system.user(login, name, &["base.group_user"]);
    system.build()
}

fn identity_in(snapshot: &Snapshot, login: &str) -> Identity {
    let lexicon = Lexicon::of(&Policies::built_in().accounts, &snapshot.system);
    let crowd = Crowd::of(snapshot, &lexicon);
    let at = snapshot.users.iter().position(|user| user.login() == login).unwrap();
    identify(UserIx::new(at), &snapshot.users[at], &lexicon, &crowd)
}

fn identity(login: &str, name: &str) -> Identity {
    identity_in(&among_colleagues(login, name), login)
}

/// What an account looks like, and how surely.
fn looks_like(login: &str, name: &str) -> Option<(About, Confidence)> {
    identity(login, name).suspected
}

#[test]
fn words_inside_of_words_are_nothing() {
    for (login, name) in [
        ("m.testa", "Marco Testa"),
        ("a.testino", "Anna Testino"),
        ("attestation@acme.tld", "Attestation Desk"),
        ("contest@acme.tld", "Contest"),
        ("protest@acme.tld", "Protest"),
        ("latest@acme.tld", "Latest"),
        ("greatest", "Greatest"),
        ("pentest@acme.tld", "Pentest"),
        ("adminah", "Adminah Otieno"),
        ("badmin", "Badmin"),
        ("admin.pfeiffer", "Admin Pfeiffer"),
    ] {
        assert_eq!(looks_like(login, name), None, "{login}");
    }
}

#[test]
fn people_may_be_called_so() {
    for (login, name) in [
        ("desmond.tester", "Desmond Tester"),
        ("temp.le", "Temp Le"),
        ("sit", "Sit Ng"),
        ("m.teste", "Maria Teste"),
        ("a.prova", "Anna Prova"),
        ("teste.silva", "Teste Silva"),
        ("amos.root", "Amos Root"),
        ("jguest", "Judith Guest"),
        ("j.sample", "Jo Sample"),
        ("robert.service", "Robert Service"),
        ("service", "Robert Service"),
        ("kevin.temple", "Kevin Temple"),
        ("dev.patel", "Dev Patel"),
        ("demos.georgiou", "Demos Georgiou"),
        ("qasim.ali", "Qasim Ali"),
        ("ali@company.qa", "Qasim Ali"),
        ("x@uat.edu", "Xenia Ott"),
    ] {
        let seen = looks_like(login, name);
        assert!(seen.is_none_or(|(_, confidence)| confidence == Confidence::Low), "{login}: {seen:?}");
    }
    // Even with everything else against them they are worth a review and no more.
    let mut snapshot = among_colleagues("desmond.tester", "Desmond Tester");
    for domain in [Domain::LastLogins, Domain::People] {
        snapshot.coverage.retain(|known| known.domain != domain);
        snapshot.coverage.push(Coverage { domain, state: State::Assessed, reason: None });
    }
    snapshot.people = (0..25).map(|at| person(UserIx(at))).collect();
    for user in snapshot.users.iter_mut().filter(|user| &*user.key != "desmond.tester") {
        user.last_login = Some("2026-06-29T08:00:00Z".into());
    }
    let seen = identity_in(&snapshot, "desmond.tester");
    let signs: Vec<Sign> = seen.evidence.iter().map(|evidence| evidence.sign).collect();
    assert_eq!((seen.score.to_string().as_str(), signs), ("2.5", vec![Sign::TestWord, Sign::Unused]));
    assert_eq!(seen.suspected, Some((About::Test, Confidence::Low)));
}

fn person(user: UserIx) -> Person {
    Person { user, key: user.0.to_string().into(), working: Some(true), until: None }
}

#[test]
fn tests_are_seen_in_any_case_width_and_script() {
    for (login, name) in [
        ("test", "Test"),
        ("Test1@acme.tld", "Test 1"),
        ("TestUser", "Test User"),
        ("uat_finance", "UAT Finance"),
        ("ｔｅｓｔ", "Test"),
        ("t\u{435}st", "Test"),
        ("test\u{200b}er", "Tester"),
        ("тест", "Тест"),
        ("测试账号", "测试账号"),
        ("テストユーザー", "テスト"),
        ("테스트", "테스트"),
        ("ทดสอบ", "ทดสอบ"),
        ("اختبار", "اختبار"),
        ("δοκιμή", "Δοκιμή"),
        ("próba", "Próba"),
    ] {
        assert!(matches!(looks_like(login, name), Some((About::Test, _))), "{login}: {:?}", identity(login, name));
    }
}

#[test]
fn functions_and_devices_are_shared() {
    for (login, name) in [
        ("lager1", "Lager 1"),
        ("kasse2", "Kasse 2"),
        ("sales@acme.tld", "Sales"),
        ("info@acme.tld", "Info"),
        ("仓库", "仓库 1"),
        ("shared.shop", "Shop"),
    ] {
        assert_eq!(looks_like(login, name), Some((About::Shared, Confidence::Medium)), "{login}");
    }
    assert_eq!(looks_like("sales@acme.tld", "Anna Keller"), None, "somebody answers for it");
}

#[test]
fn the_systems_own_accounts_are_a_class_of_their_own() {
    for (kind, login) in [
        ("odoo", "__system__"),
        ("odoo", "default"),
        ("odoo", "portaltemplate"),
        ("odoo", "public"),
        ("frappe", "Guest"),
        ("frappe", "Administrator"),
        ("tryton", "root"),
    ] {
        let mut snapshot = among_colleagues(login, login);
        snapshot.system.kind = kind.to_owned();
        snapshot.system.version = "18.0".to_owned();
        let seen = identity_in(&snapshot, login);
        assert_eq!((seen.class, seen.suspected, seen.evidence.len()), (Class::System, None, 0), "{login}");
    }
    let mut snapshot = among_colleagues("default", "Default");
    snapshot.system.version = "19.0".to_owned();
    assert_eq!(identity_in(&snapshot, "default").class, Class::Internal, "19 has no such template");
}

#[test]
fn programs_are_services_and_not_shared() {
    for (login, name) in [("svc-shopify", "Shopify"), ("api-wms", "WMS"), ("connector", "Connector")] {
        let seen = identity(login, name);
        assert_eq!((seen.class, seen.suspected), (Class::Service, None), "{login}");
    }
    assert_eq!(identity("api.kumar", "Api Kumar").class, Class::Internal, "somebody is called so");
    assert!(matches!(looks_like("api-test", "API"), Some((About::Test, _))), "a test of a program is one");
}

#[test]
fn a_placeholder_may_be_somebody() {
    let seen = identity("john.doe@example.com", "John Doe");
    assert_eq!(seen.suspected, Some((About::Test, Confidence::Low)));
    assert_eq!(seen.score.to_string(), "3.5");
}

#[test]
fn a_reserved_domain_that_most_share_is_the_companys_own() {
    let mut system = Builder::new("lab");
    for at in 'a'..='y' {
        system.user(&format!("{at}.nemo@lab.example"), &format!("{at}lex Nemo"), &[]);
    }
    system.user("anna@mailinator.com", "Anna Keller", &[]).user("demo.admin@lab.example", "Demo Admin Lab", &[]);
    let snapshot = system.build();
    assert_eq!(identity_in(&snapshot, "a.nemo@lab.example").evidence, []);
    let minute = identity_in(&snapshot, "anna@mailinator.com");
    assert_eq!((minute.evidence[0].sign, minute.suspected), (Sign::ReservedDomain, None), "not enough alone");
    let demo = identity_in(&snapshot, "demo.admin@lab.example");
    assert_eq!(demo.suspected, Some((About::Test, Confidence::Medium)), "`Lab` is the company's name, nobody's");
}

#[test]
fn numbers_stand_for_people_where_a_company_names_them_so() {
    let mut system = Builder::new("lab");
    system.makes("base.group_user", UserKind::Internal);
    for at in 1..=12 {
        system.user(&format!("buyer.{at:02}"), &format!("Buyer {at}"), &["base.group_user"]);
    }
    system.user("warehouse.01", "Warehouse 1", &["base.group_user"]);
    assert_eq!(
        identity_in(&system.build(), "warehouse.01").suspected,
        Some((About::Shared, Confidence::Low)),
        "elsewhere it would be a device of the warehouse"
    );
    assert_eq!(looks_like("warehouse.01", "Warehouse 1"), Some((About::Shared, Confidence::Medium)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn any_text_is_a_name(login in "\\PC{0,24}", name in any::<String>()) {
        identity(&login, &name);
    }

    #[test]
    fn case_and_width_change_nothing(login in "[a-z]{1,6}[._-]?[a-z]{0,6}[0-9]{0,2}(@acme\\.tld)?", name in "[a-z]{2,6} [a-z]{2,6}") {
        let plain = identity(&login, &name);
        let wide: String = login.chars().map(wide).collect();
        for other in [login.to_uppercase(), wide] {
            let other = identity(&other, &name.to_uppercase());
            prop_assert_eq!((other.score, other.suspected), (plain.score, plain.suspected));
        }
    }

    #[test]
    fn what_nobody_sees_changes_nothing(word in "(test|lager|admin|anna|svc)[._-]?[a-z]{0,5}", at in 0_usize..6, hidden in "[\u{200b}\u{200d}\u{2060}\u{ad}\u{fe0f}]") {
        let mut hiding = word.clone();
        hiding.insert_str(at.min(word.len()), &hidden);
        let (plain, hiding) = (identity(&word, "Anna Keller"), identity(&hiding, "Anna Keller"));
        prop_assert_eq!((plain.class, plain.evidence), (hiding.class, hiding.evidence));
    }
}

/// The full-width form of a character.
fn wide(c: char) -> char {
    match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
        c => c,
    }
}

#[test]
fn a_reserved_domain_says_nothing_only_where_half_of_the_staff_have_it() {
    let told = |with: usize, all: usize| {
        let mut system = Builder::new("acme");
        system.makes("base.group_user", UserKind::Internal);
        for (at, letter) in (0..all).zip('a'..='z') {
            let host = if at < with { "example.com" } else { "acme.tld" };
            system.user(&format!("{letter}.nemo@{host}"), "Lex Nemo", &["base.group_user"]);
        }
        let snapshot = system.build();
        let evidence = identity_in(&snapshot, "a.nemo@example.com").evidence;
        evidence.iter().any(|evidence| evidence.sign == Sign::ReservedDomain)
    };
    assert!(told(2, 20), "two leftovers of twenty");
    assert!(!told(11, 20), "the whole company");
}

#[test]
fn a_company_called_demo_has_demo_accounts_too() {
    let mut snapshot = among_colleagues("d.user", "Demo Support");
    for company in &mut snapshot.companies {
        company.name = "Demo Trading".to_owned();
    }
    if snapshot.companies.is_empty() {
        snapshot.companies.push(rolecall::snapshot::Company {
            id: "1".into(),
            name: "Demo Trading".to_owned(),
            parent: None,
            active: true,
        });
    }
    let evidence = identity_in(&snapshot, "d.user").evidence;
    assert!(evidence.iter().any(|evidence| evidence.sign == Sign::TestName), "{evidence:?}");
}
