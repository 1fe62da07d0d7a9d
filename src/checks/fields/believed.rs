//! What the checks share about fields that somebody believes to be kept from those who read them.

use crate::access::{Profile, Reached};
use crate::checks::context::Context;
use crate::model::{RecordScope, UserIx, Verb};
use crate::snapshot::Field;

use super::doors::Doors;

/// Controls of all of them.
pub(super) const CONTROLS: &[&str] = &[
    "NIST-800-53r5 AC-3",
    "NIST-800-53r5 AC-4",
    "ISO27001-2022 A.8.3",
    "ISO27001-2022 A.8.11",
    "ISO27001-2022 A.8.12",
    "PCI-DSS-4.0.1 7.3.1",
    "CIS-8.1 3.3",
    "SOC2 CC6.1",
];

/// Who reads a field.
pub(super) struct Readers {
    pub(super) users: Vec<UserIx>,
    /// It is known of all of them that they reach records.
    pub(super) sure: bool,
}

impl Readers {
    /// Accounts whose groups are as asked and that reach records of the field's resource.
    pub(super) fn of<'a>(
        cx: &Context<'a>,
        field: &Field,
        asked: impl Fn(&Profile) -> bool,
        reached: &mut Reached<'_, 'a>,
    ) -> Self {
        let mut readers = Self { users: Vec::new(), sure: true };
        for (profile, held) in Doors::of(cx).sets().iter().filter(|(profile, _)| asked(profile)) {
            let ops = profile.cells.ops(field.resource).and(cx.snapshot.ops_of(Verb::Read));
            let scopes = ops.iter().map(|op| reached.scope(&profile.groups, field.resource, op));
            let scopes: Vec<_> = scopes.filter(|scope| *scope != RecordScope::None).collect();
            if !scopes.is_empty() {
                readers.users.extend(held);
                readers.sure &= scopes.iter().any(|scope| *scope != RecordScope::Unknown);
            }
        }
        readers
    }
}
