//! What can happen to a request on its way, and bodies that go wrong.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use hyper::body::{Body, Bytes, Frame, SizeHint};

/// What happens to the n-th request, counted from one.
#[derive(Clone, Default)]
pub struct Behaviour(Option<Arc<dyn Fn(u64) -> Disturbance + Send + Sync>>);

impl Behaviour {
    /// Asks a function about each request.
    pub fn new(disturb: impl Fn(u64) -> Disturbance + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(disturb)))
    }

    /// Does it to every request from the n-th on.
    pub fn since(first: u64, disturbance: Disturbance) -> Self {
        Self::new(move |n| if n >= first { disturbance.clone() } else { Disturbance::None })
    }

    pub(super) fn on(&self, request: u64) -> Disturbance {
        self.0.as_ref().map_or(Disturbance::None, |disturb| disturb(request))
    }
}

impl fmt::Debug for Behaviour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "Behaviour(..)" } else { "Behaviour(plain)" })
    }
}

/// One thing that happens to a request. Those that are delayed, truncated or late for their session reach the ERP, no other
/// does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disturbance {
    /// Nothing.
    None,
    /// The answer comes late.
    Delay(Duration),
    /// 429, with `Retry-After` in seconds if there is one.
    TooMany(Option<u64>),
    /// Another status with a page, as a proxy gives it: 502, 503.
    Status(u16),
    /// The connection ends without an answer.
    Reset,
    /// 200 with a page where JSON should be.
    Html,
    /// 200 with JSON that is no answer.
    ErrorBody,
    /// Half of the answer, then the connection ends.
    Truncated,
    /// An answer that says it is 10 GB long, and sends on.
    Huge,
    /// An answer without an end.
    Endless,
    /// JSON, nested a hundred thousand deep.
    Deep,
    /// 302 to another address.
    Redirect(String),
    /// From now on no login counts.
    SessionLost,
}

/// A body on the wire.
#[derive(Debug)]
pub(super) enum Outgoing {
    /// All of it.
    Whole(Option<Bytes>),
    /// The first half of it, with the length of all.
    Half { bytes: Option<Bytes>, length: u64, sent: bool },
    /// The same again and again, with a length or without.
    Flood(Bytes, Option<u64>),
}

impl Outgoing {
    pub(super) fn whole(body: Vec<u8>) -> Self {
        Self::Whole(Some(body.into()))
    }

    pub(super) fn half(body: Vec<u8>) -> Self {
        let length = body.len();
        Self::Half { bytes: Some(Bytes::from(body).slice(..length / 2)), length: length as u64, sent: false }
    }

    pub(super) fn flood(length: Option<u64>) -> Self {
        Self::Flood(vec![b' '; 64 << 10].into(), length)
    }
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        Poll::Ready(match self.get_mut() {
            Self::Whole(bytes) => bytes.take().map(|bytes| Ok(Frame::data(bytes))),
            Self::Half { bytes, sent, .. } => Some(match bytes.take() {
                Some(bytes) => Ok(Frame::data(bytes)),
                // The half that there is goes out before the connection ends.
                None if !*sent => {
                    *sent = true;
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                None => Err(io::ErrorKind::ConnectionAborted.into()),
            }),
            Self::Flood(bytes, _) => Some(Ok(Frame::data(bytes.clone()))),
        })
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, Bytes::len) as u64),
            Self::Half { length, .. } | Self::Flood(_, Some(length)) => SizeHint::with_exact(*length),
            Self::Flood(_, None) => SizeHint::default(),
        }
    }
}
