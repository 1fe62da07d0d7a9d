//! What came back.

use std::fmt;
use std::time::Duration;

use super::NetError;

/// One answer, whole and within the limits.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type without parameters, in small letters; empty where there is none.
    pub content_type: String,
    /// Names and values of the cookies that it sets, in its order; no client keeps them.
    pub cookies: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// From the first byte sent to the last byte read, of the last attempt.
    pub latency: Duration,
}

impl Answer {
    /// The value of a cookie that it sets; of several, the last.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON; nesting deeper than 128 is refused.
    pub fn json(&self) -> Result<serde_json::Value, NetError> {
        serde_json::from_slice(&self.body).map_err(|source| NetError::NotJson { status: self.status, source })
    }
}

/// Never the body and never a cookie: the values are the ERP's own, and answers to a login hold more than that.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { status, content_type, body, latency, .. } = self;
        write!(f, "HTTP {status} {content_type:?}, {} bytes after {latency:?}", body.len())
    }
}
