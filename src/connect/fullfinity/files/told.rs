//! What files do not tell.

use super::read::Counts;
use super::walk::Walk;
use crate::connect::error::one_line;
use crate::connect::fullfinity::names::CAUTION;
use crate::connect::fullfinity::records::Records;
use crate::snapshot::{Domain, State};

/// What was counted beside records.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Files of `models/` and addresses of `routes/`.
    pub(super) models: usize,
    pub(super) routes: usize,
    /// Modules that install themselves, and modules with a `demo/`.
    pub(super) implicit: usize,
    pub(super) demo: usize,
}

/// The most files that are named one by one.
const MOST: usize = 20;

/// Says of every domain what files do not hold.
pub(super) fn coverage(records: &mut Records, counts: Counts, seen: &Seen, walk: &Walk) {
    let shipped = "as shipped, not as configured: what was changed in the running system is in no file";
    let mut access = format!("{shipped} ({CAUTION})");
    if counts.apply_once > 0 {
        let (once, all) = (counts.apply_once, counts.read);
        access = format!(
            "{access}; {once} of {all} records are `apply_once`, made only where they are not there yet, so the running system \
             may have others"
        );
    }
    records.note(Domain::ModelAccess, State::Incomplete, access);
    let accounts = match counts.users {
        0 => "module files hold no accounts".to_owned(),
        users => format!(
            "module files hold no accounts that were made later; {users} records of `User` in them are not read"
        ),
    };
    records.note(Domain::Accounts, State::NotAssessed, format!("{accounts}: collect from the running system (`url`)"));
    let memberships = format!("who is in which group is in no file; groups and what they imply are {shipped}");
    records.note(Domain::Memberships, State::Incomplete, memberships);
    let rules = "how several record rules are put together, what a permission of a rule means, and which rows a model without \
                 rules shows is not documented, so no record scope is claimed";
    records.note(Domain::Records, State::Incomplete, rules);
    fields(records, seen);
    surfaces(records, counts, seen);
    modules(records, seen, walk);
    for (domain, what) in [
        (Domain::Tokens, "tokens"),
        (Domain::Passwords, "passwords"),
        (Domain::SecondFactors, "second factors"),
        (Domain::LastLogins, "when accounts were last used"),
        (Domain::Settings, "settings"),
        (Domain::Providers, "sign-in providers"),
        (Domain::Companies, "companies"),
    ] {
        records.note(domain, State::NotAssessed, format!("module files do not hold {what}"));
    }
    let origins = "files tell which module ships a row, not whether it was changed afterwards";
    records.note(Domain::Origins, State::Incomplete, origins);
}

fn fields(records: &mut Records, seen: &Seen) {
    if seen.models == 0 {
        records.note(Domain::Fields, State::NotAssessed, "the modules have no models/*.py that could be read");
        return;
    }
    let why = "groups of fields are read from the text of models/*.py as far as it is written out; custom fields of the \
               database are in no file, and what a reader gets who is in none of the groups is not documented";
    records.note(Domain::Fields, State::Incomplete, why);
}

fn surfaces(records: &mut Records, counts: Counts, seen: &Seen) {
    let mut why = format!(
        "the attribute that holds the groups of menus and views is not documented: it is taken to be `groups`, which {} of them \
         do not have",
        counts.open_surfaces
    );
    if seen.routes > 0 {
        why.push_str(
            "; of the values of `auth` only `internal` is documented, `user` and `public` are taken by their names",
        );
    }
    records.note(Domain::Surfaces, State::Incomplete, why);
}

fn modules(records: &mut Records, seen: &Seen, walk: &Walk) {
    let mut why = format!(
        "which modules are installed is in no file: all {} count ({} of them install themselves)",
        records.modules.len(),
        seen.implicit
    );
    if seen.demo > 0 {
        why = format!("{why}; demo/ of {} is never read", seen.demo);
    }
    records.note(Domain::Modules, State::Incomplete, why);
    for (name, reason) in walk.left_out.iter().take(MOST) {
        let why = format!("`{}` was not read: {reason}", one_line(name));
        records.note(Domain::Modules, State::Incomplete, why.clone());
        records.note(Domain::ModelAccess, State::Incomplete, why);
    }
    if walk.left_out.len() > MOST {
        let why = format!("{} more files and folders were not read", walk.left_out.len() - MOST);
        records.note(Domain::Modules, State::Incomplete, why.clone());
        records.note(Domain::ModelAccess, State::Incomplete, why);
    }
}
