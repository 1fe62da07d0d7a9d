//! The sample server's own API, honest and with its faults.

use rolecall::net::{Base, Client, Options};
use rolecall::probe::Probed;
use rolecall::probe::bearer::Attempt;
use rolecall::sample::{self, BearerApi, BearerFault, Faults, Flavour, Sample, SampleCompany};
use rolecall::snapshot::UserKind;
use rolecall::synth::Builder;
use secrecy::ExposeSecret;

use crate::probing::asked;
use crate::secret;

#[test]
fn the_sample_servers_faults_are_found_and_nothing_else() {
    let mut system = Builder::new("sample");
    system.makes("base.group_user", UserKind::Internal).grant("base.group_user", "res.users", "r").user(
        "mara",
        "Mara",
        &["base.group_user"],
    );
    let company = SampleCompany::new(&system.build());
    for (fault, expected) in [
        (None, vec![]),
        (Some(BearerFault::AcceptsExpired), vec![Attempt::Expired]),
        (Some(BearerFault::AcceptsAlgNone), vec![Attempt::AlgNone]),
    ] {
        let api = BearerApi { secret: secret().expose_secret().to_owned(), audience: "erp-api".to_owned() };
        let faults = Faults { bearer: fault, ..Faults::default() };
        let options = sample::Options { bearer: Some(api), faults, ..sample::Options::default() };
        let running = Sample::serve_with(&company, Flavour::V18, options).unwrap();
        let before = running.checksum();
        let base = Base::read(&running.base_url(), false).unwrap();
        let client = Client::new(base, &Options::default()).unwrap();
        let cells = asked(&client, Probed::default(), None).0.bearer;
        let holes = cells.iter().filter(|cell| cell.is_hole()).map(|cell| cell.attempt);
        assert_eq!(holes.collect::<Vec<_>>(), expected, "{fault:?}");
        assert!(cells.iter().all(|cell| cell.observed.allowed().is_some()), "{cells:?}");
        assert_eq!(running.checksum(), before);
    }
}
