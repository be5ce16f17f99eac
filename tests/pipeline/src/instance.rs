//! A running instance for one test, and an HTTP client that knows nothing of it but its addresses.

use std::path::PathBuf;

use anyhow::{Context as _, Result, ensure};
use bytes::Bytes;
use http::{HeaderMap, Method, Request, StatusCode};
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::{Client, connect::HttpConnector};
use hyper_util::rt::TokioExecutor;
use serde::de::DeserializeOwned;
use tempfile::TempDir;
use waterglass_model::Signal;
use waterglass_server::{Config, Instance};

/// An answer, whole.
#[derive(Debug)]
pub struct Reply {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

impl Reply {
    /// The body as JSON of a type.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.body).with_context(|| format!("{} {}", self.status, self.text()))
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// An instance on a file of its own.
#[derive(Debug)]
pub struct Waterglass {
    instance: Instance,
    folder: TempDir,
    client: Client<HttpConnector, Full<Bytes>>,
}

impl Waterglass {
    /// Starts on an empty file.
    pub async fn start() -> Result<Self> {
        Self::start_in(tempfile::tempdir()?).await
    }

    /// Starts on the file that an earlier instance left in a folder.
    pub async fn start_in(folder: TempDir) -> Result<Self> {
        let config = Config::on_free_ports(&folder.path().join("test.db"));
        let instance = Box::pin(Instance::start(config)).await?;
        let client = Client::builder(TokioExecutor::new()).build_http();
        Ok(Self { instance, folder, client })
    }

    /// The instance.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// A path in the instance's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Stops it; the folder stays.
    pub async fn stop(self) -> TempDir {
        self.instance.shutdown().await;
        self.folder
    }

    /// Sends any request to any address.
    pub async fn ask(
        &self,
        method: Method,
        url: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Reply> {
        let mut request = Request::builder().method(method).uri(url);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let answer = self.client.request(request.body(Full::new(body.into()))?).await?;
        let (parts, body) = answer.into_parts();
        Ok(Reply { status: parts.status, headers: parts.headers, body: body.collect().await?.to_bytes() })
    }

    /// Asks the API.
    pub async fn api(&self, method: Method, path: &str, body: impl Into<Bytes>) -> Result<Reply> {
        let url = format!("{}{path}", self.instance.addresses().ui);
        self.ask(method, &url, &[("content-type", "application/json")], body).await
    }

    /// `GET` of the API, which must succeed.
    pub async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T> {
        let reply = self.api(Method::GET, path, "").await?;
        ensure!(reply.status == StatusCode::OK, "{path}: {} {}", reply.status, reply.text());
        reply.json()
    }

    /// Sends protobuf to the OTLP/HTTP door.
    pub async fn send(&self, signal: Signal, request: impl Into<Bytes>) -> Result<Reply> {
        let url = format!("{}/v1/{}", self.instance.addresses().http, signal.name());
        let headers = [("content-type", "application/x-protobuf"), ("user-agent", "pipeline-test/1")];
        self.ask(Method::POST, &url, &headers, request).await
    }

    /// [`Waterglass::send`], which must be taken whole.
    pub async fn store(&self, signal: Signal, request: impl Into<Bytes>) -> Result<()> {
        let reply = self.send(signal, request).await?;
        ensure!(reply.status == StatusCode::OK && reply.body.len() <= 2, "{} {:?}", reply.status, reply.body);
        Ok(())
    }

    /// Everything stored, as OTLP/JSON lines.
    pub async fn export(&self) -> Result<String> {
        let reply = self.api(Method::GET, "/api/export", "").await?;
        ensure!(reply.status == StatusCode::OK, "{} {}", reply.status, reply.text());
        Ok(reply.text())
    }
}
