//! Asks the API as a browser does: GET over one kept HTTP/1.1 connection, the whole answer read. Owns asking and timing; what an
//! answer means is left to the command that asked.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::client::conn::http1::SendRequest;
use serde_json::Value;

use crate::drive::percentile;
use crate::wire::connect;

/// A connection to the API.
#[derive(Debug)]
pub struct Api {
    connection: SendRequest<Full<Bytes>>,
    authority: String,
}

impl Api {
    /// Connects to an address like `http://127.0.0.1:4319`.
    pub async fn new(url: &str) -> Result<Self> {
        let (connection, authority) = connect(url).await?;
        Ok(Self { connection, authority })
    }

    /// The answer's bytes; an answer that is not 200 is an error.
    pub async fn get(&mut self, path: &str) -> Result<Bytes> {
        self.connection.ready().await?;
        let request = http::Request::get(path).header("host", &self.authority).body(Full::default())?;
        let answer = self.connection.send_request(request).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        if status != 200 {
            bail!("GET {path}: {status} {}", String::from_utf8_lossy(&body));
        }
        Ok(body)
    }

    /// The answer as JSON.
    pub async fn json(&mut self, path: &str) -> Result<Value> {
        Ok(serde_json::from_slice(&self.get(path).await?)?)
    }

    /// Asks the same several times in a row; gives the answers' size and the times, sorted.
    pub async fn time(&mut self, path: &str, times: usize) -> Result<Times> {
        self.time_every(Duration::ZERO, path, times).await
    }

    /// The same, but begins no question sooner than this after the previous one's beginning.
    pub async fn time_every(&mut self, pause: Duration, path: &str, times: usize) -> Result<Times> {
        let (mut sorted, mut bytes) = (vec![], 0);
        for _ in 0..times {
            let asked = Instant::now();
            bytes = self.get(path).await?.len();
            sorted.push(asked.elapsed());
            tokio::time::sleep_until((asked + pause).into()).await;
        }
        sorted.sort_unstable();
        Ok(Times { bytes, sorted })
    }
}

/// How long the same question took, again and again.
#[derive(Debug)]
pub struct Times {
    /// Size of the last answer.
    pub bytes: usize,
    sorted: Vec<Duration>,
}

impl Times {
    /// Times in any order.
    pub fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        Self { bytes: 0, sorted: times }
    }

    /// The time that `share` (0 to 1) of the answers did not exceed.
    pub fn at(&self, share: f64) -> Duration {
        percentile(&self.sorted, share)
    }
}
