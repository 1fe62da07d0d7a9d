//! A path in words: from an account over its groups to what it ends in.

use super::{Cause, Escalations, Path, Step};
use crate::access::chain;
use crate::model::{GrantIx, GroupIx, UserIx};
use crate::snapshot::{Grantee, UserKind};

impl Escalations<'_> {
    /// The steps of a user's path. `cause` is what brings the first way, where one of several was chosen.
    pub fn words(&self, path: &Path, user: UserIx, cause: Option<Cause>) -> Vec<String> {
        let snapshot = self.access().snapshot();
        let mut words = vec![format!("user:{}", snapshot.user(user).key)];
        for (at, step) in path.steps.iter().enumerate() {
            match step {
                Step::Made(groups) => {
                    words.extend(self.links(groups));
                    let last = groups.last().map_or("", |group| &snapshot.group(*group).key);
                    words.push(format!("members of `{last}` can give any right to anyone"));
                }
                Step::Way { held, profile } => {
                    let somebody = if at == 0 { Some(user) } else { self.somebody(*profile) };
                    if at > 0 {
                        let key = somebody.map_or("", |user| &snapshot.user(user).key);
                        words.push(format!("acts as an account such as `{key}`"));
                    }
                    let cause = cause.filter(|_| at == 0).or(held.causes.first().copied());
                    if let (Some(Cause::Group(group)), Some(user)) = (cause, somebody) {
                        words.extend(self.links(&chain(self.access(), user, group)));
                    }
                    words.extend(held.row.map(|row| self.row(row)));
                    words.extend(self.way(held).map(|way| way.rule.how.clone()));
                }
                Step::Administers(profile) => {
                    let key = self.somebody(*profile).map_or("", |user| &snapshot.user(user).key);
                    words.push(format!("acts as an administrator such as `{key}`"));
                }
            }
        }
        words
    }

    /// The first account with a profile that may sign in.
    fn somebody(&self, profile: usize) -> Option<UserIx> {
        let mut users = self.access().snapshot().users.iter().enumerate();
        let has = |at: usize| self.access().profile_index(UserIx::new(at)) == profile;
        let found = users.find(|(at, user)| user.active && user.kind != UserKind::System && has(*at));
        found.map(|(at, _)| UserIx::new(at))
    }

    /// A group, and what it brings one after the other.
    fn links(&self, groups: &[GroupIx]) -> Vec<String> {
        let word = |at: usize| if at == 0 { "group" } else { "implies" };
        let key = |group: &GroupIx| &self.access().snapshot().group(*group).key;
        groups.iter().enumerate().map(|(at, group)| format!("{}:{}", word(at), key(group))).collect()
    }

    /// A row as a step.
    fn row(&self, row: GrantIx) -> String {
        let snapshot = self.access().snapshot();
        let grant = snapshot.grant(row);
        let of = match grant.to {
            Grantee::Group(_) => "",
            Grantee::Everyone => " for everyone",
        };
        let (ops, on) = (snapshot.op_names(grant.ops).join(", "), &snapshot.resource(grant.resource).key);
        format!("row:{}{of} allows {ops} on {on} ({})", grant.key, grant.origin.words())
    }
}
