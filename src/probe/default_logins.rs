//! Signing in once as accounts whose passwords everybody can read up. Only where somebody asked for it.
//!
//! An account is tried once and with one password, never where the system might lock it for that, and nothing more is tried
//! behind the first that is let in. A session that opens is closed at once.

use std::collections::BTreeSet;
use std::pin::{Pin, pin};
use std::time::Duration;

use futures_util::future::{Either, select};
use secrecy::SecretString;

use super::exchange::{Exchange, Wire};
use super::{Probed, Unprobed};
use crate::connect::live::{Live, Login, Observed, Question, SecretKind, Verdict};
use crate::model::UserIx;
use crate::net::within;
use crate::policy::{Lockout, Policies};
use crate::snapshot::{Domain, Presence, Snapshot, State, User};

/// Where an account is locked behind so few failures, one of ours may be the last.
const FEWEST: u32 = 3;
/// The longest that a sign-in or a sign-out is waited for when the run is to end.
const PATIENCE: Duration = Duration::from_secs(5);

/// A sign-in that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TriedLogin {
    /// The account.
    pub user: UserIx,
    /// The public default that was tried, by its name; never the password.
    pub known_as: String,
    /// What the system did.
    pub observed: Observed,
    /// When it was sent, ISO 8601 UTC with milliseconds.
    pub at: Box<str>,
    /// How long the answer took, in milliseconds.
    pub latency: u32,
}

impl TriedLogin {
    /// What was sent, in words.
    pub fn words(&self, snapshot: &Snapshot) -> String {
        format!("a sign-in of `{}` with {}", snapshot.user(self.user).login(), self.known_as)
    }
}

/// Sign-ins that may be sent, and those that are not.
#[derive(Debug, Default)]
pub struct Tries {
    to_send: Vec<Try>,
    left_out: Vec<Unprobed>,
}

#[derive(Debug)]
struct Try {
    user: UserIx,
    login: Login,
    known_as: String,
}

impl Tries {
    /// The accounts of a snapshot that are in use and have a public default. Those that `ask` in the same run are left out: they
    /// sign in with their own secrets, and no account is to fail twice.
    pub fn of(snapshot: &Snapshot, live: &dyn Live, policies: &Policies, ask: &BTreeSet<UserIx>) -> Self {
        let mut tries = Self::default();
        let mut seen = BTreeSet::new();
        let careful = careful(snapshot, policies.lockouts.of(&snapshot.system.kind));
        let careful = careful.and_then(|()| live.takes(SecretKind::Password));
        let known = policies.accounts.default_credentials.iter();
        let known = known.filter(|known| known.system == snapshot.system.kind && !known.follows_login());
        // A password of every account would be tried on every account.
        for (default, login) in known.filter_map(|known| Some((known, known.login.as_deref()?))) {
            let is_it = |user: &User| {
                user.signs_in() && user.password != Presence::Absent && user.login().eq_ignore_ascii_case(login)
            };
            let accounts = snapshot.users.iter().enumerate().filter(|(_, user)| is_it(user));
            for (user, account) in accounts.map(|(at, account)| (UserIx::new(at), account)) {
                if !seen.insert(user) {
                    continue;
                }
                let asks = || ask.contains(&user).then(|| ASKS.to_owned());
                match careful.clone().err().or_else(asks) {
                    Some(reason) => tries.left_out.push(left_out(snapshot, user, reason)),
                    None => tries.to_send.push(Try {
                        user,
                        login: of_account(snapshot, user, &account.id, &default.password),
                        known_as: default.known_as.clone(),
                    }),
                }
            }
        }
        tries
    }

    /// How many sign-ins there are to send.
    pub fn len(&self) -> usize {
        self.to_send.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.to_send.is_empty()
    }
}

const ASKS: &str = "the account signs in with its own secret in this run, and no account is to fail twice";

fn of_account(snapshot: &Snapshot, user: UserIx, id: &str, password: &SecretString) -> Login {
    Login {
        name: snapshot.user(user).login().into(),
        id: id.into(),
        secret: password.clone(),
        kind: SecretKind::Password,
        session: None,
    }
}

fn left_out(snapshot: &Snapshot, user: UserIx, reason: String) -> Unprobed {
    let what = format!("the default password of `{}`", snapshot.user(user).key);
    Unprobed { role: None, what, reason, asked_for: true }
}

/// Whether one sign-in that fails does no harm; the error is why nobody can be sure.
fn careful(snapshot: &Snapshot, lockout: Option<&Lockout>) -> Result<(), String> {
    let Some(Lockout { setting, shipped, .. }) = lockout else {
        return Err("nobody wrote down how such a system locks accounts".to_owned());
    };
    let locks_after = match setting {
        None => *shipped,
        Some(key) => {
            let unknown =
                || format!("the snapshot does not tell after how many failures an account is locked (`{key}`)");
            let found = snapshot.settings.iter().find(|setting| setting.key == *key);
            match found {
                // Of settings that are not all there, one that is missing may be the one that counts.
                None if snapshot.coverage_of(Domain::Settings).state == State::Assessed => *shipped,
                None => return Err(unknown()),
                Some(setting) => {
                    let value = setting.value.as_deref().ok_or_else(unknown)?.trim();
                    // A system reads an empty one as none at all.
                    if value.is_empty() { 0 } else { value.parse().map_err(|_| unknown())? }
                }
            }
        }
    };
    if (1..=FEWEST).contains(&locks_after) {
        return Err(format!("an account is locked behind {locks_after} failed sign-ins, and this may be the last"));
    }
    Ok(())
}

/// Sends each sign-in, one behind the other, until one is let in. What was observed before an interruption stays.
pub async fn try_default_logins(
    probed: &mut Probed,
    snapshot: &Snapshot,
    tries: Tries,
    wire: &Wire<'_>,
    mut stop: Pin<&mut dyn Future<Output = ()>>,
) {
    probed.unprobed.extend(tries.left_out);
    let sent_before = wire.client.sent();
    let (mut over, mut failed) = (None::<String>, 0);
    for Try { user, login, known_as } in tries.to_send {
        let asked = match &over {
            Some(reason) => Err(reason.clone()),
            None => patiently(probed, wire.ask(&Question::SignIn, &login), stop.as_mut()).await,
        };
        if probed.interrupted {
            over.get_or_insert_with(|| "interrupted".to_owned());
        }
        let Exchange { traced, observed, session, .. } = match asked {
            Ok(exchange) => exchange,
            Err(reason) => {
                probed.unprobed.push(left_out(snapshot, user, reason));
                continue;
            }
        };
        let observed = match session {
            Some(Ok(session)) => {
                close(probed, wire, Login { session: Some(session), ..login }).await;
                Observed::ALLOWED
            }
            Some(Err(why)) if why.locked_out => {
                over.get_or_insert(why.reason);
                observed
            }
            _ => observed,
        };
        match observed.allowed() {
            Some(true) => {
                over.get_or_insert_with(|| "a default password was taken, which is enough".to_owned());
            }
            Some(false) => failed += 1,
            None => {}
        }
        if failed >= wire.live.failures() {
            over.get_or_insert_with(|| format!("{failed} sign-ins failed, and the system counts them by address"));
        }
        note_traces(probed, wire.live, &observed);
        probed.default_logins.push(TriedLogin { user, known_as, observed, at: traced.at, latency: traced.latency });
    }
    probed.requests += wire.client.sent() - sent_before;
}

/// Waits for the answer to a sign-in, also for a while behind an interruption: a session that nobody knows of would stay open.
async fn patiently(
    probed: &mut Probed,
    asked: impl Future<Output = Result<Exchange, String>>,
    stop: Pin<&mut dyn Future<Output = ()>>,
) -> Result<Exchange, String> {
    let mut asked = pin!(asked);
    match select(asked.as_mut(), stop).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => {
            probed.interrupted = true;
            let lost = || Err("interrupted; if it let in, the session ends by itself when its time is over".to_owned());
            within(PATIENCE, asked).await.unwrap_or_else(lost)
        }
    }
}

/// Ends the session that a default password opened.
async fn close(probed: &mut Probed, wire: &Wire<'_>, login: Login) {
    let Some(call) = wire.live.closes(&login) else { return };
    let (_, closed) = wire.close(call, PATIENCE).await;
    if let Err(reason) = closed {
        probed.unprobed.push(Unprobed {
            role: None,
            what: format!("closing the session of `{}`", login.name),
            reason: format!("{reason}; it ends by itself when its time is over"),
            asked_for: false,
        });
    }
}

/// What a sign-in leaves behind.
fn note_traces(probed: &mut Probed, live: &dyn Live, observed: &Observed) {
    let signed_in = if observed.verdict == Verdict::Denied { Question::SignInWrong } else { Question::SignIn };
    let traces = live.traces(&signed_in).iter().chain(live.session_traces());
    for trace in traces {
        if !probed.traces.contains(trace) {
            probed.traces.push(trace);
        }
    }
}
