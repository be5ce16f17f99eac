//! Import into a running instance, over its API: the file is sent as it is and read there.

use std::io::{self, Read};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http::{Request, header};
use http_body_util::{BodyExt, Limited, StreamBody};
use hyper::body::Frame;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use waterglass_proto::{ApiError, ImportResult};

/// Bytes of a file read at a time, and pieces on their way.
const PIECE: usize = 256 << 10;
const PIECES: usize = 4;

/// How long the answer may take once the file is sent.
const PATIENCE: Duration = Duration::from_secs(3600);

/// The longest answer read.
const MOST_ANSWER: usize = 1 << 20;

/// Why a file did not get into the running instance.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The instance does not answer.
    #[error("the running instance at {url} does not answer: {reason}")]
    Unreachable {
        /// Its API.
        url: String,
        /// What went wrong.
        reason: String,
    },
    /// It answered that it does not want the file.
    #[error("{}{}", .0.message, .0.hint.as_ref().map(|hint| format!(". {hint}")).unwrap_or_default())]
    Refused(ApiError),
}

/// Sends `input` to the API at `url`.
///
/// # Errors
/// When nobody answers, or the file is refused.
pub async fn send(url: &str, input: impl Read + Send + 'static) -> Result<ImportResult, SendError> {
    let unreachable = |reason: String| SendError::Unreachable { url: url.to_owned(), reason };
    let exchange = exchange(url.trim_start_matches("http://"), input);
    let answer = tokio::time::timeout(PATIENCE, exchange).await;
    let (good, body) = answer.map_err(|_| unreachable("it took too long".into()))?.map_err(unreachable)?;
    if good {
        return serde_json::from_slice(&body).map_err(|error| unreachable(error.to_string()));
    }
    let refusal =
        serde_json::from_slice(&body).map_err(|_| unreachable(String::from_utf8_lossy(&body).into_owned()))?;
    Err(SendError::Refused(refusal))
}

async fn exchange(authority: &str, input: impl Read + Send + 'static) -> Result<(bool, Bytes), String> {
    let stream = TcpStream::connect(authority).await.map_err(|error| error.to_string())?;
    let handshake = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = handshake.map_err(|error| error.to_string())?;
    tokio::spawn(connection);
    let (pieces, arriving) = mpsc::channel(PIECES);
    tokio::task::spawn_blocking(move || read_pieces(input, &pieces));
    let body =
        stream::unfold(arriving, |mut arriving| async move { arriving.recv().await.map(|piece| (piece, arriving)) });
    let request = Request::post("/api/import")
        .header(header::HOST, authority)
        .header(header::CONTENT_TYPE, "application/octet-stream")
        .body(BodyExt::boxed_unsync(StreamBody::new(body)))
        .map_err(|error| error.to_string())?;
    let answer = sender.send_request(request).await.map_err(|error| error.to_string())?;
    let good = answer.status().is_success();
    let body = Limited::new(answer.into_body(), MOST_ANSWER).collect().await.map_err(|error| error.to_string())?;
    Ok((good, body.to_bytes()))
}

fn read_pieces(mut input: impl Read, pieces: &mpsc::Sender<io::Result<Frame<Bytes>>>) {
    loop {
        let mut piece = vec![0; PIECE];
        let next = match input.read(&mut piece) {
            Ok(0) => return,
            Ok(read) => {
                piece.truncate(read);
                Ok(Frame::data(Bytes::from(piece)))
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => Err(error),
        };
        let over = next.is_err();
        // A closed channel: the answer came before the end, most likely a refusal.
        if pieces.blocking_send(next).is_err() || over {
            return;
        }
    }
}
