use rolecall::sample::{Faults, Flavour, Options};
use crate::acme::{Acme, told};

#[test]
fn explore() {
    for flavour in Flavour::ALL {
        for faults in [Faults::none(), Faults::planted()] {
            let start = std::time::Instant::now();
            let acme = Acme::serve(flavour, Options { faults, ..Options::default() });
            let before = acme.running.checksum();
            let probed = acme.probe(None);
            eprintln!("{flavour:?} {} requests {:?} {:?} equal {} traces {} drawn {}", probed.requests, start.elapsed(), acme.running.requests(), acme.running.checksum() == before, acme.running.login_traces(), acme.running.drawn());
            eprintln!("{:?}", probed.traces);
            for role in &probed.roles { eprintln!("{} {:?}", role.name, role.outcome); }
            let audited = acme.audited(&probed);
            eprintln!("AUDIT {:#?} {:?}", told(&audited), audited.exit());
            for na in &audited.not_assessed { eprintln!("  NA {na:?}"); }
            let alone = acme.reported(&probed);
            eprintln!("PROBE {:#?} {:?}", told(&alone), alone.exit());
        }
    }
}
