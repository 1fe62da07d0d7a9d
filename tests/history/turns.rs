//! Two runs at once take turns, and a run that follows another than the newest is refused.

use rolecall::history::{Filter, HistoryError, Store};
use rolecall::model::Link;

use super::{finding, in_both, next};
use rolecall::model::Severity;

#[test]
fn a_run_that_does_not_follow_the_newest_is_refused() {
    in_both(|location| {
        let mut store = Store::open(location).unwrap();
        let first = next(&mut store, "prod", "r1");
        store.record(&first, &[finding("a", Severity::High)]).unwrap();
        let good = next(&mut store, "prod", "r2");
        let mut wrong = vec![first.clone()];
        for change in [
            (|run| run.previous = None) as fn(&mut rolecall::history::Run),
            |run| run.number = 3,
            |run| run.previous = Some(Link { run: "r0".to_owned(), manifest_sha256: "0".repeat(64) }),
            |run| run.previous.as_mut().unwrap().manifest_sha256 = "f".repeat(64),
        ] {
            let mut run = good.clone();
            change(&mut run);
            wrong.push(run);
        }
        for run in wrong {
            let refused = store.record(&run, &[]).unwrap_err();
            assert!(matches!(refused, HistoryError::NotNext { .. }), "{refused}");
        }
        store.record(&good, &[]).unwrap();
        assert_eq!(store.runs(Filter::default()).unwrap().len(), 2);
    });
}

#[test]
fn a_turn_that_is_given_up_leaves_nothing() {
    in_both(|location| {
        let mut store = Store::open(location).unwrap();
        drop(store.turn().unwrap());
        let run = next(&mut store, "prod", "r1");
        let mut turn = store.turn().unwrap();
        assert_eq!(turn.head().unwrap(), None);
        turn.record(&run, &[]).unwrap();
        let mut turn = store.turn().unwrap();
        assert_eq!(turn.head().unwrap().unwrap().run, "r1");
        drop(turn);
        assert_eq!(store.head().unwrap().unwrap().number, 1);
    });
}

#[test]
fn many_who_record_at_once_come_one_after_the_other() {
    const WRITERS: usize = 4;
    const RUNS: usize = 5;
    in_both(|location| {
        std::thread::scope(|scope| {
            for writer in 0..WRITERS {
                scope.spawn(move || {
                    for number in 0..RUNS {
                        // Making the tables is taken in turns, too.
                        let mut store = Store::open(location).unwrap();
                        let mut run = next(&mut store, "prod", &format!("w{writer}-{number}"));
                        let mut turn = store.turn().unwrap();
                        let head = turn.head().unwrap();
                        run.number = head.as_ref().map_or(1, |head| head.number + 1);
                        run.previous = head.map(Link::from);
                        turn.record(&run, &[finding("a", Severity::High)]).unwrap();
                    }
                });
            }
        });
        let mut store = Store::open_existing(location).unwrap().unwrap();
        let runs = store.runs(Filter::default()).unwrap();
        assert_eq!(runs.len(), WRITERS * RUNS);
        for pair in runs.windows(2) {
            assert_eq!(pair[0].run.number, pair[1].run.number + 1);
            assert_eq!(pair[0].run.previous.as_ref().unwrap().run, pair[1].run.run);
        }
        assert_eq!(store.findings(None).unwrap()[0].times, (WRITERS * RUNS) as u64);
    });
}
