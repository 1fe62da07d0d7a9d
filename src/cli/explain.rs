//! `rolecall explain`: why, as a path; or what is missing.

use std::fmt::Write as _;

use anyhow::bail;
use clap::Args;

use super::completeness::{ANSWERS, complete, completeness};
use super::output::deliver;
use super::source::SnapshotArgs;
use crate::access::{Access, Explanation, Missing, Route, explain, scope::Scopes};
use crate::findings::Exit;
use crate::model::{GrantIx, OpIx, ResourceIx, UserIx, nearest};
use crate::report::escape::terminal;
use crate::snapshot::{Grantee, Snapshot, UserKind};

/// Explain why a user may or may not do an operation on a model
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  rolecall explain mara@acme.example sale.order write --snapshot prod.snapshot
  rolecall explain public res.partner read --snapshot prod.snapshot

Exit codes: 0 answered, 2 failed, 3 answered from a snapshot that lacks accounts, memberships or access to models.")]
pub(super) struct Explain {
    /// The login
    user: String,
    /// The model
    #[arg(value_name = "RESOURCE")]
    resource: String,
    /// The operation, in the ERP's words
    #[arg(value_name = "OP")]
    op: String,
    #[command(flatten)]
    source: SnapshotArgs,
}

impl Explain {
    pub(super) fn run(self) -> anyhow::Result<Exit> {
        let snapshot = self.source.get()?;
        let user = find_user(&snapshot, &self.user)?;
        let resource =
            ResourceIx::new(find("model", &self.resource, snapshot.resources.iter().map(|found| &*found.key))?);
        let op = OpIx::new(find("operation", &self.op, snapshot.operations.iter().map(|op| &*op.name))?);
        let access = Access::compute(&snapshot);
        let explanation = explain(&access, user, resource, op);
        let mut text = String::new();
        tell(&mut text, &access, &explanation, (user, resource, op))?;
        if !explanation.routes.is_empty() {
            rows(&mut text, &access, (user, resource, op))?;
        }
        deliver(text.as_bytes(), None)?;
        Ok(completeness(&snapshot, &ANSWERS))
    }
}

/// The account of a key or of a login; a login that several accounts have is an error that lists their keys.
fn find_user(snapshot: &Snapshot, name: &str) -> anyhow::Result<UserIx> {
    let with_login: Vec<usize> =
        snapshot.users.iter().enumerate().filter(|(_, user)| user.login() == name).map(|(at, _)| at).collect();
    match with_login.as_slice() {
        [one] => Ok(UserIx::new(*one)),
        [] => Ok(UserIx::new(find("user", name, snapshot.users.iter().map(|user| &*user.key))?)),
        several => {
            let keys: Vec<&str> = several.iter().map(|at| &*snapshot.user(UserIx::new(*at)).key).collect();
            bail!("several accounts have the login `{name}`; name one of {}", keys.join(", "))
        }
    }
}

/// The position of a name, or an error that says what was probably meant.
fn find<'a>(what: &str, name: &str, known: impl Iterator<Item = &'a str>) -> anyhow::Result<usize> {
    let known: Vec<&str> = known.collect();
    if let Some(at) = known.iter().position(|candidate| *candidate == name) {
        return Ok(at);
    }
    match nearest(name, known.iter().copied()) {
        Some(near) => bail!("the snapshot has no {what} `{name}`; did you mean `{near}`?"),
        // Of these there are never many.
        None if what == "operation" => bail!("the snapshot has no {what} `{name}`; it has {}", known.join(", ")),
        None => bail!("the snapshot has no {what} `{name}`"),
    }
}

/// The most limits of a user that are told.
const MOST_LIMITS: usize = 20;

type Asked = (UserIx, ResourceIx, OpIx);

fn tell(text: &mut String, access: &Access<'_>, explanation: &Explanation, asked: Asked) -> std::fmt::Result {
    let snapshot = access.snapshot();
    let (user, resource, op) = asked;
    let account = snapshot.user(user);
    let (login, model, name) =
        (shown(&account.key), shown(&snapshot.resource(resource).key), &snapshot.operation(op).name);
    let open = |missing: &Missing| matches!(missing, Missing::Unsure | Missing::Untold(_));
    let may = if explanation.missing.iter().any(open) {
        "may or may not (not assessed)"
    } else if explanation.routes.is_empty() {
        "may not"
    } else {
        "may"
    };
    let sure = if complete(snapshot, &ANSWERS) { "" } else { ", as far as the snapshot tells" };
    writeln!(text, "{login} {may} {name} {model}{sure}")?;
    if account.kind == UserKind::Anonymous {
        writeln!(text, "  the account stands for every visitor without a login")?;
    } else if !account.active {
        writeln!(text, "  the account is inactive; this is what it could do if it were let in again")?;
    }
    for route in &explanation.routes {
        match route {
            Route::Superuser => writeln!(text, "  the account bypasses every check")?,
            Route::Open => writeln!(
                text,
                "  no row speaks to {login} about {model}, and then the system allows {name} to whoever signs in"
            )?,
            Route::Everyone(grant) => writeln!(text, "  everyone → {}", row(snapshot, *grant))?,
            Route::Share(at) => {
                if let Some(share) = snapshot.shares.get(*at) {
                    let with = if share.to.is_some() { login.as_str() } else { "everyone who signs in" };
                    let (record, origin) = (shown(&share.record), shown(&share.origin.words()));
                    writeln!(text, "  {model} {record} alone is shared with {with} ({origin})")?;
                }
            }
            Route::Group { groups, grant } => {
                write!(text, "  {login}")?;
                for (at, group) in groups.iter().enumerate() {
                    let given = snapshot.group(*group).given_to.is_some();
                    let link = match at {
                        0 if given => "is given",
                        0 => "is in",
                        _ => "implies",
                    };
                    write!(text, " → {link} {}", shown(&snapshot.group(*group).key))?;
                }
                writeln!(text, " → {}", row(snapshot, *grant))?;
            }
        }
    }
    if explanation.routes.is_empty() && explanation.missing.is_empty() {
        writeln!(text, "  no row of the snapshot gives {name} on {model} to anyone")?;
    }
    for missing in &explanation.missing {
        match missing {
            Missing::Closed => {
                writeln!(text, "  the system refuses {name} on {model} to everyone, whatever its rows say")?;
            }
            Missing::Untold(grant) => {
                writeln!(text, "  a row does not tell whether it allows {name}: {}", row(snapshot, *grant))?;
            }
            Missing::Unsure => {
                writeln!(
                    text,
                    "  no row speaks to {login} about {model}, and the snapshot does not tell whether the system then allows {name}"
                )?;
            }
            Missing::NotByDefault => {
                writeln!(
                    text,
                    "  the rows do not count for {login}, and the system does not allow {name} on {model} by default"
                )?;
            }
            Missing::Superseded(grant) => {
                writeln!(
                    text,
                    "  a row that would give it is replaced by those made later: {}",
                    row(snapshot, *grant)
                )?;
            }
            Missing::SwitchedOff(grant) => {
                writeln!(text, "  a row that would give it is switched off: {}", row(snapshot, *grant))?;
            }
            Missing::Membership(grant) => {
                let group = match snapshot.grant(*grant).to {
                    Grantee::Group(group) => shown(&snapshot.group(group).key),
                    Grantee::Everyone => "everyone".to_owned(),
                };
                writeln!(text, "  not in {group}, which has it by {}", row(snapshot, *grant))?;
            }
        }
    }
    Ok(())
}

/// Which records the operation reaches, and the rules that decide.
fn rows(text: &mut String, access: &Access<'_>, asked: Asked) -> std::fmt::Result {
    let (user, resource, op) = asked;
    let snapshot = access.snapshot();
    let scopes = Scopes::new(snapshot);
    let scoped = scopes.of_user(access, user, resource, op);
    let answered = access.allowed(user, resource, op);
    let asked = if answered { "" } else { "; asked about the resource as a whole, the system says no" };
    writeln!(text, "  records: {}{asked}", scoped.scope.word())?;
    for limit in scopes.limits_on(access, user, resource).take(MOST_LIMITS) {
        let (by, value) = (shown(&snapshot.resource(limit.by).key), shown(&limit.value));
        writeln!(text, "    limited to {by} {value}{}", if limit.tree { " and what lies below it" } else { "" })?;
    }
    for rule in scoped.rules.iter().map(|rule| snapshot.rule(*rule)) {
        let reach = if rule.groups.is_empty() { "everyone" } else { "its groups" };
        let filter = if rule.filter.trim().is_empty() {
            "every record".to_owned()
        } else {
            terminal(&collapse(&rule.filter), 300)
        };
        writeln!(text, "    rule {} for {reach} ({}): {filter}", shown(&rule.key), shown(&rule.origin.words()))?;
    }
    Ok(())
}

/// White space as one blank, so that a rule over ten lines reads on one.
fn collapse(filter: &str) -> String {
    filter.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn row(snapshot: &Snapshot, grant: GrantIx) -> String {
    let grant = snapshot.grant(grant);
    let ops = snapshot.op_names(grant.ops).join(", ");
    let own = if grant.own { " on own records" } else { "" };
    format!("row {} ({ops}{own}; {})", shown(&grant.key), shown(&grant.origin.words()))
}

fn shown(text: &str) -> String {
    terminal(text, 200)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_of_several_accounts_is_not_guessed() {
        let mut builder = crate::synth::Builder::new("two sites");
        for key in ["mara#1", "mara#2", "bob"] {
            builder.user(key, "", &[]);
        }
        let mut snapshot = builder.build();
        for user in snapshot.users.iter_mut().filter(|user| user.key.starts_with("mara")) {
            user.login = Some("mara".into());
        }
        let told = find_user(&snapshot, "mara").unwrap_err().to_string();
        assert_eq!(told, "several accounts have the login `mara`; name one of mara#1, mara#2");
        assert_eq!(&*snapshot.user(find_user(&snapshot, "mara#2").unwrap()).key, "mara#2");
        assert!(find_user(&snapshot, "bobb").unwrap_err().to_string().contains("did you mean `bob`?"));
    }
}
