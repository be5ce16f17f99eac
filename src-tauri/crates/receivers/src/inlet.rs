//! The inlet: the one way from the receivers to whoever keeps telemetry, and the bound on how much may wait there.
//!
//! Bodies being read, checked or stored are counted in bytes. When there is no room the sender waits a moment (clients are less
//! patient than they look: some never retry), then hears that it should come again. Knows no protocol and no store.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, TryAcquireError};
use tokio::time::Instant;
use waterglass_model::{Batch, Protocol, Signal};

/// Bytes of bodies in flight unless set otherwise.
pub const DEFAULT_ROOM: usize = 64 << 20;

/// How long one request waits for room, in all, before it is refused. Go's gRPC exporter gives up after 10 s with two tries, Node's
/// never tries twice: a short wait inside their patience saves what a refusal would lose.
const PATIENCE: Duration = Duration::from_secs(2);

/// Left of a caller's own deadline for the refusal to reach it.
const MARGIN: Duration = Duration::from_millis(200);

/// Room is counted in units of this many bytes, so that a body may be larger than a semaphore's 32-bit step.
const UNIT: usize = 1024;

/// Who keeps what is received. Implemented by the server over the store.
pub trait Sink: Send + Sync + 'static {
    /// Keeps a batch. The future resolves after the commit: whoever sees `Ok` may acknowledge to the client.
    ///
    /// The future is polled to its end even when the client has gone.
    fn store(&self, batch: Batch) -> BoxFuture<'static, Result<(), Refusal>>;

    /// Hears of everything that was refused, for most SDKs show nothing of it. Must not block.
    fn rejected(&self, problem: Rejected);
}

/// Why a good batch was not kept. Either way the client is told to try again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No room now.
    #[error("Waterglass is busy storing earlier telemetry; please send this again in a second")]
    Busy,
    /// The store cannot write (disk full, read-only, …): its reason. Data that is sent again later is not lost.
    #[error("Waterglass cannot store telemetry now: {0}")]
    Storage(String),
}

/// Something that was not taken, as the app shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// The protocol it came by.
    pub protocol: Protocol,
    /// What it was, where that could be told.
    pub signal: Option<Signal>,
    /// The User-Agent header, empty when there was none.
    pub user_agent: String,
    /// Spans, log records or data points refused; 0 = a whole request whose items could not be counted.
    pub count: u64,
    /// Why, in one sentence.
    pub reason: String,
}

/// The receivers' end of a [`Sink`]. Clones share the same room.
#[derive(Clone)]
pub struct Inlet {
    sink: Arc<dyn Sink>,
    free: Arc<Semaphore>,
    units: u32,
    /// See [`Room::wait`].
    overdraft: Arc<Semaphore>,
}

impl std::fmt::Debug for Inlet {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Inlet").field("free_units", &self.free.available_permits()).finish_non_exhaustive()
    }
}

impl Inlet {
    /// An inlet with room for `bytes` of bodies at a time ([`DEFAULT_ROOM`] unless the user set another).
    pub fn new(sink: Arc<dyn Sink>, bytes: usize) -> Self {
        let units = u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX).clamp(1, u32::MAX >> 3);
        let free = Arc::new(Semaphore::new(units as usize));
        Self { sink, free, units, overdraft: Arc::new(Semaphore::new(1)) }
    }

    /// Bytes of room not taken now.
    pub fn free(&self) -> usize {
        self.free.available_permits() * UNIT
    }

    /// An account for one request; it holds nothing yet. `deadline` is the caller's own, if it named one.
    pub fn room(&self, deadline: Option<Instant>) -> Room {
        Room { inlet: self.clone(), permit: None, overdraft: None, bytes: 0, patience: PATIENCE, deadline }
    }

    /// Hands a batch to the sink; resolves after its commit.
    ///
    /// # Errors
    /// What the sink says.
    pub async fn store(&self, batch: Batch) -> Result<(), Refusal> {
        self.sink.store(batch).await
    }

    /// Tells the sink what was refused.
    pub fn rejected(&self, problem: Rejected) {
        self.sink.rejected(problem);
    }
}

/// The bytes one request holds of an [`Inlet`], given back when dropped.
#[derive(Debug)]
pub struct Room {
    inlet: Inlet,
    permit: Option<OwnedSemaphorePermit>,
    overdraft: Option<OwnedSemaphorePermit>,
    bytes: usize,
    /// What is left of the time this request may wait.
    patience: Duration,
    deadline: Option<Instant>,
}

impl Room {
    /// Takes `bytes` more, waiting for them if need be. A request larger than the whole inlet takes all of it and passes alone.
    ///
    /// # Errors
    /// [`Refusal::Busy`] when there was no room in time.
    pub async fn grow(&mut self, bytes: usize) -> Result<(), Refusal> {
        self.bytes = self.bytes.saturating_add(bytes);
        self.hold(self.units(self.bytes)).await
    }

    /// Takes what a request of `total` bytes will need, at once, so that it need not wait half way.
    ///
    /// # Errors
    /// [`Refusal::Busy`] when there was no room in time.
    pub async fn reserve(&mut self, total: usize) -> Result<(), Refusal> {
        self.hold(self.units(total)).await
    }

    async fn hold(&mut self, units: u32) -> Result<(), Refusal> {
        let missing = units.saturating_sub(self.held());
        if missing == 0 || self.overdraft.is_some() {
            return Ok(());
        }
        match self.inlet.free.clone().try_acquire_many_owned(missing) {
            Ok(permit) => self.add(permit),
            Err(TryAcquireError::NoPermits) => self.wait(missing).await?,
            Err(TryAcquireError::Closed) => return Err(Refusal::Busy),
        }
        Ok(())
    }

    fn add(&mut self, more: OwnedSemaphorePermit) {
        match &mut self.permit {
            Some(permit) => permit.merge(more),
            none => *none = Some(more),
        }
    }

    /// Waits for room. Requests that hold some and need more (a body whose decompressed size nobody told) could wait for each other
    /// for ever; so one of them at a time may go on without: the inlet holds one body more than it has room for, at most.
    async fn wait(&mut self, units: u32) -> Result<(), Refusal> {
        let began = Instant::now();
        let patience = self.deadline.map_or(self.patience, |deadline| {
            self.patience.min(deadline.saturating_duration_since(began).saturating_sub(MARGIN))
        });
        let (free, overdraft) = (self.inlet.free.clone(), self.inlet.overdraft.clone());
        let waited = tokio::select! {
            biased;
            permit = free.acquire_many_owned(units) => permit.map(|permit| self.add(permit)).map_err(|_| Refusal::Busy),
            permit = overdraft.acquire_owned(), if self.permit.is_some() => {
                self.overdraft = permit.ok();
                Ok(())
            }
            () = tokio::time::sleep(patience) => Err(Refusal::Busy),
        };
        self.patience = self.patience.saturating_sub(began.elapsed());
        waited
    }

    /// Gives back all but `bytes`.
    pub fn shrink_to(&mut self, bytes: usize) {
        self.bytes = self.bytes.min(bytes);
        let surplus = self.held().saturating_sub(self.units(self.bytes));
        if let Some(permit) = &mut self.permit {
            drop(permit.split(surplus as usize));
        }
    }

    /// What so many bytes cost; never more than there is.
    fn units(&self, bytes: usize) -> u32 {
        u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX).min(self.inlet.units)
    }

    fn held(&self) -> u32 {
        self.permit.as_ref().map_or(0, |permit| permit.num_permits() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Nowhere;

    impl Sink for Nowhere {
        fn store(&self, _: Batch) -> BoxFuture<'static, Result<(), Refusal>> {
            Box::pin(async { Ok(()) })
        }
        fn rejected(&self, _: Rejected) {}
    }

    fn inlet(bytes: usize) -> Inlet {
        Inlet::new(Arc::new(Nowhere), bytes)
    }

    #[tokio::test(start_paused = true)]
    async fn a_full_inlet_refuses_after_its_patience() {
        let inlet = inlet(10 * UNIT);
        let mut first = inlet.room(None);
        first.grow(10 * UNIT).await.expect("there is room");
        let mut second = inlet.room(None);
        let began = Instant::now();
        assert_eq!(second.grow(UNIT).await, Err(Refusal::Busy));
        assert_eq!(began.elapsed(), PATIENCE);
        let mut hurried = inlet.room(Some(Instant::now() + Duration::from_millis(700)));
        let began = Instant::now();
        assert_eq!(hurried.grow(1).await, Err(Refusal::Busy));
        assert_eq!(began.elapsed(), Duration::from_millis(500));
    }

    #[tokio::test(start_paused = true)]
    async fn who_waits_gets_the_room_that_is_given_back() {
        let inlet = inlet(10 * UNIT);
        let mut first = inlet.room(None);
        first.grow(10 * UNIT).await.expect("there is room");
        let mut second = inlet.room(None);
        let waiting = tokio::spawn(async move { second.grow(4 * UNIT).await.map(|()| second) });
        tokio::time::sleep(Duration::from_secs(1)).await;
        first.shrink_to(6 * UNIT);
        let second = waiting.await.expect("no panic").expect("room came in time");
        assert_eq!(inlet.free(), 0);
        drop((first, second));
        assert_eq!(inlet.free(), 10 * UNIT);
    }

    #[tokio::test(start_paused = true)]
    async fn who_holds_some_and_needs_more_goes_on_in_turn() {
        let inlet = inlet(10 * UNIT);
        let requests = (0..5).map(|_| {
            let mut room = inlet.room(None);
            tokio::spawn(async move {
                for _ in 0..4 {
                    room.grow(UNIT).await?;
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
                Ok::<_, Refusal>(())
            })
        });
        for request in requests.collect::<Vec<_>>() {
            assert_eq!(request.await.expect("no panic"), Ok(()));
        }
        assert_eq!(inlet.free(), 10 * UNIT);
    }

    #[tokio::test(start_paused = true)]
    async fn large_bodies_are_served_in_turn() {
        let inlet = inlet(10 * UNIT);
        let requests = (0..5).map(|_| {
            let mut room = inlet.room(None);
            tokio::spawn(async move {
                room.reserve(6 * UNIT).await?;
                for _ in 0..6 {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    room.grow(UNIT).await?;
                }
                Ok::<_, Refusal>(())
            })
        });
        for request in requests.collect::<Vec<_>>() {
            assert_eq!(request.await.expect("no panic"), Ok(()));
        }
        assert_eq!(inlet.free(), 10 * UNIT);
    }

    #[tokio::test(start_paused = true)]
    async fn a_body_larger_than_the_inlet_passes_alone() {
        let inlet = inlet(10 * UNIT);
        let mut large = inlet.room(None);
        large.grow(9 * UNIT).await.expect("there is room");
        large.grow(1000 * UNIT).await.expect("it may take all");
        assert_eq!(inlet.room(None).grow(1).await, Err(Refusal::Busy));
        drop(large);
        assert_eq!(inlet.free(), 10 * UNIT);
    }
}
