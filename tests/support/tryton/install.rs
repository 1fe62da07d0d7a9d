//! Tryton below the target folder: a virtual environment by what is pinned, databases by what makes them. One test binary at a
//! time works here; the others wait at the lock.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use sha2::{Digest, Sha256};

use super::{Company, Lab, script};

const REQUIREMENTS: &str = "requirements.txt";
/// What a database depends on, beside what is installed.
const MAKERS: [&str; 3] = ["seed.py", "people.py", "oracle.py"];
/// Written last: what has no stamp was interrupted.
const STAMP: &str = "complete";
/// Oldest that trytond 8.2 takes.
const PYTHON: (u32, u32) = (3, 10);

struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // It ends with the file anyway.
        self.0.unlock().ok();
    }
}

fn folder() -> PathBuf {
    // `target/tmp`, wherever `target` is.
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("tryton")
}

fn lock() -> Lock {
    let folder = folder();
    fs::create_dir_all(&folder).unwrap();
    let file = File::create(folder.join("lock")).unwrap();
    file.lock().unwrap();
    Lock(file)
}

pub(super) fn lab() -> Result<Lab, String> {
    let _alone = lock();
    let environment = environment()?;
    let companies = companies(&environment);
    Ok(Lab { environment, companies })
}

/// The answers for the company with faults come with it; those for the other are made when first asked for.
pub(super) fn answers(lab: &Lab, company: Company) -> PathBuf {
    let answers = lab.companies.join(company.name());
    if company == Company::Honest {
        let _alone = lock();
        if !answers.join(STAMP).is_file() {
            let mut command = Command::new(lab.python());
            command.arg(script("oracle.py")).arg(lab.file(company)).arg(&answers);
            run(&mut command).unwrap();
            fs::write(answers.join(STAMP), "").unwrap();
        }
    }
    answers
}

fn hash(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
        hasher.update([0]);
    }
    let bytes = hasher.finalize();
    format!("{:012x}", bytes.iter().take(6).fold(0_u64, |number, byte| number << 8 | u64::from(*byte)))
}

/// A folder that is made anew, in place, unless its stamp says that it is whole.
fn once(folder: &Path, what: &str, make: impl FnOnce() -> Result<String, String>) -> Result<(), String> {
    if folder.join(STAMP).is_file() {
        return Ok(());
    }
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|why| format!("{}: {why}", folder.display()))?;
    }
    let start = Instant::now();
    let stamp = make()?;
    fs::write(folder.join(STAMP), stamp).map_err(|why| format!("{}: {why}", folder.display()))?;
    eprintln!("{what} in {:.1} s", start.elapsed().as_secs_f32());
    Ok(())
}

fn environment() -> Result<PathBuf, String> {
    let requirements = fs::read(script(REQUIREMENTS)).unwrap();
    let (python, version) = python()?;
    let folder = folder().join(format!("env-{}", hash(&[&requirements, version.as_bytes()])));
    once(&folder, "Tryton was installed", || {
        let path = folder.display().to_string();
        // A pip that can install elsewhere spares the environment one of its own, which takes longer than all of Tryton.
        let mut install = if has_pip(&python) {
            run(Command::new(&python).args(["-m", "venv", "--without-pip", &path]))?;
            let mut pip = Command::new(&python);
            pip.args(["-m", "pip", "--python", &format!("{path}/bin/python")]);
            pip
        } else {
            run(Command::new(&python).args(["-m", "venv", &path])).map_err(|why| {
                format!("{python} cannot make a virtual environment; Debian: apt-get install python3-venv\n{why}")
            })?;
            let mut pip = Command::new(folder.join("bin/python"));
            pip.args(["-m", "pip"]);
            pip
        };
        install.args(["install", "--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"]);
        install.args(["--only-binary", ":all:", "--requirement"]).arg(script(REQUIREMENTS));
        run(&mut install).map_err(|why| format!("pip could not install it; is PyPI reached from here?\n{why}"))?;
        let list = "import importlib.metadata as m; print(*sorted(d.name + ' ' + d.version for d in m.distributions()), sep='\\n')";
        run(Command::new(folder.join("bin/python")).args(["-c", list]))
    })?;
    Ok(folder)
}

fn companies(environment: &Path) -> PathBuf {
    let mut parts = vec![fs::read(script(REQUIREMENTS)).unwrap()];
    parts.extend(MAKERS.map(|name| fs::read(script(name)).unwrap()));
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    let folder = folder().join(format!("companies-{}", hash(&parts)));
    once(&folder, "Tryton's companies were made", || {
        fs::create_dir_all(&folder).map_err(|why| why.to_string())?;
        run(Command::new(environment.join("bin/python")).arg(script("seed.py")).arg(&folder))
    })
    // Python and Tryton are there: what fails now is ours.
    .unwrap();
    folder
}

/// A Python that can be used, and its version.
fn python() -> Result<(String, String), String> {
    let numbered = (PYTHON.1..=14).rev().map(|minor| format!("python3.{minor}"));
    let candidates = std::iter::once("python3".to_owned()).chain(numbered);
    let mut seen = Vec::new();
    for candidate in candidates {
        let ask = "import sys, sqlite3, venv; print('%d.%d.%d' % sys.version_info[:3])";
        let Ok(output) = Command::new(&candidate).args(["-c", ask]).output() else { continue };
        let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        let mut numbers = version.split('.').map_while(|number| number.parse::<u32>().ok());
        match (numbers.next(), numbers.next()) {
            (Some(major), Some(minor)) if (major, minor) >= PYTHON => return Ok((candidate, version)),
            (Some(_), _) => seen.push(format!("{candidate} is {version}")),
            _ => seen.push(format!("{candidate}: {}", String::from_utf8_lossy(&output.stderr).trim())),
        }
    }
    let (major, minor) = PYTHON;
    Err(format!(
        "no Python {major}.{minor} or newer with its venv; Debian: apt-get install python3 python3-venv\n{}",
        seen.join("\n")
    ))
}

/// Whether it has a pip that takes `--python`, as pip does from 22.3 on.
fn has_pip(python: &str) -> bool {
    let help = Command::new(python).args(["-m", "pip", "--help"]).output();
    help.is_ok_and(|output| output.status.success() && String::from_utf8_lossy(&output.stdout).contains("--python "))
}

/// Python keeps what it compiled, which saves a server two seconds of its start, and not between the sources.
pub(super) fn compiled_once(command: &mut Command) -> &mut Command {
    command.env_remove("PYTHONDONTWRITEBYTECODE").env("PYTHONPYCACHEPREFIX", folder().join("compiled"))
}

/// What it prints, or what it says is wrong.
pub(super) fn run(command: &mut Command) -> Result<String, String> {
    let output = compiled_once(command).output().map_err(|why| format!("{command:?}: {why}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim()))
    }
}
