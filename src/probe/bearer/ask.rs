//! Asks with each token, and what the answers mean.

use std::pin::pin;
use std::time::Instant;

use futures_util::future::{Either, select};
use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::{Attempt, Minter};
use crate::connect::live::Observed;
use crate::net::{Answer, Client, NetError, Request};
use crate::probe::{Probed, Sent, Watch};

/// One token and what the API made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BearerCell {
    /// What was asked for.
    pub path: Box<str>,
    /// Which token.
    pub attempt: Attempt,
    /// What the API did.
    pub observed: Observed,
    /// When it was sent, ISO 8601 UTC with milliseconds, and how long the answer took, in milliseconds; nothing where it was
    /// not sent.
    pub sent: Option<(Box<str>, u32)>,
}

impl BearerCell {
    /// What was sent, in words.
    pub fn words(&self) -> String {
        self.attempt.request(&self.path)
    }

    /// A bad token that opened.
    pub fn is_hole(&self) -> bool {
        !self.attempt.must_open() && self.observed.allowed() == Some(true)
    }

    /// A good token that was refused: neither right nor wrong of the API, but then its other answers tell nothing.
    pub fn is_failed_control(&self) -> bool {
        self.attempt.must_open() && self.observed.allowed() == Some(false)
    }
}

/// What an answer means: 2xx opens, 401 and 403 refuse, anything else tells nothing.
pub fn judge(answer: Result<&Answer, &NetError>) -> Observed {
    match answer.map(|answer| answer.status) {
        Ok(200..=299) => Observed::ALLOWED,
        Ok(401 | 403) => Observed::DENIED,
        Ok(status) => Observed::inconclusive(format!("HTTP {status} neither opens nor refuses")),
        Err(error) => Observed::inconclusive(format!("no answer: {error}")),
    }
}

/// Asks for a path, which must only read, with each token of the minter: the good one first and once more at the end. If it
/// is not taken both times, the refusals of the others tell nothing. Nothing is sent after an interruption.
pub async fn probe(
    probed: &mut Probed,
    (path, minter): (&str, &Minter),
    client: &Client,
    clock: &dyn Fn() -> Timestamp,
    mut watch: Watch<'_>,
) {
    let attempts = minter.attempts();
    let total = attempts.len();
    // What kind of answer the good token got.
    let mut media = None;
    let mut over = probed.interrupted.then_some("interrupted");
    for (done, attempt) in (1..).zip(attempts) {
        let mut cell = BearerCell { path: path.into(), attempt, observed: Observed::DENIED, sent: None };
        let asked = match (over, minter.token(attempt, clock())) {
            (Some(reason), _) => Err(reason.to_owned()),
            (None, Err(error)) => Err(error.to_string()),
            (None, Ok(token)) => {
                let (at, start) = (clock(), Instant::now());
                match select(pin!(ask(client, path, token.as_ref())), watch.stop.as_mut()).await {
                    Either::Left((answer, _)) => Ok((answer, at, start.elapsed())),
                    Either::Right(_) => {
                        probed.interrupted = true;
                        over = Some("interrupted");
                        Err("interrupted".to_owned())
                    }
                }
            }
        };
        match asked {
            Err(reason) => cell.observed = Observed::inconclusive(format!("not asked: {reason}")),
            Ok((answer, at, elapsed)) => {
                let latency = answer.as_ref().map_or(elapsed, |answer| answer.latency);
                cell.sent = Some((format!("{at:.3}").into(), u32::try_from(latency.as_millis()).unwrap_or(u32::MAX)));
                cell.observed = beside(media.as_deref(), answer.as_ref());
                if attempt == Attempt::Good {
                    let taken = answer.ok().filter(|_| cell.observed.allowed() == Some(true));
                    media = taken.map(|answer| answer.content_type);
                    over = media.is_none().then_some("the good token was not taken");
                }
                probed.requests += 1;
                (watch.progress)(done, total, "tokens");
                (watch.evidence)(Sent::Token(&cell));
            }
        }
        probed.bearer.push(cell);
    }
    doubt(&mut probed.bearer);
}

/// A refusal shows something only if the good token was still taken afterwards.
fn doubt(cells: &mut [BearerCell]) {
    if cells.last().is_some_and(|last| last.observed.allowed() != Some(true)) {
        let refused = |cell: &&mut BearerCell| !cell.attempt.must_open() && cell.observed.allowed() == Some(false);
        for cell in cells.iter_mut().filter(refused) {
            cell.observed = Observed::inconclusive("refused, but afterwards the good token was not seen to be taken");
        }
    }
}

/// The same as [`judge`], beside what the good token got: a sign-in page with status 200 opens nothing.
fn beside(media: Option<&str>, answer: Result<&Answer, &NetError>) -> Observed {
    match (media, answer) {
        (Some(media), Ok(found)) if (200..300).contains(&found.status) && found.content_type != media => {
            Observed::inconclusive("an answer of another media type than the good token got")
        }
        _ => judge(answer),
    }
}

async fn ask(client: &Client, path: &str, token: Option<&SecretString>) -> Result<Answer, NetError> {
    let request = Request::get(path);
    client
        .send(&match token {
            // As RFC 6750 writes it: some APIs compare letter by letter.
            Some(token) => request.header("authorization", &format!("Bearer {}", token.expose_secret())),
            None => request,
        })
        .await
}
