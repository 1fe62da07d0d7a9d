//! The part of an address behind its `@`. Words are never looked for in it: `.qa` is a country.

use super::words::same_form;

/// The domain of an address, in one form; nothing where a text is no address.
pub fn host(address: &str) -> Option<String> {
    let address = same_form(address);
    let (local, host) = address.rsplit_once('@')?;
    let host = host.trim().trim_end_matches('.');
    (!local.trim().is_empty() && !host.is_empty()).then(|| host.to_owned())
}

/// Whether a domain is one of a list's or lies below it.
pub(super) fn is_below<'d>(host: &str, domains: impl IntoIterator<Item = &'d String>) -> bool {
    domains.into_iter().any(|domain| {
        host.strip_suffix(domain.as_str()).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_below_counts_and_what_only_ends_alike_does_not() {
        let domains = ["example.com".to_owned(), "test".to_owned()];
        for yes in ["example.com", "mail.example.com", "acme.test", "test"] {
            assert!(is_below(yes, &domains), "{yes}");
        }
        for no in ["myexample.com", "contest", "example.com.qa", ""] {
            assert!(!is_below(no, &domains), "{no}");
        }
    }

    #[test]
    fn an_address_has_something_on_both_sides() {
        assert_eq!(host("a@Example.COM.").as_deref(), Some("example.com"));
        assert_eq!(host("\"a@b\"@ｅxample.org").as_deref(), Some("example.org"));
        assert_eq!([host("admin"), host("@x"), host("a@")], [None, None, None]);
    }
}
