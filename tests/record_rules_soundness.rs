//! Random rules over random records: what the scope of a rule claims holds for every record that the rule lets through.
//!
//! The evaluator here knows nothing of the parser: it walks the rule that was generated, not the text made from it.

use proptest::prelude::*;
use rolecall::access::domain::parse;
use rolecall::model::RecordScope;

const ME: u8 = 1;
const MY_COMPANIES: [u8; 2] = [1, 2];

#[derive(Debug, Clone)]
struct Record {
    user: Option<u8>,
    company: Option<u8>,
    state: u8,
    link: Option<Box<Record>>,
}

#[derive(Debug, Clone)]
enum Rule {
    Constant(bool),
    HasId(bool),
    Mine { or_nobody: bool },
    NotMine,
    Nobody,
    MyCompanies { or_none: bool },
    NoCompany,
    State(Vec<u8>),
    NotState(Vec<u8>),
    Linked(bool, Box<Rule>),
    Not(Box<Rule>),
    And(Box<Rule>, Box<Rule>),
    Or(Box<Rule>, Box<Rule>),
}

impl Rule {
    /// In prefix notation, without the brackets around the whole.
    fn text(&self) -> String {
        match self {
            Self::Constant(yes) => format!("({}, '=', 1)", u8::from(*yes)),
            Self::HasId(yes) => format!("('id', '{}', False)", if *yes { "!=" } else { "=" }),
            Self::Mine { or_nobody: false } => "('user_id', '=', user.id)".to_owned(),
            Self::Mine { or_nobody: true } => "('user_id', 'in', [user.id, False])".to_owned(),
            Self::NotMine => "('user_id', '!=', user.id)".to_owned(),
            Self::Nobody => "('user_id', '=', False)".to_owned(),
            Self::MyCompanies { or_none: false } => "('company_id', 'in', company_ids)".to_owned(),
            Self::MyCompanies { or_none: true } => "('company_id', 'in', company_ids + [False])".to_owned(),
            Self::NoCompany => "('company_id', '=', False)".to_owned(),
            Self::State(states) => format!("('state', 'in', {states:?})"),
            Self::NotState(states) => format!("('state', 'not in', {states:?})"),
            Self::Linked(yes, inner) => {
                format!("('link_id', '{}', [{}])", if *yes { "any" } else { "not any" }, inner.text())
            }
            Self::Not(inner) => format!("'!', {}", inner.text()),
            Self::And(a, b) => format!("'&', {}, {}", a.text(), b.text()),
            Self::Or(a, b) => format!("'|', {}, {}", a.text(), b.text()),
        }
    }

    fn lets_through(&self, record: &Record) -> bool {
        let my_company = |company| MY_COMPANIES.contains(&company);
        match self {
            Self::Constant(yes) | Self::HasId(yes) => *yes,
            Self::Mine { or_nobody } => record.user.map_or(*or_nobody, |user| user == ME),
            Self::NotMine => record.user != Some(ME),
            Self::Nobody => record.user.is_none(),
            Self::MyCompanies { or_none } => record.company.map_or(*or_none, my_company),
            Self::NoCompany => record.company.is_none(),
            Self::State(states) => states.contains(&record.state),
            Self::NotState(states) => !states.contains(&record.state),
            Self::Linked(yes, inner) => *yes == record.link.as_deref().is_some_and(|link| inner.lets_through(link)),
            Self::Not(inner) => !inner.lets_through(record),
            Self::And(a, b) => a.lets_through(record) && b.lets_through(record),
            Self::Or(a, b) => a.lets_through(record) || b.lets_through(record),
        }
    }

    /// Whether every condition speaks of the user or of the companies, none of them negated.
    fn speaks_of_ties_alone(&self) -> bool {
        match self {
            Self::Mine { .. } | Self::MyCompanies { .. } => true,
            Self::Linked(true, inner) => inner.speaks_of_ties_alone(),
            Self::And(a, b) | Self::Or(a, b) => a.speaks_of_ties_alone() && b.speaks_of_ties_alone(),
            _ => false,
        }
    }
}

/// The record, or one it links to, is the user's or nobody's.
fn is_mine(record: &Record) -> bool {
    record.user.is_none_or(|user| user == ME) || record.link.as_deref().is_some_and(is_mine)
}

/// The same of the user's companies.
fn is_of_my_companies(record: &Record) -> bool {
    record.company.is_none_or(|company| MY_COMPANIES.contains(&company))
        || record.link.as_deref().is_some_and(is_of_my_companies)
}

fn record() -> impl Strategy<Value = Record> {
    let alone = (prop::option::of(1..4u8), prop::option::of(1..4u8), 0..3u8)
        .prop_map(|(user, company, state)| Record { user, company, state, link: None });
    alone.prop_recursive(2, 4, 1, |inner| {
        (inner.clone(), prop::option::of(inner))
            .prop_map(|(record, link)| Record { link: link.map(Box::new), ..record })
    })
}

fn rule() -> impl Strategy<Value = Rule> {
    let states = || prop::collection::vec(0..3u8, 0..3);
    let leaf = prop_oneof![
        1 => any::<bool>().prop_map(Rule::Constant),
        1 => any::<bool>().prop_map(Rule::HasId),
        4 => any::<bool>().prop_map(|or_nobody| Rule::Mine { or_nobody }),
        1 => Just(Rule::NotMine),
        2 => Just(Rule::Nobody),
        3 => any::<bool>().prop_map(|or_none| Rule::MyCompanies { or_none }),
        1 => Just(Rule::NoCompany),
        1 => states().prop_map(Rule::State),
        1 => states().prop_map(Rule::NotState),
    ];
    leaf.prop_recursive(4, 16, 2, |inner| {
        let two = || (inner.clone().prop_map(Box::new), inner.clone().prop_map(Box::new));
        prop_oneof![
            1 => (any::<bool>(), inner.clone()).prop_map(|(yes, inner)| Rule::Linked(yes, Box::new(inner))),
            1 => inner.clone().prop_map(|inner| Rule::Not(Box::new(inner))),
            3 => two().prop_map(|(a, b)| Rule::And(a, b)),
            3 => two().prop_map(|(a, b)| Rule::Or(a, b)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_scope_never_claims_what_a_record_contradicts(
        rules in prop::collection::vec(rule(), 1..3),
        records in prop::collection::vec(record(), 1..12),
    ) {
        let text = format!("[{}]", rules.iter().map(Rule::text).collect::<Vec<_>>().join(",\n "));
        let scope = parse(&text).map(|domain| domain.scope());
        for record in &records {
            let through = rules.iter().all(|rule| rule.lets_through(record));
            match scope {
                Ok(RecordScope::All) => prop_assert!(through, "{text} is not all"),
                Ok(RecordScope::None) => prop_assert!(!through, "{text} is not none"),
                Ok(RecordScope::Own) => prop_assert!(!through || is_mine(record), "{text} is not own"),
                Ok(RecordScope::Company) if rules.iter().all(Rule::speaks_of_ties_alone) => {
                    prop_assert!(!through || is_mine(record) || is_of_my_companies(record), "{text} is not company");
                }
                Ok(RecordScope::Company | RecordScope::Restricted) => {}
                Ok(RecordScope::Unknown) | Err(_) => prop_assert!(false, "{text} is known: {scope:?}"),
            }
        }
    }
}
