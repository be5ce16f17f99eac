//! One running Waterglass: takes the file's lock, opens the store, opens the doors, and ends in the reverse order so that nothing that was
//! acknowledged is lost. Knows no command line and no window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use waterglass_model::LogFacts;
use waterglass_prices::PriceBook;
use waterglass_proto::{Door, DoorKind};
use waterglass_receivers::{DEFAULT_ROOM, Inlet, Limits};
use waterglass_store::{Facts, Options, Said, Store};

use crate::doors::{self, OpenDoor};
use crate::lock::WriterLock;
use crate::pipeline::StoreSink;
use crate::prices::{self, PricesInForce};
use crate::problems::Problems;
use crate::rate::RateMeter;
use crate::redaction::RulesInForce;
use crate::{Config, InProcess, StartError, api, clock, ui_door};

/// Questions answered at a time. Each holds a connection of some megabytes.
const READERS: usize = 4;

/// Where an instance listens. An address is empty while its door is shut.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addresses {
    /// OTLP/gRPC: `http://127.0.0.1:4317`.
    pub grpc: String,
    /// OTLP/HTTP.
    pub http: String,
    /// The UI and the API.
    pub ui: String,
    /// The database file.
    pub db: PathBuf,
}

impl Addresses {
    /// The open doors in words: `gRPC http://127.0.0.1:4317`.
    pub fn listed(&self) -> Vec<String> {
        let doors = [("gRPC", &self.grpc), ("HTTP", &self.http), ("UI", &self.ui)];
        doors.into_iter().filter(|(_, url)| !url.is_empty()).map(|(name, url)| format!("{name} {url}")).collect()
    }
}

/// What the parts of an instance share.
pub(crate) struct Core {
    pub(crate) config: Config,
    pub(crate) store: Store,
    pub(crate) prices: PricesInForce,
    pub(crate) redaction: Arc<RulesInForce>,
    pub(crate) inlet: Inlet,
    pub(crate) doors: Vec<Door>,
    pub(crate) problems: Arc<Problems>,
    pub(crate) rate: Arc<RateMeter>,
    /// The last long conversation that was read.
    pub(crate) last_read: Arc<api::LastRead>,
    /// Unix time in nanoseconds.
    pub(crate) started: u64,
    /// Ends waits that would hold up the end.
    pub(crate) closing: CancellationToken,
}

/// A running instance.
pub struct Instance {
    core: Arc<Core>,
    router: Router,
    serving: TaskTracker,
    lock: WriterLock,
}

impl std::fmt::Debug for Instance {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Instance").field("addresses", &self.addresses()).finish_non_exhaustive()
    }
}

impl Instance {
    /// Starts: resolves once every door that can open listens. A taken port shuts its own door only: see [`Instance::doors`].
    ///
    /// # Errors
    /// When the file is in use by another process, or cannot be opened.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        // A thousand idle connections beside the database's files do not fit in the 256 or 1,024 files that systems begin with. Where
        // the limit cannot be raised, the doors refuse connections a little earlier.
        #[cfg(unix)]
        let _ = rlimit::increase_nofile_limit(16_384);
        let Opened { lock, store, prices, redaction } = open(&config).await?;
        let problems = Arc::new(Problems::new(store.feed().clone()));
        let rate = Arc::new(RateMeter::new());
        let sink = StoreSink {
            store: store.clone(),
            redaction: redaction.clone(),
            problems: problems.clone(),
            rate: rate.clone(),
        };
        // Room for at least one body of the largest size beside the usual ones.
        let inlet = Inlet::new(Arc::new(sink), DEFAULT_ROOM.max(config.max_body));
        let open = [
            doors::open(DoorKind::Grpc, config.host, config.grpc_port),
            doors::open(DoorKind::Http, config.host, config.http_port),
            doors::open(DoorKind::Ui, config.host, config.ui_port),
        ];
        let doors = open.iter().map(|open| open.door.clone()).collect();
        let closing = CancellationToken::new();
        let (last_read, started) = (Arc::default(), clock::now());
        let core = Core { config, store, prices, redaction, inlet, doors, problems, rate, last_read, started, closing };
        let core = Arc::new(core);
        let instance = Self { router: api::router(core.clone()), core, serving: TaskTracker::new(), lock };
        instance.serve(open);
        if let Err(error) = instance.lock.announce(&instance.addresses()) {
            tracing::warn!("other starts will not find this instance: {error}");
        }
        Ok(instance)
    }

    fn serve(&self, open: [OpenDoor; 3]) {
        for OpenDoor { door, sockets } in open {
            if let Some(problem) = &door.problem {
                tracing::info!("{}", problem.message);
            }
            for socket in sockets {
                let closing = self.core.closing.clone();
                if door.kind == DoorKind::Ui {
                    self.serving.spawn(ui_door::serve(socket, self.router.clone(), closing));
                } else {
                    let limits = Limits { max_body: self.core.config.max_body, ..Limits::default() };
                    self.serving.spawn(waterglass_receivers::serve_door(
                        socket,
                        self.core.inlet.clone(),
                        limits,
                        closing,
                    ));
                }
            }
        }
        self.serving.close();
    }

    /// Answers requests without a socket.
    pub fn in_process(&self) -> InProcess {
        InProcess::new(self.router.clone())
    }

    /// Where it listens.
    pub fn addresses(&self) -> Addresses {
        let url = |kind: DoorKind| {
            let door = self.core.doors.iter().find(|door| door.kind == kind && door.listening);
            door.map(|door| door.url.clone()).unwrap_or_default()
        };
        Addresses {
            grpc: url(DoorKind::Grpc),
            http: url(DoorKind::Http),
            ui: url(DoorKind::Ui),
            db: self.core.config.database.clone(),
        }
    }

    /// Its doors, with what is wrong with those that did not open.
    pub fn doors(&self) -> &[Door] {
        &self.core.doors
    }

    /// Waits until the sums of all that was stored before are final, by the dialects and prices in force.
    pub async fn settled(&self) {
        self.core.store.settled().await;
    }

    /// Takes in nothing more, answers what is in flight, commits it, tidies the file and gives up the lock.
    pub async fn shutdown(self) {
        self.core.closing.cancel();
        self.serving.wait().await;
        let store = self.core.store.clone();
        if let Err(error) = tokio::task::spawn_blocking(move || store.close()).await {
            tracing::error!("the store did not close: {error}");
        }
        drop(self.lock);
    }
}

/// A database that is open for writing, and what it keeps that is in force.
pub(crate) struct Opened {
    pub(crate) lock: WriterLock,
    pub(crate) store: Store,
    pub(crate) prices: PricesInForce,
    pub(crate) redaction: Arc<RulesInForce>,
}

/// Takes the lock and opens the store: file work, so on a thread of its own.
async fn open(config: &Config) -> Result<Opened, StartError> {
    let (path, synchronous) = (config.database.clone(), config.synchronous);
    let opened = tokio::task::spawn_blocking(move || open_store(&path, synchronous)).await;
    opened.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
}

/// Opens a database for writing, making it and its directory when they do not exist. The redaction rules it keeps are in force before
/// anything can be stored.
pub(crate) fn open_store(path: &Path, synchronous: waterglass_store::Synchronous) -> Result<Opened, StartError> {
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)
            .map_err(|error| StartError::Directory { path: directory.to_path_buf(), reason: error.to_string() })?;
    }
    let lock = WriterLock::take(path)?;
    let (store, prices) = open_with_prices(path, synchronous)?;
    let redaction = Arc::new(store.read_blocking(prices::PATIENCE, RulesInForce::kept)?);
    Ok(Opened { lock, store, prices, redaction })
}

/// The store with the prices it keeps in force from the first moment: else all that is stored would be priced twice at each start.
fn open_with_prices(
    path: &Path,
    synchronous: waterglass_store::Synchronous,
) -> Result<(Store, PricesInForce), StartError> {
    let facts = Facts {
        revision: waterglass_dialects::REVISION,
        normalise: waterglass_dialects::normalise,
        said_by_log,
        is_instrumentor: waterglass_dialects::is_instrumentor,
    };
    let open = |book| {
        let pricing = prices::pricing(book);
        Store::open(Options { path: path.to_path_buf(), synchronous, readers: READERS, facts, pricing })
    };
    if let Some(book) = prices::book_of(path) {
        return Ok((open(book.clone())?, PricesInForce::new(book)));
    }
    let shipped = Arc::new(PriceBook::shipped());
    let store = open(shipped.clone())?;
    let kept = store.read_blocking(prices::PATIENCE, prices::book_in)?;
    if kept.revision() == shipped.revision() {
        return Ok((store, PricesInForce::new(kept)));
    }
    // An older file, now brought up to date, that has prices of its own.
    store.close();
    Ok((open(kept.clone())?, PricesInForce::new(kept)))
}

/// Session and user of a log record, in the store's words.
fn said_by_log<'a>(log: &LogFacts<'_, 'a>) -> Said<'a> {
    let named = waterglass_dialects::named_by_log(log);
    Said { session: named.session, user: named.user }
}
