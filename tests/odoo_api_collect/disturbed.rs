//! Whatever happens on the wire, there is a whole snapshot or an error, and soon.

use std::time::{Duration, Instant};

use rolecall::sample::{Behaviour, Disturbance};

use super::*;

#[test]
fn a_server_that_goes_wrong_ends_collecting_with_an_error() {
    let elsewhere = Disturbance::Redirect("http://127.0.0.1:9/".to_owned());
    for disturbance in [
        Disturbance::Status(502),
        Disturbance::Reset,
        Disturbance::Html,
        Disturbance::ErrorBody,
        Disturbance::Truncated,
        Disturbance::Huge,
        Disturbance::Endless,
        Disturbance::Deep,
        Disturbance::SessionLost,
        elsewhere,
    ] {
        for first in [1, 4, 40] {
            let behaviour = Behaviour::since(first, disturbance.clone());
            let options = rolecall::sample::Options { behaviour, ..Default::default() };
            let shop = Shop::with(Flavour::V18, options, |_| {});
            let start = Instant::now();
            let error = shop.collect(Shop::admin(), Vec::new()).unwrap_err();
            assert!(start.elapsed() < Duration::from_secs(20), "{disturbance:?}");
            let text = error.to_string();
            assert!(!text.contains('\n') && text.len() < 800, "{disturbance:?} {text}");
            assert!(!text.contains(&SampleCompany::key("admin", SampleCompany::KEY)), "{text}");
        }
    }
}
