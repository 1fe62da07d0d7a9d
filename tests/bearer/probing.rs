//! The probe against an API with each fault.

use rolecall::connect::live::Verdict;
use rolecall::net::{Answer, Base, Client, NetError, Options};
use rolecall::probe::bearer::{Attempt, BearerCell, Minter, judge, probe};

use crate::api::{Manners, serve};
use crate::{now, secret};

fn ask(client: &Client) -> Vec<BearerCell> {
    let minter = Minter::new("HS256", &secret(), "mara").unwrap().audience("erp-api");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(probe(client, "/api/v1/me", &minter, now())).unwrap()
}

/// The bad tokens that were taken.
fn holes(cells: &[BearerCell]) -> Vec<Attempt> {
    let taken = cells.iter().filter(|cell| cell.observed.allowed() == Some(true));
    taken.map(|cell| cell.attempt).filter(|attempt| *attempt != Attempt::Good).collect()
}

fn reason(cell: &BearerCell) -> &str {
    match &cell.observed.verdict {
        Verdict::Inconclusive(why) => &why.reason,
        other => panic!("{:?}: {other:?}", cell.attempt),
    }
}

#[test]
fn a_careful_api_takes_the_good_token_and_no_other() {
    let cells = ask(&serve(Manners::Careful));
    assert_eq!(cells.len(), 7);
    assert_eq!((cells[0].attempt, cells[0].observed.allowed()), (Attempt::Good, Some(true)));
    assert!(cells[1..].iter().all(|cell| cell.observed.allowed() == Some(false)), "{cells:?}");
    assert_eq!(cells[1].words, "GET /api/v1/me with no token");
    assert!(cells.iter().all(|cell| cell.latency.is_some()));
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
    assert_eq!((cells.len(), cells[0].observed.allowed()), (7, Some(false)));
    assert!(cells[1..].iter().all(|cell| reason(cell).starts_with("not asked: ") && cell.latency.is_none()));

    let cells = ask(&serve(Manners::ShutsOutAfter(4)));
    assert!(cells[1..].iter().all(|cell| reason(cell).contains("afterwards")), "{cells:?}");

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
        assert!(cells[1..].iter().all(|cell| !reason(cell).is_empty()), "HTTP {status}: {cells:?}");
    }
}

#[test]
fn only_two_answers_refuse() {
    let answer =
        |status| Answer { status, content_type: String::new(), body: vec![], latency: std::time::Duration::ZERO };
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
