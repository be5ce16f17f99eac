//! gRPC by the generated clients.

use opentelemetry_proto::tonic::collector::trace::v1::trace_service_client::TraceServiceClient;

use crate::world::{World, traces};

#[tokio::test]
async fn spans_arrive() {
    let world = World::new().await;
    let mut client = TraceServiceClient::connect(format!("http://{}", world.address)).await.unwrap();
    let answer = client.export(traces(3)).await.unwrap().into_inner();
    assert_eq!(answer.partial_success, None);
    assert_eq!(world.stored(), [("traces", 3)]);
}
