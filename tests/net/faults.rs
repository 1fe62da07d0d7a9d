//! What goes wrong on the wire ends as a clear error, soon, and in little memory.

use std::time::{Duration, Instant};

use rolecall::net::{NetError, Options, Request};

use crate::server::{Reply, Server, answer, json};
use crate::{client, hasty, once, safe};

/// What a server may push into buffers of the system and the client before anybody stops it.
const BUFFERS: usize = 16 << 20;

/// The error of one request to a server that answers every request so, and how many reached it.
async fn fails(reply: Reply, request: &Request) -> (NetError, Server) {
    let server = Server::start(move |_| reply.clone()).await;
    let start = Instant::now();
    let error = client(&server.url(), &hasty()).send(request).await.unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(10), "it took {:?}", start.elapsed());
    assert!(!error.to_string().contains(char::is_uppercase) || error.to_string().contains("HTTP"), "{error}");
    (error, server)
}

#[tokio::test]
async fn a_slow_answer_is_waited_for_and_asked_for_once_more_where_that_is_safe() {
    let late = || Reply::Late(Duration::from_secs(30), json("{}"));
    let (error, server) = fails(late(), &once()).await;
    assert!(matches!(error, NetError::Timeout), "{error:?}");
    assert_eq!(server.requests().len(), 1);
    let (error, server) = fails(late(), &safe()).await;
    assert!(matches!(error, NetError::Timeout), "{error:?}");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn an_answer_that_stalls_in_the_middle_is_given_up() {
    let reply = Reply::Stall(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"result\"".to_vec());
    let start = Instant::now();
    let (error, _) = fails(reply, &once()).await;
    assert!(matches!(error, NetError::Timeout), "{error:?}");
    assert!(start.elapsed() < Duration::from_secs(2));
}

#[tokio::test]
async fn an_answer_that_drips_is_given_up() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n".to_vec();
    let (error, _) = fails(Reply::Endless(head, b"x".to_vec(), Duration::from_millis(100)), &once()).await;
    assert!(matches!(error, NetError::Timeout), "{error:?}");
}

#[tokio::test]
async fn a_reset_before_the_answer_is_broken_off_and_no_answer() {
    let (error, server) = fails(Reply::Reset(vec![]), &once()).await;
    assert!(matches!(error, NetError::BrokenOff { .. }), "{error:?}");
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn what_is_safe_is_sent_again_after_a_reset() {
    let server = Server::start(|n| if n == 0 { Reply::Reset(vec![]) } else { Reply::Keep(json("[1]")) }).await;
    let client = client(&server.url(), &hasty());
    assert_eq!(client.send(&safe()).await.unwrap().json().unwrap(), serde_json::json!([1]));
    assert_eq!((server.requests().len(), client.sent()), (2, 2));
}

#[tokio::test]
async fn an_answer_that_ends_in_the_middle_is_broken_off() {
    let head = "HTTP/1.1 200 OK\r\n";
    for rest in ["content-length: 100\r\n\r\n{\"result\": true}", "transfer-encoding: chunked\r\n\r\n4\r\ntrue\r\n"] {
        for reply in [Reply::Close, Reply::Reset] {
            let (error, _) = fails(reply(format!("{head}{rest}").into_bytes()), &once()).await;
            assert!(matches!(error, NetError::BrokenOff { .. }), "{rest}: {error:?}");
        }
    }
}

#[tokio::test]
async fn ten_gigabytes_are_refused_when_they_are_announced() {
    let head = b"HTTP/1.1 200 OK\r\ncontent-length: 10737418240\r\n\r\n".to_vec();
    let (error, server) = fails(Reply::Endless(head, vec![b' '; 1 << 16], Duration::ZERO), &safe()).await;
    assert!(matches!(error, NetError::TooLarge { limit: 1_048_576 }), "{error:?}");
    assert_eq!(server.requests().len(), 1, "asking again would not make it shorter");
    assert!(server.written() < BUFFERS, "{} bytes", server.written());
}

#[tokio::test]
async fn an_endless_stream_is_cut_at_the_limit() {
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000)).into_bytes();
    let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    let bare = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n".to_vec();
    for (head, piece) in [(chunked, chunk.clone()), (bare, chunk)] {
        let (error, server) = fails(Reply::Endless(head, piece, Duration::ZERO), &once()).await;
        assert!(matches!(error, NetError::TooLarge { .. }), "{error:?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
        let written = server.written();
        assert!(written < BUFFERS, "{written} bytes");
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert_eq!(server.written(), written, "the connection is still open");
    }
}

#[tokio::test]
async fn a_body_may_be_as_long_as_the_limit_and_no_byte_longer() {
    let server = Server::start(|n| Reply::Keep(json(&"1".repeat(1000 + n)))).await;
    let client = client(&server.url(), &Options { max_body: 1000, ..hasty() });
    assert_eq!(client.send(&safe()).await.unwrap().body.len(), 1000);
    assert!(matches!(client.send(&safe()).await, Err(NetError::TooLarge { limit: 1000 })));
}

#[tokio::test]
async fn headers_without_end_are_no_http() {
    let line = b"x-header: 0123456789\r\n".repeat(100);
    let one = vec![b'x'; 4096];
    for piece in [line, one] {
        let head = b"HTTP/1.1 200 OK\r\nx-first: ".to_vec();
        let (error, server) = fails(Reply::Endless(head, piece, Duration::ZERO), &safe()).await;
        assert!(matches!(error, NetError::NotHttp { .. }), "{error:?}");
        assert!(server.written() < BUFFERS, "{} bytes", server.written());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn provisional_answers_without_end_run_out_of_time() {
    let piece = b"HTTP/1.1 100 Continue\r\n\r\n".to_vec();
    let (error, _) = fails(Reply::Endless(piece.clone(), piece, Duration::from_millis(1)), &once()).await;
    assert!(matches!(error, NetError::Timeout), "{error:?}");
}

#[tokio::test]
async fn what_is_no_http_is_told_as_such() {
    let (error, _) = fails(Reply::Close(b"SSH-2.0-OpenSSH_9.6\r\n\r\n".to_vec()), &safe()).await;
    assert!(matches!(error, NetError::NotHttp { .. }), "{error:?}");
}

#[tokio::test]
async fn deep_json_is_an_error_and_no_overflow() {
    for body in ["[".repeat(1_000_000), r#"{"a":"#.repeat(150_000), format!("{}{}", "[".repeat(200), "]".repeat(200))] {
        let server = Server::start(move |_| Reply::Keep(json(&body))).await;
        let answer = client(&server.url(), &hasty()).send(&safe()).await.unwrap();
        let error = answer.json().unwrap_err();
        assert!(matches!(error, NetError::NotJson { status: 200, .. }), "{error:?}");
    }
}

#[tokio::test]
async fn a_page_is_an_answer_but_no_json() {
    let page = answer("200 OK", &["content-type: text/HTML; charset=utf-8"], "<html>maintenance</html>");
    let server = Server::start(move |_| Reply::Keep(page.clone())).await;
    let answer = client(&server.url(), &hasty()).send(&safe()).await.unwrap();
    assert_eq!((answer.status, answer.content_type.as_str()), (200, "text/html"));
    assert!(matches!(answer.json(), Err(NetError::NotJson { status: 200, .. })));
}

#[tokio::test]
async fn every_other_status_is_an_answer_and_is_not_sent_again() {
    for status in [200_u16, 201, 204, 400, 401, 403, 404, 422, 500, 501] {
        let whole = answer(&format!("{status} X"), &[], if status == 204 { "" } else { "{}" });
        let server = Server::start(move |_| Reply::Keep(whole.clone())).await;
        assert_eq!(client(&server.url(), &hasty()).send(&safe()).await.unwrap().status, status);
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_gateway_without_a_server_is_told_after_the_last_attempt() {
    for status in [502_u16, 504] {
        let whole = answer(&format!("{status} X"), &[], "<html>");
        let (error, server) = fails(Reply::Keep(whole.clone()), &safe()).await;
        assert!(matches!(error, NetError::Gateway { status: told } if told == status), "{error:?}");
        assert_eq!(server.requests().len(), 2);
        let (_, server) = fails(Reply::Keep(whole), &once()).await;
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn nobody_there_is_told_and_nothing_was_sent() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let client = client(&format!("http://{gone}"), &hasty());
    let error = client.send(&once()).await.unwrap_err();
    assert!(matches!(error, NetError::Connect { .. }), "{error:?}");
    assert_eq!(client.sent(), 2, "nobody got the first, so a second can do no harm");
}
