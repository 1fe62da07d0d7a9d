//! Finding out what answers at an address, against a server on loopback.

use rolecall::connect::api::{Account, Erp, Running};
use rolecall::connect::frappe::api::{ServerError, find_site, find_version};
use rolecall::connect::live::SecretKind;
use rolecall::net::{Base, Client, Options};
use serde_json::json;

use crate::sessions::serve::{Reply, Server, reply};

fn now<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn account(kind: SecretKind) -> Account {
    Account { login: "ann@acme.example".to_owned(), secret: "correct horse".into(), kind }
}

fn versions(version: &str) -> Reply {
    reply(200, json!({ "message": { "frappe": { "version": version }, "erpnext": { "version": "15.99.1" } } }))
}

#[test]
fn a_site_says_pong_and_nothing_else_is_one() {
    let told = |answer: Reply| {
        let server = Server::start(move |_| Some(answer.clone()));
        now(find_site(&server.client))
    };
    assert!(told(reply(200, json!({ "message": "pong" }))).is_ok());
    let wrong =
        told(Reply::page(404, "<!doctype html>\n<title>404 Not Found</title>\n<p>nope.example does not exist</p>"));
    assert!(matches!(wrong, Err(ServerError::NoSite(_))), "{wrong:?}");
    assert!(wrong.unwrap_err().to_string().contains("host"));
    for other in [
        reply(200, json!({ "message": "ping" })),
        reply(200, json!({ "jsonrpc": "2.0" })),
        Reply::page(200, "<html>an ERP of another kind</html>"),
        reply(403, json!({ "exc_type": "PermissionError" })),
        reply(404, json!({})),
    ] {
        assert!(matches!(told(other.clone()), Err(ServerError::NotFrappe(_))), "{other:?}");
    }
    let silent =
        Client::new(Base::read("http://127.0.0.1:9", false).unwrap(), &Options { retries: 0, ..Options::default() });
    assert!(matches!(now(find_site(&silent.unwrap())), Err(ServerError::Silent(_))));
}

#[test]
fn the_version_is_told_to_a_login_and_its_session_is_closed() {
    let server = Server::start(|asked| {
        Some(match asked.path.as_str() {
            "/api/method/login" => reply(200, json!({ "message": "Logged In" })).cookie("sid=abc123; Path=/; HttpOnly"),
            "/api/method/frappe.utils.change_log.get_versions" => versions("15.101.1"),
            _ => reply(200, json!({})),
        })
    });
    assert_eq!(now(find_version(&server.client, &account(SecretKind::Password))).unwrap(), "15.101.1");
    let heard: Vec<String> = server.heard().iter().map(|asked| format!("{} {}", asked.path, asked.cookie)).collect();
    assert_eq!(
        heard,
        [
            "/api/method/login ",
            "/api/method/frappe.utils.change_log.get_versions sid=abc123",
            "/api/method/logout sid=abc123"
        ]
    );
}

#[test]
fn what_stands_in_the_way_of_a_version_is_told_with_the_next_step() {
    let told = |answer: Reply| {
        let server = Server::start(move |_| Some(answer.clone()));
        now(find_version(&server.client, &account(SecretKind::Key))).unwrap_err().to_string()
    };
    for (answer, why) in [
        (versions("13.58.0"), "14, 15, 16 and 17"),
        (versions("soon"), "14, 15, 16 and 17"),
        (reply(200, json!({ "message": {} })), "no Frappe"),
        (reply(200, json!({ "message": [] })), "no Frappe"),
        (reply(401, json!({ "exc_type": "AuthenticationError" })), "check its secret"),
    ] {
        let told = told(answer);
        assert!(told.contains(why), "{told}");
    }
    let refused = Server::start(|_| Some(reply(401, json!({ "exc_type": "AuthenticationError" }))));
    let told = now(find_version(&refused.client, &account(SecretKind::Password))).unwrap_err().to_string();
    assert!(told.contains("`ann@acme.example` is not let in") && !told.contains("horse"), "{told}");
    assert_eq!(refused.heard().len(), 1, "it is tried once");
}

#[test]
fn a_system_is_identified_as_far_as_it_tells() {
    let server = Server::start(|asked| {
        Some(if asked.path.ends_with("ping") { reply(200, json!({ "message": "pong" })) } else { versions("14.55.0") })
    });
    let found = now(Erp::Frappe.identify(&server.client, None, None)).unwrap();
    assert_eq!(found, Running { version: None, database: None });
    let found = now(Erp::Frappe.identify(&server.client, None, Some(&account(SecretKind::Key)))).unwrap();
    assert_eq!(found.version.as_deref(), Some("14.55.0"));
}
