//! The language of record rules: what each shape means, what is refused, and that nothing hostile hurts.
#![expect(clippy::panic, reason = "a test fails by panicking")]

use proptest::prelude::*;
use rolecall::access::domain::{Domain, DomainError, MAX_TEXT, parse};
use rolecall::model::RecordScope::{self, All, Company, None, Own, Restricted, Unknown};

fn scope(text: &str) -> RecordScope {
    parse(text).unwrap_or_else(|error| panic!("{text}: {error}")).scope()
}

#[track_caller]
fn all_have(expected: RecordScope, texts: &[&str]) {
    for text in texts {
        assert_eq!(scope(text), expected, "{text}");
    }
}

#[test]
fn constants_let_everything_or_nothing_through() {
    let everything = [
        "",
        " \n ",
        "[]",
        "()",
        "[(1, '=', 1)]",
        "[(1,'=',1)]",
        "[(True, '=', True)]",
        "[(0, '=', 0)]",
        "[(0, '!=', 1)]",
        "[('partner_id', 'not in', [])]",
        "[('id', '!=', False)]",
        "[('id', '>', 0)]",
        "[('id', '>=', 1)]",
        "[('id', 'not in', [0, -1, False])]",
        "['!', (0, '=', 1)]",
        "['|', (1, '=', 1), ('user_id', '=', user.id)]",
        "[(1, '=', 1), '!', (0, '=', 1)]",
        "[('team_id', '=?', False)]",
        "[('line_ids', 'not any', [(0, '=', 1)])]",
        "['|', ('type', '=', 'page'), ('type', 'not in', ['page'])]",
        "['|', ('user_id', '!=', user.id), ('user_id', '=', user.id)]",
        "[] + []",
        "[(1, '=', 1)] if True else foo()",
        "[(1, '=', 1)] if user.has_group('a.b') else []",
        "[(1, '=', 1)]  # open to all\n",
    ];
    all_have(All, &everything);
    let nothing = [
        "[(0, '=', 1)]",
        "[(1, '=', 0)]",
        "[(False, '=', True)]",
        "[('partner_id', 'in', [])]",
        "[('partner_id', 'child_of', ())]",
        "[('id', '=', False)]",
        "[('id', '<', 1)]",
        "['!', (1, '=', 1)]",
        "[(0, '=', 1), ('x', '=', foo())]",
        "[(0, '=', 1), ('x', 'any', foo())]",
        "[('line_ids', 'any', [(0, '=', 1)])]",
    ];
    all_have(None, &nothing);
}

#[test]
fn what_is_tied_to_the_person_is_own() {
    let texts = [
        "[('user_id', '=', user.id)]",
        "[('user_id', '=', uid)]",
        "[('user_id', '=', user)]",
        "[('create_uid', 'in', user.ids)]",
        "[('user_ids', 'in', [False, user.id])]",
        "[('user_ids', 'in', (user.id, None))]",
        "[('partner_id', '=', user.partner_id.id)]",
        "[('message_partner_ids', 'child_of', [user.commercial_partner_id.id])]",
        "[('partner_id', 'child_of', user.partner_id.commercial_partner_id.id)]",
        "[('employee_id', 'child_of', user.employee_ids.ids)]",
        "[('employee_id', '=', user.sudo().employee_id.id)]",
        "[('email_from', '=', user.email)]",
        "[('user_id.login', '=', user.login)]",
        "['|', ('user_id', '=', user.id), ('user_id', '=', False)]",
        "['|', ('user_id', 'in', [False]), ('user_id', '=', user.id)]",
        "['|', ('task_id', '=', None), ('task_id.user_id', '=', user.id)]",
        "['|', '|', ('author_id', '=', user.partner_id.id), ('partner_id', '=', user.partner_id.id), (0, '=', 1)]",
        "[('state', '!=', 'draft'), ('employee_id.user_id', '=', user.id)]",
        "[('company_id', 'in', company_ids), ('user_id', '=', user.id)]",
        "[('collaborator_ids', 'any', [('partner_id', '=', user.partner_id.id), ('limited', '=', False)])]",
        "[('partner_id', 'in', [e.work_contact_id.id for e in user.employee_ids if e.active])]",
        "[('user_id', '=', user.id if user.active else False)]",
        "[('user_id', '=', user.env.uid)]",
        "('|', ['user_id', '=', user.id], ('user_id', '=', False))",
        "('user_id', '=', user.id), ('state', '=', 'done')",
        "[('a', '=', 1)] + [('user_id', '=', user.id)]",
        "[('user_id', '=', user.id), *()] if False else [('user_id', '=', user.id)]",
    ];
    all_have(Own, &texts);
}

#[test]
fn what_is_tied_to_the_companies_is_company() {
    let texts = [
        "[('company_id', 'in', company_ids)]",
        "[('company_id', 'in', company_ids + [False])]",
        "[('company_id', 'in', [False] + company_ids)]",
        "[('company_id', '=', company_id)]",
        "[('company_ids', 'parent_of', company_ids)]",
        "[('id', 'in', company_ids)]",
        "[('company_id', 'child_of', [user.company_id.id])]",
        "[('company_id', 'in', user.company_ids.ids)]",
        "[('company_id', 'in', (user.company_ids | user.company_id).ids)]",
        "[('company_id', 'in', user.env.companies.ids)]",
        "[('company_id', '=', user.env.company.id)]",
        "[('company_id', 'in', [c.id for c in user.company_ids])]",
        "[('company_id', 'in', list(company_ids))]",
        "[('company_id', '=', user.company_id and user.company_id.id or False)]",
        "['|', ('company_id', '=', False), ('company_id', 'parent_of', company_ids)]",
        "['|', ('project_id.company_id', 'in', company_ids), ('project_id.company_id', '=', False)]",
        "['|', ('project_id', '=', False), ('project_id.company_id', 'in', company_ids)]",
        "['|', '|', ('partner_share', '=', False), ('company_id', 'parent_of', company_ids), ('company_id', '=', False)]",
        "['|', ('company_id', 'in', company_ids), ('user_id', '=', user.id)]",
        "['|', ('company_id', '=', user.company_id.id), ('state', '=', 'public')]",
        "[('move_id', 'any', [('company_id', 'in', company_ids)])]",
        "['&', ('id', '>', 0), ('company_id', 'in', company_ids)]",
    ];
    all_have(Company, &texts);
}

#[test]
fn other_conditions_restrict() {
    let texts = [
        "[('state', '=', 'sale')]",
        "[('user_id', '=', False)]",
        "[('user_id', '=', 2)]",
        "[('company_id', 'in', [1, 2])]",
        "[('user_id', '!=', user.id)]",
        "[('user_id', 'not in', [user.id])]",
        "['!', ('user_id', '=', user.id)]",
        "['!', ('company_id', 'in', company_ids)]",
        "[('group_ids', 'in', user.groups_id.ids)]",
        "[('group_ids', 'in', user.all_group_ids.ids)]",
        "[('group_id', 'in', [g.id for g in user.groups_id])]",
        "['|', ('country_id', '=', False), ('country_id', 'in', user.env.companies.country_id.ids)]",
        "[('country_code', 'in', user.env.companies.mapped('country_code') + [False])]",
        "[('id', '=', user.employee_id.parent_id.id)]",
        "[('department_id', '=', user.employee_id.department_id.id)]",
        "[('has_department_manager_access', '=', True)]",
        "[('date', '>=', time.strftime('%Y-%m-01'))]",
        "[('date', '<', (context_today() - datetime.timedelta(days=30)).strftime('%Y-%m-%d'))]",
        "[('warehouse_id', 'in', user.allowed_warehouses())]",
        "[('user_id', 'in', [user.id, 7])]",
        "['|', ('user_id', '=', user.id), ('state', '=', 'draft')]",
        "['|', ('user_id', '=', user.id), ('team_id', '=', False)]",
        "[('name', 'ilike', '%' + user.name + '%')]",
        "[('name', '=', 'draft %s' % user.name)]",
        "[('parent_id', 'any', [])]",
        "['|', ('type', '=', 'page'), ('type', '!=', 'menu')]",
        "['|', ('link_id.type', '=', 'page'), ('link_id.type', '!=', 'page')]",
        "['|', ('date', '=', today()), ('date', '!=', today())]",
        "[('line_ids', 'not any', [('user_id', '=', user.id)])]",
        "[('team_id', '=?', 3)]",
        "[('amount', '<', -1.5e3), ('n', '>', 0x1f), ('m', '=', -2), ('b', '=', b'x'), ('f', '=', f'{user.id}')]",
        "[('x', 'in', {1, 2}), ('y', '=', {'a': 1, **b}['a']), ('z', 'in', map(lambda v, *w: v + 1, [1]))]",
        "[('x', '=', not user.active), ('y', '=', a is not b), ('z', '=', 1 < 2 <= 3), ('w', 'in', y[1:2, ::3])]",
        r#"[("it's", "=", 'say "no"')] if False else [('name', '=', 'it\'s ' r'\d' "x")]"#,
        "[('name', 'not ilike', '''a\nb''')]",
        // The salesperson of the user's own contact is somebody else.
        "[('user_id', '=', user.partner_id.user_id.id)]",
        // Two choices may fall out differently, so they are not each other's opposite.
        "['|', ('f', 'not in', [1, 2]), ('f', '=', 1 if t else 2)]",
        "['|', ('f', '!=', 1 if t else 2), ('f', '=', 1 if other else 2)]",
    ];
    all_have(Restricted, &texts);
}

#[test]
fn what_cannot_be_evaluated_is_unknown_and_never_all_or_none() {
    let texts = [
        "user._own_rows()",
        "[('user_id', '=', user.id)] + user._more()",
        "[user._term(), ('a', '=', 1)]",
        "['|', ('a', '=', 1), user._term()]",
        "[(user._field(), '=', 1)]",
        "[('a', user._operator(), 1)]",
        "[('a', 'any', user._inner())]",
        "[('team_id', '=?', user.team_id.id)]",
        "[('name', 'ilike', '')]",
        "[(1, '=', 1)] if user.has_group('a.b') else [('user_id', '=', user.id)]",
        "[('a', '=', 1)] + ([(0, '=', 1)] if user.share else [])",
        "['|'] * 2 + [('a', '=', 1), ('b', '=', 1), ('c', '=', 1)]",
        "[('a', '=', x) for x in user.ids]",
        "user.share and [('a', '=', 1)] or []",
        "['!', ('a', 'any', foo())]",
        "[('company_id', 'in', company_ids + [7])]",
    ];
    all_have(Unknown, &texts);
}

#[test]
fn escapes_cannot_hide_an_operator() {
    assert_eq!(parse(r"['\x7c', (0,'=',1), (1,'=',1)]"), parse("['|', (0,'=',1), (1,'=',1)]"));
    assert_eq!(parse(r"['\174', (0,'=',1), (1,'=',1)]"), parse("['|', (0,'=',1), (1,'=',1)]"));
    assert_eq!(parse(r"['\u007c', (0,'=',1), (1,'=',1)]"), parse("['|', (0,'=',1), (1,'=',1)]"));
    assert_eq!(scope(r"['\N{VERTICAL LINE}', (0,'=',1), (1,'=',1)]"), Unknown);
}

#[test]
fn a_malformed_rule_is_refused_with_its_place_or_reason() {
    let cases = [
        ("[('a', '=', 1)", "line 1, column 15: expected `,` or the closing bracket, found the end"),
        ("[('a', '=', 1),\n ('b' '=' 2)]", "line 2, column 11: expected `,` or the closing bracket, found a literal"),
        ("[('a', '=', 'x)]", "line 1, column 13: text without its closing quote"),
        ("[('a', '=', 1)] $", "line 1, column 17: unexpected character `$`"),
        ("[('a', '=', 1)]\n[('b', '=', 1)]", "line 1, column 16: line break outside of brackets"),
        ("[('a', '=', 1 if x)]", "line 1, column 19: expected `else`, found `)`"),
        ("['|', ('a', '=', 1)]", "`|` lacks a condition behind it"),
        ("['&']", "`&` lacks a condition behind it"),
        ("['!']", "`!` lacks a condition behind it"),
        ("[('a', '=')]", "a condition has three parts (field, operator, value), this one has 2"),
        ("['a', '=', 1]", "`1` is neither `&`, `|`, `!` nor a condition of three parts"),
        ("[('a\\n', '=', 1)]", "`a\\n` is no field name"),
        ("[('a', '~', 1)]", "`~` is no operator that Odoo knows"),
        ("[('a', False, 1)]", "the operator of a condition is a text such as `'='`"),
        ("[(1, 'in', 1)]", "`in` is no operator that Odoo knows"),
    ];
    for (text, message) in cases {
        assert_eq!(parse(text).unwrap_err().to_string(), message, "{text}");
    }
    assert_eq!(parse("False"), Err(DomainError::NotAList));
    assert_eq!(parse("'[]'"), Err(DomainError::NotAList));
}

#[test]
fn a_long_chain_is_no_deep_rule() {
    let terms = "('user_id', '=', user.id),".repeat(3_000);
    assert_eq!(scope(&format!("[{}{terms}]", "'|',".repeat(2_999))), Own);
    let right_leaning = "'|', ('user_id', '=', user.id),".repeat(3_000);
    assert_eq!(scope(&format!("[{right_leaning}('user_id', '=', False)]")), Own);
    assert_eq!(scope(&format!("[('id', 'in', [{}])]", "1234,".repeat(20_000))), Restricted);
    assert_eq!(scope(&format!("[('id', '=', user{})]", ".partner_id".repeat(10_000))), Own);
    assert_eq!(scope(&format!("[('a', '=', 1{})]", " + 1".repeat(10_000))), Restricted);
}

#[test]
fn hostile_size_and_depth_are_refused() {
    assert_eq!(parse(&" ".repeat(1 << 20)), Err(DomainError::TooLong(1 << 20)));
    let deep = |opening: &str| format!("[('a', '=', {})]", opening.repeat(100_000 / opening.len()));
    for opening in ["(", "[", "{", "-", "not ", "lambda: ", "x if y else ", "2 ** ", "f(", "a[", "[x for x in ", "*"] {
        let text = deep(opening);
        assert!(text.len() < MAX_TEXT);
        assert!(parse(&text).is_err(), "{opening}");
    }
    assert_eq!(parse(&format!("[{}]", "(".repeat(100_000))), Err(DomainError::TooDeep));
    assert_eq!(parse(&format!("[{}('a', '=', 1)]", "'!',".repeat(50_000))), Err(DomainError::TooDeep));
    let zigzag = format!("[{}('a', '=', 1)]", "'&', ('a', '=', 1), '|', ('b', '=', 1),".repeat(1_000));
    assert_eq!(parse(&zigzag), Err(DomainError::TooDeep));
}

#[test]
fn a_rule_that_would_multiply_stays_small() {
    let mut choice = "[('a', '=', 1)]".to_owned();
    for _ in 0..12 {
        choice = format!("[('a', 'any', {choice})] + ([('b', '=', 1)] if x else []) + ([('c', '=', 1)] if y else [])");
    }
    assert_eq!(scope(&choice), Unknown);
    let mut nested = "user.ids".to_owned();
    for _ in 0..40 {
        nested = format!("[[x, x, x] for x in {nested}]");
    }
    assert_eq!(scope(&format!("[('a', 'in', {nested})]")), Restricted);
    assert!(parse(&format!("[('a{}', '=', user.id), ('b', '=', 1)]", ".a".repeat(100_000))).is_err());
    assert_eq!(scope(&format!("[]{}", "\n#".repeat(100_000))), All);
}

const SCOPES: [RecordScope; 6] = [None, Own, Restricted, Company, All, Unknown];

#[test]
fn and_narrows_and_or_widens() {
    for a in SCOPES {
        assert_eq!((a.and(a), a.or(a)), (a, a));
        assert_eq!((a.and(All), a.or(None)), (a, a));
        assert_eq!((a.and(None), a.or(All)), (None, All));
        for b in SCOPES {
            assert_eq!((a.and(b), a.or(b)), (b.and(a), b.or(a)));
            for c in SCOPES {
                assert_eq!(a.and(b).and(c), a.and(b.and(c)));
                assert_eq!(a.or(b).or(c), a.or(b.or(c)));
            }
        }
    }
}

/// Pieces that make more of Python than arbitrary characters do.
fn soup() -> impl Strategy<Value = String> {
    let pieces = [
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        ",",
        "'|'",
        "'&'",
        "'!'",
        "'a'",
        "'='",
        "'in'",
        "'any'",
        "user",
        ".id",
        "+",
        "|",
        "if",
        "else",
        "for",
        "in",
        "not",
        "lambda",
        ":",
        "*",
        "**",
        "-",
        "1",
        "x",
        "('a','=',1)",
        "\n",
        "#",
        "\\",
        "'",
        "[]",
        "company_ids",
        "and",
        "or",
        "is",
        "=",
        "0.5e",
        "r'",
        "f'",
        "'''",
        "é",
        "\u{0}",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..40).prop_map(|pieces| pieces.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn no_text_makes_the_parser_panic(text in "\\PC*") {
        let _ = parse(&text).map(|domain| domain.scope());
    }

    #[test]
    fn no_heap_of_pieces_makes_the_parser_panic(text in soup()) {
        match parse(&text) {
            Ok(domain) => drop(domain.scope()),
            Err(error) => prop_assert!(!error.to_string().contains(char::is_control), "{error}"),
        }
    }

    #[test]
    fn every_word_can_be_a_condition_value(value in "[ -~]{0,20}") {
        let text = format!("[('name', '=', {value:?})]");
        // Rust and Python write plain texts alike.
        prop_assert!(matches!(parse(&text), Ok(Domain::Leaf(_))), "{text}");
    }
}
