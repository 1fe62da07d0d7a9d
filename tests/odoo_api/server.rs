//! A server on loopback that says what it is told to: versions, databases, signing in, calls.

use std::sync::{Arc, Mutex};

use rolecall::connect::odoo::Series;
use rolecall::connect::odoo::api::{Exception, Fault, Rpc, ServerError, Wire, find_database, find_series, login};
use rolecall::net::{Base, Client, Options};
use secrecy::SecretString;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::KEY;

type Seen = Arc<Mutex<Vec<(String, Value)>>>;

/// Answers every request by its path and body, with a status and a body.
async fn serve(say: impl Fn(&str, &Value) -> (u16, String) + Send + 'static) -> (Client, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let seen = Seen::default();
    let kept = seen.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut bytes = Vec::new();
            let (head, length) = loop {
                if stream.read_buf(&mut bytes).await.unwrap() == 0 {
                    break (0, 0);
                }
                if let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
                    let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
                    let length = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok());
                    break (head, length.unwrap_or(0));
                }
            };
            while bytes.len() < head + 4 + length && stream.read_buf(&mut bytes).await.unwrap() > 0 {}
            let path = String::from_utf8_lossy(&bytes).split(' ').nth(1).unwrap_or_default().to_owned();
            let body = serde_json::from_slice(&bytes[head + 4..]).unwrap_or_default();
            let (status, answer) = say(&path, &body);
            kept.lock().unwrap().push((path, body));
            let kind = if answer.starts_with('<') { "text/html" } else { "application/json" };
            let answer = format!(
                "HTTP/1.1 {status} x\r\ncontent-type: {kind}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{answer}",
                answer.len()
            );
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    let options = Options { retries: 0, ..Options::default() };
    (Client::new(Base::read(&address, false).unwrap(), &options).unwrap(), seen)
}

fn gives(value: &Value) -> (u16, String) {
    (200, json!({ "jsonrpc": "2.0", "id": 1, "result": value }).to_string())
}

fn raises(name: &str, message: &str) -> (u16, String) {
    let error = json!({ "code": 0, "message": "Odoo Server Error", "data": { "name": name, "message": message } });
    (200, json!({ "jsonrpc": "2.0", "id": 1, "error": error }).to_string())
}

async fn version(info: Value) -> Result<Series, ServerError> {
    let (client, _) = serve(move |_, _| gives(&json!({ "server_version_info": info }))).await;
    find_series(&client).await
}

#[tokio::test]
async fn the_series_is_what_the_server_says() {
    let cases = [(16, Series::V16), (17, Series::V17), (18, Series::V18), (19, Series::V19)];
    for (major, series) in cases {
        assert_eq!(version(json!([major, 0, 0, "final", 0, ""])).await.unwrap(), series);
        assert_eq!(version(json!([major, 0, 0, "final", 0, "e"])).await.unwrap(), series);
    }
    for (info, found) in [
        (json!(["saas~17", 2, 0, "final", 0, ""]), "saas~17.2"),
        (json!([15, 0, 0, "final", 0, ""]), "15.0"),
        (json!([18, 4, 0, "final", 0, ""]), "18.4"),
        (json!([20, 0]), "20.0"),
        (json!(["\u{1b}[31m18", 0]), "[31m18.0"),
    ] {
        let told = version(info).await.unwrap_err().to_string();
        assert!(told.contains(&format!("Odoo `{found}`")), "{told}");
    }
    for odd in [json!([]), json!([18]), json!("18.0"), json!(null), json!([[18], 0]), json!({ "0": 18, "1": 0 })] {
        assert!(matches!(version(odd.clone()).await, Err(ServerError::NotOdoo(_))), "{odd}");
    }
}

#[tokio::test]
async fn the_web_clients_way_to_the_version_is_the_second() {
    let (client, seen) = serve(|path, _| match path {
        "/web/webclient/version_info" => gives(&json!({ "server_version_info": [17, 0, 0, "final", 0, ""] })),
        _ => (404, "<h1>Not Found</h1>".to_owned()),
    })
    .await;
    assert_eq!(find_series(&client).await.unwrap(), Series::V17);
    let paths: Vec<String> = seen.lock().unwrap().iter().map(|(path, _)| path.clone()).collect();
    assert_eq!(paths, ["/jsonrpc", "/web/webclient/version_info"]);
}

#[tokio::test]
async fn what_is_no_odoo_is_told_so() {
    for (status, body) in [(404, "<h1>Not Found</h1>"), (200, "<html>hello</html>"), (200, "{}"), (500, "")] {
        let (client, _) = serve(move |_, _| (status, body.to_owned())).await;
        assert!(matches!(find_series(&client).await, Err(ServerError::NotOdoo(_))), "{status} {body}");
    }
}

#[tokio::test]
async fn the_only_database_is_found_and_several_are_listed() {
    let found = |names: Value| async move {
        let (client, _) = serve(move |_, _| gives(&names)).await;
        find_database(&client, None).await
    };
    assert_eq!(found(json!(["acme"])).await.unwrap(), "acme");
    let told = found(json!(["acme", "te\u{1b}st"])).await.unwrap_err().to_string();
    assert_eq!(told, "the server has several databases: `acme`, `te st`; name one with `database`");
    let many: Vec<String> = (0..500).map(|at| format!("db{at}")).collect();
    let told = found(json!(many)).await.unwrap_err().to_string();
    assert!(told.contains("`db9`, 490 more;"), "{told}");
    assert!(matches!(found(json!([])).await, Err(ServerError::Empty)));
    assert!(matches!(found(json!(["acme", 7])).await, Err(ServerError::Untold(_))));

    let (client, seen) = serve(|_, _| raises("odoo.exceptions.AccessDenied", "Access Denied")).await;
    assert!(matches!(find_database(&client, None).await, Err(ServerError::Untold(_))));
    assert_eq!(find_database(&client, Some("acme")).await.unwrap(), "acme");
    assert_eq!(seen.lock().unwrap().len(), 1, "a database that is named is not asked for");
}

#[tokio::test]
async fn signing_in_gives_the_account_or_nothing() {
    let sign_in = |answer: (u16, String)| async move {
        let (client, seen) = serve(move |_, _| answer.clone()).await;
        let secret = SecretString::from("correct horse");
        (login(&client, "acme", "mara", &secret).await, seen)
    };
    let (account, seen) = sign_in(gives(&json!(7))).await;
    assert_eq!(account.unwrap(), Some(7));
    assert_eq!(seen.lock().unwrap()[0].1["params"]["args"], json!(["acme", "mara", "correct horse"]));
    assert_eq!(sign_in(gives(&json!(false))).await.0.unwrap(), None);
    for odd in [json!(true), json!(null), json!("7"), json!(0), json!(-1)] {
        assert!(matches!(sign_in(gives(&odd)).await.0, Err(Fault::Alien { .. })), "{odd}");
    }
    let (unknown, _) = sign_in(raises("psycopg2.OperationalError", "database \"acme\" does not exist")).await;
    let told = ServerError::at_sign_in(unknown.unwrap_err(), "acme").to_string();
    assert!(told.contains("no database `acme`"), "{told}");
}

#[tokio::test]
async fn a_call_gives_its_result_or_a_typed_fault() {
    let (client, seen) = serve(|_, body| match body["params"]["args"][4].as_str() {
        Some("search_count") => gives(&json!(12)),
        Some("check_access_rule") => (200, r#"{"jsonrpc": "2.0", "id": 1}"#.to_owned()),
        _ => raises("odoo.exceptions.AccessError", &format!("not\nallowed {KEY}{}", "x".repeat(999))),
    })
    .await;
    let rpc = Rpc::new(client, "acme".to_owned(), 7, SecretString::from(KEY));
    assert_eq!(rpc.call("sale.order", "search_count", json!([[]]), json!({})).await.unwrap(), json!(12));
    assert_eq!(
        seen.lock().unwrap()[0].1["params"]["args"],
        json!(["acme", 7, KEY, "sale.order", "search_count", [[]], {}])
    );
    let nothing = rpc.call("sale.order", "check_access_rule", json!([[3], "read"]), json!({})).await.unwrap();
    assert_eq!(nothing, Value::Null);
    let fault = rpc.call("sale.order", "read", json!([[3], ["name"]]), json!({})).await.unwrap_err();
    assert_eq!(fault.exception(), Some(Exception::AccessError));
    let Fault::Raised { message, .. } = &fault else { panic!("{fault:?}") };
    assert!(message.starts_with("not allowed <secret>x") && message.len() == 300, "{message}");
    assert!(!format!("{fault:?} {rpc:?}").contains(KEY));
}

#[tokio::test]
async fn over_json_2_arguments_have_names_or_the_call_is_not_sent() {
    let (client, seen) = serve(|_, _| (200, "[3, 1]".to_owned())).await;
    let rpc = Rpc::new(client, "acme".to_owned(), 7, SecretString::from(KEY)).over(Wire::Json2);
    let found = rpc.call("res.partner", "search", json!([[]]), json!({ "limit": 2 })).await.unwrap();
    assert_eq!(found, json!([3, 1]));
    let sent = seen.lock().unwrap()[0].clone();
    assert_eq!(sent, ("/json/2/res.partner/search".to_owned(), json!({ "domain": [], "limit": 2 })));
    for (model, method, args) in [
        ("res.partner", "some_button", json!([[3]])),
        ("res.partner", "search", json!([[], 1])),
        ("../web", "search", json!([])),
        ("res.partner", "../../x", json!([])),
        ("res.partner", "search", json!({})),
    ] {
        let fault = rpc.call(model, method, args, json!({})).await.unwrap_err();
        assert!(matches!(fault, Fault::Unspeakable { .. }), "{fault:?}");
    }
    assert_eq!(seen.lock().unwrap().len(), 1, "nothing more was sent");
}
