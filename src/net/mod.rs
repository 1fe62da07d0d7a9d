//! The one HTTP client: one base address, limits on time, size and depth, a polite number of requests at once, retries of
//! what is safe to repeat, no redirect, no cookie.

mod answer;
mod base;
mod client;
mod error;
mod host;
mod request;
mod retry;

pub use answer::Answer;
pub use base::Base;
pub use client::Client;
pub use error::NetError;
pub use request::{Method, Repeat, Request, percent};

use std::path::PathBuf;
use std::time::Duration;

/// Waits for something, but no longer than so.
pub async fn within<T>(longest: Duration, work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(longest, work).await.ok()
}

/// Limits and manners.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The longest that one request may take, from the first byte sent to the last byte read.
    pub timeout: Duration,
    /// The longest to wait for a connection.
    pub connect_timeout: Duration,
    /// The longest to wait for the next piece of an answer, its first one among them.
    pub stall_timeout: Duration,
    /// The longest body that is read, in bytes.
    pub max_body: usize,
    /// The most requests at once.
    pub concurrency: usize,
    /// Stays at `concurrency` whatever the server's answers cost it; for measurements.
    pub steady: bool,
    /// How often a request that is safe to repeat is sent again.
    pub retries: u32,
    /// A file with certificates of a private authority, in PEM, beside the platform's own.
    pub ca: Option<PathBuf>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: Duration::from_mins(1),
            connect_timeout: Duration::from_secs(10),
            stall_timeout: Duration::from_secs(30),
            max_body: 16 << 20,
            concurrency: 4,
            steady: false,
            retries: 3,
            ca: None,
        }
    }
}
