//! What modules ship, from their files: no server, no accounts.
//!
//! As shipped, not as configured: what somebody changed in the running system, what `apply_once` left as it was, and which
//! modules are installed is in no file.

mod json;
mod links;
mod manifest;
mod python;
mod read;
mod scan;
mod told;
mod tree;
mod walk;
mod yaml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use self::manifest::Manifest;
use self::read::{Counts, Reader};
use self::tree::{Tree, Unread};
use self::walk::{File, Folder, Form, LONGEST, TOGETHER, Walk};
use super::build;
use super::names::{CAUTION, VERSION};
use super::records::{Records, Source};
use crate::connect::error::one_line;
use crate::connect::{CollectOptions, ConnectError};
use crate::snapshot::{Broken, Domain, Module, Snapshot, State, System};

/// Where modules are.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Modules {
    /// Folders of modules, or folders with such folders in them.
    pub roots: Vec<PathBuf>,
    /// The moment that the snapshot bears, ISO 8601 UTC.
    pub now: String,
}

/// Reads the files of modules. What cannot be read is in the snapshot's `dangling` and makes its domain incomplete; only
/// without any module there is no snapshot but an error.
pub fn collect(modules: &Modules, options: &CollectOptions, progress: &dyn Fn(&str)) -> Result<Snapshot, ConnectError> {
    let records = read(&modules.roots, progress)?;
    let first = modules.roots.first().and_then(|root| root.canonicalize().ok());
    let folder = first.as_deref().and_then(Path::file_name).map(|name| one_line(&name.to_string_lossy()));
    let system = System {
        kind: "fullfinity".to_owned(),
        name: options.system.clone().or(folder).unwrap_or_else(|| "modules".to_owned()),
        version: VERSION.to_owned(),
        database: String::new(),
        source: format!("module files ({CAUTION})"),
        collector: String::new(),
        taken_at: modules.now.clone(),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
    };
    progress("computing");
    Ok(build::snapshot(records, system))
}

/// Everything that the files say.
pub(super) fn read(roots: &[PathBuf], progress: &dyn Fn(&str)) -> Result<Records, ConnectError> {
    let mut walk = Walk::default();
    for root in roots {
        progress("looking for modules");
        walk.root(root).map_err(|why| ConnectError::Modules { path: root.clone(), why: one_line(&why) })?;
    }
    if walk.folders.is_empty() {
        let path = roots.first().cloned().unwrap_or_default();
        let left_out = walk.left_out.iter().take(3).map(|(name, why)| format!("; `{}`: {why}", one_line(name)));
        let why = format!(
            "no module in it: a module is a folder with a manifest.yaml or manifest.json{}",
            left_out.collect::<String>()
        );
        return Err(ConnectError::Modules { path, why });
    }
    let mut import =
        Import { records: Records::default(), counts: Counts::default(), read: 0, code: told::Seen::default() };
    let folders = import.manifests(&walk.folders)?;
    for (folder, module, partial) in &folders {
        progress(&format!("module {}", one_line(module)));
        import.module(folder, module, *partial)?;
    }
    told::coverage(&mut import.records, import.counts, &import.code, &walk);
    Ok(import.records)
}

/// Files under way.
struct Import {
    records: Records,
    counts: Counts,
    /// Bytes read so far.
    read: u64,
    code: told::Seen,
}

/// A module's folder, its identifier, and whether something that it needs is not there.
type Known<'w> = (&'w Folder, Arc<str>, bool);

impl Import {
    /// The text of a file; what cannot be read is noted, and `None`.
    fn text(&mut self, file: &File, domain: Domain) -> Result<Option<String>, ConnectError> {
        let unread = |import: &mut Self, why: &str| {
            import.unread(file, &Unread { line: 1, column: 1, why: why.to_owned() }, domain);
            Ok(None)
        };
        let length = match std::fs::metadata(&file.path) {
            Ok(found) if found.is_file() => found.len(),
            Ok(_) => return unread(self, "it is no ordinary file"),
            Err(error) => return unread(self, &error.to_string()),
        };
        if length > LONGEST {
            return unread(self, &format!("longer than {} MiB", LONGEST >> 20));
        }
        self.read += length;
        if self.read > TOGETHER {
            let path = file.path.clone();
            let why = format!("more than {} MiB of files; name fewer modules at once", TOGETHER >> 20);
            return Err(ConnectError::Modules { path, why });
        }
        match std::fs::read(&file.path).map(String::from_utf8) {
            Ok(Ok(text)) if !text.contains('\0') => {
                Ok(Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)))
            }
            Ok(_) => unread(self, "it is no text in UTF-8"),
            Err(error) => unread(self, &error.to_string()),
        }
    }

    fn tree(&mut self, file: &File, domain: Domain) -> Result<Option<Tree>, ConnectError> {
        let Some(text) = self.text(file, domain)? else { return Ok(None) };
        let read = if file.form == Form::Json { json::read(&text) } else { yaml::read(&text) };
        Ok(read.map_err(|why| self.unread(file, &why, domain)).ok())
    }

    /// A file that says nothing that could be read: a finding, and the domain is not whole.
    fn unread(&mut self, file: &File, why: &Unread, domain: Domain) {
        let place = format!("{}:{}:{}", file.name, why.line, why.column);
        let source = Source { module: None, place: Some(place.clone()), partial: false };
        self.records.dangles(Broken::Unread, &format!("file {}", file.name), &why.why, &source);
        let told = format!("{}: {}: correct it and collect again", one_line(&place), one_line(&why.why));
        let domains: &[Domain] = match domain {
            // Records of any kind may stand in any file.
            Domain::ModelAccess => &[Domain::Memberships, Domain::ModelAccess, Domain::Records, Domain::Surfaces],
            Domain::Fields => &[Domain::Fields],
            Domain::Surfaces => &[Domain::Surfaces],
            _ => &[Domain::Modules],
        };
        for domain in domains {
            self.records.note(*domain, State::Incomplete, told.clone());
        }
    }

    /// The manifests of all modules, and which of these lack something that they need.
    fn manifests<'w>(&mut self, folders: &'w [Folder]) -> Result<Vec<Known<'w>>, ConnectError> {
        let mut found: Vec<(&Folder, Arc<str>, Manifest)> = Vec::new();
        for folder in folders {
            let tree = self.tree(&folder.manifest, Domain::Modules)?;
            let manifest = tree.as_ref().map(Manifest::of);
            let source = Source { place: Some(format!("{}:1:1", folder.manifest.name)), ..Source::default() };
            for problem in manifest.iter().flat_map(|manifest| &manifest.problems) {
                self.records.dangles(Broken::Value, &format!("module {}", folder.name), problem, &source);
            }
            let manifest = manifest.unwrap_or_default();
            let name: Arc<str> = manifest.identifier.as_deref().unwrap_or(&folder.name).into();
            found.push((folder, name, manifest));
        }
        found.sort_by(|a, b| (&a.1, &a.0.name).cmp(&(&b.1, &b.0.name)));
        let mut by_name: BTreeMap<&str, Vec<&Manifest>> = BTreeMap::new();
        for (_, name, manifest) in &found {
            by_name.entry(name).or_default().push(manifest);
        }
        for (name, manifests) in &by_name {
            if manifests.len() > 1 {
                let source = Source::default();
                let names = format!("{} folders have this identifier", manifests.len());
                self.records.dangles(Broken::Twice, &format!("module {name}"), &names, &source);
            }
        }
        for (folder, name, manifest) in &found {
            let source = Source { place: Some(format!("{}:1:1", folder.manifest.name)), ..Source::default() };
            for needed in manifest.dependencies.iter().filter(|needed| !by_name.contains_key(needed.as_str())) {
                self.records.dangles(Broken::Module, &format!("module {name}"), needed, &source);
            }
        }
        let modules: BTreeMap<_, _> = found.iter().map(|(_, name, manifest)| (name.to_string(), manifest)).collect();
        for (name, manifest) in modules {
            self.code.implicit += usize::from(manifest.implicit);
            self.records.modules.push(Module { name, version: one_line(&manifest.version) });
        }
        let partial = |name: &str| lacks_something(name, &by_name);
        Ok(found.iter().map(|(folder, name, _)| (*folder, Arc::clone(name), partial(name))).collect())
    }

    fn module(&mut self, folder: &Folder, module: &Arc<str>, partial: bool) -> Result<(), ConnectError> {
        for file in &folder.data {
            let Some(tree) = self.tree(file, Domain::ModelAccess)? else { continue };
            let (records, counts) = (&mut self.records, &mut self.counts);
            Reader { records, counts, file: &file.name, module, partial }.file(&tree);
        }
        for file in &folder.models {
            self.models(file, module, partial)?;
        }
        for file in &folder.routes {
            self.routes(file, module)?;
        }
        self.code.demo += usize::from(folder.has_demo);
        Ok(())
    }
}

/// Whether a module, or one that it needs, needs one that is not there.
fn lacks_something(name: &str, by_name: &BTreeMap<&str, Vec<&Manifest>>) -> bool {
    let (mut seen, mut waiting) = (std::collections::BTreeSet::new(), vec![name]);
    while let Some(next) = waiting.pop() {
        if !seen.insert(next) {
            continue;
        }
        let Some(manifests) = by_name.get(next) else { return true };
        for manifest in manifests {
            // Of a manifest that could not be read nobody knows what it needs.
            if manifest.identifier.is_none() {
                return true;
            }
            waiting.extend(manifest.dependencies.iter().map(String::as_str));
        }
    }
    false
}
