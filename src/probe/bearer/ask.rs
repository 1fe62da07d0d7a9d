//! Asks with each token, and what the answers mean.

use jiff::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::{Attempt, BearerError, Minter, attempts};
use crate::connect::live::Observed;
use crate::net::{Answer, Client, NetError, Request};

/// One token and what the API made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BearerCell {
    /// Which token.
    pub attempt: Attempt,
    /// What was sent, in words: `GET /api/v1/me with no token`.
    pub words: String,
    /// What the API did; anything but [`Attempt::Good`] must be denied.
    pub observed: Observed,
    /// How long the answer took, in milliseconds; nothing where none was asked for or none came.
    pub latency: Option<u32>,
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
/// is not taken both times, the refusals of the others tell nothing.
pub async fn probe(
    client: &Client,
    path: &str,
    minter: &Minter,
    now: Timestamp,
) -> Result<Vec<BearerCell>, BearerError> {
    let mut attempts = attempts(minter, now)?.into_iter();
    let Some((Attempt::Good, good)) = attempts.next() else { return Ok(Vec::new()) };
    let control = ask(client, path, good.as_ref()).await;
    let taken = judge(control.as_ref()).allowed() == Some(true);
    let mut cells = vec![cell(path, Attempt::Good, judge(control.as_ref()), control.as_ref().ok())];
    for (attempt, token) in attempts {
        let Some(control) = control.as_ref().ok().filter(|_| taken) else {
            cells.push(cell(path, attempt, Observed::inconclusive("not asked: the good token was not taken"), None));
            continue;
        };
        let answer = ask(client, path, token.as_ref()).await;
        cells.push(cell(path, attempt, beside(control, answer.as_ref()), answer.as_ref().ok()));
    }
    if taken && judge(ask(client, path, good.as_ref()).await.as_ref()).allowed() != Some(true) {
        for cell in cells.iter_mut().filter(|cell| cell.observed.allowed() == Some(false)) {
            cell.observed = Observed::inconclusive("refused, but afterwards the good token was not taken either");
        }
    }
    Ok(cells)
}

/// The same as [`judge`], beside what the good token got: a sign-in page with status 200 opens nothing.
fn beside(control: &Answer, answer: Result<&Answer, &NetError>) -> Observed {
    match answer {
        Ok(found) if (200..300).contains(&found.status) && found.content_type != control.content_type => {
            Observed::inconclusive("an answer of another media type than the good token got")
        }
        _ => judge(answer),
    }
}

async fn ask(client: &Client, path: &str, token: Option<&SecretString>) -> Result<Answer, NetError> {
    let request = Request::get(path);
    let request = match token {
        Some(token) => request.header("authorization", &format!("Bearer {}", token.expose_secret())),
        None => request,
    };
    client.send(&request).await
}

fn cell(path: &str, attempt: Attempt, observed: Observed, answer: Option<&Answer>) -> BearerCell {
    let latency = answer.map(|answer| u32::try_from(answer.latency.as_millis()).unwrap_or(u32::MAX));
    BearerCell { attempt, words: format!("GET {path} with {}", attempt.words()), observed, latency }
}
