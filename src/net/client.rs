//! Sends requests.

use std::time::Instant;

use secrecy::ExposeSecret;

use super::{Answer, Base, Method, NetError, Options, Request};

/// A client for one base address; clones share its connections and its manners.
#[derive(Debug, Clone)]
pub struct Client {
    base: Base,
    http: reqwest::Client,
}

impl Client {
    /// A client.
    pub fn new(base: Base, options: &Options) -> Result<Self, NetError> {
        let http = reqwest::Client::builder()
            .timeout(options.timeout)
            .connect_timeout(options.connect_timeout)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(|source| NetError::Http { doing: "cannot make an HTTP client".to_owned(), source })?;
        Ok(Self { base, http })
    }

    /// Sends a request and reads the answer whole.
    pub async fn send(&self, request: &Request) -> Result<Answer, NetError> {
        let fail = |source| NetError::Http { doing: "the request failed".to_owned(), source };
        let url = self.base.join(&request.path);
        let mut builder = match request.method {
            Method::Get => self.http.get(url),
            Method::Post => self.http.post(url),
        };
        for (name, value) in &request.headers {
            builder = builder.header(*name, value.expose_secret());
        }
        if let Some(body) = &request.body {
            builder = builder.header("content-type", "application/json").body(body.expose_secret().to_vec());
        }
        let start = Instant::now();
        let response = builder.send().await.map_err(fail)?;
        let status = response.status().as_u16();
        let body = response.bytes().await.map_err(fail)?.to_vec();
        Ok(Answer { status, content_type: String::new(), body, latency: start.elapsed() })
    }
}
