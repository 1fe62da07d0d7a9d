//! Secrets with which the ERP signs in elsewhere: what there is, who can read them, which nobody looks after.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::checks::context::{Context, MANY};
use crate::checks::telling::{and, count, finding};
use crate::checks::when::days;
use crate::checks::{Check, Need};
use crate::findings::{CheckInfo, Finding, Fix, Impact, NotAssessed, Reach, Subject, weigh};
use crate::model::{Confidence, Ops, ResourceIx, Severity, UserIx, Verb, day};
use crate::policy::SensitiveClass;
use crate::snapshot::{Credential, Domain, Field, User, UserKind};

pub(in crate::checks) const CHECK: Check = Check {
    info: CheckInfo {
        id: "TOK-015",
        name: "third-party-credential",
        title: "the ERP keeps a secret of a third party",
        severity: Severity::Critical,
        what: "Lists the secrets with which the ERP signs in elsewhere, such as at mail servers, payment providers and web hooks: information for each kind; a finding where accounts that do not administer can read a field that holds one and that the policy of sensitive fields does not know (those credential-field-readable tells), where a record that is switched off still holds its secret, and where a record was not written for longer than `third_party.rotate_within_days` of policies/tokens.yaml says. Whether the secret works is not asked.",
        why: "Whoever reads the secret acts elsewhere in the company's name, and no permission of the ERP stops that.",
        fix: "Let administrators alone read the fields, replace secrets by calendar, and empty those that are not in use.",
        controls: &[
            "NIST-800-53r5 IA-5(7)",
            "NIST-800-53r5 SC-28",
            "ISO27001-2022 A.5.17",
            "ISO27001-2022 A.8.24",
            "PCI-DSS-4.0.1 8.6.2",
        ],
    },
    needs: &[Need::Domain(Domain::Credentials), Need::Domain(Domain::ModelAccess)],
    run,
};

fn run(cx: &Context<'_>, found: &mut Vec<Finding>) {
    let mut kinds: BTreeMap<&str, Vec<&Credential>> = BTreeMap::new();
    for credential in &cx.snapshot.credentials {
        kinds.entry(&credential.kind).or_default().push(credential);
    }
    for (kind, credentials) in &kinds {
        found.push(inventory(cx, kind, credentials));
        found.extend(neglected(cx, kind, credentials));
    }
    found.extend(providers(cx));
    found.extend(readable(cx));
}

/// Fields that hold a secret and of which nobody knows who sees them.
pub(in crate::checks) fn not_assessed(cx: &Context<'_>) -> Option<NotAssessed> {
    let unknown: BTreeSet<String> = held(cx)
        .filter(|(resource, field)| guard(cx, *resource, field).is_none())
        .map(|(resource, field)| format!("{}.{field}", cx.snapshot.resource(resource).key))
        .collect();
    (!unknown.is_empty()).then(|| NotAssessed {
        what: format!("who reads the secrets in {}", and(&unknown)),
        reason: "the snapshot does not know which groups see these fields".to_owned(),
        asked_for: false,
    })
}

/// What there is of a kind.
fn inventory(cx: &Context<'_>, kind: &str, credentials: &[&Credential]) -> Finding {
    let mut finding = about(cx, "credential-kind", kind, credentials);
    finding.title = format!("{} with a secret", count(credentials.len(), kind));
    weight(&mut finding, Impact::Hygiene, Reach::Admin, Confidence::High);
    finding.actual = format!("there is one for {}", and(credentials.iter().map(|credential| &credential.name)));
    finding.fix = Fix { summary: "write down who looks after each and when it is replaced".to_owned() };
    finding
}

/// Services by which people sign in.
fn providers(cx: &Context<'_>) -> Option<Finding> {
    let providers = &cx.snapshot.providers;
    let offered = providers.iter().filter(|provider| provider.enabled).count();
    (offered > 0 && cx.snapshot.has(Domain::Providers)).then(|| {
        let mut finding = about(cx, "credential-kind", "sign-in provider", &[]);
        finding.title = format!("{} in use", count(offered, "sign-in provider"));
        weight(&mut finding, Impact::Hygiene, Reach::Admin, Confidence::High);
        let in_use = providers.iter().filter(|provider| provider.enabled);
        finding.actual = format!("{} let people in", and(in_use.map(|provider| &provider.name)));
        finding.path = vec!["kind:sign-in provider".to_owned()];
        finding.fix = Fix { summary: "write down who looks after each, and switch off those not in use".to_owned() };
        finding
    })
}

/// Secrets of a kind that nobody looks after: switched off, or not written for too long.
fn neglected(cx: &Context<'_>, kind: &str, credentials: &[&Credential]) -> Vec<Finding> {
    let why: Vec<(&Credential, String)> =
        credentials.iter().filter_map(|credential| Some((*credential, neglect(cx, credential)?))).collect();
    let told = |subject: &str, some: &[(&Credential, String)]| {
        let alike: Vec<&Credential> = some.iter().map(|(credential, _)| *credential).collect();
        let mut finding = about(cx, "credential", subject, &alike);
        weight(&mut finding, Impact::Hygiene, Reach::Role, Confidence::High);
        finding.expected = Some("secrets are replaced by calendar, and those not in use are removed".to_owned());
        finding
    };
    if why.len() >= MANY {
        let mut finding = told(kind, &why);
        finding.title = format!("{} hold secrets that nobody looks after", count(why.len(), kind));
        let says: BTreeSet<&str> = why.iter().map(|(_, says)| says.as_str()).collect();
        finding.actual = says.into_iter().take(3).collect::<Vec<_>>().join("; ");
        finding.fix = Fix { summary: "replace each secret, or empty the field where it is not in use".to_owned() };
        return vec![finding];
    }
    // Records may be called alike, and nothing else about them is stable.
    let mut by_name: BTreeMap<&str, Vec<(&Credential, String)>> = BTreeMap::new();
    for (credential, says) in why {
        by_name.entry(&credential.name).or_default().push((credential, says));
    }
    let each = by_name.into_iter().map(|(name, alike)| {
        let mut finding = told(&format!("{kind}/{name}"), &alike);
        finding.title = match alike.len() {
            1 => format!("{kind} `{name}` holds a secret that nobody looks after"),
            several => format!("{} `{name}` hold secrets that nobody looks after", count(several, kind)),
        };
        let says: BTreeSet<&str> = alike.iter().map(|(_, says)| says.as_str()).collect();
        finding.actual = says.into_iter().collect::<Vec<_>>().join("; ");
        let fields: BTreeSet<&String> = alike.iter().flat_map(|(credential, _)| &credential.fields).collect();
        let is_off = alike.iter().all(|(credential, _)| credential.active == Some(false));
        let summary = if is_off { "remove" } else { "replace" };
        finding.fix = Fix { summary: format!("{summary} the secret in {}", and(fields)) };
        finding
    });
    each.collect()
}

/// Why nobody seems to look after a secret.
fn neglect(cx: &Context<'_>, credential: &Credential) -> Option<String> {
    if credential.active == Some(false) {
        return Some("its record is switched off and still holds it".to_owned());
    }
    let most = cx.policies.tokens.third_party.rotate_within_days?;
    let written = credential.written.as_deref()?;
    let age = days(written, &cx.snapshot.system.taken_at).filter(|age| *age > i64::from(most))?;
    let age = count(usize::try_from(age).unwrap_or_default(), "day");
    Some(format!("its record was last written {}, {age} ago", day(written)))
}

/// Resources whose secrets somebody reads who does not administer.
fn readable(cx: &Context<'_>) -> Vec<Finding> {
    let mut fields: BTreeMap<ResourceIx, BTreeSet<&str>> = BTreeMap::new();
    for (resource, field) in held(cx) {
        fields.entry(resource).or_default().insert(field);
    }
    fields.into_iter().filter_map(|(resource, fields)| readable_of(cx, resource, &fields)).collect()
}

fn readable_of(cx: &Context<'_>, resource: ResourceIx, fields: &BTreeSet<&str>) -> Option<Finding> {
    let shown = |field: &Field| !cx.policies.tokens.third_party.is_shown_to_nobody(&field.field_type);
    let guards: Vec<&Field> =
        fields.iter().filter_map(|name| guard(cx, resource, name)).filter(|it| shown(it)).collect();
    let read = cx.snapshot.ops_of(Verb::Read);
    let (mut readers, mut open) = (HashSet::new(), BTreeSet::new());
    for profile in cx.profiles(|user| user.in_use() && !user.superuser) {
        let on_all = profile.cells.ops(resource).without(profile.own_ops(resource)).and(read);
        if on_all.is_empty() || cx.access.administers(&profile.groups) {
            continue;
        }
        let sees = |field: &&&Field| cx.access.admits(field, &profile.groups, Verb::Read) == Some(true);
        let seen: Vec<&str> = guards.iter().filter(sees).map(|field| field.name.as_str()).collect();
        if !seen.is_empty() {
            readers.insert(&profile.groups);
            open.extend(seen);
        }
    }
    let users = cx.users(|groups| readers.contains(groups), |user| user.in_use() && !user.superuser);
    if users.is_empty() {
        return None;
    }
    let credentials: Vec<&Credential> =
        cx.snapshot.credentials.iter().filter(|it| it.resource == Some(resource)).collect();
    let key = &cx.snapshot.resource(resource).key;
    let mut finding = finding(&CHECK.info, Subject::new("resource", key), cx.model(resource, read));
    // A record rule may keep the record with the secret from them.
    let narrowed = cx.snapshot.rules.iter().any(|rule| rule.active && rule.resource == resource);
    let confidence = if narrowed { Confidence::Medium } else { Confidence::High };
    weight(&mut finding, Impact::Personal, reach(cx, &users), confidence);
    finding.title = format!("{} can read the secret in {key}", cx.someone(&users));
    finding.expected = Some("administrators alone can read it".to_owned());
    finding.actual = format!(
        "{} of {} is open to whoever reads the record",
        and(&open),
        and(credentials.iter().map(|credential| &credential.name))
    );
    finding.path = open.iter().map(|field| format!("field:{key}.{field}")).collect();
    finding.affected = cx.affected(users);
    finding.fix = Fix { summary: format!("let administrators alone read {} of {key}", and(&open)) };
    Some(finding)
}

/// Who the readers are.
fn reach(cx: &Context<'_>, users: &[UserIx]) -> Reach {
    let outside = |user: &UserIx| cx.snapshot.user(*user).kind.is_outside();
    if users.iter().any(outside) {
        return Reach::Outside;
    }
    let internal = |user: &&User| user.kind == UserKind::Internal && user.active;
    let everyone = cx.snapshot.users.iter().filter(internal).count();
    let readers = users.iter().filter(|user| internal(&cx.snapshot.user(**user))).count();
    if readers >= MANY && readers == everyone { Reach::Internal } else { Reach::Role }
}

/// Fields that hold a secret, as far as their resource is known, but for those of the policy of sensitive fields.
fn held<'c>(cx: &'c Context<'_>) -> impl Iterator<Item = (ResourceIx, &'c str)> {
    let credentials = cx.snapshot.credentials.iter();
    credentials
        .filter_map(|credential| Some((credential.resource?, credential)))
        .flat_map(|(resource, credential)| credential.fields.iter().map(move |field| (resource, field.as_str())))
        .filter(|(resource, field)| !is_in_catalogue(cx, *resource, field))
}

/// Whether the policy of sensitive fields speaks of the field as a credential: who reads it is then told by
/// credential-field-readable.
fn is_in_catalogue(cx: &Context<'_>, resource: ResourceIx, field: &str) -> bool {
    let (system, key) = (&cx.snapshot.system, &cx.snapshot.resource(resource).key);
    let facts = cx.policies.sensitive_fields.of(&system.kind);
    let credentials = facts.filter(|fact| fact.class == SensitiveClass::Credentials);
    let mut fields = credentials.flat_map(|fact| &fact.fields).filter(|fields| fields.versions.hold(&system.version));
    fields.any(|fields| fields.of == *key && fields.names.iter().any(|name| name == field))
}

/// The field, where it is known who sees it.
fn guard<'c>(cx: &'c Context<'_>, resource: ResourceIx, field: &str) -> Option<&'c Field> {
    cx.snapshot.field(resource, field).filter(|field| field.guard.is_some())
}

/// A finding about secrets of one kind.
fn about(cx: &Context<'_>, kind: &'static str, id: &str, credentials: &[&Credential]) -> Finding {
    let resources: BTreeSet<ResourceIx> = credentials.iter().filter_map(|credential| credential.resource).collect();
    let resource = match resources.first() {
        Some(only) if resources.len() == 1 => cx.model(*only, Ops::NONE),
        _ => cx.whole(),
    };
    let mut finding = finding(&CHECK.info, Subject::new(kind, id), resource);
    let step = |credential: &&Credential| {
        format!("{}:{} ({})", credential.kind, credential.name, credential.fields.join(", "))
    };
    finding.path = credentials.iter().take(3).map(step).collect();
    finding.path.extend((credentials.len() > 3).then(|| format!("and {} more", credentials.len() - 3)));
    finding
}

fn weight(finding: &mut Finding, impact: Impact, reach: Reach, confidence: Confidence) {
    let (severity, by) = weigh(impact, reach, confidence);
    (finding.severity, finding.severity_by, finding.confidence) = (severity, Some(by), confidence);
}
