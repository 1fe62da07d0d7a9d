//! A manifest: which requests answer which questions, and what their answers mean. Read whole, with every problem at its
//! place; a manifest with any is not used.

mod check;
mod endpoint;
mod login;
mod names;
mod read;
mod rules;
mod templates;

pub(super) use endpoint::name_of;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::template::Template;
use crate::model::{Pattern, Position, SecretKind};
use crate::net::Method;
use crate::yaml::Problem;

/// The largest manifest that is read, in bytes.
const LARGEST: u64 = 4 << 20;

/// Which requests answer which questions about a system.
#[derive(Debug)]
pub struct Manifest {
    /// What the API is called.
    pub(super) name: String,
    /// Sent with every request.
    pub(super) headers: Vec<Header>,
    /// What resources are called in paths that the manifest does not name one by one.
    pub(super) path: Option<Template>,
    pub(super) resources: BTreeMap<String, OfResource>,
    /// By the snapshot's own name of the operation.
    pub(super) operations: BTreeMap<String, Operation>,
    pub(super) fields: Fields,
    pub(super) records: Records,
    pub(super) control: Control,
    pub(super) login: SignIn,
    /// Resources on which an operation may be tried.
    pub(super) attempts: Vec<Pattern>,
    /// Resources to which nothing is sent that could change anything.
    pub(super) never: Vec<Pattern>,
}

/// A header and its value.
pub(super) type Header = (Box<str>, Template);

/// What is different for one resource.
#[derive(Debug)]
pub(super) struct OfResource {
    pub(super) at: Position,
    /// What it is called in paths.
    pub(super) path: Option<String>,
    /// Why nothing about it is asked.
    pub(super) not_probed: Option<String>,
    pub(super) operations: BTreeMap<String, Operation>,
    pub(super) fields: Fields,
}

/// How an operation is asked about.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) at: Position,
    /// Why it is not.
    pub(super) not_probed: Option<String>,
    /// May I at all?
    pub(super) resource: Option<Part>,
    /// May I on this record?
    pub(super) record: Option<Part>,
    /// The operation itself.
    pub(super) attempt: Option<Part>,
}

/// How one question is asked, or why it is not.
pub(super) type Part = Result<Endpoint, String>;

/// How fields are asked about.
#[derive(Debug, Default)]
pub(super) struct Fields {
    pub(super) read: Option<Part>,
    pub(super) write: Option<Part>,
}

/// How records are looked up.
#[derive(Debug, Default)]
pub(super) struct Records {
    /// Newest first.
    pub(super) list: Option<List>,
    /// Those that an account was the last to write to.
    pub(super) written: Option<List>,
    /// The newest that an account made.
    pub(super) made: Option<List>,
}

/// A list of records in an answer.
#[derive(Debug)]
pub(super) struct List {
    pub(super) endpoint: Endpoint,
    /// Where the list is.
    pub(super) rows: Template,
    /// In a row: the id.
    pub(super) id: Template,
    /// In a row: the value of a field.
    pub(super) value: Template,
    /// In a row: when it was written.
    pub(super) moment: Option<Template>,
    /// In a row: the account that wrote or made it.
    pub(super) by: Option<Template>,
}

/// Who am I?
#[derive(Debug)]
pub(super) struct Control {
    pub(super) endpoint: Endpoint,
    /// Where the answer names the account, and what it must be.
    pub(super) who: Option<(Template, Template)>,
}

/// One request.
#[derive(Debug, Clone)]
pub(super) struct Endpoint {
    pub(super) at: Position,
    pub(super) method: Method,
    pub(super) path: Template,
    pub(super) query: Option<Template>,
    pub(super) parameters: Vec<(Template, Shape)>,
    pub(super) headers: Vec<Header>,
    pub(super) body: Option<Body>,
    /// Why it changes nothing.
    pub(super) harmless: Option<String>,
    /// It only reads, although it is not sent by GET.
    pub(super) reads: bool,
    pub(super) rules: Rules,
}

/// What is sent along.
#[derive(Debug, Clone)]
pub(super) enum Body {
    Json(Shape),
    Form(Vec<(Template, Template)>),
}

/// JSON with gaps.
#[derive(Debug, Clone)]
pub(super) enum Shape {
    Plain(Value),
    Text(Template),
    List(Vec<Shape>),
    Map(Vec<(Template, Shape)>),
}

/// What an answer means: for each meaning, the conditions of which one must hold.
#[derive(Debug, Clone, Default)]
pub(super) struct Rules {
    pub(super) allowed: Vec<Condition>,
    pub(super) denied: Vec<Condition>,
    /// The API does not say whether there is such a record or the account may not see it.
    pub(super) hidden: Vec<Condition>,
    /// There is no such thing.
    pub(super) missing: Vec<Condition>,
    /// The account's secret or session is not taken.
    pub(super) signed_out: Vec<Condition>,
}

/// A condition on an answer; all of its parts must hold.
#[derive(Debug, Clone)]
pub(super) struct Condition {
    pub(super) at: Position,
    /// Ranges of statuses, both ends included.
    pub(super) status: Vec<(u16, u16)>,
    /// Media types, `*` for any; without any, JSON or nothing at all.
    pub(super) media: Vec<String>,
    /// What is at a place of a JSON body; all of these.
    pub(super) tests: Vec<(Template, Expect)>,
    /// What the body must have in it as text.
    pub(super) contains: Option<Template>,
}

/// What must be at a place.
#[derive(Debug, Clone)]
pub(super) enum Expect {
    Present,
    Absent,
    Empty,
    NotEmpty,
    Equals(Vec<Template>),
    Contains(Template),
}

impl Endpoint {
    /// Whether it would act, if it were not for what makes it harmless.
    pub(super) fn acts(&self) -> bool {
        self.method != Method::Get && !self.reads
    }
}

impl Condition {
    /// The same whatever the answer is made of.
    pub(super) fn of_any_type(self) -> Self {
        Self { media: vec!["*".to_owned()], ..self }
    }

    /// Whether more than the status and the type decides.
    pub(super) fn is_specific(&self) -> bool {
        !self.tests.is_empty() || self.contains.is_some()
    }
}

/// How an account is signed in.
#[derive(Debug)]
pub(super) struct SignIn {
    pub(super) way: Way,
    /// Headers of every request as the account.
    pub(super) headers: Vec<Header>,
    /// Sign-ins that a run may see fail.
    pub(super) failures: usize,
}

/// How an account proves who it is.
#[derive(Debug)]
pub(super) enum Way {
    /// With its secret in every request.
    Secret(SecretKind),
    /// With a token that is signed for every request; its secret is the key.
    Minted(Minted),
    /// In a session that its secret opens.
    Session(Box<Opening>),
}

/// A token to sign.
#[derive(Debug)]
pub(super) struct Minted {
    pub(super) algorithm: String,
    pub(super) subject: Template,
    pub(super) audience: Option<Template>,
    /// In seconds.
    pub(super) lifetime: i64,
    pub(super) claims: Vec<(String, Shape)>,
    /// More claims by login.
    pub(super) accounts: BTreeMap<String, Vec<(String, Shape)>>,
}

/// How a session is opened and closed.
#[derive(Debug)]
pub(super) struct Opening {
    /// A page that is opened before, for the token against forged requests on it.
    pub(super) page: Option<Endpoint>,
    pub(super) endpoint: Endpoint,
    /// Where the answer has the token.
    pub(super) token: Option<Template>,
    /// Cookies that make the session.
    pub(super) cookies: Vec<String>,
    /// Where the token against forged requests is.
    pub(super) csrf: Option<Csrf>,
    /// What refuses the secret.
    pub(super) refused: Vec<Condition>,
    /// What says that nobody gets in for now.
    pub(super) locked_out: Vec<Condition>,
    pub(super) closes: Option<Endpoint>,
}

/// Where a token against forged requests is.
#[derive(Debug)]
pub(super) enum Csrf {
    At(Template),
    Cookie(String),
}

/// Why a manifest is not used.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    /// The file cannot be read.
    #[error("cannot read the probe manifest `{path}`")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// It is not what it should be.
    #[error("the probe manifest cannot be used:{}", listed(.problems))]
    Invalid {
        /// Every problem, in the order of the text.
        problems: Vec<Problem>,
    },
}

fn listed(problems: &[Problem]) -> String {
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    format!("\n  {}", told.join("\n  "))
}

impl Manifest {
    /// Reads a manifest.
    pub fn read(path: &Path) -> Result<Self, ManifestError> {
        let io = |source| ManifestError::Io { path: path.to_owned(), source };
        let file = std::fs::File::open(path).map_err(io)?;
        let text = std::io::read_to_string(std::io::Read::take(file, LARGEST)).map_err(io)?;
        Self::parse(&text, &path.display().to_string())
    }

    /// Reads the text of a manifest; `file` is what messages call it.
    pub fn parse(text: &str, file: &str) -> Result<Self, ManifestError> {
        read::manifest(text, file).map_err(|problems| ManifestError::Invalid { problems })
    }

    /// What the API is called.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the secret of a probe login is, where nobody says it.
    pub fn secret_kind(&self) -> SecretKind {
        match &self.login.way {
            Way::Secret(kind) => *kind,
            Way::Minted(_) => SecretKind::Key,
            Way::Session(_) => SecretKind::Password,
        }
    }

    /// Resources on which an operation may be tried, and those to which nothing is sent that could change anything.
    pub fn touches(&self) -> (&[Pattern], &[Pattern]) {
        (&self.attempts, &self.never)
    }
}
