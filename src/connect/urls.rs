//! Addresses that an ERP stores may carry a password or a token; what is kept of them may not.

/// Host and path of an address: no scheme, no login, no query, no fragment.
pub(in crate::connect) fn host_and_path(url: &str) -> String {
    split(url).1
}

/// The same with the scheme, where there is one.
pub(in crate::connect) fn without_credentials(url: &str) -> String {
    match split(url) {
        (Some(scheme), rest) => format!("{scheme}://{rest}"),
        (None, rest) => rest,
    }
}

fn split(url: &str) -> (Option<&str>, String) {
    let (scheme, rest) = url.split_once("://").map_or((None, url), |(scheme, rest)| (Some(scheme), rest));
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = rest.find('/').map_or((rest, ""), |slash| rest.split_at(slash));
    let host = authority.rsplit('@').next().unwrap_or_default();
    (scheme, format!("{host}{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_in_an_address_are_dropped() {
        let url = "https://u:p@h.example:8443/a@b?token=s#f";
        assert_eq!(host_and_path(url), "h.example:8443/a@b");
        assert_eq!(without_credentials(url), "https://h.example:8443/a@b");
        assert_eq!(without_credentials("h.example"), "h.example");
        assert_eq!(host_and_path(""), "");
    }
}
