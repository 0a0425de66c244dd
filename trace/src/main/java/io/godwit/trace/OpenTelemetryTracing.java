package io.godwit.trace;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@link Tracing} that sends OTLP over HTTP. The only class that knows the library. */
final class OpenTelemetryTracing implements Tracing {
  private static final String SCOPE = "io.godwit";
  private static final String PATH = "/v1/traces";

  /** A migration has some thirty spans; a collector that is away for a minute costs none. */
  private static final int MAX_QUEUED = 2048;

  /** People who look at a migration that has just ended should find it. */
  private static final Duration SEND_INTERVAL = Duration.ofSeconds(1);

  private static final Duration SEND_DEADLINE = Duration.ofSeconds(5);

  private final SdkTracerProvider provider;
  private final Tracer tracer;

  private OpenTelemetryTracing(SdkTracerProvider provider) {
    this.provider = provider;
    this.tracer = provider.get(SCOPE);
  }

  static Tracing to(String endpoint, String program, String instance) {
    String base = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
    requireAddress(base);
    OtlpHttpSpanExporter exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(base + PATH)
            .setTimeout(SEND_DEADLINE)
            .setConnectTimeout(SEND_DEADLINE)
            .build();
    Resource resource =
        Resource.create(
            Attributes.builder()
                .put("service.name", program)
                .put("service.instance.id", instance)
                .build());
    return new OpenTelemetryTracing(
        SdkTracerProvider.builder()
            .setResource(resource)
            .addSpanProcessor(
                BatchSpanProcessor.builder(exporter)
                    .setMaxQueueSize(MAX_QUEUED)
                    .setScheduleDelay(SEND_INTERVAL)
                    .setExporterTimeout(SEND_DEADLINE)
                    .build())
            .build());
  }

  private static void requireAddress(String base) {
    try {
      URI uri = URI.create(base);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return;
      }
    } catch (IllegalArgumentException malformed) {
      throw notAnAddress(base, malformed);
    }
    throw notAnAddress(base, null);
  }

  private static IllegalArgumentException notAnAddress(String base, @Nullable Exception cause) {
    return new IllegalArgumentException(
        ENDPOINT + " is http://HOST:PORT or https://HOST:PORT, not '" + base + "'", cause);
  }

  @Override
  public Span begin(String name, Side side, Map<String, String> attributes) {
    return new Seen(builder(name, side, attributes).startSpan());
  }

  @Override
  public void past(String name, Instant from, Instant to, Map<String, String> attributes) {
    builder(name, Side.INSIDE, attributes).setStartTimestamp(from).startSpan().end(to);
  }

  private SpanBuilder builder(String name, Side side, Map<String, String> attributes) {
    Trail trail = Trail.current();
    AttributesBuilder all = Attributes.builder();
    attributes.forEach(all::put);
    if (trail.correlation() != null) {
      all.put("godwit.correlation", trail.correlation());
    }
    SpanBuilder builder =
        tracer.spanBuilder(name).setAllAttributes(all.build()).setSpanKind(kind(side));
    TraceParent parent = trail.parent();
    return parent == null ? builder.setNoParent() : builder.setParent(context(parent));
  }

  private static SpanKind kind(Side side) {
    return switch (side) {
      case INSIDE -> SpanKind.INTERNAL;
      case ASKS -> SpanKind.CLIENT;
      case ANSWERS -> SpanKind.SERVER;
    };
  }

  private static Context context(TraceParent parent) {
    SpanContext remote =
        SpanContext.createFromRemoteParent(
            parent.traceId(),
            parent.spanId(),
            TraceFlags.fromHex(parent.flags(), 0),
            TraceState.getDefault());
    return Context.root().with(io.opentelemetry.api.trace.Span.wrap(remote));
  }

  @Override
  public void close() {
    provider.shutdown().join(SEND_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** A span that is recorded. */
  private record Seen(io.opentelemetry.api.trace.Span span) implements Span {
    @Override
    public TraceParent place() {
      SpanContext is = span.getSpanContext();
      return new TraceParent(is.getTraceId(), is.getSpanId(), is.getTraceFlags().asHex());
    }

    @Override
    public void failed(String why) {
      span.setStatus(StatusCode.ERROR, why);
    }

    @Override
    public void close() {
      span.end();
    }
  }
}
