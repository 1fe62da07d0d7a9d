//! Why there is no answer.

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum NetError {
    /// No address.
    #[error("this is no address such as `https://erp.example.com`")]
    Address {
        /// What is wrong with it.
        source: url::ParseError,
    },
    /// The HTTP client cannot work.
    #[error("{doing}")]
    Http {
        /// What was being done.
        doing: String,
        /// What the library said.
        source: reqwest::Error,
    },
    /// Not JSON.
    #[error("the answer (HTTP {status}) is no JSON")]
    NotJson {
        /// The HTTP status.
        status: u16,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}
