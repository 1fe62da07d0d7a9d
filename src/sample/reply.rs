//! Answers before they go on the wire.

use serde_json::Value;

const HTML: &str = "text/html; charset=utf-8";

/// One answer.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) content_type: &'static str,
    /// Other headers.
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    /// In one word, for the log: `ok`, the name of an exception, or the status.
    pub(super) word: String,
}

impl Reply {
    /// JSON with a status, under the name that the ERP has for it.
    pub(super) fn json(status: u16, content_type: &'static str, body: &Value) -> Self {
        Self::new(status, content_type, body.to_string())
    }

    /// A page.
    pub(super) fn html(status: u16, title: &str, text: &str) -> Self {
        let page =
            format!("<!doctype html>\n<html lang=en>\n<title>{title}</title>\n<h1>{title}</h1>\n<p>{text}</p>\n");
        Self::page(status, page)
    }

    /// A page of one's own.
    pub(super) fn page(status: u16, body: String) -> Self {
        Self::new(status, HTML, body)
    }

    fn new(status: u16, content_type: &'static str, body: String) -> Self {
        Self { status, content_type, headers: Vec::new(), body: body.into_bytes(), word: status.to_string() }
    }
}
