package io.godwit.trace;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes spans, or does not. Safe for all threads. */
public interface Tracing extends AutoCloseable {
  /** The variable that names the collector, as OpenTelemetry has it. */
  String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";

  /** Traces nothing and costs nothing. */
  static Tracing off() {
    return new Untraced();
  }

  /** How a span relates to another process. */
  enum Side {
    /** To none. */
    INSIDE,
    /** It asks one. */
    ASKS,
    /** It does what one asked for. */
    ANSWERS
  }

  /**
   * Traces to the collector that the environment names, or does not if it names none.
   *
   * @param program as {@code godwit-manager}
   * @param instance which of them, as a host's name
   * @throws IllegalArgumentException a sentence, if what it names is not an address
   */
  static Tracing of(Map<String, String> environment, String program, String instance) {
    String endpoint = environment.get(ENDPOINT);
    return endpoint == null || endpoint.isBlank()
        ? off()
        : OpenTelemetryTracing.to(endpoint.strip(), program, instance);
  }

  /** Begins a part of the current trail's deed; the first part of a deed begins a trace. */
  Span begin(String name, Side side, Map<String, String> attributes);

  /** Notes a part of the current trail's deed that is over, and that others have measured. */
  void past(String name, Instant from, Instant to, Map<String, String> attributes);

  /** Does something as a part of the current trail's deed. */
  default <T extends @Nullable Object, X extends Throwable> T during(
      String name, Side side, Map<String, String> attributes, Trail.Deed<T, X> deed) throws X {
    Span span = begin(name, side, attributes);
    boolean well = false;
    try {
      T result = Trail.current().at(span.place()).call(deed);
      well = true;
      return result;
    } finally {
      if (!well) {
        span.failed("it was refused, failed or given up; the log says why");
      }
      span.close();
    }
  }

  /** Sends what is left, for some seconds at most. */
  @Override
  void close();
}
