//! A PostgreSQL server of one's own: in a temporary folder, on a free loopback port, gone when the tests are.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock};

/// A running server.
pub(crate) struct Server {
    binaries: PathBuf,
    folder: PathBuf,
    port: u16,
    as_postgres: bool,
    watchdog: Option<Child>,
}

static SERVER: OnceLock<Option<Server>> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(0);
/// `create database` copies a template in which nobody else may be at work.
static CREATING: Mutex<()> = Mutex::new(());

/// The server of this test binary, started by whoever asks first. None where PostgreSQL is not installed, which fails in CI.
pub(crate) fn server() -> Option<&'static Server> {
    let server = SERVER.get_or_init(|| {
        let Some(binaries) = binaries() else {
            assert!(std::env::var_os("CI").is_none(), "no PostgreSQL server binaries (initdb), which CI must have");
            return None;
        };
        Some(Server::start(binaries))
    });
    if server.is_none() {
        eprintln!("SKIPPED: no PostgreSQL server binaries (initdb) on this machine, so nothing was tested");
    }
    server.as_ref()
}

fn binaries() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let mut packaged: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    packaged.sort();
    folders.extend(packaged.into_iter().rev());
    folders.into_iter().find(|folder| ["initdb", "pg_ctl", "psql"].iter().all(|name| folder.join(name).is_file()))
}

impl Server {
    fn start(binaries: PathBuf) -> Self {
        let folder = tempfile::Builder::new().prefix("rolecall-pg-").tempdir().unwrap().keep();
        // PostgreSQL refuses to run as root.
        let as_postgres = fs::metadata(&folder).unwrap().uid() == 0;
        if as_postgres {
            run(Command::new("chown").arg("postgres").arg(&folder));
        }
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Self { binaries, folder, port, as_postgres, watchdog: None };
        let data = server.data();
        run(server.command("initdb").args([
            "-D",
            &data,
            "-U",
            "boss",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-locale",
            "-N",
        ]));
        // Everyone is trusted but those of whom a test wants a password or TLS.
        fs::write(
            server.folder.join("data/pg_hba.conf"),
            "local all all trust\n\
             host all with_password all scram-sha-256\n\
             hostssl all with_tls all trust\n\
             host all with_tls all reject\n\
             host all all all trust\n",
        )
        .unwrap();
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off -c max_connections=50",
            server.folder.display()
        );
        let log = server.folder.join("log").display().to_string();
        run(server.command("pg_ctl").args(["-D", &data, "-l", &log, "-w", "-o", &options, "start"]));
        server.watchdog = Some(server.watch());
        server
    }

    /// A shell that waits for its input to end, which it does when this process does, however it does, and then tidies up.
    fn watch(&self) -> Child {
        let stop = self.command("pg_ctl");
        Command::new("sh")
            .args(["-c", "cat; folder=$1; shift; \"$@\" stop; rm -rf \"$folder\"", "sh"])
            .arg(&self.folder)
            .arg(stop.get_program())
            .args(stop.get_args())
            .args(["-D", &self.data(), "-m", "immediate"])
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .unwrap()
    }

    fn data(&self) -> String {
        self.folder.join("data").display().to_string()
    }

    fn command(&self, name: &str) -> Command {
        let binary = self.binaries.join(name);
        let mut command = if self.as_postgres && name != "psql" {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(binary);
            command
        } else {
            Command::new(binary)
        };
        command.current_dir(&self.folder).env("LC_ALL", "C");
        command
    }

    /// The URL of a database for a login (`login` or `login:password`).
    pub(crate) fn url(&self, login: &str, database: &str) -> String {
        format!("postgres://{login}@127.0.0.1:{}/{database}", self.port)
    }

    /// A new database into which the given SQL files were loaded.
    pub(crate) fn database(&self, files: &[&str]) -> String {
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        {
            let _one_at_a_time = CREATING.lock().unwrap();
            self.sql("postgres", &format!("create database {name}"));
        }
        for file in files {
            self.file(&name, Path::new(file), &[]);
        }
        name
    }

    /// Runs a file of this repository as the superuser.
    pub(crate) fn file(&self, database: &str, file: &Path, variables: &[&str]) {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
        let mut psql = self.psql("boss", database);
        for variable in variables {
            psql.args(["-v", variable]);
        }
        run(psql.arg("-f").arg(file));
    }

    /// Runs SQL as the superuser and returns what it prints.
    pub(crate) fn sql(&self, database: &str, sql: &str) -> String {
        String::from_utf8(run(self.psql("boss", database).args(["-c", sql])).stdout).unwrap().trim().to_owned()
    }

    /// Runs SQL as somebody; the server's words if it refuses.
    #[allow(dead_code, reason = "not every test asks as somebody else")]
    pub(crate) fn sql_as(&self, login: &str, database: &str, sql: &str) -> Result<String, String> {
        let output = self.psql(login, database).args(["-c", sql]).output().unwrap();
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
        }
    }

    /// Writes what makes the database anew into a file.
    #[allow(dead_code, reason = "not every test keeps what it made")]
    pub(crate) fn dump(&self, database: &str, file: &Path) {
        let mut dump = self.command("pg_dump");
        dump.args(["--no-owner", "--dbname", &self.url("boss", database)]);
        fs::write(file, run(&mut dump).stdout).unwrap();
    }

    fn psql(&self, login: &str, database: &str) -> Command {
        let mut psql = self.command("psql");
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", &self.url(login, database)]);
        psql
    }
}

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}{said}", String::from_utf8_lossy(&output.stdout));
    output
}
