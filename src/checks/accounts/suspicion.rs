//! What is suspected of accounts, as findings: the same words for tests, shared logins and implementers.

use std::collections::BTreeMap;

use crate::checks::context::{Context, MANY};
use crate::checks::telling::{and, finding};
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject, weigh};
use crate::identity::{About, Class, Evidence, Lexicon, Sign, Suspect, suspects};
use crate::model::{Confidence, GroupIx, Severity, UserIx};

impl Context<'_> {
    /// Accounts that look like nobody's own, in the order of the snapshot.
    pub(super) fn suspects(&self) -> &[Suspect] {
        let lexicon = || Lexicon::of(&self.policies.accounts, &self.snapshot.system);
        self.suspects.get_or_init(|| suspects(self.snapshot, &lexicon()))
    }

    /// Whether the design, if there is one, knows the login as an administrator, a sealed account or a shared one.
    pub(super) fn is_excepted(&self, login: &str) -> bool {
        self.comparison.is_some_and(|comparison| comparison.design.is_excepted(login))
    }

    /// The groups that make an account an administrator.
    pub(super) fn administering_groups(&self, user: UserIx) -> Vec<GroupIx> {
        self.access.administering(&self.access.of(user).groups).collect()
    }
}

/// The words for what is suspected of an account.
struct Words {
    /// What such an account is called: `a test account`.
    a: &'static str,
    /// Several of them: `test accounts`.
    many: &'static str,
    /// What was expected.
    expected: &'static str,
    /// What to do with an account that may sign in.
    fix: fn(&str) -> String,
}

impl Words {
    fn of(about: About) -> Self {
        match about {
            About::Test => Self {
                a: "a test or demo account",
                many: "test or demo accounts",
                expected: "accounts of a system in use belong to somebody",
                fix: |key| format!("deactivate `{key}`, or give it a name that says whose it is"),
            },
            About::Shared => Self {
                a: "a shared or generic login",
                many: "shared or generic logins",
                expected: "one account is one person's, and shared ones are named in `shared_allowed`",
                fix: |key| {
                    format!("give each person behind `{key}` an account of their own, or name it in `shared_allowed`")
                },
            },
            About::Implementer => Self {
                a: "an account of an implementer or another outsider",
                many: "accounts of implementers or other outsiders",
                expected: "internal accounts belong to the company's own people",
                fix: |key| {
                    format!(
                        "deactivate `{key}`, and open it only while work is done, or list its domain as the company's in the policy"
                    )
                },
            },
        }
    }
}

/// What a check suspects, each as a finding; from [`MANY`] alike on as one.
pub(super) fn told(
    cx: &Context<'_>,
    info: &'static CheckInfo,
    about: About,
    is_known: impl Fn(&str) -> bool,
) -> Vec<Finding> {
    let words = &Words::of(about);
    let mut found = Vec::new();
    let mut alike: BTreeMap<(Confidence, &'static str), Vec<(&Suspect, Judged)>> = BTreeMap::new();
    for suspect in cx.suspects().iter().filter(|suspect| suspect.about == about) {
        if !is_known(cx.snapshot.user(suspect.user).login()) {
            let judged = judge(cx, suspect);
            alike.entry((judged.confidence, judged.of)).or_default().push((suspect, judged));
        }
    }
    for ((confidence, of), suspects) in alike {
        match suspects.as_slice() {
            [(first, judged), ..] if suspects.len() >= MANY => {
                let users: Vec<UserIx> = suspects.iter().map(|(suspect, _)| suspect.user).collect();
                let subject = Subject::new("accounts", &format!("{} {of} {}", words.many, confidence.word()));
                let title = format!("{} accounts {of} look like {}", users.len(), words.many);
                let mut finding = one(cx, info, subject, words, (first, judged));
                finding.title = title;
                finding.actual = format!("the first: {}", finding.actual);
                finding.affected = cx.affected(users);
                found.push(finding);
            }
            _ => found.extend(suspects.iter().map(|(suspect, judged)| {
                let subject = Subject::new("user", &cx.snapshot.user(suspect.user).key);
                one(cx, info, subject, words, (suspect, judged))
            })),
        }
    }
    found
}

/// How bad one is, and how surely.
struct Judged {
    /// Whose accounts they are like.
    of: &'static str,
    severity: Severity,
    by: String,
    confidence: Confidence,
    administers: Vec<GroupIx>,
}

fn judge(cx: &Context<'_>, suspect: &Suspect) -> Judged {
    let account = cx.snapshot.user(suspect.user);
    let administers = cx.administering_groups(suspect.user);
    let is_privileged = account.superuser || !administers.is_empty();
    let confidence = confidence(cx, suspect, is_privileged);
    let (of, (severity, by)) = match (account.active, is_privileged, suspect.identity.class) {
        (false, _, _) => ("that are archived", (Severity::Info, "the account cannot sign in".to_owned())),
        (true, true, _) => ("of administrators", weigh(Impact::Money, Reach::Role, confidence)),
        (true, false, Class::External) => ("of outsiders", weigh(Impact::Hygiene, Reach::Outside, confidence)),
        (true, false, _) => ("of colleagues", weigh(Impact::Commercial, Reach::Role, confidence)),
    };
    Judged { of, severity, by, confidence, administers }
}

/// Names are guesses: what is known beside them makes them surer, and somebody whom the design names less so.
fn confidence(cx: &Context<'_>, suspect: &Suspect, is_privileged: bool) -> Confidence {
    let has = |sign: Sign| suspect.identity.evidence.iter().any(|evidence| evidence.sign == sign);
    let opens = cx.snapshot.default_passwords.iter().any(|open| open.user == suspect.user);
    if opens || (is_privileged && has(Sign::NoPerson) && has(Sign::Unused)) {
        return Confidence::High;
    }
    let has_role = cx.comparison.is_some_and(|comparison| !comparison.design.roles_of(suspect.user).is_empty());
    if has_role && suspect.about == About::Shared { Confidence::Low } else { suspect.confidence }
}

fn one(
    cx: &Context<'_>,
    info: &'static CheckInfo,
    subject: Subject,
    words: &Words,
    (suspect, judged): (&Suspect, &Judged),
) -> Finding {
    let account = cx.snapshot.user(suspect.user);
    let identity = &suspect.identity;
    let mut finding = finding(info, subject, cx.whole());
    let groups = and(judged.administers.iter().map(|group| cx.group_key(*group)));
    let rights = match (account.superuser, judged.administers.is_empty()) {
        (true, _) => ", and it bypasses every check".to_owned(),
        (false, false) => format!(", and it is an administrator by {groups}"),
        (false, true) => String::new(),
    };
    let state = if account.active { "" } else { "archived " };
    finding.title = format!("{state}`{}` looks like {}", account.key, words.a);
    finding.severity = judged.severity;
    finding.severity_by = Some(judged.by.clone());
    finding.confidence = judged.confidence;
    finding.affected = cx.affected([suspect.user]);
    finding.expected = Some(words.expected.to_owned());
    let halved = identity.is_person && identity.evidence.iter().any(|evidence| evidence.sign.is_of_name());
    let person = if halved { "; signs of the name count half, as a person may be called so" } else { "" };
    let seen: Vec<String> = identity.evidence.iter().map(with_points).collect();
    finding.actual = format!("{} points{rights}: {}{person}", identity.score, seen.join(", "));
    finding.path = vec![format!("user:{}", account.key)];
    finding.path.extend(identity.evidence.iter().map(|evidence| format!("sign:{}", with_points(evidence))));
    finding.path.extend(judged.administers.iter().map(|group| format!("group:{}", cx.group_key(*group))));
    finding.fix = Fix {
        summary: if account.active {
            (words.fix)(&account.key)
        } else {
            format!("see that `{}` owns no keys and nothing that runs in its name, and leave it archived", account.key)
        },
    };
    finding
}

fn with_points(evidence: &Evidence) -> String {
    format!("{} ({})", evidence.seen, evidence.points)
}
