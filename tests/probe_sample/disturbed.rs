//! A bad wire: whatever happens on it, no answer is taken for a refusal, and the end comes soon and says what is missing.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rolecall::connect::live::{Question, RecordId, SecretKind};
use rolecall::findings::Exit;
use rolecall::probe::{Probed, RoleOutcome};
use rolecall::sample::{Behaviour, Disturbance, Flavour, Options, Sample};

use crate::acme::{Acme, company, impatient};

/// Longer than any run here may take, on a slow machine too.
const BOUND: Duration = Duration::from_secs(20);

fn disturbances(elsewhere: &str) -> Vec<Disturbance> {
    vec![
        Disturbance::Delay(Duration::from_millis(400)),
        Disturbance::TooMany(None),
        Disturbance::TooMany(Some(3600)),
        Disturbance::Status(500),
        Disturbance::Status(502),
        Disturbance::Status(503),
        Disturbance::Reset,
        Disturbance::Html,
        Disturbance::ErrorBody,
        Disturbance::Truncated,
        Disturbance::Huge,
        Disturbance::Endless,
        Disturbance::Deep,
        Disturbance::Redirect(format!("{elsewhere}/jsonrpc")),
        Disturbance::SessionLost,
    ]
}

/// Two roles that are refused more than they are allowed; in 19 over `/json/2`.
fn serve(flavour: Flavour, behaviour: Behaviour) -> Acme {
    let mut acme = Acme::serve(flavour, Options { behaviour, ..Options::default() });
    acme.limits.roles = ["sales-rep", "customer"].map(str::to_owned).into();
    acme.kind = if flavour == Flavour::V19 { SecretKind::Key } else { SecretKind::Password };
    acme
}

/// The same with a client that waits for nothing.
fn serve_badly(flavour: Flavour, behaviour: Behaviour) -> Acme {
    Acme { manners: impatient(), ..serve(flavour, behaviour) }
}

type Answers = BTreeMap<(u32, Question<RecordId>), Option<bool>>;

fn answers(probed: &Probed) -> Answers {
    let cells = probed.cells.iter().filter(|cell| cell.question != Question::Control);
    cells.map(|cell| ((cell.run, cell.question.clone()), cell.observed.allowed())).collect()
}

/// What holds of every disturbed run, beside the same run undisturbed.
fn assert_honest(acme: &Acme, probed: &Probed, calm: &Answers, what: &str) {
    let disturbed = answers(probed);
    for (question, observed) in disturbed.iter().filter(|(_, observed)| observed.is_some()) {
        assert_eq!(calm.get(question), Some(observed), "{what}: {question:?}");
    }
    if acme.reported(probed).exit() != Exit::Incomplete {
        assert_eq!(&disturbed, calm, "{what}: nothing is missing where nothing is said to be");
    }
    assert_eq!(probed.changes, [], "{what}");
}

#[test]
fn a_wire_that_goes_bad_and_stays_bad_ends_the_run_soon_and_proves_nothing() {
    for flavour in Flavour::ALL {
        let elsewhere = Sample::serve(&company(), flavour).unwrap();
        let whole = serve(flavour, Behaviour::default()).probe();
        assert!(whole.roles.iter().all(|role| role.outcome == RoleOutcome::Done), "{flavour:?}");
        let (calm, total) = (answers(&whole), whole.requests);
        let firsts = if flavour == Flavour::V19 { vec![1, 30, total * 2 / 3] } else { vec![total / 3] };
        for disturbance in disturbances(&elsewhere.base_url()) {
            for first in &firsts {
                let what = format!("{flavour:?}: {disturbance:?} from {first} of {total}");
                let acme = serve_badly(flavour, Behaviour::since(*first, disturbance.clone()));
                let (before, start) = (acme.running.checksum(), Instant::now());
                let probed = acme.probe();
                assert!(start.elapsed() < BOUND, "{what}: {:?}", start.elapsed());
                assert_honest(&acme, &probed, &calm, &what);
                assert_eq!(acme.reported(&probed).exit(), Exit::Incomplete, "{what}");
                let unfinished = |role: &rolecall::probe::RoleRun| role.outcome != RoleOutcome::Done;
                assert!(probed.roles.iter().any(unfinished), "{what}: {:#?}", probed.roles);
                assert_eq!(acme.running.checksum(), before, "{what}");
            }
        }
        assert_eq!(elsewhere.requests(), 0, "{flavour:?}: nobody is followed elsewhere");
    }
}

#[test]
fn one_bad_answer_costs_no_more_than_its_question_or_is_told() {
    for flavour in [Flavour::V16, Flavour::V19] {
        let elsewhere = Sample::serve(&company(), flavour).unwrap();
        let calm = answers(&serve(flavour, Behaviour::default()).probe());
        // The control, a lookup, a question; a question.
        for nth in if flavour == Flavour::V19 { vec![1, 4, 60] } else { vec![90] } {
            for disturbance in disturbances(&elsewhere.base_url()) {
                let what = format!("{flavour:?}: {disturbance:?} at {nth}");
                let once = disturbance.clone();
                let behaviour = Behaviour::new(move |n| if n == nth { once.clone() } else { Disturbance::None });
                let acme = serve_badly(flavour, behaviour);
                let probed = acme.probe();
                assert_honest(&acme, &probed, &calm, &what);
                let open = probed.cells.iter().any(|cell| cell.observed.allowed().is_none());
                assert!(open || nth == 4, "{what}: it stands for no answer");
                let answered = probed.cells.iter().any(|cell| cell.observed.allowed().is_some());
                assert!(answered || disturbance == Disturbance::SessionLost, "{what}: the run goes on");
            }
        }
        assert_eq!(elsewhere.requests(), 0, "{flavour:?}");
    }
}

#[test]
fn a_server_that_asks_for_patience_gets_it_and_every_answer_comes() {
    let calm = answers(&serve(Flavour::V18, Behaviour::default()).probe());
    // What a proxy swallowed is sent again only where that is harmless, as the second request is, a lookup.
    let cases = [(50, Disturbance::TooMany(None)), (60, Disturbance::TooMany(Some(1))), (2, Disturbance::Status(502))];
    for (nth, disturbance) in cases {
        let what = format!("{disturbance:?}");
        let behaviour = Behaviour::new(move |n| if n == nth { disturbance.clone() } else { Disturbance::None });
        let mut acme = serve(Flavour::V18, behaviour);
        acme.manners.retries = 1;
        let start = Instant::now();
        let probed = acme.probe();
        assert!(start.elapsed() > Duration::from_millis(500), "{what}");
        assert_eq!(answers(&probed), calm, "{what}");
        assert_eq!(acme.running.requests(), probed.requests, "{what}: repetitions are told");
    }
}
