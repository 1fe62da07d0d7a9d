//! Manners towards a server that asks for them.

use std::time::{Duration, Instant};

use rolecall::net::{NetError, Options, Repeat, Request};

use crate::server::{Reply, Server, answer, json};
use crate::{client, hasty, once, safe};

#[tokio::test]
async fn a_busy_server_gets_its_pause_and_then_the_request_again() {
    let busy = answer("429 Too Many Requests", &["retry-after: 2"], "");
    let server = Server::start(move |n| Reply::Keep(if n == 0 { busy.clone() } else { json("{}") })).await;
    let start = Instant::now();
    assert_eq!(client(&server.url(), &hasty()).send(&once()).await.unwrap().status, 200);
    assert!(start.elapsed() >= Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn the_pause_holds_for_every_request_to_the_host() {
    let busy = answer("503 Maintenance", &["retry-after: 2"], "");
    let server = Server::start(move |n| Reply::Keep(if n == 0 { busy.clone() } else { json("{}") })).await;
    let client = client(&server.url(), &hasty());
    let (one, start) = (safe(), Instant::now());
    let first = client.send(&one);
    let second = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(server.requests().len(), 1);
        client.send(&one).await
    };
    let (first, second) = tokio::join!(first, second);
    assert!(first.is_ok() && second.is_ok());
    assert!(start.elapsed() >= Duration::from_secs(2), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_server_that_stays_busy_is_told_with_what_it_asked_for() {
    let busy = answer("429 Too Many Requests", &["retry-after: 1"], "");
    let server = Server::start(move |_| Reply::Keep(busy.clone())).await;
    let client = client(&server.url(), &hasty());
    let error = client.send(&safe()).await.unwrap_err();
    assert!(matches!(error, NetError::Busy { status: 429, wait: Some(1) }), "{error:?}");
    assert_eq!((server.requests().len(), client.sent()), (2, 2));
}

#[tokio::test]
async fn a_server_that_is_down_may_have_begun_so_what_is_not_safe_is_not_sent_again() {
    let server = Server::start(|_| Reply::Keep(answer("503 Down", &[], ""))).await;
    let error = client(&server.url(), &hasty()).send(&once()).await.unwrap_err();
    assert!(matches!(error, NetError::Busy { status: 503, wait: None }), "{error:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn no_more_requests_are_under_way_than_allowed() {
    for (concurrency, steady) in [(1, false), (6, false), (6, true)] {
        let server = Server::start(|_| Reply::Late(Duration::from_millis(10), json("{}"))).await;
        let client = client(&server.url(), &Options { concurrency, steady, ..hasty() });
        let tasks: Vec<_> = (0..100)
            .map(|_| {
                let client = client.clone();
                tokio::spawn(async move { client.send(&safe()).await.unwrap().status })
            })
            .collect();
        for task in tasks {
            assert_eq!(task.await.unwrap(), 200);
        }
        assert_eq!(server.most_inside(), concurrency);
        assert!(server.connections() <= concurrency, "{} connections", server.connections());
    }
}

#[tokio::test]
async fn a_request_that_is_dropped_hangs_up_and_gives_its_turn_back() {
    let server = Server::start(|n| if n < 3 { Reply::Stall(vec![]) } else { Reply::Keep(json("{}")) }).await;
    let client = client(&server.url(), &Options { concurrency: 1, ..hasty() });
    for _ in 0..3 {
        assert!(tokio::time::timeout(Duration::from_millis(100), client.send(&safe())).await.is_err());
    }
    assert_eq!(client.send(&safe()).await.unwrap().status, 200);
    assert_eq!(server.requests().len(), 4);
}

#[tokio::test]
async fn it_says_who_it_is_and_keeps_connections_but_no_cookies() {
    let cookie = answer("200 OK", &["set-cookie: session_id=abc; Path=/"], "{}");
    let server = Server::start(move |_| Reply::Keep(cookie.clone())).await;
    let client = client(&server.url(), &hasty());
    for _ in 0..5 {
        client.send(&safe()).await.unwrap();
    }
    client.send(&Request::get("/web/version?x=1").header("x-own", "1")).await.unwrap();
    let requests = server.requests();
    assert_eq!((requests.len(), server.connections()), (6, 1));
    for request in &requests {
        assert!(request.contains(concat!("user-agent: rolecall/", env!("CARGO_PKG_VERSION"), "\r\n")), "{request}");
        assert!(!request.to_lowercase().contains("cookie"), "{request}");
    }
    assert!(requests[0].starts_with("POST /jsonrpc HTTP/1.1\r\n") && requests[0].ends_with("\r\n\r\n{\"id\":1}"));
    assert!(requests[0].contains("content-type: application/json\r\n"));
    assert!(requests[5].starts_with("GET /web/version?x=1 HTTP/1.1\r\n") && requests[5].contains("x-own: 1\r\n"));
}

#[test]
fn printing_shows_neither_secrets_nor_values() {
    let body = serde_json::json!({"params": {"password": "hunter2"}});
    let request = Request::post("/jsonrpc", &body, Repeat::Never).bearer(&"tok-hunter2".into());
    let printed = format!("{request:?} {request:#?}");
    assert!(printed.contains("/jsonrpc") && !printed.contains("hunter2"), "{printed}");
    assert!(!printed.contains(&format!("{:?}", b"hunter2").trim_matches(['[', ']']).to_owned()), "{printed}");
    let answer = rolecall::net::Answer {
        status: 200,
        content_type: "text/plain".to_owned(),
        cookies: vec![("sid".to_owned(), "hunter2".to_owned())],
        body: b"salary".to_vec(),
        latency: Duration::ZERO,
    };
    assert_eq!(format!("{answer:?}"), "HTTP 200 \"text/plain\", 6 bytes after 0ns");
}
