//! A real Chromium, driven over its own protocol by a script: playwright-core and axe-core are installed once below the target
//! folder, by the lock file beside this.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;
use sha2::{Digest, Sha256};

/// Oldest that playwright-core takes.
const NODE: u32 = 18;

pub(crate) struct Browser {
    node: PathBuf,
    chromium: PathBuf,
    tools: PathBuf,
}

static BROWSER: OnceLock<Option<Browser>> = OnceLock::new();

/// None where Chromium, Node or the packages cannot be had, which is said, and fails in CI.
pub(crate) fn browser() -> Option<&'static Browser> {
    let browser = BROWSER.get_or_init(|| match Browser::install() {
        Ok(browser) => Some(browser),
        Err(why) => {
            assert!(std::env::var_os("CI").is_none(), "no browser, which CI must have: {why}");
            eprintln!("skipped: no browser, so the page was opened in none: {why}");
            None
        }
    });
    if browser.is_none() {
        eprintln!("SKIPPED: no browser, so nothing was tested");
    }
    browser.as_ref()
}

impl Browser {
    fn install() -> Result<Self, String> {
        let chromium = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"]
            .iter()
            .find_map(|name| program(name))
            .ok_or("no Chromium; Debian: apt-get install chromium")?;
        let node = program("node").ok_or("no Node; Debian: apt-get install nodejs npm")?;
        let version = run(Command::new(&node).arg("--version"))?;
        let major =
            version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
        if major.is_none_or(|major| major < NODE) {
            return Err(format!("Node {} is older than {NODE}", version.trim()));
        }
        let here = here();
        let lock = fs::read(here.join("package-lock.json")).map_err(|why| why.to_string())?;
        let hash = Sha256::digest(&lock).iter().take(6).fold(0_u64, |hash, byte| hash << 8 | u64::from(*byte));
        let hash = format!("{hash:012x}");
        // `target/browser`, wherever `target` is.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("browser");
        fs::create_dir_all(&folder).map_err(|why| why.to_string())?;
        let alone = File::create(folder.join("lock")).map_err(|why| why.to_string())?;
        alone.lock().map_err(|why| why.to_string())?;
        let tools = folder.join(hash);
        // npm writes this last.
        if !tools.join("node_modules/.package-lock.json").is_file() {
            let npm = program("npm").ok_or("no npm; Debian: apt-get install npm")?;
            fs::create_dir_all(&tools).map_err(|why| why.to_string())?;
            for name in ["package.json", "package-lock.json"] {
                fs::copy(here.join(name), tools.join(name)).map_err(|why| why.to_string())?;
            }
            let arguments = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
            run(Command::new(npm).args(arguments).current_dir(&tools))
                .map_err(|why| format!("npm could not install playwright-core and axe-core: {why}"))?;
        }
        Ok(Self { node, chromium, tools })
    }

    /// What a scenario of browser.mjs finds.
    pub(crate) fn run(&self, scenario: &str, files: &[&Path]) -> Value {
        let mut command = Command::new(&self.node);
        command.arg(here().join("browser.mjs")).arg(scenario).args(files);
        command.env("ROLECALL_BROWSER", &self.tools).env("ROLECALL_CHROMIUM", &self.chromium);
        let told = run(&mut command).unwrap();
        serde_json::from_str(told.trim()).unwrap()
    }
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/html")
}

fn program(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().map_err(|why| format!("{command:?}: {why}"))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(format!("{command:?}: {}", String::from_utf8_lossy(&output.stderr).trim()))
    }
}
