//! A server that misbehaves stops a collection or costs a domain; it never makes one look whole.

use rolecall::snapshot::{Domain, State};

use crate::server::{Disturbance, Erp, Server, company};
use crate::{collect_with, options, state};

fn disturbed(path: &str, disturbance: Disturbance) -> Server {
    Server::start(Erp { disturbed: [(path.to_owned(), disturbance)].into(), ..company() })
}

const ALL: [Disturbance; 8] = [
    Disturbance::Page(200),
    Disturbance::Page(403),
    Disturbance::Dropped,
    Disturbance::Huge(17 << 20),
    Disturbance::Status(409),
    Disturbance::Status(302),
    Disturbance::Traceback,
    Disturbance::Shape,
];

#[test]
fn without_a_token_there_is_no_snapshot() {
    for disturbance in ALL {
        let server = disturbed("/auth/authenticate", disturbance);
        let told = collect_with(&server, &options()).unwrap_err().to_string();
        assert!(told.contains("signing in") && !told.contains("secret"), "{disturbance:?}: {told}");
        assert_eq!(server.heard().iter().filter(|asked| asked.contains("authenticate")).count(), 1);
    }
}

#[test]
fn a_list_that_cannot_be_read_is_not_assessed_or_ends_it() {
    for disturbance in ALL {
        match collect_with(&disturbed("/api/query/ModelAccess", disturbance), &options()) {
            Ok(collected) => {
                let (found, reason) = state(&collected.snapshot, Domain::ModelAccess);
                assert_eq!(found, State::NotAssessed, "{disturbance:?}: {reason}");
                assert!(collected.snapshot.grants.is_empty());
            }
            Err(error) => assert!(error.to_string().contains("nothing was kept"), "{disturbance:?}: {error}"),
        }
    }
}

#[test]
fn what_is_no_fullfinity_is_said_before_any_secret_is_sent() {
    let other = disturbed("/openapi.json", Disturbance::Shape);
    let told = collect_with(&other, &options()).unwrap_err().to_string();
    assert!(told.contains("no Fullfinity answers there"), "{told}");
    assert_eq!(other.heard(), ["GET /openapi.json"]);
    for disturbance in
        [Disturbance::Status(404), Disturbance::Page(200), Disturbance::Huge(17 << 20), Disturbance::Traceback]
    {
        assert!(collect_with(&disturbed("/openapi.json", disturbance), &options()).is_ok(), "{disturbance:?}");
    }
}
