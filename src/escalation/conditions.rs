//! Whether what an edge asks of the system as a whole is so: modules, settings, files of the server.

use crate::policy::{EscalationEdge, FileSays, Judged, Saying, SettingIs};
use crate::snapshot::{Domain, FileFact, Snapshot, State};

/// What cannot be known about an edge in this system; nothing where it does not exist in it.
pub(super) fn doubts(snapshot: &Snapshot, edge: &EscalationEdge) -> Option<Vec<String>> {
    let here = edge.system == snapshot.system.kind && edge.versions.hold(&snapshot.system.version);
    if !here || !edge.files.iter().all(|file| says(snapshot, file)) {
        return None;
    }
    let mut doubts: Vec<String> = edge.depends.iter().map(|depends| format!("it depends on {depends}")).collect();
    if let Some(module) = &edge.module {
        match snapshot.coverage_of(Domain::Modules).state {
            State::NotAssessed => doubts.push(format!("whether the module `{module}` is installed is not known")),
            _ if snapshot.modules.iter().any(|installed| installed.name == *module) => {}
            _ => return None,
        }
    }
    if let Some(setting) = &edge.setting {
        doubts.extend(doubt(snapshot, setting)?);
    }
    Some(doubts)
}

/// What is not known about a setting; nothing at all where it is not as asked.
fn doubt(snapshot: &Snapshot, asked: &SettingIs) -> Option<Option<String>> {
    let unknown = || Some(Some(format!("the value of the setting `{}` is not known", asked.key)));
    let value = match snapshot.settings.iter().find(|setting| setting.key == asked.key) {
        Some(setting) => setting.value.as_deref(),
        None if snapshot.coverage_of(Domain::Settings).state == State::Assessed => asked.absent.as_deref(),
        None => None,
    };
    match value.map(|value| asked.expect.judge(value)) {
        Some(Judged::Kept) => Some(None),
        Some(Judged::Broken) => None,
        Some(Judged::Unreadable) | None => unknown(),
    }
}

fn says(snapshot: &Snapshot, asked: &FileSays) -> bool {
    let fact = match asked.says {
        Saying::Secret => FileFact::Secret,
        Saying::DefaultSecret => FileFact::DefaultSecret,
        Saying::DatabaseList => FileFact::DatabaseList,
        Saying::DeveloperMode => FileFact::DeveloperMode,
    };
    let notes = snapshot.server_files.iter().flat_map(|file| &file.notes);
    notes.into_iter().any(|note| note.key == asked.key && note.says == fact)
}
