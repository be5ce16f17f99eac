//! gRPC's own questions to a server: is it healthy (`grpc.health.v1`), what does it serve (`grpc.reflection.v1` and `v1alpha`).
//! Probes and grpcurl ask them. Answered by tonic's implementations; carries no telemetry.

use futures_util::StreamExt;
use http::{Request, Response};
use http_body_util::{BodyStream, StreamBody};
use hyper::body::Incoming;
use tokio_util::sync::CancellationToken;
use tonic::service::Routes;
use tonic_health::ServingStatus;
use tonic_health::server::{HealthReporter, HealthService};
use tower::ServiceExt;

use crate::ReplyBody;

/// The services that a door has beside these two.
const SERVICES: [&str; 3] = [
    "opentelemetry.proto.collector.trace.v1.TraceService",
    "opentelemetry.proto.collector.logs.v1.LogsService",
    "opentelemetry.proto.collector.metrics.v1.MetricsService",
];

/// The services of one door.
#[derive(Clone, Debug)]
pub struct Discovery {
    routes: Routes,
    shutdown: CancellationToken,
}

impl Discovery {
    /// Reports that the door serves, until `shutdown`.
    pub async fn new(shutdown: CancellationToken) -> Self {
        let reporter = HealthReporter::new();
        for service in SERVICES {
            reporter.set_service_status(service, ServingStatus::Serving).await;
        }
        let health = tonic_health::pb::health_server::HealthServer::new(HealthService::from_health_reporter(reporter));
        let builder = || {
            let builder = tonic_reflection::server::Builder::configure()
                .register_encoded_file_descriptor_set(opentelemetry_proto::DESCRIPTORS)
                .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
                .with_service_name("grpc.health.v1.Health");
            SERVICES.into_iter().fold(builder, tonic_reflection::server::Builder::with_service_name)
        };
        let mut routes = Routes::new(health);
        // The descriptors are compiled in: a test shows that they read.
        if let (Ok(current), Ok(older)) = (builder().build_v1(), builder().build_v1alpha()) {
            routes = routes.add_service(current).add_service(older);
        }
        Self { routes: routes.prepare(), shutdown }
    }

    /// Whether a path asks one of them.
    pub fn claims(path: &str) -> bool {
        path.starts_with("/grpc.health.v1.") || path.starts_with("/grpc.reflection.v1")
    }

    /// Answers. A watch ends when the door closes, so that it does not hold it open.
    pub async fn answer(self, request: Request<Incoming>) -> Response<ReplyBody> {
        let Ok(response) = self.routes.oneshot(request).await;
        let shutdown = self.shutdown;
        response.map(|body| {
            let frames = BodyStream::new(body).take_until(shutdown.cancelled_owned());
            ReplyBody::new(StreamBody::new(frames))
        })
    }
}
