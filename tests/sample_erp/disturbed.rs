//! What can be made to happen on the wire.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use rolecall::sample::{Behaviour, Disturbance, Flavour, Options};
use serde_json::json;

use super::shop::{DENIED, Shop};

/// A server that does this from the second request on.
fn disturbed(disturbance: Disturbance) -> Shop {
    let behaviour = Behaviour::since(2, disturbance);
    let shop = Shop::with(Flavour::V18, Options { behaviour, ..Options::default() }, |_| {});
    assert_eq!(shop.post("/web/webclient/version_info", &json!({})).status, 200, "the first is answered");
    shop
}

/// The first bytes of a raw answer, and whether the connection ended by itself.
fn raw(shop: &Shop, most: usize) -> (String, bool) {
    let mut stream = TcpStream::connect(shop.running.base_url().replace("http://", "")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    write!(stream, "POST /web/database/list HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{{}}").unwrap();
    let mut bytes = vec![0; most];
    let mut filled = 0;
    while filled < most {
        match stream.read(&mut bytes[filled..]) {
            Ok(0) | Err(_) => break,
            Ok(read) => filled += read,
        }
    }
    (String::from_utf8_lossy(&bytes[..filled]).into_owned(), filled < most)
}

#[test]
fn proxies_and_limits_answer_with_pages() {
    let cases = [
        (Disturbance::TooMany(Some(7)), 429, Some("retry-after: 7")),
        (Disturbance::TooMany(None), 429, None),
        (Disturbance::Status(502), 502, None),
        (Disturbance::Html, 200, None),
        (Disturbance::Redirect("http://127.0.0.2:9/".to_owned()), 302, Some("location: http://127.0.0.2:9/")),
    ];
    for (disturbance, status, header) in cases {
        let shop = disturbed(disturbance);
        let answer = shop.post("/jsonrpc", &json!({}));
        assert_eq!((answer.status, answer.content_type.as_str()), (status, "text/html; charset=utf-8"));
        assert_eq!(answer.head.contains("retry-after"), header.is_some_and(|header| header.starts_with("retry")));
        assert!(header.is_none_or(|header| answer.head.contains(header)), "{}", answer.head);
        assert_eq!(shop.running.log().last().unwrap().answer, "disturbed");
    }
}

#[test]
fn connections_end_too_early_or_never() {
    let (reset, ended) = raw(&disturbed(Disturbance::Reset), 100);
    assert_eq!((reset.as_str(), ended), ("", true));
    let (half, ended) = raw(&disturbed(Disturbance::Truncated), 10_000);
    assert!(ended && half.contains("\"jsonrpc\"") && !half.ends_with('}'), "{half}");
    let (huge, ended) = raw(&disturbed(Disturbance::Huge), 1 << 20);
    assert!(!ended && huge.contains("content-length: 10000000000"));
    let (endless, ended) = raw(&disturbed(Disturbance::Endless), 1 << 20);
    assert!(!ended && endless.contains("chunked"));
    let (deep, _) = raw(&disturbed(Disturbance::Deep), 100_000);
    assert!(deep.ends_with("[[[["));
}

#[test]
fn a_late_answer_is_late_and_others_do_not_wait() {
    let slow = |n| if n == 2 { Disturbance::Delay(Duration::from_millis(400)) } else { Disturbance::None };
    let options = Options { behaviour: Behaviour::new(slow), ..Options::default() };
    let shop = Shop::with(Flavour::V18, options, |_| {});
    let start = Instant::now();
    std::thread::scope(|scope| {
        shop.post("/jsonrpc", &json!({}));
        let late = scope.spawn(|| shop.post("/jsonrpc", &json!({})));
        while shop.running.requests() < 2 {
            std::thread::sleep(Duration::from_millis(5));
        }
        shop.post("/jsonrpc", &json!({}));
        assert!(!late.is_finished());
        late.join().unwrap();
    });
    assert!(start.elapsed() >= Duration::from_millis(400));
    assert_eq!(shop.running.most_at_once(), 2);
}

#[test]
fn a_lost_session_lets_nobody_in_any_more() {
    let behaviour = Behaviour::new(|n| if n == 3 { Disturbance::SessionLost } else { Disturbance::None });
    let shop = Shop::with(Flavour::V18, Options { behaviour, ..Options::default() }, |_| {});
    let ask = || shop.call("admin", "res.users", "context_get", &json!([]))["error"]["data"]["name"].clone();
    assert_eq!([ask(), ask()], [json!(null), json!(null)]);
    assert_eq!([ask(), ask()], [json!(DENIED), json!(DENIED)]);
}

#[test]
fn a_stopped_server_is_gone() {
    let shop = Shop::open(Flavour::V16);
    let address = shop.running.base_url().replace("http://", "");
    shop.running.stop();
    assert!(TcpStream::connect(address).is_err());
}
