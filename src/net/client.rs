//! Sends requests.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use reqwest::header::{CONTENT_TYPE, DATE, HeaderName, LOCATION, RETRY_AFTER, SET_COOKIE};
use reqwest::{Certificate, Response};
use secrecy::ExposeSecret;
use url::Url;

use super::host::{Host, Went};
use super::{Answer, Base, Method, NetError, Options, Request, retry};

/// A usual body's length in bytes.
const USUAL: usize = 64 << 10;
/// The most cookies of one answer that are looked at.
const COOKIES: usize = 32;

/// A client for one base address; clones share its connections and its manners.
#[derive(Debug, Clone)]
pub struct Client(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    base: Base,
    http: reqwest::Client,
    host: Host,
    max_body: usize,
    retries: u32,
    sent: AtomicU64,
}

impl Client {
    /// A client. Proxies of the environment are used, but not for this machine.
    pub fn new(base: Base, options: &Options) -> Result<Self, NetError> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("rolecall/", env!("CARGO_PKG_VERSION")))
            .timeout(options.timeout)
            .connect_timeout(options.connect_timeout)
            .read_timeout(options.stall_timeout)
            .redirect(reqwest::redirect::Policy::none())
            // What is sent again, and when, is decided here alone.
            .retry(reqwest::retry::never());
        if base.is_loopback() {
            builder = builder.no_proxy();
        }
        builder = match &options.ca {
            Some(path) => builder.tls_certs_merge(certificates(path)?),
            // No TLS can come to pass: without it, a machine that has no roots can run the sample.
            None if base.is_loopback() && !base.is_tls() => builder.tls_certs_only([]),
            None => builder,
        };
        let http = builder.build().map_err(|source| match &options.ca {
            Some(path) => NetError::Ca { path: path.clone(), source: source.into() },
            None => NetError::Request { source },
        })?;
        let host = Host::new(options.concurrency, options.steady);
        let (max_body, retries) = (options.max_body, options.retries);
        Ok(Self(Arc::new(Inner { base, http, host, max_body, retries, sent: AtomicU64::new(0) })))
    }

    /// Sends a request, again where that is safe and may help, and reads the answer whole.
    ///
    /// Every status is an answer, but redirects, 429 and 502 to 504.
    pub async fn send(&self, request: &Request) -> Result<Answer, NetError> {
        let Inner { base, host, retries, .. } = &*self.0;
        let url = base.join(&request.path)?;
        let mut attempt = 0;
        loop {
            let turn = host.turn().await;
            let error = match self.once(request, url.clone()).await {
                Ok(answer) => {
                    turn.learn(Went::Answered(answer.latency));
                    return Ok(answer);
                }
                Err(error) => error,
            };
            if retry::is_strain(&error) {
                turn.learn(Went::Strained);
            }
            let Some(pause) = retry::pause(&error, request.repeat, attempt, *retries) else { return Err(error) };
            attempt += 1;
            // The pause stands before the turn is given on.
            if matches!(error, NetError::Busy { .. }) {
                host.pause(pause);
                drop(turn);
            } else {
                drop(turn);
                tokio::time::sleep(pause).await;
            }
        }
    }

    /// The address that it speaks to.
    pub fn base(&self) -> &Base {
        &self.0.base
    }

    /// Requests sent so far, repetitions and those that reached nobody among them.
    pub fn sent(&self) -> u64 {
        self.0.sent.load(Ordering::Relaxed)
    }

    async fn once(&self, request: &Request, url: Url) -> Result<Answer, NetError> {
        let mut builder = match request.method {
            Method::Get => self.0.http.get(url),
            Method::Post => self.0.http.post(url),
            Method::Put => self.0.http.put(url),
            Method::Patch => self.0.http.patch(url),
            Method::Delete => self.0.http.delete(url),
        };
        for (name, value) in &request.headers {
            builder = builder.header(*name, value.expose_secret());
        }
        for (name, value) in &request.configured {
            builder = builder.header(name.as_ref(), value.expose_secret());
        }
        if let Some(body) = &request.body {
            builder = builder.header(CONTENT_TYPE, request.media).body(body.expose_secret().to_vec());
        }
        self.0.sent.fetch_add(1, Ordering::Relaxed);
        let start = Instant::now();
        let response = builder.send().await.map_err(NetError::of)?;
        if !(request.takes_redirect && response.status().is_redirection()) {
            self.check_status(&response)?;
        }
        let status = response.status().as_u16();
        let content_type = text(&response, &CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_lowercase();
        let cookies = cookies(&response);
        let body = self.body(response).await?;
        Ok(Answer { status, content_type, cookies, body, latency: start.elapsed() })
    }

    /// Refuses what is no answer of the system itself.
    fn check_status(&self, response: &Response) -> Result<(), NetError> {
        match response.status().as_u16() {
            300..=399 => {
                let (to, other) = self.0.base.elsewhere(text(response, &LOCATION));
                Err(NetError::Redirect { to, other })
            }
            status @ (429 | 503) => {
                let wait = retry::retry_after(text(response, &RETRY_AFTER), text(response, &DATE));
                Err(NetError::Busy { status, wait })
            }
            status @ (502 | 504) => Err(NetError::Gateway { status }),
            _ => Ok(()),
        }
    }

    /// The body, piece by piece, and no further than the limit whatever its headers promise.
    async fn body(&self, mut response: Response) -> Result<Vec<u8>, NetError> {
        let limit = self.0.max_body;
        let promised = response.content_length().unwrap_or_default();
        if promised > limit as u64 {
            return Err(NetError::TooLarge { limit });
        }
        // A promise reserves no memory beyond what is usual.
        let mut body = Vec::with_capacity(usize::try_from(promised).unwrap_or_default().min(USUAL));
        while let Some(piece) = response.chunk().await.map_err(NetError::of)? {
            if body.len() + piece.len() > limit {
                return Err(NetError::TooLarge { limit });
            }
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }
}

/// A header's text; empty where there is none.
fn text<'r>(response: &'r Response, name: &HeaderName) -> &'r str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// The names and values of the cookies that an answer sets; whoever opened a session reads it here, and nothing is kept.
fn cookies(response: &Response) -> Vec<(String, String)> {
    let set = response.headers().get_all(SET_COOKIE).iter().take(COOKIES).filter_map(|value| value.to_str().ok());
    let pair = |text: &str| {
        let (name, value) = text.split(';').next()?.split_once('=')?;
        Some((name.trim().to_owned(), value.trim().trim_matches('"').to_owned()))
    };
    set.filter_map(pair).collect()
}

/// The certificates in a file.
fn certificates(path: &Path) -> Result<Vec<Certificate>, NetError> {
    let refused = |source| NetError::Ca { path: path.to_owned(), source };
    let pem = std::fs::read(path).map_err(|error| refused(error.into()))?;
    let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| refused(error.into()))?;
    if certificates.is_empty() { Err(refused("it holds no certificate in PEM".into())) } else { Ok(certificates) }
}
