//! JSON Web Tokens in a text: what each says of itself, read without its key. Never the token, and no other claim.
//!
//! Nothing is verified, so nothing that a token says is believed: it is what somebody wrote into it. The header is read here
//! and not by the library, which knows no token without a signature, and that is the one to look for.

use std::borrow::Cow;

use base64::Engine as _;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use serde_json::{Map, Value};

use crate::snapshot::JwtSeen;

/// Tokens that are read of one text; what comes behind them is not.
pub const MOST: usize = 10_000;
/// The longest header or body that is read, encoded; servers take no request with a longer one.
const LONGEST_PART: usize = 64 << 10;
/// The longest name, scope or audience that is kept, in characters.
const LONGEST_WORD: usize = 200;
/// The most scopes, and the most audiences, that are kept.
const MOST_WORDS: usize = 50;

/// The form in which parts of a token are written (RFC 7515, 2), whose padding some writers keep.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// The tokens of a text, in its order. `name` is how outputs call the text: a token stands at `name:KEY` where its line gives
/// it to a key, as `API_TOKEN=…` and `"token": "…"` do, else at `name:LINE`.
///
/// What only looks like a token is none: three parts, of which the first two are JSON objects, the first with `alg`.
pub fn seen_in(name: &str, text: &str) -> Vec<JwtSeen> {
    let lines = (1u32..).zip(text.lines());
    let found = lines.flat_map(|(number, line)| {
        candidates(line).filter_map(move |(before, token)| {
            let jwt = read(token)?;
            let place = key(before).map_or_else(|| number.to_string(), str::to_owned);
            Some(JwtSeen { at: format!("{name}:{place}"), ..jwt })
        })
    });
    found.take(MOST).collect()
}

/// Every run of the letters of tokens that begins like an object in base64, with what stands before it on its line. Each
/// letter is looked at once, however long the line is.
fn candidates(line: &str) -> impl Iterator<Item = (&str, &str)> {
    let of_token = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '=');
    let mut at = 0;
    let pieces = line.split(move |c| !of_token(c)).flat_map(unpadded).filter_map(move |piece| {
        // Pieces come in their order, so that the next is never before the last.
        let start = at + line.get(at..)?.find(piece)?;
        at = start + piece.len();
        let begins = piece.trim_start_matches('.');
        // `{"`, `{ `, and a brace before the end of a line.
        let is_object = begins.starts_with("ey") || begins.starts_with("ew");
        is_object.then_some((start + piece.len() - begins.len(), begins))
    });
    pieces.map(move |(start, piece)| (line.get(..start).unwrap_or_default(), piece))
}

/// The pieces of a run: a padded part is followed by a dot; `=` before anything else gives a value to a key and ends a piece.
fn unpadded(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = run;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches('=');
        let bytes = rest.as_bytes();
        let mut end = 0;
        while let Some(at) = bytes.get(end..)?.iter().position(|byte| *byte == b'=') {
            let behind = end + at + bytes.get(end + at..)?.iter().take_while(|byte| **byte == b'=').count();
            if bytes.get(behind) != Some(&b'.') {
                let piece = rest.get(..end + at);
                rest = rest.get(behind..)?;
                return piece;
            }
            end = behind;
        }
        let piece = (!rest.is_empty()).then_some(rest);
        rest = "";
        piece
    })
}

/// The key that a line gives a token to: the last word before `=` or `:`.
fn key(before: &str) -> Option<&str> {
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''));
    let before = before.strip_suffix("Bearer").map_or(before, str::trim_end);
    let before = before.trim_end_matches(['"', '\'']).trim_end();
    let before = before.strip_suffix(['=', ':'])?.trim_end().trim_end_matches(['"', '\'', ':']);
    let start = before.rfind(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))).map(|at| at + 1);
    let key = before.get(start.unwrap_or_default()..).unwrap_or_default();
    (!key.is_empty() && key.len() <= 80).then_some(key)
}

/// What a token says of itself; nothing where it is none. Of the body these claims are kept: RFC 7519, 4.1; `scope` of RFC
/// 9068, `scp` and `scopes` as some issuers call it.
fn read(token: &str) -> Option<JwtSeen> {
    let mut parts = token.split('.');
    let (header, body, _signature) = (object(parts.next()?)?, parts.next()?, parts.next()?);
    let algorithm = header.get("alg")?.as_str().map(short)?;
    let claims = object(body)?;
    let claim = |name: &str| claims.get(name).unwrap_or(&Value::Null);
    let mut scopes: Vec<String> = ["scope", "scp", "scopes"].into_iter().flat_map(|name| words(claim(name))).collect();
    scopes.dedup();
    scopes.truncate(MOST_WORDS);
    Some(JwtSeen {
        at: String::new(),
        algorithm,
        issuer: word(claim("iss")),
        subject: word(claim("sub")),
        audience: match claim("aud") {
            list @ Value::Array(_) => words(list),
            one => word(one).into_iter().collect(),
        },
        scopes,
        issued: moment(claim("iat")),
        expires: moment(claim("exp")),
    })
}

/// A part that is an object in JSON.
fn object(part: &str) -> Option<Map<String, Value>> {
    let part = Some(part).filter(|part| part.len() <= LONGEST_PART)?;
    serde_json::from_slice(&BASE64.decode(part).ok()?).ok()
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST_WORD).collect()
}

/// One name; some issuers write a number.
fn word(value: &Value) -> Option<String> {
    let word: Cow<'_, str> = match value {
        Value::String(text) => text.as_str().into(),
        Value::Number(number) => number.to_string().into(),
        _ => return None,
    };
    (!word.trim().is_empty()).then(|| short(&word))
}

/// Names, as a list or with blanks between them.
fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Array(list) => list.iter().filter_map(word).take(MOST_WORDS).collect(),
        Value::String(text) => text.split_whitespace().map(short).take(MOST_WORDS).collect(),
        _ => Vec::new(),
    }
}

/// Seconds since 1970, whole or not, as ISO 8601 UTC; nothing where that is no moment, such as in a year that no calendar has.
fn moment(value: &Value) -> Option<String> {
    let seconds = value.as_i64().or_else(|| {
        let seconds = value.as_f64().filter(|seconds| seconds.is_finite() && seconds.abs() < 1e12)?;
        #[expect(
            clippy::cast_possible_truncation,
            reason = "below a million million, and parts of a second do not count"
        )]
        let whole = seconds as i64;
        Some(whole)
    })?;
    jiff::Timestamp::from_second(seconds).ok().map(|moment| moment.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARKER: &str = "MARKER-5123";

    fn encoded(json: &str) -> String {
        BASE64.encode(json).trim_end_matches('=').to_owned()
    }

    fn token(header: &str, body: &str) -> String {
        format!("{}.{}.c2lnbmF0dXJl", encoded(header), encoded(body))
    }

    fn usual() -> String {
        let body = format!(
            r#"{{"iss":"https://login.example","sub":"till","aud":["orders","stock"],"scope":"read write","iat":1767225600,"exp":1798761600.5,"email":"{MARKER}"}}"#
        );
        token(r#"{"alg":"HS256","typ":"JWT"}"#, &body)
    }

    #[test]
    fn what_a_token_says_of_itself_is_kept_and_nothing_else() {
        let seen = seen_in("tokens.txt", &format!("# ours\n\n{}\n", usual()));
        insta::assert_debug_snapshot!(seen, @r#"
        [
            JwtSeen {
                at: "tokens.txt:3",
                algorithm: "HS256",
                issuer: Some(
                    "https://login.example",
                ),
                subject: Some(
                    "till",
                ),
                audience: [
                    "orders",
                    "stock",
                ],
                scopes: [
                    "read",
                    "write",
                ],
                issued: Some(
                    "2026-01-01T00:00:00Z",
                ),
                expires: Some(
                    "2027-01-01T00:00:00Z",
                ),
            },
        ]
        "#);
        assert!(!format!("{seen:?}").contains(MARKER));
    }

    #[test]
    fn a_token_stands_at_its_key_or_at_its_line() {
        let at = |text: String| seen_in("f", &text).into_iter().map(|jwt| jwt.at).collect::<Vec<_>>().join(" ");
        let jwt = usual();
        assert_eq!(at(format!("export API_TOKEN={jwt}")), "f:API_TOKEN");
        assert_eq!(at(format!("{{\n  \"shop.token\": \"{jwt}\",\n}}")), "f:shop.token");
        assert_eq!(at(format!("api-key: {jwt}")), "f:api-key");
        assert_eq!(at(format!("Authorization: Bearer {jwt}")), "f:Authorization");
        assert_eq!(at(format!("a\r\nb\r\n{jwt}, {jwt}\r\n")), "f:3 f:3");
        assert_eq!(at(format!("see ({jwt}). and so on")), "f:1");
    }

    #[test]
    fn tokens_of_all_forms_are_found() {
        let unsigned = format!("{}.{}.", encoded(r#"{"alg":"none"}"#), encoded("{}"));
        assert_eq!(seen_in("f", &format!("x={unsigned}"))[0].algorithm, "none");
        let padded = format!("{}.{}.eA==", BASE64.encode(r#"{"alg":"RS256"}"#), BASE64.encode(r#"{"sub":7}"#));
        assert_eq!(seen_in("f", &padded)[0].subject.as_deref(), Some("7"));
        let spaced = token("{ \"alg\": \"ES256\" }", "{\n}");
        assert_eq!(seen_in("f", &spaced)[0].algorithm, "ES256");
        let listed = token(r#"{"alg":"HS256"}"#, r#"{"scp":["a","b"],"scopes":["b","c"],"aud":"x"}"#);
        assert_eq!(
            (seen_in("f", &listed)[0].scopes.join(" "), seen_in("f", &listed)[0].audience.len()),
            ("a b c".into(), 1)
        );
    }

    #[test]
    fn a_run_ends_at_what_gives_a_value_to_a_key() {
        let pieces = |line| candidates(line).map(|(before, piece)| format!("{before}|{piece}")).collect::<Vec<_>>();
        assert_eq!(pieces("A=eyJ=.eyK=.x=="), ["A=|eyJ=.eyK=.x"]);
        assert_eq!(pieces("eyA=eyB=c.eyD ewE"), ["|eyA", "eyA=|eyB", "eyA=eyB=c.eyD |ewE"]);
        assert_eq!(pieces("==ey=é..ey="), ["==|ey", "==ey=é..|ey"]);
    }

    #[test]
    fn what_only_looks_like_a_token_is_none() {
        let header = encoded(r#"{"alg":"HS256"}"#);
        for text in [
            "eyJ.eyJ.eyJ".to_owned(),
            "eyewitness.example.com".to_owned(),
            format!("{header}.{}", encoded("{}")),
            format!("{header}.{}.x", encoded("[1]")),
            format!("{}.{}.x", encoded(r#"{"typ":"JWT"}"#), encoded("{}")),
            format!("{header}.!!!.x"),
            format!("{header}.{}.x", encoded(&format!("{{\"a\":{}1{}}}", "[".repeat(9000), "]".repeat(9000)))),
            format!("{header}.{}.x", encoded(&format!("{{\"a\":\"{}\"}}", "a".repeat(80 << 10)))),
            String::new(),
        ] {
            assert!(seen_in("f", &text).is_empty(), "{}", &text[..text.len().min(90)]);
        }
    }

    #[test]
    fn hostile_sizes_and_times_are_bounded() {
        let long = "x".repeat(5000);
        let scopes: Vec<String> = (0..500).map(|at| format!("{long}{at}")).take(4).collect();
        let body = format!(r#"{{"sub":"{long}","scope":"{}","exp":1e300,"iat":-1e40}}"#, scopes.join(" "));
        let jwt = &seen_in("f", &token(r#"{"alg":"HS256"}"#, &body))[0];
        assert_eq!((jwt.subject.as_ref().unwrap().len(), jwt.scopes[0].len()), (LONGEST_WORD, LONGEST_WORD));
        assert_eq!((&jwt.issued, &jwt.expires), (&None, &None));
        let many = format!("{}\n", token(r#"{"alg":"HS256"}"#, "{}")).repeat(MOST + 5);
        assert_eq!(seen_in("f", &many).len(), MOST);
        assert!(seen_in("f", &"ey".repeat(2_000_000)).is_empty());
        assert!(seen_in("f", &"ey.".repeat(2_000_000)).is_empty());
        for piece in ["a=", "ey=a", "ey==", "e=.", "ey=.", "=", "ey ", "ey\"", "ey:\""] {
            assert!(seen_in("f", &piece.repeat(300_000)).is_empty(), "{piece}");
        }
    }
}
