//! What the probe saw, side by side with what the design and the configuration say: evidence, not findings.

use serde::Serialize;

/// The probe's part of a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProbeReport {
    /// Requests sent, lookups and repetitions among them.
    pub requests: u64,
    /// Ended before everything was asked.
    pub interrupted: bool,
    /// How it went, role by role in the order of the plan.
    pub roles: Vec<ProbedRole>,
    /// What the probe leaves behind in the ERP although it changes nothing.
    pub traces: Vec<String>,
    /// Every question that was sent, in the order of the plan.
    pub cells: Vec<ProbedCell>,
    /// What an API made of each token, in the order in which they were sent; empty if the system has no such API.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bearer: Vec<ProbedToken>,
    /// What the system made of each public default password, in the order in which they were sent; empty where nobody asked for
    /// that.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub default_logins: Vec<ProbedDefaultLogin>,
}

/// How the probe of one role went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProbedRole {
    /// The role.
    pub role: String,
    /// Who asked.
    pub login: String,
    /// How it ended.
    pub outcome: RoleEnd,
    /// Why it did not run through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Questions sent; the sum of the next three.
    pub asked: usize,
    /// Answers that design and configuration agree with.
    pub as_expected: usize,
    /// Answers that the design or the configuration contradicts.
    pub unexpected: usize,
    /// Answers from which nobody can tell.
    pub inconclusive: usize,
    /// Entries of what was not asked; one may stand for many questions.
    pub not_asked: usize,
}

/// How the probe of a role ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoleEnd {
    /// The control succeeded before and after.
    Done,
    /// The control failed, so nothing about the role is known.
    ControlFailed,
    /// It ended in the middle.
    Ended,
}

impl RoleEnd {
    /// The words in outputs for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::ControlFailed => "control failed",
            Self::Ended => "ended early",
        }
    }
}

/// One question with its three answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProbedCell {
    /// The role.
    pub role: String,
    /// Who asked; nobody, for a question without a login.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// What sort of question, such as `record` or `read-field`.
    pub question: &'static str,
    /// The model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// The operation, in the ERP's own name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub op: Option<String>,
    /// The field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The ERP's own id of the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
    /// What was sent, without secrets and values.
    pub request: String,
    /// What the design says: `allowed`, `denied` or `silent`.
    pub designed: Answer,
    /// What the configuration gives, as computed: `allowed`, `denied` or `unknown`.
    pub predicted: Answer,
    /// What the system did: `allowed`, `denied` or `inconclusive`.
    pub observed: Answer,
    /// Why nobody can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A known weakness of the method that the answer may owe itself to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub caveat: Option<&'static str>,
    /// What it came to.
    pub result: CellResult,
    /// When it was sent, ISO 8601 UTC with milliseconds.
    pub at: String,
    /// How long the answer took.
    pub latency_ms: u32,
}

/// One token that an API was shown, or none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProbedToken {
    /// Which, such as `expired` or `alg-none`.
    pub attempt: &'static str,
    /// What was sent, without the token.
    pub request: String,
    /// What must come of it: `allowed` or `denied`.
    pub expected: Answer,
    /// What the API did: `allowed`, `denied` or `inconclusive`.
    pub observed: Answer,
    /// Why nobody can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What it came to.
    pub result: CellResult,
    /// When it was sent, ISO 8601 UTC with milliseconds; nothing where it was not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// How long the answer took; nothing where it was not sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u32>,
}

/// One sign-in with a public default password; it must be refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProbedDefaultLogin {
    /// Whose.
    pub login: String,
    /// What was sent, without the password.
    pub request: String,
    /// What the system did: `allowed`, `denied` or `inconclusive`.
    pub observed: Answer,
    /// Why nobody can tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What it came to.
    pub result: CellResult,
    /// When it was sent, ISO 8601 UTC with milliseconds.
    pub at: String,
    /// How long the answer took.
    pub latency_ms: u32,
}

/// What the design, the computation or the system says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Answer {
    /// It may.
    Allowed,
    /// It may not.
    Denied,
    /// The design does not speak about it.
    Silent,
    /// The computation cannot say.
    Unknown,
    /// Nobody can tell from what the system did.
    Inconclusive,
}

impl Answer {
    /// Yes, no, or the third word.
    pub fn of(allowed: Option<bool>, otherwise: Self) -> Self {
        match allowed {
            Some(true) => Self::Allowed,
            Some(false) => Self::Denied,
            None => otherwise,
        }
    }

    /// The word in outputs.
    pub fn word(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::Denied => "denied",
            Self::Silent => "silent",
            Self::Unknown => "unknown",
            Self::Inconclusive => "inconclusive",
        }
    }
}

/// What the three answers come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CellResult {
    /// Nothing contradicts the system's answer.
    AsExpected,
    /// The design or the computed access says otherwise.
    Unexpected,
    /// The answer proves nothing.
    Inconclusive,
}

impl CellResult {
    /// The words in outputs.
    pub fn words(self) -> &'static str {
        match self {
            Self::AsExpected => "as expected",
            Self::Unexpected => "unexpected",
            Self::Inconclusive => "inconclusive",
        }
    }
}
