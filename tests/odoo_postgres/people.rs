//! Employees, sessions and what new accounts are born with.

use rolecall::snapshot::{Domain, Snapshot, State};

use super::{collected, company, postgres, reason, state};

fn key(snapshot: &Snapshot, user: rolecall::model::UserIx) -> &str {
    &snapshot.user(user).key
}

#[test]
fn an_employee_of_several_companies_has_a_record_in_each() {
    let server = server_or_skip!();
    for series in [16, 17, 18, 19] {
        let snapshot = collected(server, "boss", &company(server, series));
        let people: Vec<(&str, Option<bool>, Option<&str>)> = snapshot
            .people
            .iter()
            .map(|person| (key(&snapshot, person.user), person.working, person.until.as_deref()))
            .collect();
        let day = (series < 19).then_some("2025-12-31");
        assert_eq!(people, [("mia", Some(false), day), ("till#6", Some(true), None), ("till#6", Some(false), None)]);
        assert_eq!(state(&snapshot, Domain::People), State::Assessed);
    }
}

#[test]
fn sessions_are_counted_while_they_can_be_used() {
    let server = server_or_skip!();
    for series in [18, 19] {
        let snapshot = collected(server, "boss", &company(server, series));
        let [rosa] = snapshot.sessions.as_slice() else { panic!("{:?}", snapshot.sessions) };
        assert_eq!(key(&snapshot, rosa.user), "rosa");
        assert_eq!((rosa.open, rosa.addresses, rosa.agents), (2, 2, 2));
    }
    let snapshot = collected(server, "boss", &company(server, 17));
    assert_eq!(reason(&snapshot, Domain::Sessions), "Odoo keeps no list of them before 18");
}

#[test]
fn the_template_is_in_use_as_the_setting_says() {
    let server = server_or_skip!();
    for (series, value, expected) in [
        (16, None, (None, false)),
        (16, Some("True"), (Some(true), false)),
        (17, None, (Some(false), false)),
        (18, Some("True"), (Some(true), true)),
        (18, Some("False"), (Some(false), false)),
    ] {
        let database = company(server, series);
        server.sql(&database, "delete from ir_config_parameter where key = 'base_setup.default_user_rights'");
        if let Some(value) = value {
            let sql = "insert into ir_config_parameter (key, value) values ('base_setup.default_user_rights', ";
            server.sql(&database, &format!("{sql}'{value}')"));
        }
        let snapshot = collected(server, "boss", &database);
        let template = snapshot.new_users.as_ref().unwrap();
        assert_eq!((template.in_use, template.reaches_existing), expected, "{series} {value:?}");
        let groups: Vec<&str> =
            template.groups.iter().map(|group| snapshot.groups[group.index()].key.as_str()).collect();
        assert_eq!(groups, ["base.group_user"], "{series}");
    }
}
