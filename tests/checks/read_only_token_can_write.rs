use crate::Pair;
use crate::shop::{Shop, shop};

const NAME: &str = "BI read-only export";

fn key_of(owner: &str, name: &str) -> Shop {
    shop().with(|system| {
        system.administers("base.group_system").user("root", "Root", &["base.group_system"]);
        system.grant("base.group_system", "res.users", "rwcd");
        system.token(owner, name, "2025-12-01T08:00:00Z", Some("2026-03-01T08:00:00Z"));
    })
}

pub(crate) const PAIR: Pair = Pair {
    check: "read-only-token-can-write",
    fires: || key_of("dia", NAME),
    silent: || key_of("dia", "billing exporter"),
};

#[test]
fn a_name_that_promises_reading_is_held_against_what_its_owner_changes() {
    insta::assert_snapshot!((PAIR.fires)().told_by(PAIR.check), @r"
    low, confidence low: API key `BI read-only export` of `dia` should only read and can change records
      token BI read-only export -> dia []
      affects 1 dia
      expected only reading: the name says `read only`
      actual it carries all rights of `dia`: 3 operations on 1 model, among them stock.picking (write, create, unlink)
      path token:BI read-only export > user:dia
      fix make an account that can read and nothing else, give it a key of its own, and revoke `BI read-only export`
    ");
}

#[test]
fn the_surplus_counts_and_not_what_everyone_has() {
    assert_eq!(key_of("eve", NAME).told_by(PAIR.check), "", "a customer reads orders and changes nothing");
    let everyone = key_of("eve", NAME).with(|system| {
        system.hand_made("notes", None, "note.note", "rwcd");
    });
    assert_eq!(everyone.told_by(PAIR.check), "", "everyone changes notes");
    let wizard = key_of("eve", NAME).with(|system| {
        system.grant("base.group_portal", "sale.wizard", "rwc");
    });
    assert_eq!(wizard.told_by(PAIR.check), "", "nobody keeps a wizard's rows");
}

#[test]
fn a_guess_by_the_name_is_not_sure_and_an_administrator_makes_it_worse() {
    let told = |owner| key_of(owner, NAME).told_by(PAIR.check).lines().next().unwrap().to_owned();
    assert!(told("root").starts_with("medium, confidence low"), "{}", told("root"));
    assert!(told("dia").starts_with("low, confidence low"), "{}", told("dia"));
}

/// The design of a key of `dia`'s that reads pickings and nothing else.
const READS: &str = "\
tokens:
  stock sync:
    owner: dia
    may: { stock.picking: r }
";

fn designed(shop: Shop) -> Shop {
    shop.design("roles:\n", &format!("{READS}roles:\n"))
}

#[test]
fn a_designed_key_is_left_to_its_design_and_one_that_slipped_in_beside_it_is_not() {
    let one = designed(key_of("dia", "stock sync"));
    assert_eq!(one.told_by(PAIR.check), "");
    assert_ne!(one.told_by("token-exceeds-design"), "", "which tells the same of it");
    let two = designed(key_of("dia", "stock sync")).with(|system| {
        system.token("dia", "stock sync", "2025-12-24T08:00:00Z", Some("2026-03-01T08:00:00Z"));
    });
    let told = two.told_by(PAIR.check);
    assert!(told.starts_with("medium, confidence high"), "{told}");
    assert!(told.contains("as the design of `stock sync` says"), "{told}");
}

#[test]
fn a_design_without_may_says_nothing_about_what_the_key_does() {
    let shop = key_of("dia", NAME).design("roles:\n", &format!("tokens:\n  {NAME}:\n    owner: dia\nroles:\n"));
    assert_ne!(shop.told_by(PAIR.check), "");
}

#[test]
fn dead_keys_are_left_alone() {
    let expired = shop().with(|system| {
        system.token("dia", NAME, "2025-10-01T08:00:00Z", Some("2025-11-01T08:00:00Z"));
    });
    assert_eq!(expired.told_by(PAIR.check), "");
    let switched_off = key_of("dia", NAME).with(|system| {
        system.change("dia", |user| user.active = false);
    });
    assert_eq!(switched_off.told_by(PAIR.check), "");
}

#[test]
fn a_key_that_is_for_something_else_does_not_act_as_its_owner() {
    let shop = (PAIR.fires)().with(|system| {
        system.adjust(|snapshot| {
            snapshot.semantics.scopes_of_owner = vec!["rpc".to_owned()];
            for token in &mut snapshot.tokens {
                token.scope = Some("odoo.plugin.outlook".to_owned());
            }
        });
    });
    assert_eq!(shop.told_by(PAIR.check), "");
}
