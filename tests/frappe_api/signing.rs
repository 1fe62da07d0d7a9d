//! Signing in with a password: what is a session, what is none, and what tells that one is over.

use rolecall::connect::live::{Live, Login, NotOpened, Question, SecretKind};
use rolecall::net::{Answer, NetError, Repeat};
use secrecy::ExposeSecret;
use serde_json::json;

use super::{ANN, SID, answer, inside, live, login, message, questions, raised, shop, word};

fn outside() -> Login {
    Login { session: None, ..login(SecretKind::Password) }
}

fn opened(answer: &Answer) -> Result<String, NotOpened> {
    let shop = shop("15.101.1");
    live(&shop).opened(&outside(), Ok(answer)).map(|session| session.expose_secret().to_owned())
}

fn in_session(answer: Answer) -> Answer {
    inside(answer, SID)
}

fn logged_in(text: &str) -> Answer {
    answer(200, json!({ "message": text, "home_page": "/app", "full_name": "Ann" }).to_string())
}

#[test]
fn only_a_password_opens_a_session_and_only_a_session_is_closed() {
    let shop = shop("15.101.1");
    for kind in [SecretKind::Key, SecretKind::Bearer] {
        assert!(live(&shop).opens(&login(kind)).is_none() && live(&shop).closes(&login(kind)).is_none());
    }
    let call = live(&shop).opens(&outside()).unwrap();
    let body = String::from_utf8(call.request.body.unwrap().expose_secret().to_vec()).unwrap();
    assert_eq!((call.request.path.as_str(), call.request.repeat), ("/api/method/login", Repeat::Never));
    assert_eq!(body, r#"{"pwd":"correct horse","usr":"Ann@acme.example"}"#);
    assert!(!call.words.contains("horse"));
    assert!(live(&shop).closes(&outside()).is_none());
    let call = live(&shop).closes(&login(SecretKind::Password)).unwrap();
    assert_eq!(call.request.path, "/api/method/logout");
    let cookie = call.request.headers.iter().find(|(name, _)| *name == "cookie").unwrap();
    assert_eq!(cookie.1.expose_secret(), format!("sid={SID}"));
}

#[test]
fn a_session_is_what_the_cookie_says() {
    for text in ["Logged In", "No App"] {
        assert_eq!(opened(&in_session(logged_in(text))).unwrap(), SID);
    }
}

#[test]
fn status_200_alone_is_no_sign_in() {
    let guest = |answer| inside(answer, "Guest");
    let reset = json!({ "message": "Password Reset", "redirect_to": "https://x/update-password?key=hunter2" });
    let factor = json!({ "verification": { "method": "Email", "prompt": true }, "tmp_id": "hunter2" });
    let other = Answer {
        cookies: vec![("sid".into(), SID.into()), ("user_id".into(), "bob%40acme.example".into())],
        ..logged_in("Logged In")
    };
    for (answer, why) in [
        (in_session(answer(200, reset.to_string())), "expired"),
        (in_session(answer(200, factor.to_string())), "second factor"),
        (logged_in("Logged In"), "no session"),
        (guest(logged_in("Logged In")), "no session"),
        (inside(logged_in("Logged In"), "a b\r\nx: y"), "no session"),
        (inside(logged_in("Logged In"), ""), "no session"),
        (inside(logged_in("Logged In"), &"x".repeat(5000)), "no session"),
        (in_session(answer(200, "<html>Login</html>")), "no session"),
        (in_session(answer(200, "[1]")), "no session"),
        (in_session(answer(200, "{}")), "no session"),
        (other, "another account"),
    ] {
        let told = opened(&answer).unwrap_err();
        assert!(told.reason.contains(why) && !told.refused && !told.locked_out, "{why}: {told:?}");
        assert!(!told.reason.contains("hunter2"));
    }
}

#[test]
fn a_refusal_counts_as_a_failure_and_a_lock_ends_all() {
    for version in super::VERSIONS {
        let shop = shop(version);
        let told = |answer: &Answer| live(&shop).opened(&outside(), Ok(answer)).unwrap_err();
        let refused = told(&raised(401, "AuthenticationError", ""));
        assert!(refused.refused && !refused.locked_out && refused.reason.contains("password"), "{version} {refused:?}");
        let locked = told(&raised(500, "SecurityException", "Your account has been locked"));
        assert!(locked.refused && locked.locked_out, "{version} {locked:?}");
        for answer in [
            raised(500, "TypeError", ""),
            raised(400, "CSRFTokenError", ""),
            raised(403, "AuthenticationError", ""),
            answer(404, "<html>not here</html>"),
            answer(401, "<html>the proxy asks</html>"),
        ] {
            let told = told(&answer);
            assert!(!told.refused && !told.locked_out, "{told:?}");
        }
        let lost = live(&shop).opened(&outside(), Err(&NetError::Timeout)).unwrap_err();
        assert!(!lost.refused && lost.reason.contains("no answer"));
        assert_eq!(live(&shop).failures(), 3);
    }
}

#[test]
fn in_a_session_that_is_over_nothing_is_denied() {
    let shop = shop("15.101.1");
    let live = live(&shop);
    let denied = || raised(403, "PermissionError", "User Guest does not have doctype access");
    for (name, question) in questions(&shop) {
        if matches!(name, "anonymous" | "sign in wrong") {
            continue;
        }
        let told = |answer| live.judge(&question, &login(SecretKind::Password), Ok(&answer));
        for sid in ["Guest", "", "anothersession"] {
            for answer in [denied(), message(&json!({ "has_permission": false })), message(&json!(ANN))] {
                assert_eq!(word(&told(inside(answer, sid))), "inconclusive, ends", "{name} {sid}");
            }
        }
        assert_ne!(told(denied()).allowed(), Some(false), "{name}: nobody says in whose session");
        let real = told(in_session(denied()));
        let usual =
            ["write", "create", "submit", "write field", "read field", "read document", "filter", "page", "report"]
                .contains(&name);
        assert_eq!(real.allowed() == Some(false), usual, "{name}");
    }
}

#[test]
fn with_a_token_cookies_say_nothing() {
    let shop = shop("15.101.1");
    for kind in [SecretKind::Key, SecretKind::Bearer] {
        let answer = inside(message(&json!(ANN)), "Guest");
        assert_eq!(word(&live(&shop).judge(&Question::Control, &login(kind), Ok(&answer))), "allowed");
    }
}

#[test]
fn signing_in_is_answered_in_the_session_that_it_opened() {
    let shop = shop("15.101.1");
    let inside_it =
        live(&shop).judge(&Question::SignIn, &login(SecretKind::Password), Ok(&in_session(message(&json!(ANN)))));
    assert_eq!(word(&inside_it), "allowed");
    let alone = live(&shop).judge(&Question::SignIn, &outside(), Ok(&in_session(logged_in("Logged In"))));
    assert_eq!(word(&alone), "inconclusive");
    let refused = live(&shop).judge(&Question::SignIn, &outside(), Ok(&raised(401, "AuthenticationError", "")));
    assert_eq!(word(&refused), "denied");
    let wrong = |answer| word(&live(&shop).judge(&Question::SignInWrong, &outside(), Ok(&answer)));
    assert_eq!(wrong(raised(401, "AuthenticationError", "")), "denied");
    assert_eq!(wrong(raised(500, "SecurityException", "")), "inconclusive");
    assert_eq!(wrong(logged_in("Password Reset")), "inconclusive");
}
