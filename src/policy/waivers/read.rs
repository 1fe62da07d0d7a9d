//! Reading `waivers.yaml`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use super::{Accepts, CompensatingControl, Like, Waiver};
use crate::findings::is_fingerprint;
use crate::model::Severity;
use crate::policy::PolicyError;
use crate::policy::file::{Location, Spanned, day, filled, invalid, position, read};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    // `waivers:` with nothing behind it is an empty list: entries can be written under it.
    waivers: Option<Vec<Spanned<Entry>>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    fingerprint: Option<Spanned<String>>,
    #[serde(rename = "match")]
    like: Option<Spanned<Match>>,
    reason: Spanned<String>,
    compensating_control: Spanned<Control>,
    requested_by: Spanned<String>,
    approved_by: Spanned<String>,
    approved_on: Spanned<String>,
    expires_on: Spanned<String>,
    ticket: Option<Spanned<String>>,
    severity_at_approval: Severity,
    scope_at_approval: Scope,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Match {
    check: Option<String>,
    rule: Option<String>,
    subject: Option<Spanned<String>>,
    resource: Option<String>,
    ops: Option<Vec<String>>,
    vendor_default: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Control {
    id: Option<String>,
    description: String,
    evidence: Option<String>,
    frequency: Option<String>,
    owner: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Scope {
    users: usize,
}

/// The decisions that a file holds.
pub(super) fn waivers(text: &str, file: &Arc<str>) -> Result<Vec<Waiver>, PolicyError> {
    let entries = read::<File>(text, file)?.and_then(|read| read.waivers).unwrap_or_default();
    let mut known: BTreeMap<String, Location> = BTreeMap::new();
    entries
        .into_iter()
        .map(|Spanned { value, referenced, .. }| {
            if let Some(first) = known.insert(value.id.value.clone(), value.id.referenced) {
                let message = format!("a waiver in line {} has the id `{}` already", first.line(), value.id.value);
                return Err(invalid(Some(value.id.referenced), file, &message));
            }
            waiver(value, referenced, file)
        })
        .collect()
}

fn waiver(entry: Entry, at: Location, file: &Arc<str>) -> Result<Waiver, PolicyError> {
    let texts = [
        ("id", &entry.id),
        ("reason", &entry.reason),
        ("requested_by", &entry.requested_by),
        ("approved_by", &entry.approved_by),
    ];
    let ticket = entry.ticket.as_ref().map(|ticket| ("ticket", ticket));
    for (key, text) in texts.into_iter().chain(ticket) {
        filled("the waiver", &[(key, &text.value)], text.referenced, file)?;
    }
    let (approved_on, expires_on) = (day(&entry.approved_on, file)?, day(&entry.expires_on, file)?);
    let accepts = match (entry.fingerprint, entry.like) {
        (Some(text), None) if is_fingerprint(&text.value) => Accepts::Fingerprint(text.value),
        (Some(text), None) => {
            let message = format!("`{}` is no fingerprint: copy it from a report, as `v1:` and 32 digits", text.value);
            return Err(invalid(Some(text.referenced), file, &message));
        }
        (None, Some(like)) => Accepts::Like(like_this(like, file)?),
        (Some(_), Some(like)) => {
            let message = "a waiver has either `fingerprint` or `match`, not both";
            return Err(invalid(Some(like.referenced), file, message));
        }
        (None, None) => {
            return Err(invalid(Some(at), file, "a waiver says what it accepts: give it `fingerprint` or `match`"));
        }
    };
    Ok(Waiver {
        id: entry.id.value,
        accepts,
        reason: entry.reason.value,
        control: control(entry.compensating_control, file)?,
        requested_by: entry.requested_by.value,
        approved_by: entry.approved_by.value,
        approved_on,
        expires_on,
        ticket: entry.ticket.map(|ticket| ticket.value),
        severity_at_approval: entry.severity_at_approval,
        users_at_approval: entry.scope_at_approval.users,
        at: position(Some(at), file),
    })
}

fn like_this(Spanned { value, referenced, .. }: Spanned<Match>, file: &Arc<str>) -> Result<Like, PolicyError> {
    let texts = [("check", &value.check), ("rule", &value.rule), ("resource", &value.resource)];
    for (key, text) in texts.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?))) {
        filled("`match`", &[(key, text)], referenced, file)?;
    }
    let any = |text: Option<&str>| text.is_none_or(|text| text.contains('*'));
    if any(value.check.as_deref()) && any(value.subject.as_ref().map(|subject| subject.value.as_str())) {
        let message = "`match` names a check or a subject in full: `*` in both would accept what nobody looked at";
        return Err(invalid(Some(referenced), file, message));
    }
    let subject = value.subject.map(|text| match text.value.split_once(':') {
        Some((kind, id)) if !kind.trim().is_empty() => Ok((kind.trim().to_owned(), id.trim().to_owned())),
        _ => {
            let message = format!("`{}` is no subject: type and name, such as role:sales-rep", text.value);
            Err(invalid(Some(text.referenced), file, &message))
        }
    });
    Ok(Like {
        check: value.check,
        rule: value.rule,
        subject: subject.transpose()?,
        resource: value.resource,
        ops: value.ops,
        vendor_default: value.vendor_default,
    })
}

fn control(
    Spanned { value, referenced, .. }: Spanned<Control>,
    file: &Arc<str>,
) -> Result<CompensatingControl, PolicyError> {
    let required = [("description", &value.description), ("owner", &value.owner)];
    let optional = [("id", &value.id), ("evidence", &value.evidence), ("frequency", &value.frequency)];
    let given = optional.into_iter().filter_map(|(key, text)| Some((key, text.as_ref()?)));
    for (key, text) in required.into_iter().chain(given) {
        filled("the compensating control", &[(key, text)], referenced, file)?;
    }
    let Control { id, description, evidence, frequency, owner } = value;
    Ok(CompensatingControl { id, description, evidence, frequency, owner })
}

#[cfg(test)]
mod tests {
    use crate::policy::part::of_text;
    use crate::policy::waivers::Waivers;

    const WHOLE: &str = "\
waivers:
  - id: W-1
    fingerprint: \"v1:00112233445566778899aabbccddeeff\"
    reason: two-person team
    compensating_control: { description: reviewed, owner: cfo, frequency: weekly, id: C-7 }
    requested_by: lead
    approved_by: ciso
    approved_on: 2026-03-02
    expires_on: 2026-06-30
    severity_at_approval: high
    scope_at_approval: { users: 2 }
";

    fn told(from: &str, to: &str) -> String {
        assert!(WHOLE.contains(from), "{from}");
        of_text::<Waivers>(&WHOLE.replacen(from, to, 1), "w.yaml").unwrap_err()
    }

    #[test]
    fn an_entry_is_read() {
        let waivers = of_text::<Waivers>(WHOLE, "w.yaml").unwrap();
        let [waiver] = waivers.list.as_slice() else { panic!("{waivers:?}") };
        assert_eq!(waiver.control.words(), "C-7: reviewed, weekly (cfo)");
        assert_eq!((waiver.expires_on.to_string().as_str(), waiver.users_at_approval), ("2026-06-30", 2));
        assert_eq!(waiver.at.to_string(), "w.yaml:2:5");
        for nothing in ["", "waivers:\n", "waivers: []\n", "# a comment\n"] {
            assert_eq!(of_text::<Waivers>(nothing, "w.yaml").unwrap(), Waivers::default(), "{nothing:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_with_its_place() {
        let fingerprint = "fingerprint: \"v1:00112233445566778899aabbccddeeff\"";
        let told = [
            told("reason: two", "reasons: two"),
            told("    reason: two-person team\n", ""),
            told("reason: two-person team", "reason: \" \""),
            told("owner: cfo", "owner: ''"),
            told(", owner: cfo", ""),
            told("2026-06-30", "2026-02-30"),
            told("2026-06-30", "20260630"),
            told("2026-03-02", "''"),
            told("users: 2", "users: -1"),
            told("severity_at_approval: high", "severity_at_approval: bad"),
            told("v1:0011", "v1:0x11"),
            told(fingerprint, "match: {}"),
            told(fingerprint, "match: { check: \"*\", subject: \"*:*\" }"),
            told(fingerprint, "match: { check: \"ACC-*\", subject: \"user:m*\" }"),
            told(fingerprint, "match: { check: ACC-001, subject: mara }"),
            told(fingerprint, "match: { check: ACC-001, subjects: mara }"),
            told(fingerprint, "match: { check: '' , subject: user:mara }"),
            told(fingerprint, &format!("{fingerprint}\n    match: {{ check: ACC-001 }}")),
            told(&format!("    {fingerprint}\n"), ""),
            told("waivers:", "waiver:"),
        ];
        insta::assert_snapshot!(told.join("\n"), @r#"
        w.yaml:4:5: unknown field `reasons`, expected one of id, fingerprint, match, reason, compensating_control, requested_by, approved_by, approved_on, expires_on, ticket, severity_at_approval, scope_at_approval
        w.yaml:10:5: missing field `reason`
        w.yaml:4:13: the waiver has nothing in `reason`
        w.yaml:5:27: the compensating control has nothing in `owner`
        w.yaml:5:71: missing field `owner`
        w.yaml:9:17: `2026-02-30` is no day: write it as 2026-11-29
        w.yaml:9:17: `20260630` is no day: write it as 2026-11-29
        w.yaml:8:18: `` is no day: write it as 2026-11-29
        w.yaml:11:33: `users` takes a whole number from 0 on: write it as `users: 7`
        w.yaml:10:27: unknown variant `bad`, expected one of info, low, medium, high, critical
        w.yaml:3:18: `v1:0x112233445566778899aabbccddeeff` is no fingerprint: copy it from a report, as `v1:` and 32 digits
        w.yaml:3:12: `match` names a check or a subject in full: `*` in both would accept what nobody looked at
        w.yaml:3:12: `match` names a check or a subject in full: `*` in both would accept what nobody looked at
        w.yaml:3:12: `match` names a check or a subject in full: `*` in both would accept what nobody looked at
        w.yaml:3:39: `mara` is no subject: type and name, such as role:sales-rep
        w.yaml:3:30: unknown field `subjects`, expected one of check, rule, subject, resource, ops, vendor_default
        w.yaml:3:12: `match` has nothing in `check`
        w.yaml:4:12: a waiver has either `fingerprint` or `match`, not both
        w.yaml:2:5: a waiver says what it accepts: give it `fingerprint` or `match`
        w.yaml:1:1: unknown field `waiver`, expected one of waivers
        "#);
        let twice = format!("{WHOLE}{}", WHOLE.replace("waivers:\n", ""));
        let told = of_text::<Waivers>(&twice, "w.yaml").unwrap_err();
        assert_eq!(told, "w.yaml:12:9: a waiver in line 2 has the id `W-1` already");
    }

    #[test]
    fn one_side_of_a_match_may_be_wide() {
        for like in ["{ check: ACC-005 }", "{ check: \"ACC-*\", subject: user:mara }", "{ subject: \"role:x\" }"] {
            let fingerprint = "fingerprint: \"v1:00112233445566778899aabbccddeeff\"";
            let text = WHOLE.replace(fingerprint, &format!("match: {like}"));
            assert!(of_text::<Waivers>(&text, "w.yaml").is_ok(), "{like}");
        }
    }
}
