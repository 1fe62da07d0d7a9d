//! A folder with a configured system, a design and everything else that an audit may be given, with markers planted in it.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use rolecall::sample::{Faults, Flavour, Options, Running, Sample, SampleCompany};
use rolecall::synth;

/// When everything happens.
pub(crate) const NOW: &str = "2026-01-02T00:00:00Z";

/// Words that stand in the inputs where no output may take them from.
pub(crate) const MARKERS: [(&str, &str); 11] = [
    ("a comment of rolecall.toml", "zqTomlComment81"),
    ("a secret in the environment", "zqEnvSecret82"),
    ("a column of the staff list that nobody needs", "zqStaffSalary83"),
    ("the bank account in the staff list", "zqStaffIban84"),
    ("a column of the list of users that nobody needs", "zqUserWage90"),
    ("a password in a server file", "zqServerPassword85"),
    ("a key in a server file", "zqServerKey86"),
    ("a claim of a JSON Web Token", "zqClaim87"),
    ("the signature of a JSON Web Token", "zqSignature88"),
    ("the text of business records", "zqRecord89"),
    ("the amounts of business records", "910210417"),
];

const PROBED: [&str; 3] = ["sales-rep", "purchaser", "accountant"];

/// The folder, and the server that it is about.
pub(crate) struct Workspace {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) key: String,
    _served: Running,
}

impl Workspace {
    /// The sample company with all faults, and a marker wherever somebody could leave a secret.
    pub(crate) fn new() -> Self {
        let company = synth::company(1, "2026-01-01T00:00:00Z");
        let options = Options { faults: Faults::planted(), ..Options::default() };
        let sample = SampleCompany::new(&company.snapshot).with_values("zqRecord89", 910_210_417);
        let served = Sample::serve_with(&sample, Flavour::V18, options).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        let config = format!(
            "# zqTomlComment81\n[systems.erp]\nkind = \"odoo\"\nurl = \"{}\"\nlogin = \"admin\"\nsecret = \"env:ADMIN\"\n\
             map = \"map.yaml\"\nstaff = \"people.csv\"\n",
            served.base_url()
        );
        write("rolecall.toml", &config);
        write("map.yaml", company.role_map);
        let (columns, rows) = company.staff.split_once('\n').unwrap();
        let rows: Vec<String> = rows.lines().map(|row| format!("{row},zqUserWage90")).collect();
        write("staff.csv", &format!("{columns},wage\n{}\n", rows.join("\n")));
        let people = "login,person,salary,iban,until\n\
             probe.sales-rep@acme.example,Probe Rep,zqStaffSalary83,zqStaffIban84,\nnobody@acme.example,No Body,1,2,2025-01-31\n";
        write("people.csv", people);
        write(
            "odoo.conf",
            "[options]\nadmin_passwd = zqServerPassword85\ndb_password = zqServerPassword85\ndbfilter = .*\n",
        );
        let claims = r#"{"iss":"https://id.acme.example","sub":"webshop","exp":1767225600,"salary":"zqClaim87"}"#;
        let token = [r#"{"alg":"HS256","typ":"JWT"}"#, claims].map(in_base64).join(".");
        write(".env", &format!("API_KEY=zqServerKey86\nTOKEN={token}.zqSignature88zqSignature88zqSignature88zqSig\n"));
        let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).unwrap().serialize_der();
        let key = pem::encode(&pem::Pem::new("PRIVATE KEY", key));
        Self { folder, key, _served: served }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The program in the folder, with every secret that it needs and some that it does not.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(arguments);
        command
            .current_dir(self.path())
            .env("ROLECALL_NOW", NOW)
            .env("ADMIN", SampleCompany::password("admin"))
            .env("KEY", &self.key)
            .env("UNUSED_PASSWORD", "zqEnvSecret82");
        for role in PROBED {
            let variable = format!("ACME_{}", role.to_uppercase().replace('-', "_"));
            command.env(variable, SampleCompany::password(&probe(role)));
        }
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Everything that must be nowhere: the markers, the passwords of the sample's accounts, the signing key.
    pub(crate) fn secrets(&self) -> Vec<(String, String)> {
        let markers = MARKERS.iter().map(|(what, text)| ((*what).to_owned(), (*text).to_owned()));
        let logins = PROBED.map(probe).into_iter().chain(["admin".to_owned()]);
        let passwords = logins.map(|login| (format!("the password of {login}"), SampleCompany::password(&login)));
        let line = self.key.lines().nth(1).unwrap().to_owned();
        markers.chain(passwords).chain([("the signing key".to_owned(), line)]).collect()
    }

    /// Every file that the program left, unpacked, with its place. The inputs themselves are not looked at.
    pub(crate) fn written(&self) -> Vec<(String, Vec<u8>)> {
        let inputs = ["rolecall.toml", "map.yaml", "staff.csv", "people.csv", "odoo.conf", ".env"];
        let mut files = Vec::new();
        walk(self.path(), &mut files);
        let place = |file: &PathBuf| file.strip_prefix(self.path()).unwrap().display().to_string();
        files
            .iter()
            .map(|file| (place(file), file))
            .filter(|(place, _)| !inputs.contains(&place.as_str()))
            .map(|(place, file)| (place, unpacked(std::fs::read(file).unwrap())))
            .collect()
    }
}

fn probe(role: &str) -> String {
    format!("probe.{role}@acme.example")
}

fn in_base64(text: &str) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(text)
}

/// The program without anything of this machine's environment.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolecall"));
    command.args(arguments).env_clear();
    command
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() { walk(&path, files) } else { files.push(path) }
    }
}

/// What is in a file, also in a compressed one.
pub(crate) fn unpacked(bytes: Vec<u8>) -> Vec<u8> {
    if bytes.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return zstd::decode_all(bytes.as_slice()).unwrap();
    }
    if !bytes.starts_with(b"PK") {
        return bytes;
    }
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(&bytes)).unwrap();
    let mut all = Vec::new();
    for at in 0..book.len() {
        book.by_index(at).unwrap().read_to_end(&mut all).unwrap();
    }
    all
}

/// Both streams of a run.
pub(crate) fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
