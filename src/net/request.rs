//! What is sent.

use std::fmt::Write as _;

use secrecy::{ExposeSecret, SecretSlice, SecretString};

/// The methods that are used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Everything else.
    Post,
    /// Puts values into what is there.
    Put,
    /// Changes some of it.
    Patch,
    /// Takes it away.
    Delete,
}

/// Whether a request may be sent again when nobody knows what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// It reads, or it is refused in any case.
    Safe,
    /// Once and never again, unless the server refused to look at it for being too busy.
    Never,
    /// Once and not even then: to the server, asking too often is a failure that counts.
    Once,
}

/// One request; its headers and its body may carry secrets, so neither can be printed.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The path below the base address, with a slash before it and a query behind it where there is one.
    pub path: String,
    /// Headers beside the usual ones.
    pub headers: Vec<(&'static str, SecretString)>,
    /// Headers whose names somebody configured.
    pub configured: Vec<(Box<str>, SecretString)>,
    /// A body.
    pub body: Option<SecretSlice<u8>>,
    /// The media type of the body.
    pub media: &'static str,
    /// Whether it may be sent again.
    pub repeat: Repeat,
    /// A redirect is an answer like others, not a fault: a sign-in by a form ends with one. It is not followed.
    pub takes_redirect: bool,
}

/// The media type of JSON.
const JSON: &str = "application/json";

impl Request {
    /// A request without a body.
    pub fn get(path: &str) -> Self {
        Self {
            method: Method::Get,
            path: path.to_owned(),
            headers: Vec::new(),
            configured: Vec::new(),
            body: None,
            media: JSON,
            repeat: Repeat::Safe,
            takes_redirect: false,
        }
    }

    /// A request with a JSON body.
    pub fn post(path: &str, body: &serde_json::Value, repeat: Repeat) -> Self {
        let body = Some(SecretSlice::from(body.to_string().into_bytes()));
        Self { method: Method::Post, body, repeat, ..Self::get(path) }
    }

    /// A request with a JSON body for what the path names.
    pub fn put(path: &str, body: &serde_json::Value, repeat: Repeat) -> Self {
        Self { method: Method::Put, ..Self::post(path, body, repeat) }
    }

    /// The same with a header.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, SecretString::from(value)));
        self
    }

    /// The same as a bearer of a token.
    #[must_use]
    pub fn bearer(self, token: &SecretString) -> Self {
        self.header("authorization", &format!("bearer {}", token.expose_secret()))
    }
}

/// A text as one segment of a path, or as a name or a value of a query: everything but letters, digits and `-._~` is escaped
/// (RFC 3986, section 2.3).
pub fn percent(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => escaped.push(char::from(byte)),
            _ => {
                // Writing to a text cannot fail.
                let _ = write!(escaped, "%{byte:02X}");
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_text_stays_one_segment() {
        assert_eq!(percent("my db/é?a=1&b#~-._"), "my%20db%2F%C3%A9%3Fa%3D1%26b%23~-._");
    }
}
