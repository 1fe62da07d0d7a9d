//! An API on loopback that takes bearer tokens, with the faults that APIs have.

use std::io::{BufRead, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use rolecall::net::{Base, Client, Options};
use secrecy::ExposeSecret;
use serde_json::{Map, Value};

use crate::{careful, secret};

/// How the API answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manners {
    Careful,
    OpenToAll,
    ForgetsTheEnd,
    ForgetsTheBeginning,
    ForgetsTheAudience,
    ForgetsTheSignature,
    TakesAlgNone,
    /// Sends callers without a good token to a page, with this status.
    Page(u16),
    /// Refuses everybody.
    Closed,
    /// Refuses everybody after so many requests.
    ShutsOutAfter(usize),
}

/// Starts it; the client speaks to it. It ends with the test.
pub(crate) fn serve(manners: Manners) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}/erp", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for (count, stream) in listener.incoming().enumerate() {
            answer(stream.unwrap(), manners, count);
        }
    });
    Client::new(Base::read(&base, false).unwrap(), &Options { retries: 0, ..Options::default() }).unwrap()
}

fn answer(mut stream: TcpStream, manners: Manners, count: usize) {
    let lines = BufReader::new(stream.try_clone().unwrap()).lines().map(Result::unwrap);
    let lines: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    assert_eq!(lines[0], "GET /erp/api/v1/me HTTP/1.1");
    let header = |line: &String| line.to_ascii_lowercase().starts_with("authorization: bearer ");
    let token = lines.iter().find(|line| header(line)).and_then(|line| line.rsplit(' ').next());
    let good = token.is_some_and(|token| takes(token, manners));
    let (status, media) = match manners {
        Manners::OpenToAll => (200, "application/json"),
        Manners::Closed => (401, "application/json"),
        Manners::ShutsOutAfter(most) if count >= most => (403, "application/json"),
        Manners::Page(status) if !good => (status, "text/html"),
        _ if good => (200, "application/json"),
        _ => (401, "application/json"),
    };
    let head = format!("HTTP/1.1 {status} X\r\ncontent-type: {media}\r\ncontent-length: 2\r\nconnection: close");
    write!(stream, "{head}\r\n\r\n{{}}").unwrap();
}

fn takes(token: &str, manners: Manners) -> bool {
    if manners == Manners::TakesAlgNone && decode_header(token).is_err() {
        return token.ends_with('.');
    }
    if manners == Manners::ForgetsTheSignature {
        let unsigned = jsonwebtoken::dangerous::insecure_decode::<Map<String, Value>>;
        return unsigned(token).is_ok_and(|token| {
            let claims = token.claims;
            let now = jiff::Timestamp::now().as_second();
            let begun = claims.get("nbf").and_then(Value::as_i64).is_none_or(|from| from <= now);
            claims["aud"] == "erp-api" && claims["exp"].as_i64() > Some(now) && begun
        });
    }
    let mut checks: Validation = careful(Algorithm::HS256);
    match manners {
        Manners::ForgetsTheEnd => checks.validate_exp = false,
        Manners::ForgetsTheBeginning => checks.validate_nbf = false,
        Manners::ForgetsTheAudience => checks.validate_aud = false,
        _ => {}
    }
    let key = DecodingKey::from_secret(secret().expose_secret().as_bytes());
    decode::<Map<String, Value>>(token, &key, &checks).is_ok()
}
