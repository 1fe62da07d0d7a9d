//! Signing in: what is a session and what is none.

use rolecall::connect::live::{Live, NotOpened, Question};
use rolecall::net::{Answer, NetError, Repeat};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{SESSION, answer, company, error, live, login, outside, page, result, user_error, word};

fn opened(answer: Result<&Answer, &NetError>) -> Result<String, NotOpened> {
    let company = company();
    live(&company).opened(&outside(), answer).map(|session| session.expose_secret().to_owned())
}

#[test]
fn a_session_is_opened_once_and_closed() {
    let company = company();
    let call = live(&company).opens(&outside()).unwrap();
    let body: Value = serde_json::from_slice(call.request.body.as_ref().unwrap().expose_secret()).unwrap();
    let params = json!(["ann", { "password": "correct horse" }, "en"]);
    assert_eq!(body, json!({ "id": 1, "method": "common.db.login", "params": params }));
    assert_eq!((call.request.path.as_str(), call.request.repeat), ("/lab/rpc/", Repeat::Once));
    assert_eq!(call.words, "common.db.login");
    assert!(live(&company).opens(&login()).is_none() && live(&company).closes(&outside()).is_none());
    let call = live(&company).closes(&login()).unwrap();
    let body: Value = serde_json::from_slice(call.request.body.as_ref().unwrap().expose_secret()).unwrap();
    assert_eq!(body, json!({ "id": 1, "method": "common.db.logout", "params": [] }));
    let session = call.request.headers.iter().find(|(name, _)| *name == "authorization").unwrap();
    assert_eq!(session.1.expose_secret(), format!("Session {SESSION}"));
}

#[test]
fn a_session_is_known_by_its_key_and_its_account() {
    assert_eq!(opened(Ok(&result(&json!([7, "c0ffee", null])))).unwrap(), SESSION);
}

#[test]
fn what_is_no_session_says_why() {
    for (answer, why) in [
        (result(&json!([8, "c0ffee", null])), "another account"),
        (result(&json!([7, "c0f fee", null])), "no session"),
        (result(&json!([7, "", null])), "no session"),
        (result(&json!([7, "a".repeat(201), null])), "no session"),
        (result(&json!([7])), "no session"),
        (result(&json!(null)), "no session"),
        (error(&json!(["LoginException", ["sms_code", "Code for hunter2", "char"]])), "more than its password"),
        (user_error("You are not allowed to access \"User\"."), "may not even ask"),
        (page(404, "Not Found"), "no such database"),
        (answer(401, "<html>the proxy asks</html>"), "not what Tryton answers"),
        (answer(200, "<html>hunter2</html>"), "HTML page"),
    ] {
        let told = opened(Ok(&answer)).unwrap_err();
        assert!(told.reason.contains(why) && !told.refused && !told.locked_out, "{why}: {told:?}");
        assert!(!told.reason.contains("hunter2"));
    }
}

#[test]
fn a_refusal_and_a_lock_count_as_failures() {
    for refused in [page(401, "Unauthorized"), answer(401, "")] {
        let told = opened(Ok(&refused)).unwrap_err();
        assert!(told.refused && !told.locked_out && told.reason.contains("password"), "{told:?}");
    }
    let locked = opened(Err(&NetError::Busy { status: 429, wait: None })).unwrap_err();
    assert!(locked.refused && !locked.locked_out && locked.reason.contains("five minutes"), "{locked:?}");
    let lost = opened(Err(&NetError::Timeout)).unwrap_err();
    assert!(!lost.refused && lost.reason.contains("no answer"));
    let company = company();
    assert_eq!(live(&company).failures(), 20);
}

#[test]
fn signing_in_is_answered_in_the_session_that_it_opened() {
    let company = company();
    let live = live(&company);
    let told = |question, login, answer| word(&live.judge(&question, &login, Ok(&answer)));
    assert_eq!(told(Question::SignIn, login(), result(&json!({ "language": "en" }))), "allowed");
    assert_eq!(told(Question::SignIn, outside(), result(&json!([7, "c0ffee", null]))), "inconclusive");
    assert_eq!(told(Question::SignIn, outside(), answer(401, "")), "denied");
    assert_eq!(told(Question::SignInWrong, outside(), page(401, "Unauthorized")), "denied");
    assert_eq!(told(Question::SignInWrong, outside(), result(&json!([7, "c0ffee", null]))), "inconclusive");
    assert_eq!(told(Question::Control, login(), result(&json!({}))), "allowed");
    assert_eq!(told(Question::Control, login(), result(&json!([]))), "inconclusive");
}
