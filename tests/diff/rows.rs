//! What reaches more rows than before is told by what changed, and by nothing that was there before.

use rolecall::diff::Section;
use rolecall::model::{GroupIx, UserIx};
use rolecall::snapshot::{Domain, Implication, Membership, Snapshot};
use rolecall::synth::Builder;

use super::{access, diff, lines};

const OWN: &str = "[('user_id','=',user.id)]";
const COMPANY: &str = "[('company_id','in',company_ids)]";
const ALL: &str = "[(1,'=',1)]";

/// Everybody reads their own devices; `system` has a rule that shows all, and not one row that grants.
fn company() -> Builder {
    let mut system = Builder::new("prod");
    for group in ["user", "sales", "manager", "system"] {
        system.group(group);
    }
    system.resource("device");
    system.user("ada", "Ada", &["user"]);
    system.user("bob", "Bob", &["user", "sales"]);
    system.grant("user", "device", "r");
    system.rule("own", "device", &["user"], OWN);
    system.rule("all", "device", &["system"], ALL);
    system
}

fn built(system: &Builder) -> Snapshot {
    let mut snapshot = system.build();
    snapshot.looked_at(Domain::Records);
    snapshot
}

#[test]
fn a_group_whose_rule_shows_more_is_the_cause_and_no_row_that_was_there_before() {
    let before = built(&company());
    let after = built(company().join("ada", "system"));
    assert_eq!(access(&diff(&before, &after)), ["+ in group system (1): device read own → all x1"]);
    assert_eq!(access(&diff(&after, &before)), ["- no longer in group system (1): device read all → own x1"]);
}

#[test]
fn so_is_what_brings_such_a_group() {
    let before = built(&company());
    let mut after = before.clone();
    let group = |key: &str| GroupIx::new(before.groups.iter().position(|group| group.key == key).unwrap());
    after.implications.push(Implication(group("sales"), group("system")));
    after.memberships.push(Membership(UserIx::new(1), group("system")));
    after.memberships.sort();
    assert_eq!(access(&diff(&before, &after)), ["+ group sales brings group system (1): device read own → all x1"]);
}

#[test]
fn a_group_whose_rule_held_somebody_is_the_cause_when_it_is_left() {
    let mut system = company();
    system.rule("sales", "device", &["sales"], OWN);
    system.switch_off_rule("own");
    let before = built(&system);
    let after = built(system.leave("bob", "sales"));
    assert_eq!(access(&diff(&before, &after)), ["+ no longer in group sales (1): device read own → all x1"]);
    assert_eq!(access(&diff(&after, &before)), ["- in group sales (1): device read all → own x1"]);
}

#[test]
fn a_rule_that_was_changed_or_removed_is_the_cause() {
    let before = built(&company());
    let mut changed = before.clone();
    COMPANY.clone_into(&mut changed.rules[0].filter);
    assert_eq!(access(&diff(&before, &changed)), ["+ record rules of device (2): device read own → company x2"]);
    let mut removed = before.clone();
    removed.rules.remove(0);
    assert_eq!(access(&diff(&before, &removed)), ["+ record rules of device (2): device read own → all x2"]);
}

#[test]
fn rules_and_groups_that_both_show_more_are_told_step_by_step() {
    let before = built(&company());
    let mut after = built(company().join("ada", "system"));
    COMPANY.clone_into(&mut after.rules[0].filter);
    assert_eq!(
        access(&diff(&before, &after)),
        [
            "+ record rules of device (2): device read own → company x2",
            "+ in group system (1): device read company → all x1",
        ]
    );
}

#[test]
fn a_row_that_is_new_is_the_cause_and_one_that_was_there_is_not() {
    let mut before = built(&company());
    before.rules.clear();
    before.grants[0].own = true;
    let mut wider = before.clone();
    wider.grants[0].own = false;
    assert_eq!(access(&diff(&before, &wider)), ["+ group user grants it (2): device read own → all x2"]);
    let mut added = before.clone();
    let mut row = before.grants[0].clone();
    (row.own, row.key) = (false, "second".to_owned());
    row.to = rolecall::snapshot::Grantee::Group(GroupIx::new(1));
    added.grants.push(row);
    assert_eq!(access(&diff(&before, &added)), ["+ group sales grants it (1): device read own → all x1"]);
    let mut joined = added.clone();
    joined.memberships.push(Membership(UserIx::new(0), GroupIx::new(1)));
    joined.memberships.sort();
    assert_eq!(access(&diff(&added, &joined)), ["+ in group sales (1): device read own → all x1"]);
}

/// Odoo 16 to 19: rules of groups are alternatives, and whoever has none of their groups is held by the others alone.
#[test]
fn a_rule_of_a_group_weakens_by_what_it_stands_among() {
    let rules = |before: &Snapshot, after: &Snapshot| lines(&diff(before, after), Section::Rules);
    let both = built(&company());
    let mut one = both.clone();
    one.rules.remove(1);
    // The rule that shows all goes: it held nobody.
    assert!(rules(&both, &one)[0].starts_with("- device · all"), "{:?}", rules(&both, &one));
    // It comes beside one that holds somebody already.
    assert_eq!(rules(&one, &both).len(), 1);
    assert!(rules(&one, &both)[0].starts_with("+! device · all"), "{:?}", rules(&one, &both));
    let mut none = one.clone();
    none.rules.clear();
    // The only one of its group goes: nothing holds its members any longer. It comes: it narrows.
    assert!(rules(&one, &none)[0].starts_with("-! device · own"), "{:?}", rules(&one, &none));
    assert!(rules(&none, &one)[0].starts_with("+ device · own"), "{:?}", rules(&none, &one));
    // One of two of the same group goes.
    let mut two = one.clone();
    let mut second = one.rules[0].clone();
    (second.key, second.filter) = ("second".to_owned(), COMPANY.to_owned());
    two.rules.push(second);
    assert!(rules(&two, &one)[0].starts_with("- device · second"), "{:?}", rules(&two, &one));
    assert!(rules(&one, &two)[0].starts_with("+! device · second"), "{:?}", rules(&one, &two));
    // A rule for everyone holds beside all others.
    let mut held = one.clone();
    let mut everyone = one.rules[0].clone();
    (everyone.key, everyone.groups) = ("company".to_owned(), Vec::new());
    held.rules.push(everyone);
    assert!(rules(&held, &one)[0].starts_with("-! device · company"), "{:?}", rules(&held, &one));
    assert!(rules(&one, &held)[0].starts_with("+ device · company"), "{:?}", rules(&one, &held));
    // For fewer people, for fewer operations, with a condition that lets all through.
    let mut fewer = held.clone();
    fewer.rules[1].groups = vec![GroupIx::new(2)];
    assert!(rules(&held, &fewer)[0].starts_with("~! device · company"), "{:?}", rules(&held, &fewer));
    let mut less = held.clone();
    less.rules[1].ops = rolecall::model::Ops(1);
    assert!(rules(&held, &less)[0].starts_with("~! device · company"), "{:?}", rules(&held, &less));
    assert!(rules(&less, &held)[0].starts_with("~ device · company"), "{:?}", rules(&less, &held));
    let mut always = held.clone();
    ALL.clone_into(&mut always.rules[1].filter);
    assert!(rules(&held, &always)[0].starts_with("~! device · company"), "{:?}", rules(&held, &always));
    assert!(rules(&always, &held)[0].starts_with("~ device · company"), "{:?}", rules(&always, &held));
}

/// Nobody is both: a rule for customers is no alternative to those of people who work here.
#[test]
fn groups_that_nobody_has_together_are_no_alternatives() {
    let mut system = company();
    system.makes("user", rolecall::snapshot::UserKind::Internal);
    system.makes("manager", rolecall::snapshot::UserKind::External);
    system.implies("system", "user");
    let before = built(&system);
    let after = built(system.rule("portal", "device", &["manager"], OWN));
    let found = lines(&diff(&before, &after), Section::Rules);
    assert!(found[0].starts_with("+ device · portal"), "{found:?}");
}

mod random {
    use fixedbitset::FixedBitSet;
    use proptest::prelude::*;
    use proptest::sample::select;
    use rolecall::access::Access;
    use rolecall::access::scope::Scopes;
    use rolecall::model::{OpIx, Ops, Origin, RecordScope, ResourceIx};
    use rolecall::snapshot::Rule;

    use super::*;

    type Row = (usize, bool, u32, u32, &'static str, bool);

    fn rules() -> impl Strategy<Value = Vec<Row>> {
        let filter = select(&[OWN, COMPANY, ALL, ""][..]);
        let row = (0..2usize, prop::bool::weighted(0.3), 0..16u32, 1..4u32, filter, prop::bool::weighted(0.9));
        prop::collection::vec(row, 0..5)
    }

    fn system(implied: &[(usize, usize)], rules: &[Row]) -> Snapshot {
        let mut snapshot = company().build();
        snapshot.looked_at(Domain::Records);
        let mut other = snapshot.resources[0].clone();
        "order".clone_into(&mut other.key);
        snapshot.resources.push(other);
        snapshot.implications = implied
            .iter()
            .filter(|(a, b)| a != b)
            .map(|(a, b)| Implication(GroupIx::new(*a), GroupIx::new(*b)))
            .collect();
        snapshot.rules = (rules.iter().enumerate())
            .map(|(at, (resource, everyone, groups, ops, filter, active))| Rule {
                resource: ResourceIx::new(*resource),
                key: format!("rule {at}"),
                ops: Ops(*ops),
                groups: (0..4).filter(|group| !everyone && groups >> group & 1 == 1).map(GroupIx::new).collect(),
                alternative: false,
                for_superusers: false,
                filter: (*filter).to_owned(),
                active: *active,
                origin: Origin::Unknown,
            })
            .collect();
        snapshot
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        /// Whoever reaches more rows with the same groups does so by a rule that is marked.
        #[test]
        fn no_rule_that_lets_anybody_reach_more_is_unmarked(
            implied in prop::collection::vec((0..4usize, 0..4usize), 0..3),
            first in rules(),
            second in rules(),
        ) {
            let (before, after) = (system(&implied, &first), system(&implied, &second));
            let told = diff(&before, &after);
            let (was, is) = (Scopes::new(&before), Scopes::new(&after));
            let graph = Access::compute(&after);
            for held in 0..16usize {
                let groups: FixedBitSet =
                    graph.graph().closure((0..4).filter(|group| held >> group & 1 == 1).map(GroupIx::new));
                for (resource, name) in [(0, "device"), (1, "order")] {
                    for op in [OpIx(0), OpIx(1)] {
                        let scopes = [&was, &is].map(|side| side.of(&groups, false, ResourceIx(resource), op).scope);
                        let marked = || told.changes.iter().any(|change| {
                            change.section == Section::Rules && change.weaker && change.what.starts_with(name)
                        });
                        let known = !scopes.contains(&RecordScope::Unknown);
                        prop_assert!(!known || scopes[1] <= scopes[0] || marked(), "{name} {held:b}: {scopes:?}\n{first:#?}\n{second:#?}");
                    }
                }
            }
        }
    }
}
