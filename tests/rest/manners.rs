//! What a probe makes of an API that leaks, acts, forgets, throttles, and answers with pages.

use rolecall::connect::live::Question;
use rolecall::probe::{Cell, RoleOutcome};

use crate::api::{Api, Door, Manners};
use crate::world::{Run, world};

fn run(manners: Manners) -> (Run, Api) {
    let api = Api::serve(Door::Bearer, manners);
    (world("{ bearer: {} }").probe(&api), api)
}

/// What was asked of the API's business, the controls and sign-ins aside.
fn business(run: &Run) -> impl Iterator<Item = &Cell> {
    let aside = |question: &Question<_>| {
        matches!(question, Question::Control | Question::SignIn | Question::SignInWrong | Question::Anonymous { .. })
    };
    run.probed.cells.iter().filter(move |cell| !aside(&cell.question))
}

#[test]
fn a_right_that_the_design_does_not_give_is_seen() {
    let (run, _) = run(Manners::Leaks);
    let odd: Vec<_> = run
        .probed
        .cells
        .iter()
        .filter(|cell| cell.observed.allowed() != cell.designed.allowed().or(cell.predicted))
        .map(|cell| (cell.words.as_ref(), cell.observed.allowed()))
        .collect();
    assert_eq!(odd, [("write: PATCH /api/sale-order []", Some(true))]);
}

#[test]
fn a_request_that_did_something_all_the_same_is_seen_afterwards() {
    let (run, _) = run(Manners::Acts);
    let records: Vec<_> = run
        .probed
        .changes
        .iter()
        .map(|change| format!("{} {} {}", change.run, change.resource.index(), change.record))
        .collect();
    assert_eq!(records, ["0 1 7"]);
}

#[test]
fn what_expires_in_the_middle_ends_the_role_and_denies_nothing() {
    let (run, api) = run(Manners::ExpiresAfter(12));
    assert!(matches!(&run.probed.roles[0].outcome, RoleOutcome::Ended(_)), "{:?}", run.probed.roles[0].outcome);
    assert!(matches!(&run.probed.roles[1].outcome, RoleOutcome::ControlFailed(_)));
    let wrong = |cell: &&Cell| {
        cell.observed.allowed().is_some_and(|seen| Some(seen) != cell.designed.allowed().or(cell.predicted))
    };
    assert_eq!(run.probed.cells.iter().filter(wrong).count(), 0);
    assert!(api.heard().len() < 25, "it stops: {}", api.heard().len());
}

#[test]
fn who_is_asked_to_come_again_does_and_asks_the_same() {
    let (run, api) = run(Manners::Throttles);
    assert!(run.probed.roles.iter().all(|role| role.outcome == RoleOutcome::Done));
    let odd = |cell: &&Cell| cell.observed.allowed() != cell.designed.allowed().or(cell.predicted);
    assert_eq!(run.probed.cells.iter().filter(odd).count(), 0);
    assert!(api.heard().len() > run.probed.cells.len() * 3 / 2);
}

#[test]
fn a_page_a_redirect_and_a_text_allow_and_deny_nothing() {
    for (manners, told) in [
        (Manners::SignInPage, "an HTML page (HTTP 200), where JSON is expected"),
        (Manners::Redirects, "no answer: the server redirects to"),
        (Manners::Text, "an answer of type `text/plain` that is no JSON (HTTP 200), where JSON is expected"),
    ] {
        let (run, _) = run(manners);
        let clear: Vec<&Cell> = business(&run).filter(|cell| cell.observed.allowed().is_some()).collect();
        assert!(clear.is_empty(), "{manners:?}: {clear:#?}");
        let reasons = format!("{:?}", business(&run).map(|cell| &cell.observed).collect::<Vec<_>>());
        assert!(reasons.contains(told), "{manners:?}: {reasons}");
        assert!(business(&run).count() > 0, "{manners:?}");
    }
}

#[test]
fn in_a_session_a_redirect_ends_the_role() {
    let world = world(
        "{ form: { post: /login, page: { get: /login }, form: { user: \"{login}\", pass: \"{secret}\", csrf: \"{csrf}\" }, \
         cookies: [sid], csrf: { cookie: csrftoken } } }",
    );
    let api = Api::serve(Door::Form, Manners::Redirects);
    let run = world.probe(&api);
    assert!(business(&run).all(|cell| cell.observed.allowed().is_none()));
    assert!(
        run.probed
            .roles
            .iter()
            .any(|role| matches!(&role.outcome, RoleOutcome::Ended(why) if why.contains("the session is over")))
    );
}
