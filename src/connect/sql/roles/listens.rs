//! To whom a MariaDB server listens, and what it calls itself.

/// What a server says of itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Server {
    /// Its own name, in small letters; empty where it says none.
    name: String,
    /// Nobody from another machine gets as far as its port.
    is_closed: bool,
}

impl Server {
    /// From the variables `hostname`, `bind_address` (several with commas between them; empty or `*` is every address) and
    /// `skip_networking` (MariaDB 10.4 to 11).
    pub(super) fn new(hostname: &str, bind_address: &str, skip_networking: bool) -> Self {
        let mut addresses = bind_address.split(',').map(str::trim).peekable();
        let is_bound = addresses.peek().is_some() && addresses.all(is_loopback);
        Self { name: hostname.trim().to_lowercase(), is_closed: skip_networking || is_bound }
    }

    /// Whether a host is the server's own name. Installers make accounts for it beside those of `localhost`.
    pub(super) fn is_called(&self, host: &str) -> bool {
        let host = host.to_lowercase();
        let short = self.name.split('.').next().unwrap_or_default();
        !host.is_empty() && (host == self.name || host == short)
    }

    /// Whether an account that may come from this host comes from the server itself alone.
    pub(super) fn keeps_out_others(&self, host: &str) -> bool {
        self.is_closed || self.is_called(host)
    }
}

fn is_loopback(address: &str) -> bool {
    address == "localhost" || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_listens_to_itself_alone_keeps_others_out() {
        for address in ["127.0.0.1", "::1", "localhost", "127.0.0.1, ::1"] {
            assert!(Server::new("vm", address, false).keeps_out_others("%"), "{address}");
        }
        for address in ["", "*", "0.0.0.0", "::", "127.0.0.1,10.0.0.7"] {
            assert!(!Server::new("vm", address, false).keeps_out_others("%"), "{address}");
        }
        assert!(Server::new("", "", true).keeps_out_others("%"));
    }

    #[test]
    fn the_servers_own_name_is_the_server() {
        let server = Server::new("VM.shop.example", "", false);
        assert!(server.is_called("vm") && server.is_called("vm.shop.example"));
        assert!(!server.is_called("vm2") && !server.is_called("") && !server.is_called("%"));
        assert!(!Server::default().is_called(""));
    }
}
