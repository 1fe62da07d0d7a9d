//! Designed, predicted and observed side by side.

use rolecall::connect::live::{Observed, Question, RecordId, SecretKind};
use rolecall::model::{OpIx, Ops, ResourceIx, UserIx};
use rolecall::probe::reconcile::{Difference, Tally, reconcile, tally};
use rolecall::probe::{Asker, Cell, Designed, Probed, RoleOutcome, RoleRun, Unprobed};

const ORDERS: ResourceIx = ResourceIx(0);
const READ: OpIx = OpIx(0);
const WRITE: OpIx = OpIx(1);

fn cell(question: Question<RecordId>, designed: Designed, predicted: Option<bool>, observed: Observed) -> Cell {
    let (words, at) = ("asked".into(), "2026-11-20T08:00:00.000Z".into());
    Cell { run: 0, question, words, designed, predicted, observed, at, latency: 1 }
}

fn on(op: OpIx) -> Question<RecordId> {
    Question::Resource { resource: ORDERS, op }
}

fn attempt(op: OpIx, record: &str) -> Question<RecordId> {
    Question::Attempt { resource: ORDERS, op, record: Some(RecordId(record.into())) }
}

fn probed(cells: Vec<Cell>) -> Probed {
    let asker = Asker { login: "ann".into(), user: UserIx(0), kind: SecretKind::Key };
    let run = RoleRun { role: 3, name: "seller".to_owned(), asker, outcome: RoleOutcome::Done };
    Probed { roles: vec![run], cells, ..Probed::default() }
}

fn told(cells: Vec<Cell>) -> Vec<(Difference, Ops, Vec<usize>)> {
    let found = reconcile(&probed(cells)).differing;
    found.into_iter().map(|found| (found.difference, found.ops, found.cells)).collect()
}

#[test]
fn the_design_speaks_first_and_the_prediction_where_it_is_at_peace() {
    let cells = vec![
        cell(on(READ), Designed::Deny, Some(false), Observed::ALLOWED),
        cell(on(WRITE), Designed::Deny, Some(true), Observed::ALLOWED),
        cell(attempt(WRITE, "6"), Designed::Allow, Some(true), Observed::DENIED),
        cell(on(OpIx(2)), Designed::Silent, Some(false), Observed::ALLOWED),
        cell(on(OpIx(3)), Designed::Deny, Some(true), Observed::DENIED),
        cell(on(OpIx(4)), Designed::Silent, None, Observed::ALLOWED),
    ];
    let cells: Vec<Cell> =
        cells.into_iter().filter(|cell| !matches!(cell.question, Question::Attempt { .. })).collect();
    assert_eq!(
        told(cells),
        [(Difference::UnexpectedAllow, Ops(0b11), vec![0, 1]), (Difference::Disagreement, Ops(0b1100), vec![2, 3])]
    );
    let refused = cell(attempt(WRITE, "6"), Designed::Allow, Some(true), Observed::DENIED);
    assert_eq!(told(vec![refused]), [(Difference::UnexpectedDeny, Ops::one(WRITE), vec![0])]);
}

#[test]
fn an_answer_that_tells_nothing_differs_from_nothing() {
    let nothing = || Observed::inconclusive("busy");
    let cells = vec![
        cell(on(READ), Designed::Allow, Some(true), nothing()),
        cell(on(WRITE), Designed::Deny, Some(false), nothing()),
    ];
    assert!(told(cells.clone()).is_empty());
    assert_eq!(tally(&probed(cells)), [Tally { asked: 2, inconclusive: 2, ..Tally::default() }]);
}

#[test]
fn an_answer_with_a_caveat_never_stands_alone() {
    let doubtful =
        || cell(attempt(WRITE, "6"), Designed::Deny, Some(false), Observed::ALLOWED.with_caveat("checks late"));
    let found = reconcile(&probed(vec![doubtful()]));
    assert_eq!((found.differing.len(), found.doubtful), (0, vec![0]));
    let firm = cell(attempt(WRITE, "7"), Designed::Deny, Some(false), Observed::ALLOWED);
    assert_eq!(told(vec![doubtful(), firm]), [(Difference::UnexpectedAllow, Ops::one(WRITE), vec![0, 1])]);
}

#[test]
fn methods_that_contradict_each_other_prove_nothing() {
    let record = Question::Record { resource: ORDERS, op: WRITE, record: RecordId("6".into()) };
    let cells = vec![
        cell(on(READ), Designed::Allow, Some(true), Observed::ALLOWED),
        cell(record, Designed::Allow, Some(true), Observed::ALLOWED),
        cell(attempt(WRITE, "6"), Designed::Allow, Some(true), Observed::DENIED),
    ];
    let found = reconcile(&probed(cells));
    assert_eq!((found.differing.len(), found.contradicting), (0, vec![(1, 2)]));
    let cells = vec![
        cell(on(WRITE), Designed::Deny, Some(false), Observed::DENIED),
        cell(attempt(WRITE, "6"), Designed::Deny, Some(false), Observed::ALLOWED),
    ];
    assert_eq!(reconcile(&probed(cells)).contradicting, [(0, 1)]);
    let narrower = vec![
        cell(on(WRITE), Designed::Allow, Some(true), Observed::ALLOWED),
        cell(attempt(WRITE, "5"), Designed::Deny, Some(false), Observed::DENIED),
    ];
    assert!(reconcile(&probed(narrower)).contradicting.is_empty());
}

#[test]
fn a_role_is_counted_question_by_question() {
    let mut probed = probed(vec![
        cell(Question::Control, Designed::Allow, Some(true), Observed::ALLOWED),
        cell(on(READ), Designed::Deny, Some(false), Observed::ALLOWED),
        cell(on(WRITE), Designed::Silent, Some(true), Observed::inconclusive("busy")),
    ]);
    let (what, reason) = ("unlink on sale.order".to_owned(), "no way".to_owned());
    probed.unprobed.push(Unprobed { role: Some(3), what, reason, asked_for: false });
    assert_eq!(tally(&probed), [Tally { asked: 3, as_expected: 1, unexpected: 1, inconclusive: 1, not_asked: 1 }]);
}
