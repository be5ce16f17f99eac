// The SDK's own exporters, as the environment sets them up; nothing is given to them but the means to print what they send.
package main

import (
	"context"

	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploggrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlplog/otlploghttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetricgrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	sdklog "go.opentelemetry.io/otel/sdk/log"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc"
)

func exporters(ctx context.Context, protocol string) (spans sdktrace.SpanExporter, records sdklog.Exporter, points sdkmetric.Exporter) {
	var err error
	if protocol == "grpc" {
		saying := grpc.WithUnaryInterceptor(sayCall)
		spans, err = otlptracegrpc.New(ctx, otlptracegrpc.WithDialOption(saying))
		must(err)
		records, err = otlploggrpc.New(ctx, otlploggrpc.WithDialOption(saying))
		must(err)
		points, err = otlpmetricgrpc.New(ctx, otlpmetricgrpc.WithDialOption(saying))
		must(err)
		return spans, records, points
	}
	spans, err = otlptracehttp.New(ctx, otlptracehttp.WithHTTPClient(client(tracesMessage)))
	must(err)
	records, err = otlploghttp.New(ctx, otlploghttp.WithHTTPClient(client(logsMessage)))
	must(err)
	points, err = otlpmetrichttp.New(ctx, otlpmetrichttp.WithHTTPClient(client(metricsMessage)))
	must(err)
	return spans, records, points
}
