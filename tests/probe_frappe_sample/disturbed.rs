//! A bad wire: whatever happens on it, no answer is taken for a refusal that was none.

use std::collections::BTreeMap;
use std::time::Duration;

use rolecall::connect::live::{Question, RecordId, SecretKind};
use rolecall::findings::Exit;
use rolecall::probe::{Cell, Probed};
use rolecall::sample::frappe::{Flavour, Options};
use rolecall::sample::{Behaviour, Disturbance};

use crate::acme::{Acme, impatient};

fn disturbances() -> Vec<Disturbance> {
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
        Disturbance::Redirect("http://127.0.0.1:9/api/method/ping".to_owned()),
        Disturbance::SessionLost,
    ]
}

fn serve(flavour: Flavour, kind: SecretKind, behaviour: Behaviour) -> Acme {
    let mut acme = Acme::serve(flavour, Options { behaviour, ..Options::default() });
    acme.limits.roles = ["sales-rep", "warehouse"].map(str::to_owned).into();
    acme.limits.per_role = 60;
    acme.kind = kind;
    acme
}

type Answers = BTreeMap<(u32, Question<RecordId>), Option<bool>>;

fn answers(probed: &Probed) -> Answers {
    let cells = probed.cells.iter().filter(|cell| cell.question != Question::Control);
    cells.map(|cell| ((cell.run, cell.question.clone()), cell.observed.allowed())).collect()
}

#[test]
fn no_disturbance_makes_one_more_denial() {
    for (flavour, kind) in [
        (Flavour::V14, SecretKind::Key),
        (Flavour::V15, SecretKind::Password),
        (Flavour::V15, SecretKind::Key),
        (Flavour::V17, SecretKind::Password),
    ] {
        let acme = serve(flavour, kind, Behaviour::default());
        let before = acme.running.checksum();
        let calm = answers(&acme.probe());
        assert!(calm.values().any(|allowed| *allowed == Some(false)));
        for disturbance in disturbances() {
            for every in [3, 7] {
                let what = format!("{flavour:?} {kind:?} {disturbance:?} every {every}");
                let bad = disturbance.clone();
                let behaviour = Behaviour::new(move |n| if n % every == 0 { bad.clone() } else { Disturbance::None });
                let acme = Acme { manners: impatient(), ..serve(flavour, kind, behaviour) };
                let probed = acme.probe();
                for (question, observed) in answers(&probed).iter().filter(|(_, observed)| observed.is_some()) {
                    // Where a lookup was disturbed, another record may have been chosen.
                    let known = calm.get(question);
                    assert!(known.is_none_or(|known| known == observed), "{what}: {question:?} {known:?}");
                }
                let denied = |cell: &&Cell| cell.observed.allowed() == Some(false) && cell.predicted == Some(true);
                let wrong: Vec<&Cell> =
                    probed.cells.iter().filter(denied).filter(|cell| cell.observed.caveat.is_none()).collect();
                assert!(wrong.is_empty(), "{what}: {wrong:#?}");
                assert_eq!(acme.running.checksum(), before, "{what}");
                assert_ne!(acme.reported(&probed).exit(), Exit::Clean, "{what}");
            }
        }
    }
}
