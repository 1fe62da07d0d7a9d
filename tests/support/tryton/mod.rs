//! A real Tryton 8.2 with an invented company, from `PyPI`: installed once below the target folder, its databases made once,
//! and a server of one's own for each test that wants one.

#![allow(dead_code, unused_imports, reason = "each test that includes this file uses its own part of it")]

mod http;
mod install;
mod server;
mod tables;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

pub(crate) use server::Server;
pub(crate) use tables::{Difference, difference};

/// Which of the two companies that tests/tryton/seed.py makes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Company {
    /// As tests/tryton/roles.yaml designs it.
    Honest,
    /// With everything planted that tests/tryton/faults.json tells.
    Faults,
}

impl Company {
    fn name(self) -> &'static str {
        match self {
            Self::Honest => "honest",
            Self::Faults => "faults",
        }
    }
}

/// The installed Tryton and its databases.
pub(crate) struct Lab {
    environment: PathBuf,
    companies: PathBuf,
}

static LAB: OnceLock<Option<Lab>> = OnceLock::new();

/// The name of the database that a server serves.
pub(crate) const DATABASE: &str = "lab";
/// A user with the administrator flag, in both companies.
pub(crate) const ADMIN: &str = "admin";
/// The user of the web shop, in both companies, and the validated key that it has.
pub(crate) const INTEGRATION: (&str, &str) =
    ("svc.webshop", "integration-key-a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4a1b2c3d4");
/// The user who left, and the key that still works in the company with faults.
pub(crate) const LEFT: (&str, &str) =
    ("ex.employee", "left-behind-key-e5f6a7b8e5f6a7b8e5f6a7b8e5f6a7b8e5f6a7b8e5f6a7b8");

/// The password of anybody in the companies.
pub(crate) fn password(login: &str) -> String {
    format!("rolecall of {login}")
}

/// Installs and makes what is not there yet. None where `PyPI` or Python cannot be had, which is said, and fails in CI.
pub(crate) fn lab() -> Option<&'static Lab> {
    let lab = LAB.get_or_init(|| match install::lab() {
        Ok(lab) => Some(lab),
        Err(why) => {
            assert!(std::env::var_os("CI").is_none(), "no Tryton, which CI must have: {why}");
            eprintln!("skipped: no Tryton, so nothing was tested against it: {why}");
            None
        }
    });
    if lab.is_none() {
        eprintln!("skipped: no Tryton, so nothing was tested");
    }
    lab.as_ref()
}

impl Lab {
    /// The company's database, for reading only; what wants to change it takes a server or a copy.
    pub(crate) fn file(&self, company: Company) -> PathBuf {
        self.companies.join(format!("{}.sqlite", company.name()))
    }

    /// The folder with what the ERP itself answers (tests/tryton/oracle.py tells the files).
    pub(crate) fn answers(&self, company: Company) -> PathBuf {
        install::answers(self, company)
    }

    /// Makes the company in an empty database of a PostgreSQL server, given as `postgresql://LOGIN@HOST:PORT`, with Tryton's own
    /// tables. Takes half a minute.
    pub(crate) fn fill_postgres(&self, company: Company, server: &str, database: &str) {
        let mut command = Command::new(self.python());
        command.arg(script("postgres.py")).arg(self.file(company)).args([server, database]);
        // Tryton asks PostgreSQL thousands of small questions, each of which PostgreSQL would compile.
        install::run(command.env("PGOPTIONS", "-c jit=off")).unwrap();
    }

    /// A server with a copy of the company's database.
    pub(crate) fn serve(&self, company: Company) -> Server {
        Server::start(self, company)
    }

    fn python(&self) -> PathBuf {
        self.environment.join("bin/python")
    }
}

/// A script of tests/tryton.
fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tryton").join(name)
}
