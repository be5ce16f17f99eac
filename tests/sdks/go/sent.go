// What the exporters put on the wire, printed: the very OTLP message, taken from the gRPC call or from the HTTP body, as a line of
// OTLP/JSON. Printed once it was acknowledged, so that a retry is not printed twice.
//
// Owns printing and noticing failures. It changes nothing that is sent.
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"sync/atomic"

	logs "go.opentelemetry.io/proto/otlp/collector/logs/v1"
	metrics "go.opentelemetry.io/proto/otlp/collector/metrics/v1"
	traces "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

var (
	failed atomic.Bool
	output sync.Mutex
)

func fail(what string, err error) {
	failed.Store(true)
	fmt.Fprintf(os.Stderr, "%s: %v\n", what, err)
}

// sayCall is a gRPC interceptor.
func sayCall(ctx context.Context, method string, request, reply any, connection *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
	err := invoke(ctx, method, request, reply, connection, options...)
	if err != nil {
		fail(method, err)
	} else if message, ok := request.(proto.Message); ok {
		say(message)
	}
	return err
}

// sayRequest is an HTTP transport for one signal.
type sayRequest struct{ message func() proto.Message }

func (t sayRequest) RoundTrip(request *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return nil, err
	}
	again := request.Clone(request.Context())
	again.Body = io.NopCloser(bytes.NewReader(body))
	response, err := http.DefaultTransport.RoundTrip(again)
	if err != nil {
		fail(request.URL.Path, err)
		return response, err
	}
	// A redirect (the log exporter's doubled slash would get one elsewhere) is no end: nothing of ours sends one.
	if response.StatusCode != http.StatusOK {
		fail(request.URL.Path, fmt.Errorf("%s", response.Status))
		return response, nil
	}
	if request.Header.Get("Content-Encoding") == "gzip" {
		reader, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			return response, err
		}
		if body, err = io.ReadAll(reader); err != nil {
			return response, err
		}
	}
	message := t.message()
	if err := proto.Unmarshal(body, message); err != nil {
		return response, err
	}
	say(message)
	return response, nil
}

func client(message func() proto.Message) *http.Client {
	return &http.Client{Transport: sayRequest{message}}
}

func tracesMessage() proto.Message  { return &traces.ExportTraceServiceRequest{} }
func logsMessage() proto.Message    { return &logs.ExportLogsServiceRequest{} }
func metricsMessage() proto.Message { return &metrics.ExportMetricsServiceRequest{} }

// say prints protobuf's JSON with OTLP's one deviation that matters here: ids in hex.
func say(message proto.Message) {
	text, err := protojson.MarshalOptions{UseEnumNumbers: true}.Marshal(message)
	if err != nil {
		fail("no JSON", err)
		return
	}
	var tree any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	if err := decoder.Decode(&tree); err != nil {
		fail("no JSON", err)
		return
	}
	idsInHex(tree)
	line, err := json.Marshal(tree)
	if err != nil {
		fail("no JSON", err)
		return
	}
	output.Lock()
	defer output.Unlock()
	fmt.Printf("%s\n", line)
}

func idsInHex(tree any) {
	switch node := tree.(type) {
	case []any:
		for _, inner := range node {
			idsInHex(inner)
		}
	case map[string]any:
		for key, inner := range node {
			text, ok := inner.(string)
			if ok && (key == "traceId" || key == "spanId" || key == "parentSpanId") {
				if id, err := base64.StdEncoding.DecodeString(text); err == nil {
					node[key] = hex.EncodeToString(id)
				}
			}
			idsInHex(inner)
		}
	}
}
