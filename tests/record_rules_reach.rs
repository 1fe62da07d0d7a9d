//! Record rules decided on one record: the answer is what a database would answer, or none.
//!
//! The evaluator here knows nothing of the parser: it walks the rules that were generated, over the record that is really
//! kept, and answers as two versions would where they differ.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must say so")]

use std::collections::BTreeSet;

use fixedbitset::FixedBitSet;
use proptest::prelude::*;
use rolecall::access::scope::Scopes;
use rolecall::access::{Row, Who};
use rolecall::model::{OpIx, Ops, ResourceIx};
use rolecall::snapshot::{Delegation, Domain, Snapshot, State};
use rolecall::synth::Builder;
use serde_json::json;

const DOC: ResourceIx = ResourceIx(0);
const READ: OpIx = OpIx(0);
/// Name, type, kept for every reader alike.
const FIELDS: [(&str, &str, bool); 8] = [
    ("active", "boolean", true),
    ("amount", "integer", true),
    ("company_id", "many2one", true),
    ("is_mine", "boolean", false),
    ("link_id", "many2one", true),
    ("state", "selection", true),
    ("tag_ids", "many2many", true),
    ("user_id", "many2one", true),
];

fn me() -> Who {
    Who { id: 1, partner: Some(11), commercial_partner: Some(12), company: Some(1), companies: vec![1, 2] }
}

/// A system with one resource and these rules: the groups of each, and its text.
fn system(rules: &[(Vec<&str>, String)]) -> Snapshot {
    let mut builder = Builder::new("reach");
    builder.group("a").group("b").resource("doc").resource("parent");
    for (name, _, _) in FIELDS {
        builder.field("doc", name, &[]);
    }
    for (at, (groups, text)) in rules.iter().enumerate() {
        builder.rule(&format!("r{at}"), "doc", groups, text);
    }
    let mut snapshot = builder.build();
    for (field, (_, field_type, stored)) in snapshot.fields.iter_mut().zip(FIELDS) {
        field.field_type = field_type.to_owned();
        field.stored = stored;
    }
    snapshot
}

fn row() -> Row {
    let row = json!({"id": 7, "active": true, "amount": 5, "company_id": 1, "is_mine": true, "link_id": false,
        "state": "draft", "tag_ids": [3, 4], "user_id": false});
    serde_json::from_value(row).unwrap()
}

/// Whether a user in group `a` reaches the record of [`row`] by rules of everyone.
fn reaches(texts: &[&str]) -> Option<bool> {
    let rules: Vec<_> = texts.iter().map(|text| (Vec::new(), (*text).to_owned())).collect();
    ask(&system(&rules))
}

fn ask(snapshot: &Snapshot) -> Option<bool> {
    Scopes::new(snapshot).reaches(&FixedBitSet::from_iter([0]), false, DOC, READ, &row(), &me())
}

#[test]
fn a_condition_is_decided_on_the_value_alone() {
    for (text, expected) in [
        ("[('user_id', '=', False)]", Some(true)),
        ("[('user_id', '=', user.id)]", Some(false)),
        ("[('user_id', '!=', user.id)]", Some(true)),
        ("[('user_id', 'in', [user.id, False])]", Some(true)),
        ("[('user_id', 'not in', [user.id, False])]", Some(false)),
        ("[('company_id', 'in', company_ids)]", Some(true)),
        ("[('company_id', '=?', user.company_id.id)]", Some(true)),
        ("[('company_id.id', 'in', user.company_ids.ids)]", Some(true)),
        ("[('company_id', 'child_of', [1])]", Some(true)),
        ("[('company_id', 'child_of', [2])]", None),
        ("[('company_id', 'child_of', [])]", Some(false)),
        ("[('user_id', 'child_of', [2])]", Some(false)),
        ("[('tag_ids', 'in', [4, 9])]", Some(true)),
        ("[('tag_ids', 'not in', [9])]", Some(true)),
        ("[('tag_ids', '=', False)]", Some(false)),
        ("[('active', '=', True)]", Some(true)),
        ("[('state', 'in', ('draft', 'sent'))]", Some(true)),
        ("[('state', 'ilike', 'dra')]", None),
        ("[('amount', '>=', 5)]", Some(true)),
        ("[('id', '=', 7)]", Some(true)),
        ("[('link_id.user_id', '=', user.id)]", Some(false)),
        ("[('link_id.user_id', '=', False)]", None),
        ("[('company_id.name', '=', 'x')]", None),
        ("[('link_id', 'any', [('id', '=', 3)])]", Some(false)),
        ("[('is_mine', '=', True)]", None),
        ("[('no_such_field', '=', True)]", None),
        ("[('user_id', '=', user.employee_id.id)]", None),
        ("[('company_id', '=', user.company_id.id or 9)]", None),
        ("[('company_id', 'in', company_ids[1:])]", None),
        ("[('company_id', 'in', user.company_ids.filtered('x').ids)]", None),
        ("[('company_id', '=', 1 if user.share else 9)]", None),
        ("[('company_id', '=', 8 if user.share else 9)]", Some(false)),
        ("[('is_mine', '=', True), ('active', '=', False)]", Some(false)),
        ("['|', ('is_mine', '=', True), ('active', '=', True)]", Some(true)),
        ("nonsense(", None),
    ] {
        assert_eq!(reaches(&[text]), expected, "{text}");
    }
}

#[test]
fn what_two_rules_leave_open_a_third_may_decide() {
    let (open, yes, no) = ("[('is_mine', '=', True)]", "[('active', '=', True)]", "[('active', '=', False)]");
    assert_eq!(reaches(&[open, yes]), None);
    assert_eq!(reaches(&[open, no]), Some(false));
    let of_group = |texts: [&str; 2]| ask(&system(&texts.map(|text| (vec!["a"], text.to_owned()))));
    assert_eq!(of_group([open, yes]), Some(true));
    assert_eq!(of_group([open, no]), None);
    assert_eq!(of_group([no, no]), Some(false));
    assert_eq!(ask(&system(&[(vec!["b"], no.to_owned())])), Some(true), "not this user's group");
}

#[test]
fn what_narrows_beyond_the_rules_leaves_open_all_but_a_refusal() {
    let narrowed = |text: &str, change: fn(&mut Snapshot)| {
        let mut snapshot = system(&[(Vec::new(), text.to_owned())]);
        change(&mut snapshot);
        ask(&snapshot)
    };
    let by_code =
        |snapshot: &mut Snapshot| snapshot.resources.iter_mut().for_each(|found| found.narrowed_by_code = true);
    let by_parent = |snapshot: &mut Snapshot| {
        snapshot.semantics.delegated_operations = Ops::one(READ);
        let parent = ResourceIx(1);
        snapshot.delegations = vec![Delegation { resource: DOC, parent, field: "parent_id".to_owned() }];
        let rule = snapshot.rules.first().unwrap().clone();
        snapshot.rules.push(rolecall::snapshot::Rule { resource: parent, ..rule });
    };
    for change in [by_code, by_parent] {
        assert_eq!(narrowed("[('active', '=', True)]", change), None);
        assert_eq!(narrowed("[('active', '=', False)]", change), Some(false));
    }
    let lost = |snapshot: &mut Snapshot| {
        snapshot
            .coverage
            .iter_mut()
            .filter(|it| it.domain == Domain::Records)
            .for_each(|it| it.state = State::Incomplete);
    };
    assert_eq!(narrowed("[('active', '=', False)]", lost), None, "a rule that is not here may let it through");
}

#[test]
fn only_fields_that_every_reader_sees_alike_are_asked_for() {
    let text = "['|', ('is_mine', '=', 1), '&', ('id', '=', 1), '|', ('link_id.x', '=', 1), ('tag_ids', 'any', [])]";
    let snapshot = system(&[(vec!["a"], text.to_owned()), (vec!["b"], "[('state', '=', 1)]".to_owned())]);
    let asked = Scopes::new(&snapshot).asks(&FixedBitSet::from_iter([0]), DOC, READ);
    assert_eq!(asked, BTreeSet::from(["link_id", "tag_ids"].map(str::to_owned)));
}

#[test]
fn links_that_may_not_be_all_prove_only_what_is_among_them() {
    for (text, links, expected) in [
        ("[('tag_ids', 'in', [4, 9])]", json!([3, 4, null]), Some(true)),
        ("[('tag_ids', 'not in', [4])]", json!([3, 4, null]), Some(false)),
        ("[('tag_ids', 'in', [9])]", json!([3, 4, null]), None),
        ("[('tag_ids', 'not in', [9])]", json!([3, 4, null]), None),
        ("[('tag_ids', '=', False)]", json!([3, 4, null]), Some(false)),
        ("[('tag_ids', 'in', [9])]", json!([null]), None),
        ("[('tag_ids', '=', False)]", json!([null]), None),
        ("[('tag_ids.name', '=', 'x')]", json!([null]), None),
        ("[('tag_ids', 'any', [('id', '=', 3)])]", json!([null]), None),
        ("[('tag_ids', 'in', [4])]", json!([null, 4]), None),
    ] {
        let snapshot = system(&[(Vec::new(), text.to_owned())]);
        let mut row = row();
        row.insert("tag_ids".into(), links.clone());
        let answer = Scopes::new(&snapshot).reaches(&FixedBitSet::new(), false, DOC, READ, &row, &me());
        assert_eq!(answer, expected, "{text} on {links}");
    }
}

#[test]
fn a_value_of_another_type_than_the_field_decides_nothing() {
    let snapshot = system(&[(Vec::new(), "[('user_id', '!=', 3)]".to_owned())]);
    for odd in [json!([5, "Mara"]), json!("5"), json!({"id": 5}), json!(true), json!(1e300)] {
        let mut row = row();
        row.insert("user_id".into(), odd.clone());
        let answer = Scopes::new(&snapshot).reaches(&FixedBitSet::new(), false, DOC, READ, &row, &me());
        assert_eq!(answer, None, "{odd}");
    }
}

/// What is kept; `amount` is read as 0 where there is none.
#[derive(Debug, Clone)]
struct Record {
    user: Option<i64>,
    company: Option<i64>,
    amount: Option<i64>,
    active: bool,
    tags: Vec<i64>,
    link: Option<Box<Record>>,
}

impl Record {
    fn row(&self) -> Row {
        let id = |id: Option<i64>| id.map_or(json!(false), |id| json!(id));
        let row = json!({"id": 7, "active": self.active, "amount": self.amount.unwrap_or(0), "company_id": id(self.company),
            "is_mine": true, "link_id": id(self.link.as_ref().map(|_| 9)), "state": false, "tag_ids": self.tags,
            "user_id": id(self.user)});
        serde_json::from_value(row).unwrap()
    }
}

/// A right side: its text, and what it really is.
type Right = (&'static str, &'static [Option<i64>]);
const RIGHTS: [Right; 10] = [
    ("user.id", &[Some(1)]),
    ("company_ids", &[Some(1), Some(2)]),
    ("company_ids + [False]", &[Some(1), Some(2), None]),
    ("[2, 3]", &[Some(2), Some(3)]),
    ("False", &[None]),
    ("0 or user.id", &[Some(1)]),
    ("company_ids or [3, False]", &[Some(1), Some(2)]),
    ("user.id and 2", &[Some(2)]),
    ("[1, 2, 3][:1]", &[Some(1)]),
    ("3 if user.share else user.id", &[Some(1)]),
];

#[derive(Debug, Clone)]
enum Rule {
    Link(&'static str, bool, Right),
    Tags(bool, Right),
    Active(bool),
    Amount(&'static str, i64),
    Tree(Right),
    Mine,
    Behind(bool, Box<Rule>),
    Not(Box<Rule>),
    And(Box<Rule>, Box<Rule>),
    Or(Box<Rule>, Box<Rule>),
}

/// What two versions differ about: whether what is empty fulfils the opposite of a comparison, and equals 0.
#[derive(Clone, Copy)]
struct Version {
    lenient: bool,
}

impl Rule {
    /// In prefix notation, the fields behind `before`.
    fn text(&self, before: &str) -> String {
        let op = |yes: bool| if yes { "in" } else { "not in" };
        match self {
            Self::Link(field, yes, (right, _)) => format!("('{before}{field}', '{}', {right})", op(*yes)),
            Self::Tags(yes, (right, _)) => format!("('{before}tag_ids', '{}', {right})", op(*yes)),
            Self::Active(yes) => format!("('{before}active', '=', {})", if *yes { "True" } else { "False" }),
            Self::Amount(op, bound) => format!("('{before}amount', '{op}', {bound})"),
            Self::Tree((right, _)) => format!("('{before}company_id', 'child_of', {right})"),
            Self::Mine => format!("('{before}is_mine', '=', True)"),
            Self::Behind(true, inner) => format!("('{before}link_id', 'any', [{}])", inner.text("")),
            Self::Behind(false, inner) => inner.text(&format!("{before}link_id.")),
            Self::Not(inner) => format!("'!', {}", inner.text(before)),
            Self::And(a, b) => format!("'&', {}, {}", a.text(before), b.text(before)),
            Self::Or(a, b) => format!("'|', {}, {}", a.text(before), b.text(before)),
        }
    }

    fn holds(&self, record: &Record, negated: bool, version: Version) -> bool {
        match self {
            Self::Link(field, yes, (_, values)) => {
                let value = if *field == "user_id" { record.user } else { record.company };
                (values.contains(&value) == *yes) != negated
            }
            Self::Tags(yes, (_, values)) => {
                let any = record.tags.iter().any(|tag| values.contains(&Some(*tag)));
                ((any || (record.tags.is_empty() && values == &[None])) == *yes) != negated
            }
            Self::Active(yes) => (record.active == *yes) != negated,
            Self::Amount(op, bound) => {
                let Some(amount) = record.amount.or(version.lenient.then_some(0)) else {
                    return *op == "!=" && !negated || *op == "=" && negated;
                };
                let holds = match *op {
                    "=" => amount == *bound,
                    "!=" => amount != *bound,
                    "<" => amount < *bound,
                    _ => amount >= *bound,
                };
                holds != negated
            }
            // Company 3 is below company 2.
            Self::Tree((_, values)) => match record.company {
                None => negated && version.lenient,
                Some(company) => {
                    (values.contains(&Some(company)) || (company == 3 && values.contains(&Some(2)))) != negated
                }
            },
            Self::Mine => version.lenient != negated,
            Self::Behind(_, inner) => {
                record.link.as_deref().is_some_and(|link| inner.holds(link, false, version)) != negated
            }
            Self::Not(inner) => inner.holds(record, !negated, version),
            Self::And(a, b) | Self::Or(a, b) => {
                let (a, b) = (a.holds(record, negated, version), b.holds(record, negated, version));
                if matches!(self, Self::And(..)) == negated { a || b } else { a && b }
            }
        }
    }

    /// Whether every condition can be decided on the record, whatever it holds.
    fn is_plain(&self) -> bool {
        match self {
            Self::Link(_, _, right) => RIGHTS[..5].contains(right),
            Self::Active(_) => true,
            Self::Not(inner) => inner.is_plain(),
            Self::And(a, b) | Self::Or(a, b) => a.is_plain() && b.is_plain(),
            _ => false,
        }
    }
}

fn record() -> impl Strategy<Value = Record> {
    let id = || prop::option::of(1..4i64);
    let alone = (id(), id(), prop::option::of(-1..3i64), any::<bool>(), prop::collection::vec(1..4i64, 0..3))
        .prop_map(|(user, company, amount, active, tags)| Record { user, company, amount, active, tags, link: None });
    (alone.clone(), prop::option::of(alone)).prop_map(|(record, link)| Record { link: link.map(Box::new), ..record })
}

fn rule() -> impl Strategy<Value = Rule> {
    let right = || prop::sample::select(&RIGHTS[..]);
    let leaf = prop_oneof![
        4 => (prop::sample::select(&["user_id", "company_id"][..]), any::<bool>(), right())
            .prop_map(|(field, yes, right)| Rule::Link(field, yes, right)),
        2 => (any::<bool>(), right().prop_filter("versions differ", |right| !right.0.ends_with("[False]")))
            .prop_map(|(yes, right)| Rule::Tags(yes, right)),
        1 => any::<bool>().prop_map(Rule::Active),
        2 => (prop::sample::select(&["=", "!=", "<", ">="][..]), -1..3i64).prop_map(|(op, bound)| Rule::Amount(op, bound)),
        1 => right().prop_filter("of nothing", |right| !right.1.contains(&None)).prop_map(Rule::Tree),
        1 => Just(Rule::Mine),
    ];
    let behind = (any::<bool>(), leaf.clone()).prop_map(|(any, inner)| Rule::Behind(any, Box::new(inner)));
    prop_oneof![5 => leaf, 1 => behind].prop_recursive(4, 12, 2, |inner| {
        let two = || (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new));
        prop_oneof![
            1 => inner.clone().prop_map(|inner| Rule::Not(Box::new(inner))),
            1 => two().prop_map(|(a, b)| Rule::And(a, b)),
            1 => two().prop_map(|(a, b)| Rule::Or(a, b)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn an_answer_is_the_databases_answer_in_every_version(
        rules in prop::collection::vec((prop::sample::subsequence(vec!["a", "b"], 0..=2), rule()), 0..4),
        record in record(),
        held in prop::sample::subsequence(vec![0usize, 1], 0..=2),
    ) {
        let texts: Vec<_> = rules.iter().map(|(groups, rule)| (groups.clone(), format!("[{}]", rule.text("")))).collect();
        let snapshot = system(&texts);
        let groups: FixedBitSet = held.iter().copied().collect();
        let answer = Scopes::new(&snapshot).reaches(&groups, false, DOC, READ, &record.row(), &me());
        let applies = |of: &[&str]| of.iter().any(|group| held.contains(&usize::from(*group == "b")));
        let truth = [false, true].map(|lenient| {
            let holds = |rule: &Rule| rule.holds(&record, false, Version { lenient });
            let together = rules.iter().filter(|(of, _)| of.is_empty()).all(|(_, rule)| holds(rule));
            let mut alternatives = rules.iter().filter(|(of, _)| applies(of)).peekable();
            together && (alternatives.peek().is_none() || alternatives.any(|(_, rule)| holds(rule)))
        });
        if let Some(answer) = answer {
            prop_assert_eq!([answer; 2], truth, "{:?}", texts);
        } else {
            prop_assert!(!rules.iter().all(|(_, rule)| rule.is_plain()), "{:?} is left open", texts);
        }
    }
}
