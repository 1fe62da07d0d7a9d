//! Addresses that an ERP stores may carry a password or a token; what is kept of them may not.

/// Host and path of an address: no scheme, no login, no query, no fragment.
pub(super) fn host_and_path(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = match rest.find('/') {
        Some(slash) => rest.split_at(slash),
        None => (rest, ""),
    };
    let host = authority.rsplit('@').next().unwrap_or_default();
    format!("{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::host_and_path;

    #[test]
    fn credentials_in_an_address_are_dropped() {
        assert_eq!(host_and_path("https://u:p@h.example:8443/a@b?token=s#f"), "h.example:8443/a@b");
        assert_eq!(host_and_path("h.example"), "h.example");
        assert_eq!(host_and_path(""), "");
    }
}
