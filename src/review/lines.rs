//! What there is to decide, line by line.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::findings::{AccountRow, Finding, Report, TokenRow, hash_of, subject_words};

/// What sort of thing a line is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An account and a role that the design gives it.
    Role,
    /// An account and a group that no designed role of it brings.
    Group,
    /// An account with neither.
    Account,
    /// A group of accounts of outsiders, whoever they are.
    Outsiders,
    /// A key.
    Key,
    /// A finding.
    Exception,
}

impl Kind {
    /// All of them, in the order of the sheet.
    pub const ALL: [Self; 6] = [Self::Role, Self::Group, Self::Account, Self::Outsiders, Self::Key, Self::Exception];

    /// The words in the sheet.
    pub fn words(self) -> &'static str {
        match self {
            Self::Role => "role of an account",
            Self::Group => "group of an account",
            Self::Account => "account alone",
            Self::Outsiders => "group of outsiders",
            Self::Key => "key",
            Self::Exception => "exception",
        }
    }

    /// The beginning of its lines' keys.
    fn letter(self) -> char {
        match self {
            Self::Role => 'R',
            Self::Group => 'G',
            Self::Account => 'A',
            Self::Outsiders => 'O',
            Self::Key => 'K',
            Self::Exception => 'X',
        }
    }

    pub(super) fn of(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.words() == words)
    }
}

/// One thing to decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The same in every run as long as account and right are: by it a line is found again.
    pub key: String,
    /// What sort of thing.
    pub kind: Kind,
    /// Whose it is: a login; of an exception, its subject.
    pub account: String,
    /// The display name, or how many accounts it reaches.
    pub name: String,
    /// What is decided on: a role, a group, a key, a finding.
    pub right: String,
    /// The account hands out rights or bypasses every check.
    pub privileged: bool,
    /// How bad, of an exception; else empty.
    pub severity: String,
    /// What a reviewer needs to know.
    pub about: String,
    /// The waiver that accepts an exception.
    pub waiver: String,
    /// Who asked for that waiver.
    pub requester: String,
}

/// What identifies the snapshot in each line: a workbook of another one is told at once.
pub fn snapshot_mark(sha256: &str) -> String {
    // The word in front keeps sixteen digits from being taken for a number.
    format!("sha256:{}", sha256.chars().take(16).collect::<String>())
}

/// Everything that a report gives people to decide: each right of each account in use, each group that accounts of outsiders hold,
/// each key that works, each finding. In the order of the report.
pub fn lines(report: &Report) -> Vec<Line> {
    let annex = &report.annex;
    let mut lines = Vec::new();
    let mut outsiders: BTreeMap<&str, Vec<&AccountRow>> = BTreeMap::new();
    for account in annex.accounts.iter().filter(|account| account.active) {
        if is_outsider(account) {
            for group in &account.beyond {
                outsiders.entry(group).or_default().push(account);
            }
            continue;
        }
        let right = |kind, right: &str| Line {
            key: key(kind, &[&account.login, right]),
            kind,
            account: account.login.clone(),
            name: account.name.clone(),
            right: right.to_owned(),
            privileged: account.administers,
            severity: String::new(),
            about: about(account),
            waiver: String::new(),
            requester: String::new(),
        };
        lines.extend(account.roles.iter().map(|role| right(Kind::Role, role)));
        lines.extend(account.beyond.iter().map(|group| right(Kind::Group, group)));
        if account.roles.is_empty() && account.beyond.is_empty() {
            lines.push(right(Kind::Account, "may sign in"));
        }
    }
    lines.extend(outsiders.into_iter().map(|(group, holders)| of_outsiders(group, &holders)));
    lines.extend(annex.tokens.iter().filter(|token| !token.expired).map(of_key));
    lines.extend(report.findings.iter().map(of_finding));
    number(&mut lines);
    lines
}

/// Customers' and suppliers' accounts come in thousands and have what their group has: one decision for all of them, but those that
/// the design names or that have more power than outsiders should.
fn is_outsider(account: &AccountRow) -> bool {
    account.kind == "external" && account.roles.is_empty() && !account.administers && !account.beyond.is_empty()
}

fn of_outsiders(group: &str, holders: &[&AccountRow]) -> Line {
    let (account, name) = match holders {
        [only] => (only.login.clone(), only.name.clone()),
        many => (String::new(), format!("{} accounts", many.len())),
    };
    Line {
        key: key(Kind::Outsiders, &[group]),
        kind: Kind::Outsiders,
        account,
        name,
        right: group.to_owned(),
        privileged: false,
        severity: String::new(),
        about: "external accounts that hold this group; each is on the sheet Population".to_owned(),
        waiver: String::new(),
        requester: String::new(),
    }
}

fn of_key(token: &TokenRow) -> Line {
    let [scope, created, expires] = [&token.scope, &token.created, &token.expires].map(Option::as_deref);
    Line {
        key: key(Kind::Key, &[&token.owner, &token.kind, &token.name, created.unwrap_or_default()]),
        kind: Kind::Key,
        account: token.owner.clone(),
        name: String::new(),
        right: format!("{} {}", token.kind, token.name).trim_end().to_owned(),
        privileged: false,
        severity: String::new(),
        about: format!(
            "scope {} · made {} · ends {}",
            scope.unwrap_or("not stored"),
            created.unwrap_or("unknown"),
            expires.unwrap_or("never")
        ),
        waiver: String::new(),
        requester: String::new(),
    }
}

fn of_finding(finding: &Finding) -> Line {
    let [waiver, requester] = match &finding.waiver {
        Some(waiver) => [waiver.id.clone(), waiver.requested_by.clone()],
        None => [String::new(), String::new()],
    };
    Line {
        key: format!("X-{}", finding.fingerprint.trim_start_matches("v1:")),
        kind: Kind::Exception,
        account: account_of(finding).unwrap_or_else(|| subject_words(finding.subject.kind, &finding.subject.id)),
        name: match finding.affected.count {
            1 => "1 account".to_owned(),
            count => format!("{count} accounts"),
        },
        right: format!("{} {}", finding.check_id, finding.check_name),
        privileged: false,
        severity: finding.severity.word().to_owned(),
        about: format!("{} · to do: {}", finding.title, finding.fix.summary),
        waiver,
        requester,
    }
}

/// The one account that a finding is about, if it is about one.
fn account_of(finding: &Finding) -> Option<String> {
    if finding.subject.kind == "user" {
        return Some(finding.subject.id.clone());
    }
    let only = match finding.affected.users.as_slice() {
        [only] if finding.affected.count == 1 => Some(only.clone()),
        _ => None,
    };
    finding.resource.owner.clone().or(only)
}

fn about(account: &AccountRow) -> String {
    let mut parts = vec![account.kind.to_owned()];
    parts.push(match &account.last_login {
        Some(at) => format!("last sign-in {}", at.get(..10).unwrap_or(at)),
        None => "no sign-in on record".to_owned(),
    });
    parts.extend(match account.second_factor {
        Some(true) => Some("second factor".to_owned()),
        Some(false) => Some("no second factor".to_owned()),
        None => None,
    });
    parts.join(" · ")
}

fn key(kind: Kind, parts: &[&str]) -> String {
    format!("{}-{}", kind.letter(), hash_of(parts, 8))
}

/// Lines that nothing but their order tells apart, such as two keys of the same name, get a number behind their key.
fn number(lines: &mut [Line]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for line in lines {
        let times = seen.entry(line.key.clone()).or_default();
        *times += 1;
        if *times > 1 {
            line.key = format!("{}-{times}", line.key);
        }
    }
}

impl Line {
    /// The finding's fingerprint, of an exception.
    pub(super) fn fingerprint(&self) -> Option<String> {
        let digits = self.key.strip_prefix("X-").filter(|_| self.kind == Kind::Exception)?;
        digits.get(..32).map(|digits| format!("v1:{digits}"))
    }
}
