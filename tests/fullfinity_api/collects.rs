use rolecall::connect::Extra;
use rolecall::connect::api::{Account, Options};
use rolecall::connect::live::SecretKind;
use rolecall::snapshot::{Domain, State};
use serde_json::json;

use crate::server::{Disturbance, Erp, Server, company};
use crate::{access, account, collect, collect_with, named, options, people, state};

fn with(change: impl FnOnce(&mut Erp)) -> Server {
    let mut erp = company();
    change(&mut erp);
    Server::start(erp)
}

#[test]
fn the_running_configuration_is_read_in_every_form_of_links() {
    let server = Server::start(company());
    let snapshot = collect(&server);
    insta::assert_snapshot!(people(&snapshot), @"
    (without a login) Anonymous (off): core_public
    ann@acme.example Internal: crm_user
    auditor@acme.example Internal: crm_admin
    eve@shop.example External: core_portal
    old@acme.example Internal (off): crm_user
    ");
    insta::assert_snapshot!(access(&snapshot), @"
    ann@acme.example: Contact read
    ann@acme.example: CrmLead read,write,create
    auditor@acme.example: Contact read
    auditor@acme.example: CrmLead read,write,create,delete
    auditor@acme.example: User read
    old@acme.example: Contact read
    old@acme.example: CrmLead read,write,create
    ");
    insta::assert_snapshot!(server.heard().join("\n"), @"
    GET /openapi.json
    POST /auth/authenticate
    POST /api/query/Group
    POST /api/query/ModelAccess
    POST /api/query/RecordRule
    POST /api/query/Company
    POST /api/query/User
    POST /api/query/UiMenu
    ");
    assert!(snapshot.dangling.is_empty(), "{:?}", snapshot.dangling);
    let ann = snapshot.users.iter().find(|user| &*user.key == "ann@acme.example").unwrap();
    assert_eq!((ann.company.map(|at| at.0), ann.companies.len(), &*ann.id), (Some(0), 1, "2"));
    assert_eq!(snapshot.system.name, "acme");
    assert!(snapshot.system.source.contains("not yet run against an instance"));
    assert_eq!(snapshot.rules[0].filter, "(Q(salesperson__id__eq=uid))");
    assert!(snapshot.population.iter().all(|count| count.collected == count.counted));
    assert_eq!(snapshot.population.len(), 6);
    let bytes = serde_json::to_string(&snapshot).unwrap();
    assert!(!bytes.contains("audit-secret") && !bytes.contains("token1"));
}

#[test]
fn nothing_is_ever_called_complete() {
    let snapshot = collect(&Server::start(company()));
    for domain in Domain::core() {
        let (found, reason) = state(&snapshot, domain);
        assert_ne!(found, State::Assessed, "{domain:?}");
        assert!(!reason.is_empty());
    }
    assert!(
        state(&snapshot, Domain::ModelAccess)
            .1
            .contains("`auditor@acme.example` is shown every record is not documented")
    );
    assert_eq!(state(&snapshot, Domain::Tokens).0, State::NotAssessed);
}

#[test]
fn fields_that_cannot_be_read_fall_away_one_by_one() {
    for status in [400, 403, 422, 500] {
        let server = with(|erp| {
            erp.fails.insert(("User".to_owned(), "allowed_companies".to_owned()), status);
            erp.left_out.insert(("Group".to_owned(), "category".to_owned()));
        });
        let snapshot = collect(&server);
        let told = state(&snapshot, Domain::Accounts).1;
        assert!(
            told.contains("`User.allowed_companies` could not be read") && told.contains(&status.to_string()),
            "{told}"
        );
        assert!(
            state(&snapshot, Domain::Memberships).1.contains("`Group.category` could not be read: no record shows it")
        );
        assert!(people(&snapshot).contains("ann@acme.example Internal: crm_user"));
    }
}

#[test]
fn a_model_that_cannot_be_listed_is_not_assessed() {
    for model in ["Group", "ModelAccess", "RecordRule", "User", "Company", "UiMenu"] {
        let gone = with(|erp| drop(erp.records.remove(model)));
        let refused = with(|erp| {
            erp.refused.insert(("auditor@acme.example".to_owned(), model.to_owned()));
        });
        for (server, why) in [(gone, "HTTP 404"), (refused, "HTTP 403")] {
            let snapshot = collect(&server);
            let told: Vec<_> = Domain::ALL
                .into_iter()
                .map(|domain| state(&snapshot, domain))
                .filter(|(state, reason)| {
                    *state == State::NotAssessed && reason.contains(&format!("`{model}` could not be listed"))
                })
                .collect();
            assert_eq!(told.len(), 1, "{model}");
            assert!(told[0].1.contains(why), "{}", told[0].1);
        }
    }
    let nothing = with(|erp| erp.records.clear());
    let snapshot = collect(&nothing);
    assert!(people(&snapshot).contains("auditor@acme.example"), "who signed in is known");
    assert_eq!(access(&snapshot), "");
}

#[test]
fn an_empty_list_of_rows_is_no_proof_that_there_are_none() {
    let snapshot = collect(&with(|erp| drop(erp.records.insert("ModelAccess".to_owned(), Vec::new()))));
    assert_eq!(state(&snapshot, Domain::ModelAccess).0, State::NotAssessed);
}

#[test]
fn an_instance_may_call_things_otherwise() {
    let server = with(|erp| {
        for user in erp.records.get_mut("User").unwrap() {
            let groups = user.as_object_mut().unwrap().remove("groups").unwrap();
            user["group_ids"] = groups;
        }
        let groups = erp.records.remove("Group").unwrap();
        erp.records.insert("UserGroup".to_owned(), groups);
        erp.left_out.insert(("User".to_owned(), "groups".to_owned()));
    });
    let unnamed = collect(&server);
    assert!(state(&unnamed, Domain::Memberships).1.contains("`\"User.groups\" = \"…\"`"));
    assert!(!people(&unnamed).contains("crm_user"));
    let names = named(&[("User.groups", "group_ids"), ("Group", "UserGroup"), ("UiMenu", "")]);
    let extra = Extra { names, ..Extra::default() };
    let snapshot = collect_with(&server, &Options { extra, ..options() }).unwrap().snapshot;
    assert!(people(&snapshot).contains("ann@acme.example Internal: crm_user"));
    assert!(state(&snapshot, Domain::Surfaces).1.contains("not asked for, as configured"));
}

#[test]
fn long_lists_come_page_by_page_and_end() {
    let many = |erp: &mut Erp, count: u64| {
        let user = |id| json!({ "id": id, "email": format!("u{id}@acme.example"), "name": "U", "active": true, "groups": [4] });
        erp.records.insert("User".to_owned(), (1..=count).map(user).collect());
    };
    for (count, requests) in [(499, 1), (500, 1), (501, 2), (1200, 3)] {
        let server = with(|erp| many(erp, count));
        let users = collect(&server).users.len() as u64;
        assert_eq!(users, count + 2, "with the account that signed in and the one of callers without a login");
        assert_eq!(server.heard().iter().filter(|asked| asked.ends_with("/User")).count(), requests);
        let untold = with(|erp| {
            many(erp, count);
            erp.no_total = true;
        });
        assert_eq!(collect(&untold).users.len() as u64, count + 2);
    }
    let round = with(|erp| {
        many(erp, 1200);
        erp.no_pages = true;
    });
    let snapshot = collect(&round);
    assert_eq!(snapshot.users.len(), 502);
    assert!(state(&snapshot, Domain::Accounts).1.contains("500 of 1200 records of `User` were shown"));
}

#[test]
fn odd_values_lose_their_row_and_nothing_else() {
    let server = with(|erp| {
        let rows = erp.records.get_mut("ModelAccess").unwrap();
        rows[0]["model"] = json!(17);
        rows[1]["group"] = json!([[1, 2]]);
        rows[2]["read_perm"] = json!("yes");
        rows[3]["group"] = json!("gone");
        erp.records.get_mut("User").unwrap()[1]["groups"] = json!("crm_user");
    });
    let snapshot = collect(&server);
    let told: Vec<_> =
        snapshot.dangling.iter().map(|found| format!("{:?} {} {}", found.what, found.from, found.names)).collect();
    insta::assert_snapshot!(told.join("\n"), @"
    Group ModelAccess user_admin gone
    Value ModelAccess contact_internal `model` holds the id 17 where the name of a model was expected
    Value ModelAccess lead_user `group` holds a list where one link was expected
    Value User ann@acme.example `groups` holds no list of links
    ");
    insta::assert_snapshot!(access(&snapshot), @"auditor@acme.example: CrmLead write,create,delete");
    assert!(state(&snapshot, Domain::ModelAccess).1.contains("1 access rows name no model"));
    assert!(state(&snapshot, Domain::Memberships).1.contains("the groups of some accounts could not be read"));
}

#[test]
fn groups_without_identifiers_are_called_by_category_and_name() {
    let server = with(|erp| {
        erp.left_out.insert(("Group".to_owned(), "identifier".to_owned()));
        erp.records.get_mut("Group").unwrap().push(json!({ "id": 9, "name": "User", "category": "CRM" }));
    });
    let snapshot = collect(&server);
    let keys: Vec<_> = snapshot.groups.iter().map(|group| group.key.as_str()).collect();
    assert!(
        keys.contains(&"CRM / Manager") && keys.contains(&"CRM / User#4") && keys.contains(&"CRM / User#9"),
        "{keys:?}"
    );
    assert!(people(&snapshot).contains("ann@acme.example Unclassified: CRM / User#4"));
}

#[test]
fn probe_logins_that_are_not_listed_are_known_because_they_sign_in() {
    let probes =
        vec![("ann@acme.example".to_owned(), "ann-secret".into()), ("eve@shop.example".to_owned(), "wrong".into())];
    let server = with(|erp| drop(erp.records.remove("User")));
    let collected = collect_with(&server, &Options { probes: probes.clone(), ..options() }).unwrap();
    assert_eq!(collected.refused, ["eve@shop.example"]);
    assert!(people(&collected.snapshot).contains("ann@acme.example Unclassified: \n"));
    let listed = Server::start(company());
    let collected = collect_with(&listed, &Options { probes, ..options() }).unwrap();
    assert!(collected.refused.is_empty(), "who is listed is not tried");
    assert_eq!(listed.heard().iter().filter(|asked| asked.contains("authenticate")).count(), 1);
}

#[test]
fn after_three_that_failed_nobody_else_signs_in() {
    let wrong = |at| (format!("p{at}@acme.example"), "wrong".into());
    let mut probes: Vec<(String, secrecy::SecretString)> = (0..6).map(wrong).collect();
    probes.push(("ann@acme.example".to_owned(), "ann-secret".into()));
    let server = with(|erp| drop(erp.records.remove("User")));
    let collected = collect_with(&server, &Options { probes, ..options() }).unwrap();
    assert_eq!(collected.refused, ["p0@acme.example", "p1@acme.example", "p2@acme.example"]);
    assert_eq!(server.heard().iter().filter(|asked| asked.contains("authenticate")).count(), 4);
    assert!(!people(&collected.snapshot).contains("ann@acme.example"));
    let told = state(&collected.snapshot, Domain::Accounts).1;
    assert!(
        told.contains("4 logins are not in the list of users, and whether they are accounts is not known"),
        "{told}"
    );
}

#[test]
fn a_lock_or_no_answer_ends_the_sign_ins_at_once() {
    for disturbance in [Disturbance::Status(429), Disturbance::Dropped, Disturbance::Traceback, Disturbance::Page(200)]
    {
        let server = with(|erp| {
            erp.records.remove("User");
            erp.disturbed.insert("/auth/authenticate".to_owned(), disturbance);
            erp.bearer.insert("a.b.c".to_owned(), "auditor@acme.example".to_owned());
        });
        let account = Account { secret: "a.b.c".into(), kind: SecretKind::Bearer, ..account() };
        let probes = ["ann", "eve"].map(|who| (format!("{who}@acme.example"), "right".into())).into();
        let collected = collect_with(&server, &Options { account, probes, ..options() }).unwrap();
        assert!(collected.refused.is_empty(), "{disturbance:?}");
        assert_eq!(server.heard().iter().filter(|asked| asked.contains("authenticate")).count(), 1, "{disturbance:?}");
        let told = state(&collected.snapshot, Domain::Accounts).1;
        assert!(told.contains("2 logins are not in the list of users"), "{disturbance:?}: {told}");
    }
}

#[test]
fn a_bearer_token_proves_no_sign_in() {
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2lnbmF0dXJl";
    let probes = vec![("ann@acme.example".to_owned(), token.into())];
    let server = with(|erp| drop(erp.records.remove("User")));
    let snapshot = collect_with(&server, &Options { probes, ..options() }).unwrap().snapshot;
    assert!(people(&snapshot).contains("ann@acme.example"));
    let told = state(&snapshot, Domain::Accounts).1;
    assert!(told.contains("1 accounts are not in the list of users and known only because they sign in"), "{told}");
    assert!(told.contains("known only because a bearer token is given for them"), "{told}");
    assert_eq!(server.heard().iter().filter(|asked| asked.contains("authenticate")).count(), 1);
}

#[test]
fn modules_add_what_the_api_does_not_tell() {
    let modules = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fullfinity/modules");
    let extra = Extra { modules: vec![modules], ..Extra::default() };
    let server = Server::start(company());
    let snapshot = collect_with(&server, &Options { extra, ..options() }).unwrap().snapshot;
    let lead = snapshot.resources.iter().position(|found| found.key == "CrmLead").unwrap();
    assert!(snapshot.field(rolecall::model::ResourceIx::new(lead), "cost").is_some());
    assert_eq!(snapshot.modules.len(), 3);
    assert!(state(&snapshot, Domain::Fields).1.contains("as shipped"));
    insta::assert_snapshot!(access(&snapshot), @"
    ann@acme.example: Contact read
    ann@acme.example: CrmLead read,write,create
    auditor@acme.example: Contact read
    auditor@acme.example: CrmLead read,write,create,delete
    auditor@acme.example: User read
    old@acme.example: Contact read
    old@acme.example: CrmLead read,write,create
    ");
}
