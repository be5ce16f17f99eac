//! The prices in force: the user's edits as they are kept in the database, the book made of them, and the book as the store asks it. What
//! the endpoints say of prices is `api/prices.rs`.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::RwLock;
use tokio::sync::Mutex;
use waterglass_prices::PriceBook;
use waterglass_proto::PriceEdits;
use waterglass_store::{PricedCall, Pricing, Reader, Store, StoreError};

/// The edits' key among the settings of the database.
const KEY: &str = "prices";

/// How long reading one setting may take: a file on a slow disk, just opened.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A book as the store sees it.
#[derive(Debug)]
pub(crate) struct Book(Arc<PriceBook>);

impl Pricing for Book {
    fn revision(&self) -> u64 {
        self.0.revision()
    }

    fn price(&self, call: &PricedCall<'_>) -> Option<i64> {
        self.0.price(&waterglass_prices::PricedCall {
            provider: call.provider,
            request_model: call.request_model,
            response_model: call.response_model,
            usage: *call.usage,
            start: call.start,
        })
    }
}

/// A book for the store.
pub(crate) fn pricing(book: Arc<PriceBook>) -> Arc<dyn Pricing> {
    Arc::new(Book(book))
}

/// The book of an instance; replaced whole whenever the user edits it.
#[derive(Debug)]
pub(crate) struct PricesInForce {
    book: RwLock<Arc<PriceBook>>,
    /// One edit at a time: what is kept, what the store prices by and what receipts show must be the same book.
    editing: Mutex<()>,
}

impl PricesInForce {
    pub(crate) fn new(book: Arc<PriceBook>) -> Self {
        Self { book: RwLock::new(book), editing: Mutex::new(()) }
    }

    /// The book.
    pub(crate) fn book(&self) -> Arc<PriceBook> {
        self.book.read().clone()
    }

    /// Keeps edits that were found good and puts their book in force.
    pub(crate) async fn replace(&self, store: &Store, edits: &PriceEdits, book: PriceBook) -> Result<(), StoreError> {
        let text = serde_json::to_string(edits).expect("plain data is always written to memory");
        let _editing = self.editing.lock().await;
        store.put_setting(KEY, text).await?;
        let book = Arc::new(book);
        *self.book.write() = book.clone();
        store.set_pricing(pricing(book)).await
    }
}

/// The book that a file's own edits make. Edits that cannot be read, or are no longer good, are left out: the shipped table holds for them.
pub(crate) fn book_in(reader: &Reader<'_>) -> Result<Arc<PriceBook>, StoreError> {
    let edits = reader.setting(KEY)?.and_then(|text| serde_json::from_str::<PriceEdits>(&text).ok());
    let Some(edits) = edits else { return Ok(Arc::new(PriceBook::shipped())) };
    let (book, wrong) = PriceBook::with_valid(&edits);
    for error in wrong {
        tracing::warn!("a price of yours does not hold: {error}");
    }
    Ok(Arc::new(book))
}

/// The book of a file that is about to be opened, so that the store begins with it. `None`: there is no such file yet, or it must be brought
/// up to date first.
pub(crate) fn book_of(path: &Path) -> Option<Arc<PriceBook>> {
    if !path.exists() {
        return None;
    }
    let store = Store::open_read_only(path).ok()?;
    let book = store.read_blocking(PATIENCE, book_in).ok();
    store.close();
    book
}
