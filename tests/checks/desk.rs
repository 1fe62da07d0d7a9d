//! The shop as a document framework keeps it: roles that come by themselves, and what the builder has no words for.

use rolecall::model::{Origin, ResourceIx};
use rolecall::snapshot::{Audience, Snapshot};

use crate::shop::{Shop, shop};

/// By hand, on a day.
pub(crate) fn by_hand() -> Origin {
    Origin::Custom { by: Some("admin".to_owned()), at: Some("2025-11-30T10:00:00Z".to_owned()) }
}

/// The position of a resource.
pub(crate) fn resource(snapshot: &Snapshot, key: &str) -> ResourceIx {
    ResourceIx::new(snapshot.resources.iter().position(|found| found.key == key).unwrap())
}

/// The shop with the groups `all` and `guest`, which the ERP gives by itself.
pub(crate) fn desk() -> Shop {
    shop().with(|system| {
        system.group("all").group("guest").adjust(|snapshot| {
            for group in &mut snapshot.groups {
                group.given_to = match group.key.as_str() {
                    "all" => Some(Audience::SignedIn),
                    "guest" => Some(Audience::Everyone),
                    _ => None,
                };
            }
        });
    })
}
