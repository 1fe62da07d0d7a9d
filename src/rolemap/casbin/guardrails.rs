//! What no role map may grant: a casbin policy, asked by casbin's enforcer.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use casbin::function_map::OperatorFunction;
use casbin::{CoreApi, DefaultModel, Enforcer, StringAdapter};

use super::export::{operations, row};
use super::import::Policy;
use crate::model::Pattern;
use crate::rolemap::{Access, LoadError, OpSelection, Problem, load};
use crate::yaml::Problems;

/// Whom a role without a row of its own is asked as.
const EVERYONE: &str = "everyone";

/// Guardrails that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GuardrailsError {
    /// The file cannot be read.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// Rows are wrong; nothing is judged by the rest.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Rows(Vec<Problem>),
    /// casbin refuses the policy.
    #[error("`{file}` is no policy of policies/model.conf")]
    Casbin {
        /// The file.
        file: Arc<str>,
        /// What casbin says.
        source: Box<casbin::Error>,
    },
}

/// What no role map may grant.
pub struct Guardrails {
    enforcer: Enforcer,
    /// What is denied to somebody: only a grant that meets one of these is asked about.
    denied: Vec<(Pattern, String)>,
    named: BTreeSet<String>,
}

impl std::fmt::Debug for Guardrails {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guardrails").field("denied", &self.denied).field("named", &self.named).finish_non_exhaustive()
    }
}

impl Guardrails {
    /// The guardrails of a policies folder: its `guardrails.csv`, else the built-in ones.
    pub fn load(policies: Option<&Path>) -> Result<Self, GuardrailsError> {
        // Only where there is no such name: a file that cannot be read, or a link to nowhere, is somebody's guardrails.
        let is_there =
            |path: &PathBuf| !matches!(path.symlink_metadata(), Err(error) if error.kind() == ErrorKind::NotFound);
        match policies.map(|folder| folder.join("guardrails.csv")).filter(is_there) {
            Some(path) => {
                let file: Arc<str> = path.display().to_string().into();
                Self::read(&load::sheet_text(&path, &file, &mut Problems::default())?, &file)
            }
            None => Self::read(include_str!("../../../policies/guardrails.csv"), &"policies/guardrails.csv".into()),
        }
    }

    fn read(text: &str, file: &Arc<str>) -> Result<Self, GuardrailsError> {
        let mut problems = Problems::default();
        let policy = Policy::read(text, file, &mut problems);
        let problems = problems.finish();
        if !problems.is_empty() {
            return Err(GuardrailsError::Rows(problems));
        }
        let mut denied = Vec::new();
        let mut named = BTreeSet::new();
        // casbin gets the rows as they were understood: every effect written out, operations in the words of role maps.
        let mut understood = String::new();
        for cell in policy.cells {
            if let Some((pattern, ops)) = &cell.what {
                let effect = if cell.allow { "allow" } else { "deny" };
                for op in operations(ops) {
                    row(&mut understood, &["p", &cell.role.value, pattern.value.as_str(), op, effect]);
                    if !cell.allow {
                        denied.push((pattern.value.clone(), op.to_owned()));
                    }
                }
            }
            named.insert(cell.role.value);
        }
        for (under, over) in policy.links {
            row(&mut understood, &["g", &under.value, &over.value]);
            named.insert(under.value);
        }
        let refused = |source| GuardrailsError::Casbin { file: Arc::clone(file), source: Box::new(source) };
        let enforcer = at_once(enforcer(understood)).transpose().map_err(refused)?;
        let enforcer = enforcer.ok_or_else(|| refused(std::io::Error::from(std::io::ErrorKind::WouldBlock).into()))?;
        Ok(Self { enforcer, denied, named })
    }

    /// The part of a cell that the role must not have: a resource or pattern, and the operation.
    pub(in crate::rolemap) fn against<'g>(
        &'g self,
        role: &str,
        resource: &'g Pattern,
        access: &'g Access,
    ) -> Option<(&'g str, &'g str)> {
        let subject = if self.named.contains(role) { role } else { EVERYONE };
        self.denied.iter().find_map(|(pattern, denied)| {
            // The narrower of the two is what both speak about.
            let narrower = if covers(pattern, resource) {
                resource.as_str()
            } else if covers(resource, pattern) {
                pattern.as_str()
            } else {
                return None;
            };
            let ops = match &access.allow {
                OpSelection::Named(names) if denied == "*" => names.iter().map(|name| name.0.as_str()).collect(),
                _ => vec![denied.as_str()],
            };
            let given = ops.into_iter().filter(|op| access.allow.selects(op) && !access.deny.selects(op));
            // A guardrail that cannot be asked stands.
            let mut refused = given.filter(|op| !self.enforcer.enforce((subject, narrower, *op)).unwrap_or(false));
            refused.next().map(|op| (narrower, op))
        })
    }
}

/// Whether everything that `narrow` covers is covered by `wide`.
pub(in crate::rolemap) fn covers(wide: &Pattern, narrow: &Pattern) -> bool {
    match narrow.as_str().strip_suffix('*') {
        Some(beginning) => !wide.is_exact() && wide.matches(beginning),
        None => wide.matches(narrow.as_str()),
    }
}

async fn enforcer(text: String) -> Result<Enforcer, casbin::Error> {
    let model = DefaultModel::from_str(super::MODEL).await?;
    let mut enforcer = Enforcer::new(model, StringAdapter::new(text)).await?;
    // casbin's own keyMatch cuts names at byte positions, inside a letter if need be.
    enforcer.add_function(
        "keyMatch",
        OperatorFunction::Arg2(|name, pattern| {
            let (name, pattern) = (name.into_string().unwrap_or_default(), pattern.into_string().unwrap_or_default());
            Pattern::parse(&pattern).is_ok_and(|pattern| pattern.matches(&name)).into()
        }),
    );
    Ok(enforcer)
}

/// The outcome of a future that waits for nothing: all that casbin reads here is in memory, and a runtime of our own
/// would panic inside the caller's.
fn at_once<T>(future: impl Future<Output = T>) -> Option<T> {
    match std::pin::pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(outcome) => Some(outcome),
        Poll::Pending => None,
    }
}
