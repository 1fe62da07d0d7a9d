//! Where a system is: scheme, host, port and the path that it is served under.

use url::{Host, Url};

use super::NetError;

/// A base address; requests are paths below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base(Url);

impl Base {
    /// Reads an address. Plain HTTP is for loopback alone, unless `plain_http` allows it elsewhere.
    ///
    /// An address with a user name or a password is refused and not repeated: secrets are references.
    pub fn read(text: &str, plain_http: bool) -> Result<Self, NetError> {
        let mut url = Url::parse(text.trim()).map_err(|source| NetError::Address { source })?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(NetError::Credentials);
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(NetError::NotABase);
        }
        let path = url.path().trim_end_matches('/').to_owned();
        url.set_path(&path);
        let base = Self(url);
        match base.0.scheme() {
            "https" => Ok(base),
            "http" if plain_http || base.is_loopback() => Ok(base),
            "http" => Err(NetError::PlainHttp { host: base.host() }),
            other => Err(NetError::Scheme { scheme: other.to_owned() }),
        }
    }

    /// The address of a path below the base; `path` begins with one slash and may carry a query.
    pub fn join(&self, path: &str) -> Result<Url, NetError> {
        let (path, query) = match path.split_once('?') {
            Some((path, query)) => (path, Some(query)),
            None => (path, None),
        };
        let mut url = self.0.clone();
        let prefix = self.0.path().trim_end_matches('/');
        url.set_path(&format!("{prefix}{path}"));
        url.set_query(query);
        // Dots in a path are resolved when it is set; whatever was written, it must not lead out.
        let stays =
            url.path().strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/') && !rest.starts_with("//"));
        if stays && path.starts_with('/') { Ok(url) } else { Err(NetError::Path) }
    }

    /// Whether it is this machine.
    pub fn is_loopback(&self) -> bool {
        match self.0.host() {
            Some(Host::Ipv4(ip)) => ip.is_loopback(),
            Some(Host::Ipv6(ip)) => ip.is_loopback() || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback()),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        }
    }

    /// Whether it is HTTPS.
    pub(super) fn is_tls(&self) -> bool {
        self.0.scheme() == "https"
    }

    /// Scheme, host, port and path, for messages.
    pub fn words(&self) -> String {
        self.0.to_string().trim_end_matches('/').to_owned()
    }

    fn host(&self) -> String {
        self.0.host_str().unwrap_or_default().to_owned()
    }

    /// Where a `Location` leads, without path and query, and whether that is another place than the base.
    pub(super) fn elsewhere(&self, location: &str) -> (String, bool) {
        match self.0.join(location).map(|url| url.origin()) {
            Ok(origin) if origin.is_tuple() && !location.is_empty() => {
                (origin.ascii_serialization(), origin != self.0.origin())
            }
            _ => ("a place that is no address".to_owned(), true),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Result<String, String> {
        Base::read(text, false).map(|base| base.words()).map_err(|error| error.to_string())
    }

    #[test]
    fn plain_http_is_for_this_machine_alone() {
        for fine in ["http://127.0.0.1:8069", "http://[::1]:8069", "http://localhost/erp", "https://erp.example/erp/"] {
            assert_eq!(words(fine), Ok(fine.trim_end_matches('/').to_owned()));
        }
        assert!(words("http://erp.example").unwrap_err().contains("`--plain-http`"));
        assert!(Base::read("http://erp.example", true).is_ok());
        for elsewhere in
            ["http://127.0.0.1.erp.example", "http://localhost.erp.example", "http://erp.localhost", "http://[::2]"]
        {
            assert!(words(elsewhere).is_err(), "{elsewhere}");
        }
        assert_eq!(words("http://[::ffff:127.0.0.1]/"), Ok("http://[::ffff:7f00:1]".to_owned()));
        assert_eq!(words("https://bücher.example/"), Ok("https://xn--bcher-kva.example".to_owned()));
        assert!(words("ftp://erp.example").unwrap_err().contains("`ftp`"));
    }

    #[test]
    fn a_password_in_an_address_is_refused_and_not_repeated() {
        let told = words("https://admin:hunter2@erp.example").unwrap_err();
        assert!(!told.contains("hunter2") && told.contains("reference"), "{told}");
        assert!(words("https://erp.example/?db=a").is_err());
        assert!(words("erp.example").is_err());
    }

    #[test]
    fn a_path_stays_below_the_base() {
        let base = Base::read("https://erp.example:8443/erp", false).unwrap();
        let join = |path: &str| base.join(path).map(|url| url.to_string());
        assert_eq!(join("/jsonrpc").unwrap(), "https://erp.example:8443/erp/jsonrpc");
        assert_eq!(join("/a?b=c").unwrap(), "https://erp.example:8443/erp/a?b=c");
        for path in [
            "/../x",
            "/a/../../x",
            "//other.example/x",
            "x",
            "@other.example",
            "/%2e%2e/x",
            "/..\\..\\x",
            "/\\other.example",
            "",
        ] {
            assert!(join(path).is_err(), "{path}");
        }
        let bare = Base::read("https://[::1]/", false).unwrap();
        assert_eq!(bare.join("/jsonrpc").unwrap().as_str(), "https://[::1]/jsonrpc");
    }

    #[test]
    fn a_redirect_is_told_without_its_path() {
        let base = Base::read("https://erp.example/erp", false).unwrap();
        assert_eq!(base.elsewhere("/web?token=s"), ("https://erp.example".to_owned(), false));
        assert_eq!(base.elsewhere("https://evil.example/x?y"), ("https://evil.example".to_owned(), true));
        assert_eq!(base.elsewhere("http://erp.example/"), ("http://erp.example".to_owned(), true));
        assert_eq!(base.elsewhere("https://a:b@erp.example:444/"), ("https://erp.example:444".to_owned(), true));
        for nowhere in ["", "javascript:alert(1)", "https://["] {
            assert_eq!(base.elsewhere(nowhere), ("a place that is no address".to_owned(), true));
        }
    }
}
