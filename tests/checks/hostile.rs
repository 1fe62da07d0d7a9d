//! Systems that nobody would build: nothing panics, nothing takes long, names stay names.

use rolecall::checks::catalogue;
use rolecall::connect::live::Observed;
use rolecall::model::{GroupIx, Severity, UserIx};
use rolecall::probe::Designed::{Allow, Deny};
use rolecall::probe::RoleOutcome;
use rolecall::report::{Format, RenderOptions, render};
use rolecall::rolemap::RoleMap;
use rolecall::snapshot::{Implication, Membership};
use rolecall::synth::Builder;

use crate::common::systems::named;
use crate::probe::YES;
use crate::shop::{audit_snapshot, shop};

#[test]
fn an_empty_system_fulfils_no_design() {
    let report = audit_snapshot(&Builder::new("empty").build(), &shop().map);
    let names: std::collections::BTreeSet<&str> = report.findings.iter().map(|found| found.check_name).collect();
    assert_eq!(
        names.into_iter().collect::<Vec<_>>(),
        ["design-names-nothing", "role-without-users", "user-not-in-system"]
    );
    assert!(report.findings.iter().any(|found| found.severity >= Severity::High), "it is no GO");
}

#[test]
fn an_empty_design_leaves_everybody_without_a_role() {
    let snapshot = shop().system.build();
    let map = RoleMap::default();
    let report = rolecall::audit::audit(&snapshot, Some((&map, "map.yaml")), Severity::High, None);
    let mut without: Vec<String> = report
        .findings
        .iter()
        .filter(|found| found.check_name == "user-without-role")
        .flat_map(|found| found.affected.users.clone())
        .collect();
    without.sort();
    assert_eq!(without, ["ann", "bob", "cem", "dia", "eve"]);
}

/// 3,000 groups, each bringing the next, in circles of 100; everyone holds the first of a circle and has one role.
#[test]
fn three_thousand_groups_in_circles_are_compared() {
    const SIZE: usize = 3000;
    let names: Vec<String> = (0..SIZE).map(|at| format!("m.g{at:04}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let logins: Vec<String> = (0..30).map(|at| format!("u{at:02}")).collect();
    let logins: Vec<&str> = logins.iter().map(String::as_str).collect();
    let mut snapshot = named(true, &logins, &names, &["hr.employee"]);
    let next = |at: usize| if at % 100 == 99 { at - 99 } else { at + 1 };
    snapshot.implications = (0..SIZE).map(|at| Implication(GroupIx::new(at), GroupIx::new(next(at)))).collect();
    snapshot.memberships = (0..30).map(|at| Membership(UserIx::new(at), GroupIx::new(at * 100))).collect();
    let map = "roles:\n  one:\n    groups: [m.g0000]\n    users: [\"u*\"]\n";
    let report = audit_snapshot(&snapshot, map);
    let beyond = report.findings.iter().filter(|found| found.check_name == "membership-beyond-role");
    assert_eq!(beyond.count(), 29, "one a person, about the first group of the circle");
    assert!(report.findings.len() < 100, "{}", report.findings.len());
}

#[test]
fn a_group_three_levels_down_is_found_from_the_top() {
    let shop = shop().with(|system| {
        system
            .implies("m.top", "m.middle")
            .implies("m.middle", "m.low")
            .implies("m.low", "m.lowest")
            .grant("m.lowest", "hr.employee", "w")
            .join("dia", "m.top");
    });
    let report = shop.audit();
    assert_eq!(report.findings.len(), 1, "{:#?}", report.findings);
    let found = &report.findings[0];
    assert_eq!(found.resource.group.as_deref(), Some("m.top"));
    assert!(found.path.iter().any(|step| step.contains("hr.employee")), "{:?}", found.path);
}

#[test]
fn a_probe_of_hostile_words_is_told_and_harmless_in_every_format() {
    const EVIL: &str = "\u{1b}[2J| <script> `x` @team\r\n## \u{202e}nimda =HYPERLINK(1)";
    let shop = shop().probed(|probe| {
        probe.role("seller", "ann").may("unlink", "sale.order", (Deny, Some(false)), YES);
        probe.may("write", "sale.order", (Allow, Some(true)), Observed::inconclusive(EVIL));
        probe.ends(RoleOutcome::Ended(EVIL.to_owned())).leaves_out(EVIL, EVIL, true).changed("sale.order", "7", EVIL);
        for cell in &mut probe.done.cells {
            cell.words = EVIL.into();
        }
        probe.done.roles[0].name = EVIL.to_owned();
        probe.done.roles[0].asker.login = EVIL.into();
    });
    let report = shop.audit();
    assert_eq!(report.findings.len(), 2, "{:#?}", report.findings);
    for format in Format::ALL.into_iter().filter(|format| format.is_text()) {
        let shown = render(&report, &catalogue(), format, &RenderOptions::default()).unwrap();
        let shown = String::from_utf8(shown).unwrap().replace("\r\n", "\n");
        assert!(shown.contains("nimda"), "{format}");
        assert!(!shown.chars().any(|c| c != '\n' && (c.is_control() || c == '\u{202e}')), "{format}: {shown:?}");
        assert!(format != Format::Markdown || !shown.contains("\n## \u{202e}"), "{shown}");
    }
}

#[test]
fn a_probe_that_fits_neither_design_nor_roles_is_no_panic() {
    let shop = shop().probed(|probe| {
        probe.role("seller", "ann").may("unlink", "sale.order", (Deny, Some(true)), YES);
        probe.leaves_out("everything", "a role of another design", true).changed("sale.order", "7", "written");
        probe.done.cells[1].run = 9;
        probe.done.changes[0].run = 9;
        probe.done.roles[0].role = 99;
        probe.done.unprobed[0].role = Some(77);
    });
    let report = shop.audit();
    assert!(report.findings.is_empty(), "{:#?}", report.findings);
    assert_eq!(report.probe.unwrap().cells.len(), 2);
}

#[test]
fn names_with_control_characters_are_told_and_told_apart() {
    let evil = ["x\u{1b}[2J", "x\r\nx", "x\u{202e}y", "x\0", "\u{feff}x"];
    let shop = shop().with(|system| {
        for name in evil {
            system.user(name, name, &["stock.group_user"]).hand_made(name, Some(name), name, "rw").join(name, name);
        }
    });
    let report = shop.audit();
    for name in evil {
        assert!(report.findings.iter().any(|found| found.subject.id == name), "{name:?}");
    }
    let json = serde_json::to_string(&report).unwrap();
    assert!(!json.chars().any(char::is_control), "JSON escapes them");
}
