//! Every way to sign in, against an API that takes nothing else.

use rolecall::connect::live::Question;
use rolecall::probe::{Cell, RoleOutcome};

use crate::api::{Api, Door, Manners, PEOPLE, SIGNING_KEY};
use crate::world::{Run, World, world};

const FORM: &str = r#"
  form:
    post: /login
    page: { get: /login }
    form: { user: "{login}", pass: "{secret}", csrf: "{csrf}" }
    cookies: [sid]
    csrf: { cookie: csrftoken }
    refused: { status: 200, type: text/html, contains: wrong }
    logout: { post: /logout }
  headers: { x-csrf-token: "{csrf}" }
"#;

const ENDPOINT: &str = r#"
  endpoint:
    post: /token
    body: { user: "{login}", pass: "{secret}" }
    token: /access/token
    logout: { post: /logout }
"#;

const JWT: &str = r#"
  jwt:
    algorithm: HS256
    subject: "{login}"
    audience: shop
    claims: { scope: api }
    accounts: { ann: &north { tenant: [1, north] }, bob: *north, dia: { tenant: [2, south] } }
"#;

/// All doors with how a manifest says them.
fn doors() -> Vec<(Door, World)> {
    let jwt = || {
        let mut world = world(JWT);
        world.secrets = [SIGNING_KEY; 3].map(str::to_owned);
        world
    };
    vec![
        (Door::Basic, world("{ basic: {} }")),
        (Door::Bearer, world("{ bearer: {} }")),
        (Door::ApiKey, world("{ api_key: { header: X-Api-Key } }")),
        (Door::Form, world(FORM)),
        (Door::RedirectingForm, world(FORM)),
        (Door::Endpoint, world(ENDPOINT)),
        (Door::Jwt, jwt()),
    ]
}

fn expected(cell: &Cell) -> bool {
    cell.observed.allowed() == cell.designed.allowed().or(cell.predicted)
}

#[test]
fn an_honest_api_answers_as_expected_behind_every_door() {
    for (door, world) in doors() {
        let api = Api::serve(door, Manners::Honest);
        let Run { probed, plan, .. } = world.probe(&api);
        let odd: Vec<&Cell> = probed.cells.iter().filter(|cell| !expected(cell)).collect();
        assert!(odd.is_empty(), "{door:?}: {odd:#?}");
        assert!(probed.roles.iter().all(|role| role.outcome == RoleOutcome::Done), "{door:?}: {:#?}", probed.roles);
        assert_eq!(probed.cells.len(), plan.questions(), "{door:?}: {:#?}", probed.unprobed);
        assert_eq!(probed.cells.len(), 42, "{door:?}");
        assert!(probed.changes.is_empty() && !probed.interrupted, "{door:?}");
    }
}

#[test]
fn a_wrong_secret_is_refused_once_an_account_and_sessions_are_closed() {
    for (door, world) in doors() {
        let api = Api::serve(door, Manners::Honest);
        let Run { probed, .. } = world.probe(&api);
        let of = |wanted: &Question<_>| -> Vec<_> {
            let cells = probed.cells.iter().filter(|cell| cell.question == *wanted);
            cells.map(|cell| cell.observed.allowed()).collect()
        };
        assert_eq!(of(&Question::SignInWrong), [Some(false); 2], "{door:?}");
        assert_eq!(of(&Question::SignIn), [Some(true); 2], "{door:?}");
        let (open, opened) = api.sessions();
        let wanted = usize::from(matches!(door, Door::Form | Door::RedirectingForm | Door::Endpoint)) * 3;
        assert_eq!((open, opened), (0, wanted), "{door:?}");
    }
}

#[test]
fn no_secret_stands_in_words_evidence_or_outcomes() {
    for (door, world) in doors() {
        let api = Api::serve(door, Manners::Honest);
        let Run { probed, lines, .. } = world.probe(&api);
        let told = format!("{lines:?} {probed:?}");
        let secrets =
            PEOPLE.iter().map(|(_, secret)| *secret).chain([SIGNING_KEY, "session-1", "inside-43", "before-42"]);
        for secret in secrets {
            assert!(!told.contains(secret), "{door:?} tells `{secret}`");
        }
    }
}

#[test]
fn a_session_belongs_to_its_login_alone() {
    let api = Api::serve(Door::Form, Manners::Honest);
    world(FORM).probe(&api);
    let cookies: std::collections::BTreeSet<_> =
        api.heard().iter().filter_map(|asked| asked.headers.get("cookie").cloned()).collect();
    assert!(cookies.iter().all(|cookie| cookie.matches("sid=").count() <= 1), "{cookies:?}");
    let me = api.heard().into_iter().filter(|asked| asked.target == "/me" && asked.headers.contains_key("cookie"));
    assert!(me.count() >= 4);
}

#[test]
fn a_token_is_signed_anew_for_every_request_and_never_sent_to_the_sign_in_of_another() {
    let (_, world) = doors().into_iter().next_back().unwrap();
    let api = Api::serve(Door::Jwt, Manners::Honest);
    world.probe(&api);
    assert!(api.heard().iter().all(|asked| !asked.headers.values().any(|value| value.contains(SIGNING_KEY))));
}

#[test]
fn a_door_that_is_locked_ends_all_sign_ins() {
    let world = world(ENDPOINT);
    let api = Api::serve(Door::Endpoint, Manners::LocksOut);
    let Run { probed, .. } = world.probe(&api);
    assert!(probed.roles.iter().all(|role| matches!(role.outcome, RoleOutcome::ControlFailed(_))));
    assert_eq!(api.heard().len(), 1, "nobody else is tried: {:?}", api.heard());
    assert!(probed.cells.is_empty());
}

#[test]
fn a_wrong_key_of_an_algorithm_is_told_before_anything_is_sent() {
    let mut world = world(&JWT.replace("HS256", "RS256"));
    world.secrets = [SIGNING_KEY; 3].map(str::to_owned);
    let api = Api::serve(Door::Jwt, Manners::Honest);
    let Run { probed, .. } = world.probe(&api);
    assert!(api.heard().is_empty(), "{:?}", api.heard());
    assert!(probed.roles.iter().all(|role| matches!(role.outcome, RoleOutcome::ControlFailed(_))));
}
