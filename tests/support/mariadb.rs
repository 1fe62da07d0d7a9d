//! A MariaDB server of one's own: in a temporary folder, on a free loopback port, gone when the tests are.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

/// A running server.
pub(crate) struct Server {
    folder: PathBuf,
    port: u16,
    watchdog: Option<Child>,
}

static SERVER: OnceLock<Option<Server>> = OnceLock::new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// What a package installs and what this file runs.
const PROGRAMS: [&str; 3] = ["mariadbd", "mariadb-install-db", "mariadb"];

/// The server of this test binary, started by whoever asks first. None where MariaDB is not installed, which fails in CI.
pub(crate) fn server() -> Option<&'static Server> {
    let server = SERVER.get_or_init(|| {
        if PROGRAMS.iter().any(|name| program(name).is_none()) {
            assert!(std::env::var_os("CI").is_none(), "no MariaDB server (mariadbd), which CI must have");
            return None;
        }
        Some(Server::start())
    });
    if server.is_none() {
        eprintln!("SKIPPED: no MariaDB server (mariadbd) on this machine, so nothing was tested");
    }
    server.as_ref()
}

/// Where a program is: servers are in `sbin` folders, which not everybody's path has.
fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    folders.map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn command(name: &str) -> Command {
    let mut command = Command::new(program(name).unwrap());
    // No settings of this machine.
    command.arg("--no-defaults").env("LC_ALL", "C");
    command
}

impl Server {
    fn start() -> Self {
        let folder = tempfile::Builder::new().prefix("rolecall-my-").tempdir().unwrap().keep();
        // MariaDB refuses to run as root.
        let as_mysql = fs::metadata(&folder).unwrap().uid() == 0;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
        let user: &[&str] = if as_mysql { &["--user=mysql"] } else { &[] };
        if as_mysql {
            run(Command::new("chown").arg("mysql").arg(&folder));
        }
        let data = format!("--datadir={}", folder.join("data").display());
        run(command("mariadb-install-db").args(user).args(["--auth-root-authentication-method=normal", &data]));
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut server = Self { folder, port, watchdog: None };
        let mut mariadbd = command("mariadbd");
        mariadbd.args(user).args([
            &data,
            &format!("--port={port}"),
            "--bind-address=127.0.0.1",
            &format!("--socket={}", server.folder.join("socket").display()),
            &format!("--pid-file={}", server.folder.join("pid").display()),
            "--skip-name-resolve",
            // Nothing here has to outlive a power cut.
            "--innodb-flush-log-at-trx-commit=0",
            "--innodb-file-per-table=0",
            "--skip-innodb-doublewrite",
            "--innodb-buffer-pool-size=32M",
        ]);
        server.watchdog = Some(server.watch(&mariadbd));
        let until = Instant::now() + Duration::from_mins(1);
        while server.client("root", "mysql").args(["-e", "select 1"]).output().is_ok_and(|out| !out.status.success()) {
            assert!(Instant::now() < until, "MariaDB did not start: {}", server.log());
            std::thread::sleep(Duration::from_millis(100));
        }
        server
    }

    /// A shell that runs the server, waits for its own input to end, which it does when this process does, however it does,
    /// and then tidies up.
    fn watch(&self, mariadbd: &Command) -> Child {
        let log = fs::File::create(self.folder.join("log")).unwrap();
        Command::new("sh")
            .args(["-c", "folder=$1; shift; \"$@\" </dev/null & cat; kill -9 $!; wait $!; rm -rf \"$folder\"", "sh"])
            .arg(&self.folder)
            .arg(mariadbd.get_program())
            .args(mariadbd.get_args())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(log)
            .process_group(0)
            .spawn()
            .unwrap()
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// The URL of a database for a login (`login` or `login:password`).
    pub(crate) fn url(&self, login: &str, database: &str) -> String {
        format!("mysql://{login}@127.0.0.1:{}/{database}", self.port)
    }

    /// The port on loopback.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// The Unix socket.
    pub(crate) fn socket(&self) -> PathBuf {
        self.folder.join("socket")
    }

    /// A new database. Of those called `test_…` MariaDB lets everybody do everything.
    pub(crate) fn database(&self) -> String {
        let name = format!("site_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        self.sql("mysql", &format!("create database {name} character set utf8mb4 collate utf8mb4_unicode_ci"));
        name
    }

    /// Runs a file of this repository as the superuser, after other statements.
    pub(crate) fn file(&self, database: &str, file: &Path, before: &str) {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        self.sql(database, &format!("{before}\n{text}"));
    }

    /// Runs SQL as the superuser and returns what it prints.
    pub(crate) fn sql(&self, database: &str, sql: &str) -> String {
        self.sql_as("root", database, sql).map_err(|said| format!("{said}\n{}", self.log())).unwrap()
    }

    /// Runs SQL as somebody; the server's words if it refuses.
    pub(crate) fn sql_as(&self, login: &str, database: &str, sql: &str) -> Result<String, String> {
        use std::io::Write as _;
        let mut client = self.client(login, database);
        let mut client = client
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|why| why.to_string())?;
        let mut input = client.stdin.take().unwrap();
        let sql = sql.to_owned();
        // A client that gives up early closes its input, which is no error of ours.
        let writer = std::thread::spawn(move || input.write_all(sql.as_bytes()).is_ok());
        let output = client.wait_with_output().unwrap();
        writer.join().unwrap();
        if output.status.success() {
            Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
        } else {
            Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
        }
    }

    fn client(&self, login: &str, database: &str) -> Command {
        let (login, password) = login.split_once(':').unwrap_or((login, ""));
        let mut client = command("mariadb");
        client.args(["--protocol=tcp", "-h", "127.0.0.1", "-P", &self.port.to_string(), "-u", login]);
        client.args(["--skip-column-names", "--batch", "--default-character-set=utf8mb4"]);
        // MariaDB's own quotes are off, as PostgreSQL's never were: fixtures are the same for both.
        client.arg("--init-command=set session sql_mode = 'ANSI_QUOTES,STRICT_TRANS_TABLES'");
        client.env("MYSQL_PWD", password).arg(database);
        client
    }
}

fn run(command: &mut Command) -> Output {
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {}{said}", String::from_utf8_lossy(&output.stdout));
    output
}
