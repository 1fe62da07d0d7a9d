//! Somebody can act as somebody else.

use super::path_to_admin::{CONTROLS, NEEDS};
use super::ways_up::{Up, by_step, finding_of, fix, rule, ways_up, who};
use crate::checks::Check;
use crate::checks::context::Context;
use crate::checks::telling::finding;
use crate::escalation::Standing;
use crate::findings::{CheckInfo, Finding, Fix, Impact, Reach, Subject, weigh};
use crate::model::{Confidence, Severity, UserIx};
use crate::policy::Gives;
use crate::snapshot::UserKind;

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "ESC-005",
        name: "path-to-another-account",
        title: "somebody can act as somebody else, or with the rights of others",
        severity: Severity::Critical,
        what: "Follows what policies/escalation says of this kind of system from everybody's groups to accounts of others and to what is done with the rights of others: passwords that can be reset over a changed mail address, keys that can be made or read, templates that are worked out with somebody else's rights. What leads on to administrator or to programs is told by path-to-admin and path-to-code. A step that several groups bring is one finding. That administrators can is one note.",
        why: "What is done so is written down under another name, and reads what the person was never given.",
        fix: "Take the row away, or keep the group for those who are meant to.",
        controls: CONTROLS,
    },
    needs: NEEDS,
    run,
};

/// What an account of somebody else is.
const ACCOUNTS: [Gives; 3] = [Gives::AnyAccount, Gives::AccountButSuperusers, Gives::OutsidersAccount];

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let ups = ways_up(cx, |ends| ends == Gives::RightsOfOthers || ACCOUNTS.contains(&ends));
    found.extend(by_step(cx, ups).iter().filter_map(|up| told(cx, up)));
    found.extend(administrators(cx));
}

fn told(cx: &Context<'_>, up: &Up) -> Option<Finding> {
    let (_, path) = up.paths.first()?;
    let step = rule(cx, path)?;
    let can = step.can.as_deref().filter(|_| path.steps.len() == 1).unwrap_or(path.ends.words());
    let told = finding_of(cx, &CHECK.info, up)?;
    // One step of the policy is one finding, whichever groups bring it today.
    let subject = Subject::new("population", &format!("people who can {can} ({})", step.id));
    let fingerprint = finding(&CHECK.info, subject.clone(), cx.whole()).fingerprint;
    Some(Finding {
        title: format!("{} can {can}", who(cx, up)),
        expected: Some("people act under their own names, with their own rights".to_owned()),
        fix: Fix { summary: fix(cx, up, can) },
        subject,
        fingerprint,
        ..told
    })
}

/// That administrators can act as others is what the system is like; whoever reads its trail must know.
fn administrators(cx: &Context<'_>) -> Option<Finding> {
    let escalations = cx.escalations();
    let (mut users, mut hows): (Vec<UserIx>, Vec<&str>) = (Vec::new(), Vec::new());
    for profile in 0..cx.access.profiles().len() {
        if !matches!(escalations.standing(profile), Standing::Administrator(_)) {
            continue;
        }
        let ways = escalations.held(profile).iter().filter_map(|held| escalations.way(held));
        let ways = ways.filter(|way| way.rule.files.is_empty() && way.rule.depends.is_none());
        let before = hows.len();
        hows.extend(ways.filter(|way| ACCOUNTS[..2].contains(&way.rule.gives)).map(|way| way.rule.how.as_str()));
        if hows.len() > before {
            let signs_in = |user: &UserIx| {
                let user = cx.snapshot.user(*user);
                user.active && user.kind != UserKind::System
            };
            users.extend(cx.users_with(profile).iter().copied().filter(signs_in));
        }
    }
    hows.sort_unstable();
    hows.dedup();
    let first = users.iter().min().filter(|_| !hows.is_empty())?;
    let mut finding = finding(&CHECK.info, Subject::new("population", "administrators"), cx.whole());
    finding.title = "administrators can act as any other account".to_owned();
    finding.severity = Severity::Info;
    let (_, by) = weigh(Impact::Hygiene, Reach::Admin, Confidence::High);
    finding.severity_by = Some(by);
    finding.expected = Some("whoever reads the audit trail knows it".to_owned());
    finding.actual = hows.join("; ");
    finding.path = vec![format!("user:{}", cx.snapshot.user(*first).key)];
    finding.path.extend(hows.iter().map(|how| (*how).to_owned()));
    finding.vendor_default = true;
    finding.affected = cx.affected(users.iter().copied());
    finding.fix = Fix {
        summary: "have somebody who is no administrator look at sign-ins and new keys, and keep the administrators few"
            .to_owned(),
    };
    Some(finding)
}
