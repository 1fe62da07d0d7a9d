//! Why there is no answer.

use std::error::Error;
use std::io;
use std::path::PathBuf;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// No address.
    #[error("this is no address such as `https://erp.example.com`")]
    Address {
        /// What is wrong with it.
        source: url::ParseError,
    },
    /// A user name or a password in an address; not repeated.
    #[error("the address holds a user name or a password; give the login apart and its secret as a reference")]
    Credentials,
    /// More than a base address.
    #[error("the address has a `?` or a `#` in it; give it without")]
    NotABase,
    /// Neither HTTP nor HTTPS.
    #[error("an address begins with `https://`, not with `{scheme}`")]
    Scheme {
        /// With what it begins.
        scheme: String,
    },
    /// Plain HTTP beyond loopback.
    #[error(
        "plain HTTP to `{host}` would show every secret on the way; use `https://`, or `--plain-http` if that is meant"
    )]
    PlainHttp {
        /// Where.
        host: String,
    },
    /// A path that leads out of the base address.
    #[error("the path leads out of the system's address")]
    Path,
    /// The certificate of a private authority.
    #[error("cannot use the certificate in `{path}`")]
    Ca {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The HTTP client cannot work, or the request is none.
    #[error("cannot make the request")]
    Request {
        /// What the library said.
        source: reqwest::Error,
    },
    /// Nobody there.
    #[error("cannot connect")]
    Connect {
        /// What the library said.
        source: reqwest::Error,
    },
    /// The server is not who it should be, or speaks no TLS.
    #[error("no trusted connection: the server's certificate or its TLS is not accepted")]
    Tls {
        /// What the library said.
        source: reqwest::Error,
    },
    /// Too slow.
    #[error("no answer in time")]
    Timeout,
    /// Not HTTP, or a head beyond all measure.
    #[error("the answer is no HTTP that can be read")]
    NotHttp {
        /// What the library said.
        source: reqwest::Error,
    },
    /// Ended in the middle.
    #[error("the connection broke off in the middle")]
    BrokenOff {
        /// What the library said.
        source: reqwest::Error,
    },
    /// Longer than the limit.
    #[error("the answer is longer than {limit} bytes")]
    TooLarge {
        /// The limit.
        limit: usize,
    },
    /// Sent away; never followed.
    #[error("the server redirects to {to}{}", if *.other { ", another place" } else { "" })]
    Redirect {
        /// Scheme, host and port.
        to: String,
        /// Whether that is another place than the base address.
        other: bool,
    },
    /// Too many requests, or maintenance.
    #[error("the server is busy or down (HTTP {status})")]
    Busy {
        /// 429 or 503.
        status: u16,
        /// What it asks to wait, in seconds.
        wait: Option<u64>,
    },
    /// A proxy that reaches no server.
    #[error("a proxy reaches no server (HTTP {status})")]
    Gateway {
        /// 502 or 504.
        status: u16,
    },
    /// Not JSON, or nested too deep.
    #[error("the answer (HTTP {status}) is no JSON that can be read")]
    NotJson {
        /// The HTTP status.
        status: u16,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

impl NetError {
    /// What an attempt that failed means. No address is kept: it may hold what was asked.
    pub(super) fn of(error: reqwest::Error) -> Self {
        let source = error.without_url();
        if caused_by::<rustls::Error>(&source, |_| true) {
            Self::Tls { source }
        } else if source.is_connect() {
            // Out of time or not: nothing was sent.
            Self::Connect { source }
        } else if source.is_timeout() {
            Self::Timeout
        } else if source.is_builder() {
            Self::Request { source }
        } else if caused_by(&source, hyper::Error::is_parse) {
            Self::NotHttp { source }
        } else {
            Self::BrokenOff { source }
        }
    }
}

/// Whether one of the causes is such an error.
fn caused_by<E: Error + 'static>(error: &reqwest::Error, is: impl Fn(&E) -> bool) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if error.downcast_ref().is_some_and(&is) {
            return true;
        }
        // An I/O error passes over what it wraps when it is asked for its source.
        cause = match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => error.source(),
        };
    }
    false
}
