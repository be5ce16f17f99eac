//! `GET` and `PUT /api/prices`: the prices in force, and the user's own among them. What a price must look like is
//! `waterglass_prices`' to say; how it comes into force, `crate::prices`'.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use waterglass_prices::{PriceBook, PriceError};
use waterglass_proto::{ErrorCode, PriceEdits, Prices};

use super::params::{Body, Params, page_size};
use super::{Answer, ApiFailure, ask};
use crate::instance::Core;

/// Models without a price that are told.
const MOST_UNPRICED: u32 = 50;

/// What of the shipped table is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct PriceQuery {
    /// Words that stand in a provider's, a model's or another name of it.
    search: Option<String>,
    limit: Option<u32>,
}

pub(super) async fn get(
    State(core): State<Arc<Core>>,
    Params(PriceQuery { search, limit }): Params<PriceQuery>,
) -> Answer<Json<Prices>> {
    let (search, limit) = (search.unwrap_or_default(), page_size(limit)? as usize);
    let (book, applied) = (core.prices.book(), core.store.progress().priced);
    let prices = ask(&core, move |reader| {
        let unpriced = reader.unpriced_models(MOST_UNPRICED)?;
        Ok(Prices { unpriced, applied, ..book.prices(&search, limit) })
    });
    Ok(Json(prices.await?))
}

pub(super) async fn put(State(core): State<Arc<Core>>, Body(edits): Body<PriceEdits>) -> Answer<Json<Prices>> {
    let book = PriceBook::with(&edits).map_err(refused)?;
    // Not left half done when whoever asked goes away.
    let kept = core.clone();
    let replaced = tokio::spawn(async move { kept.prices.replace(&kept.store, &edits, book).await });
    let gone = |_| ApiFailure::new(ErrorCode::Internal, "the prices could not be put in force".into());
    replaced.await.map_err(gone)??;
    core.store.feed().announce("settings");
    get(State(core), Params(PriceQuery::default())).await
}

/// What is wrong with an edit, and what to do about it: the message says the one up to its colon and the other after it.
fn refused(error: PriceError) -> ApiFailure {
    let text = error.to_string();
    match text.split_once(": ") {
        Some((message, hint)) => ApiFailure::bad_request(message).hint(sentence(hint)),
        None => ApiFailure::bad_request(text),
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).chain(['.']).collect())
}
