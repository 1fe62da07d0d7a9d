//! The probe against an API with each fault.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;

use rolecall::connect::live::Verdict;
use rolecall::net::{Answer, Base, Client, NetError, Options};
use rolecall::probe::bearer::{Attempt, BearerCell, Minter, judge, probe};
use rolecall::probe::{Probed, Sent, Watch};

use crate::api::{Manners, serve};
use crate::{now, secret};

fn ask(client: &Client) -> Vec<BearerCell> {
    asked(client, Probed::default(), None).0.bearer
}

/// A probe, and the tokens that evidence was given of; it is stopped when so many requests are answered.
pub(crate) fn asked(client: &Client, mut probed: Probed, stop_after: Option<usize>) -> (Probed, Vec<Attempt>) {
    let minter = Minter::new("HS256", &secret(), "mara").unwrap().audience("erp-api");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (mut seen, count) = (Vec::new(), AtomicUsize::new(0));
    let mut evidence = |sent: Sent<'_>| {
        if let Sent::Token(cell) = sent {
            seen.push(cell.attempt);
            count.fetch_add(1, Ordering::Relaxed);
        }
    };
    let stop = std::future::poll_fn(|_| match stop_after {
        Some(most) if count.load(Ordering::Relaxed) >= most => Poll::Ready(()),
        _ => Poll::Pending,
    });
    let watch = Watch { evidence: &mut evidence, progress: &|_, _, _| {}, stop: pin!(stop) };
    runtime.block_on(probe(&mut probed, ("/api/v1/me", &minter), client, &now, watch));
    (probed, seen)
}

/// The bad tokens that were taken.
fn holes(cells: &[BearerCell]) -> Vec<Attempt> {
    cells.iter().filter(|cell| cell.is_hole()).map(|cell| cell.attempt).collect()
}

fn reason(cell: &BearerCell) -> &str {
    match &cell.observed.verdict {
        Verdict::Inconclusive(why) => &why.reason,
        other => panic!("{:?}: {other:?}", cell.attempt),
    }
}

#[test]
fn a_careful_api_takes_the_good_token_and_no_other() {
    let (probed, seen) = asked(&serve(Manners::Careful), Probed::default(), None);
    let cells = &probed.bearer;
    assert_eq!((cells.len(), probed.requests, probed.interrupted), (8, 8, false));
    assert_eq!((cells[0].attempt, cells[7].attempt), (Attempt::Good, Attempt::GoodAgain));
    assert!(cells.iter().all(|cell| cell.observed.allowed() == Some(cell.attempt.must_open())), "{cells:?}");
    assert_eq!(cells[1].words(), "GET /api/v1/me with no token");
    assert_eq!(seen, cells.iter().map(|cell| cell.attempt).collect::<Vec<_>>());
    assert!(cells.iter().all(|cell| cell.sent.is_some()));
    assert!(!format!("{cells:?}").contains("eyJ"));
}

#[test]
fn every_fault_of_an_api_is_found_and_no_other() {
    use Attempt::{AlgNone, Expired, NoToken, NotYetValid, WrongAudience, WrongSignature};
    for (manners, expected) in [
        (Manners::ForgetsTheEnd, vec![Expired]),
        (Manners::ForgetsTheBeginning, vec![NotYetValid]),
        (Manners::ForgetsTheAudience, vec![WrongAudience]),
        (Manners::ForgetsTheSignature, vec![WrongSignature]),
        (Manners::TakesAlgNone, vec![AlgNone]),
        (Manners::OpenToAll, vec![NoToken, Expired, NotYetValid, WrongAudience, WrongSignature, AlgNone]),
    ] {
        assert_eq!(holes(&ask(&serve(manners))), expected, "{manners:?}");
    }
}

#[test]
fn without_the_control_a_refusal_tells_nothing() {
    let cells = ask(&serve(Manners::Closed));
    assert_eq!((cells.len(), cells[0].is_failed_control()), (8, true));
    assert!(cells[1..].iter().all(|cell| reason(cell).starts_with("not asked: ") && cell.sent.is_none()));

    let cells = ask(&serve(Manners::ShutsOutAfter(4)));
    assert!(cells[1..7].iter().all(|cell| reason(cell).contains("afterwards")), "{cells:?}");
    assert!(cells[7].is_failed_control());

    // Nobody listens on a port that was just given back.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let base = Base::read(&format!("http://127.0.0.1:{port}"), false).unwrap();
    let silent = Client::new(base, &Options { retries: 0, ..Options::default() }).unwrap();
    let cells = ask(&silent);
    assert!(reason(&cells[0]).starts_with("no answer: "));
    assert!(cells[1..].iter().all(|cell| cell.observed.allowed().is_none()));
}

#[test]
fn a_sign_in_page_is_neither_a_refusal_nor_a_hole() {
    for status in [200, 302, 500, 429] {
        let cells = ask(&serve(Manners::Page(status)));
        assert_eq!(cells[0].observed.allowed(), Some(true));
        assert!(cells[1..7].iter().all(|cell| !reason(cell).is_empty()), "HTTP {status}: {cells:?}");
    }
}

#[test]
fn an_interruption_ends_it_and_takes_back_refusals_that_no_control_followed() {
    let (probed, seen) = asked(&serve(Manners::ForgetsTheEnd), Probed::default(), Some(4));
    assert!(probed.interrupted && seen.len() == 4 && probed.requests == 4);
    assert_eq!(holes(&probed.bearer), [Attempt::Expired], "what was let in stands");
    assert!(reason(&probed.bearer[1]).contains("afterwards"));
    assert!(probed.bearer[4..].iter().all(|cell| reason(cell) == "not asked: interrupted" && cell.sent.is_none()));

    let before = Probed { interrupted: true, ..Probed::default() };
    let (probed, seen) = asked(&serve(Manners::Careful), before, None);
    assert!(seen.is_empty() && probed.requests == 0 && probed.bearer.len() == 8);
}

#[test]
fn only_two_answers_refuse() {
    let answer = |status| Answer {
        status,
        content_type: String::new(),
        cookies: vec![],
        body: vec![],
        latency: std::time::Duration::ZERO,
    };
    for status in [200_u16, 204, 299, 300, 302, 400, 401, 403, 404, 407, 418, 429, 500, 503] {
        let expected = match status {
            200 | 204 | 299 => Some(true),
            401 | 403 => Some(false),
            _ => None,
        };
        assert_eq!(judge(Ok(&answer(status))).allowed(), expected, "HTTP {status}");
    }
    let error = Base::read("no address", false).unwrap_err();
    assert_eq!(judge(Err::<&Answer, &NetError>(&error)).allowed(), None);
}
