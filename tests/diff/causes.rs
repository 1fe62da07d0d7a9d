//! One changed row is one line, however many accounts it reaches.

use rolecall::diff::{Section, between};
use rolecall::model::{GroupIx, UserIx};
use rolecall::policy::Policies;
use rolecall::snapshot::{
    Coverage, Domain, Grantee, Implication, Membership, Module, Presence, Setting, Snapshot, State, Token,
};
use rolecall::synth::Builder;

use super::{access, diff, lines};

/// A company: everybody in `base.group_user`, a manager group that grants more, some in sales.
fn company(people: usize) -> Builder {
    let mut system = Builder::new("prod");
    for group in ["base.group_user", "sales.user", "stock.manager", "base.group_system"] {
        system.group(group);
    }
    for resource in ["sale.order", "stock.move", "res.users"] {
        system.resource(resource);
    }
    for person in 0..people {
        let login = format!("p{person:05}@acme.example");
        let groups: &[&str] = if person % 2 == 0 { &["base.group_user", "sales.user"] } else { &["base.group_user"] };
        system.user(&login, &login, groups);
    }
    system.grant("stock.manager", "stock.move", "rwcd");
    system.grant("sales.user", "sale.order", "rw");
    system.grant("base.group_user", "sale.order", "r");
    system
}

fn group(snapshot: &Snapshot, key: &str) -> GroupIx {
    GroupIx::new(snapshot.groups.iter().position(|group| group.key == key).unwrap())
}

/// Hostile case 63: a switch gave every account a manager group.
#[test]
fn a_group_that_everybody_got_is_one_cause() {
    let before = company(4000).build();
    let mut after = before.clone();
    let manager = group(&after, "stock.manager");
    let all = (0..after.users.len()).map(|user| Membership(UserIx::new(user), manager));
    after.memberships.extend(all);
    after.memberships.sort();
    let found = diff(&before, &after);
    assert_eq!(access(&found), ["+ in group stock.manager (4000): stock.move create,read,unlink,write x4000"]);
    assert_eq!(lines(&found, Section::Memberships), ["+ group stock.manager (4000): "]);
    assert_eq!(found.access[0].users.logins.len(), 1000, "the list is bounded, the count is not");
}

#[test]
fn a_row_an_implication_and_a_row_for_everyone_are_told_apart() {
    let before = company(10).build();
    let mut after = before.clone();
    let (sales, manager) = (group(&after, "sales.user"), group(&after, "stock.manager"));
    let unlink = after.grants.iter().find(|row| row.ops.iter().count() == 4).unwrap().ops;
    for row in after.grants.iter_mut().filter(|row| row.to == Grantee::Group(sales)) {
        row.ops = unlink;
    }
    // Where implied groups are stored as rows, the ERP writes them when the implication is made.
    after.implications.push(Implication(sales, manager));
    let sellers: Vec<UserIx> = after.memberships.iter().filter(|row| row.1 == sales).map(|row| row.0).collect();
    after.memberships.extend(sellers.into_iter().map(|user| Membership(user, manager)));
    after.memberships.sort();
    let found = diff(&before, &after);
    assert_eq!(
        access(&found),
        [
            "+ group sales.user brings group stock.manager (5): stock.move create,read,unlink,write x5",
            "+ group sales.user grants it (5): sale.order create,unlink x5",
        ]
    );
    assert_eq!(lines(&found, Section::Memberships), [] as [&str; 0]);
    assert_eq!(lines(&found, Section::Implications), ["+! sales.user brings stock.manager: "]);
    assert_eq!(lines(&found, Section::Grants), ["~! group sales.user: sale.order: + create, unlink"]);
    let back = diff(&after, &before);
    assert_eq!(
        access(&back),
        [
            "- group sales.user no longer brings group stock.manager (5): stock.move create,read,unlink,write x5",
            "- group sales.user no longer grants it (5): sale.order create,unlink x5",
        ]
    );
}

#[test]
fn accounts_tokens_settings_and_modules_are_told() {
    let mut before = company(3).build();
    let user = |snapshot: &Snapshot, at: usize| snapshot.users[at].key.to_string();
    for domain in [Domain::Settings, Domain::Tokens, Domain::Modules, Domain::SecondFactors] {
        before.looked_at(domain);
    }
    before.users[0].second_factor = Presence::Present;
    before.settings.push(Setting { key: "auth_signup.invitation_scope".to_owned(), value: Some("b2b".to_owned()) });
    before.modules.push(Module { name: "sale".to_owned(), version: "18.0.1".to_owned() });
    let key = |expires: Option<&str>| Token {
        kind: "api-key".to_owned(),
        name: "shop".to_owned(),
        owner: UserIx::new(1),
        scope: None,
        created: None,
        expires: expires.map(str::to_owned),
        outlives_owner: false,
        scope_unchecked: false,
    };
    before.tokens.push(key(Some("2027-01-01T00:00:00Z")));
    let mut after = before.clone();
    after.users[0].second_factor = Presence::Absent;
    after.users[2].active = false;
    after.settings[0].value = Some("b2c".to_owned());
    after.tokens[0] = key(None);
    after.modules[0].version = "18.0.2".to_owned();
    after.modules.push(Module { name: "stock".to_owned(), version: "18.0.1".to_owned() });
    let system = group(&after, "base.group_system");
    after.groups[system.index()].administers = true;
    before.groups[system.index()].administers = true;
    after.memberships.push(Membership(UserIx::new(0), system));
    after.memberships.sort();
    let found = diff(&before, &after);
    let (first, third) = (user(&after, 0), user(&after, 2));
    assert_eq!(lines(&found, Section::Administrators), [format!("+! {first}: became administrator")]);
    assert_eq!(
        lines(&found, Section::Accounts),
        [format!("~! {first}: second factor gone"), format!("~ {third}: switched off")]
    );
    let second = user(&after, 1);
    assert_eq!(
        lines(&found, Section::Tokens),
        [format!("~! api-key `shop` of {second}: was: ends 2027-01-01T00:00:00Z · is: ends never")]
    );
    let settings = lines(&found, Section::Settings);
    assert!(settings[0].contains("auth_signup.invitation_scope: `b2b` → `b2c`"), "{settings:?}");
    assert_eq!(
        lines(&found, Section::Modules),
        ["+ stock: 18.0.1", "~ 1 module in another version: sale 18.0.1 → 18.0.2"]
    );
}

#[test]
fn a_renamed_thing_is_compared_with_itself() {
    let renamed = |version: &str, model: &str, group: &str| {
        let mut system = Builder::new("prod");
        system.group(group);
        system.resource(model);
        system.user("mara", "Mara", &[group]);
        system.grant(group, model, if version == "16.0" { "r" } else { "rw" });
        let mut snapshot = system.build();
        (snapshot.system.kind, snapshot.system.version) = ("odoo".to_owned(), version.to_owned());
        snapshot
    };
    let before = renamed("16.0", "mail.channel", "product.group_discount_per_so_line");
    let after = renamed("18.0", "discuss.channel", "sale.group_discount_per_so_line");
    let found = diff(&before, &after);
    assert_eq!(access(&found), ["+ group sale.group_discount_per_so_line grants it (1): discuss.channel write x1"]);
    assert_eq!(
        lines(&found, Section::Renames),
        [
            "= group product.group_discount_per_so_line: now sale.group_discount_per_so_line",
            "= resource mail.channel: now discuss.channel",
        ]
    );
    assert_eq!(lines(&found, Section::Groups), [] as [&str; 0]);
    let back = diff(&after, &before);
    assert_eq!(
        access(&back),
        ["- group product.group_discount_per_so_line no longer grants it (1): mail.channel write x1"]
    );
    // Where the old name is still there, both are what they are called.
    let mut both = renamed("18.0", "discuss.channel", "sale.group_discount_per_so_line");
    let mut old = both.resources[0].clone();
    old.key = "mail.channel".to_owned();
    both.resources.push(old);
    assert_eq!(lines(&diff(&before, &both), Section::Renames).len(), 1);
}

#[test]
fn what_one_of_them_does_not_hold_is_not_compared_and_said() {
    let mut before = company(1).build();
    before.looked_at(Domain::Tokens);
    let mut after = before.clone();
    after.cover(Coverage { domain: Domain::Tokens, state: State::NotAssessed, reason: Some("no right".to_owned()) });
    after.tokens.clear();
    let found = diff(&before, &after);
    assert!(found.is_empty() && found.lacks_much());
    let entry = found.not_compared.iter().find(|entry| entry.what == "tokens").unwrap();
    assert_eq!(entry.reason, "is missing in the second (no right)");
}

/// `audit` does not ask for record rules by itself, and neither does `diff`.
#[test]
fn record_rules_that_one_does_not_hold_are_said_and_are_no_part_of_every_audit() {
    let mut before = company(1).build();
    before.looked_at(Domain::Records);
    let mut after = before.clone();
    after.cover(Coverage { domain: Domain::Records, state: State::NotAssessed, reason: None });
    let found = diff(&before, &after);
    assert!(found.not_compared.iter().any(|entry| entry.what == Domain::Records.words()));
    assert!(!found.lacks_much());
}

#[test]
fn systems_of_two_kinds_have_nothing_in_common() {
    let before = company(1).build();
    let mut after = before.clone();
    after.system.kind = "frappe".to_owned();
    let told = between(&before, &after, Policies::built_in()).unwrap_err().to_string();
    assert!(told.ends_with("only systems of one kind can be compared"), "{told}");
}

#[test]
fn a_switched_off_rule_and_an_opened_field_weaken() {
    let mut system = company(2);
    system.rule("sale.own_rule", "sale.order", &["sales.user"], "[('user_id','=',user.id)]");
    let mut before = system.build();
    before.looked_at(Domain::Records);
    let mut after = before.clone();
    after.rules[0].active = false;
    let found = diff(&before, &after);
    assert_eq!(lines(&found, Section::Rules), ["~! sale.order · sale.own_rule: switched off"]);
    let wider: Vec<String> = access(&found);
    assert_eq!(wider.len(), 1, "{wider:?}");
    assert!(wider[0].starts_with("+ record rules of sale.order (1): sale.order read,write own → all"), "{wider:?}");
}
