//! The HTTP client against servers that behave and servers that do not, all on loopback.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop where it stands")]

mod faults;
mod manners;
mod places;
mod server;
mod trust;

use std::time::Duration;

use rolecall::net::{Base, Client, Options, Repeat, Request};

/// Options that let a test end soon.
fn hasty() -> Options {
    Options {
        timeout: Duration::from_secs(3),
        connect_timeout: Duration::from_secs(2),
        stall_timeout: Duration::from_millis(700),
        max_body: 1 << 20,
        retries: 1,
        ..Options::default()
    }
}

fn client(url: &str, options: &Options) -> Client {
    Client::new(Base::read(url, false).unwrap(), options).unwrap()
}

/// A request that is refused in any case, so that it may be repeated.
fn safe() -> Request {
    Request::post("/jsonrpc", &serde_json::json!({"id": 1}), Repeat::Safe)
}

/// A request that must not be sent twice.
fn once() -> Request {
    Request::post("/jsonrpc", &serde_json::json!({"id": 1}), Repeat::Never)
}
