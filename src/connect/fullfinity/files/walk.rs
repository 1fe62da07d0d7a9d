//! Which files there are: modules below the roots, and what of each is read. Bounded, sorted, and never out of the root.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How deep modules are looked for below a root, and files below a module.
const DEEPEST: usize = 12;
/// The most files and folders that are looked at.
const MOST: usize = 100_000;
/// The longest file that is read, in bytes.
pub(super) const LONGEST: u64 = 4 << 20;
/// The most that is read of all files together, in bytes.
pub(super) const TOGETHER: u64 = 256 << 20;

/// The names of a module's manifest, in the order in which they are looked up (`modules/manifest`).
const MANIFESTS: [&str; 2] = ["manifest.yaml", "manifest.json"];
/// The folders whose data files are loaded (`modules/data-files`), `demo` apart.
const DATA: [&str; 4] = ["security", "data", "views", "templates"];

/// What is read of a file's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    Yaml,
    Json,
    Python,
}

/// A file of a module.
#[derive(Debug, Clone)]
pub(super) struct File {
    pub(super) path: PathBuf,
    /// As messages call it: the module's folder and what is below.
    pub(super) name: String,
    pub(super) form: Form,
}

/// A module's folder and what is read of it.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    /// As messages call it.
    pub(super) name: String,
    pub(super) manifest: File,
    /// Records.
    pub(super) data: Vec<File>,
    pub(super) models: Vec<File>,
    pub(super) routes: Vec<File>,
    pub(super) has_demo: bool,
}

/// What was found, and what was left out.
#[derive(Debug, Default)]
pub(super) struct Walk {
    pub(super) folders: Vec<Folder>,
    /// What is not read although it may matter, with its reason.
    pub(super) left_out: Vec<(String, String)>,
    looked_at: usize,
    seen: BTreeSet<PathBuf>,
}

impl Walk {
    /// Looks for modules in a folder: itself one, or any below it.
    pub(super) fn root(&mut self, root: &Path) -> Result<(), String> {
        let root = root.canonicalize().map_err(|error| error.to_string())?;
        if !root.is_dir() {
            return Err("it is no folder".to_owned());
        }
        self.modules(&root, &root, 0)
    }

    fn modules(&mut self, root: &Path, folder: &Path, depth: usize) -> Result<(), String> {
        if !self.seen.insert(folder.to_owned()) {
            return Ok(());
        }
        let name = folder.file_name().map_or_else(|| "module".to_owned(), |name| name.to_string_lossy().into_owned());
        let manifest = MANIFESTS.into_iter().find(|manifest| folder.join(manifest).is_file());
        if let Some(manifest) = manifest {
            let path = folder.join(manifest);
            match inside(root, &path) {
                Some(path) => self.module(
                    root,
                    folder,
                    name,
                    File {
                        path,
                        name: String::new(),
                        form: if manifest.ends_with("json") { Form::Json } else { Form::Yaml },
                    },
                    manifest,
                )?,
                None => {
                    self.left_out
                        .push((format!("{name}/{manifest}"), "a link that leads out of the folder".to_owned()));
                }
            }
            return Ok(());
        }
        if folder.join("security").is_dir() {
            let why = "it has `security/` and no manifest.yaml or manifest.json".to_owned();
            self.left_out.push((name.clone(), why));
        }
        if depth == DEEPEST {
            self.left_out.push((name, format!("it lies deeper than {DEEPEST} folders")));
            return Ok(());
        }
        for (entry, path) in self.entries(folder)? {
            if entry.starts_with('.') || !path.is_dir() {
                continue;
            }
            match inside(root, &path) {
                Some(path) => self.modules(root, &path, depth + 1)?,
                None => self.left_out.push((entry, "a link that leads out of the folder".to_owned())),
            }
        }
        Ok(())
    }

    fn module(&mut self, root: &Path, folder: &Path, name: String, manifest: File, called: &str) -> Result<(), String> {
        let manifest = File { name: format!("{name}/{called}"), ..manifest };
        let mut data = Vec::new();
        for part in DATA {
            self.files(root, &folder.join(part), &format!("{name}/{part}"), 0, false, &mut data)?;
        }
        let (mut models, mut routes) = (Vec::new(), Vec::new());
        self.files(root, &folder.join("models"), &format!("{name}/models"), 0, true, &mut models)?;
        self.files(root, &folder.join("routes"), &format!("{name}/routes"), 0, true, &mut routes)?;
        let has_demo = folder.join("demo").is_dir();
        self.folders.push(Folder { name, manifest, data, models, routes, has_demo });
        Ok(())
    }

    /// The files below a folder of a module, by name.
    fn files(
        &mut self,
        root: &Path,
        folder: &Path,
        called: &str,
        depth: usize,
        python: bool,
        found: &mut Vec<File>,
    ) -> Result<(), String> {
        if !folder.is_dir() {
            return Ok(());
        }
        if depth == DEEPEST {
            self.left_out.push((called.to_owned(), format!("it lies deeper than {DEEPEST} folders")));
            return Ok(());
        }
        for (entry, path) in self.entries(folder)? {
            let name = format!("{called}/{entry}");
            let is_folder = path.is_dir();
            let form = form_of(&entry);
            let wanted = form.is_some_and(|form| (form == Form::Python) == python);
            // Python reads `__init__.py`; the loader of records leaves out what begins with `_`.
            if !(is_folder || wanted) || entry == "__pycache__" || (entry.starts_with('_') && !python) {
                continue;
            }
            let Some(path) = inside(root, &path) else {
                self.left_out.push((name, "a link that leads out of the folder".to_owned()));
                continue;
            };
            if is_folder {
                // A link to a folder above would never end.
                if folder.canonicalize().is_ok_and(|here| here.starts_with(&path)) {
                    self.left_out.push((name, "a link to a folder above it".to_owned()));
                } else {
                    self.files(root, &path, &name, depth + 1, python, found)?;
                }
            } else if let Some(form) = form {
                found.push(File { path, name, form });
            }
        }
        Ok(())
    }

    /// What is in a folder, by name.
    fn entries(&mut self, folder: &Path) -> Result<Vec<(String, PathBuf)>, String> {
        let told = |error: std::io::Error| format!("{}: {error}", folder.display());
        let mut entries = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(told)? {
            let entry = entry.map_err(told)?;
            self.looked_at += 1;
            if self.looked_at > MOST {
                return Err(format!("more than {MOST} files and folders; name the folders of the modules one by one"));
            }
            entries.push((entry.file_name().to_string_lossy().into_owned(), entry.path()));
        }
        entries.sort();
        Ok(entries)
    }
}

/// Where a path really is, unless that is outside of the root.
fn inside(root: &Path, path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().filter(|path| path.starts_with(root))
}

fn form_of(name: &str) -> Option<Form> {
    match Path::new(name).extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "yaml" | "yml" => Some(Form::Yaml),
        "json" => Some(Form::Json),
        "py" => Some(Form::Python),
        _ => None,
    }
}
