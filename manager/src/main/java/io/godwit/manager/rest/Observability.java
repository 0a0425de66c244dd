package io.godwit.manager.rest;

import io.godwit.manager.health.Health;
import io.godwit.manager.telemetry.Telemetry;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * What the API shows besides the state, and who hears of its requests.
 *
 * @param telemetry what hosts and VMs use
 * @param health whether this manager can be asked
 * @param exposition the metrics
 * @param observer hears of each answer
 */
public record Observability(
    Telemetry telemetry, Health health, Exposition exposition, RequestObserver observer) {
  /** Metrics as text. */
  @FunctionalInterface
  public interface Exposition {
    /** Writes all metrics in Prometheus' text format. */
    void writeTo(OutputStream out) throws IOException;
  }

  /** Hears of requests, on their own threads. */
  @FunctionalInterface
  public interface RequestObserver {
    /**
     * A request is answered.
     *
     * @param route the path as the contract writes it; {@code none} if there is no such path
     */
    void answered(String method, String route, int status, long tookNanos);
  }

  /** Shows nothing, and nobody hears. */
  public static Observability none() {
    return new Observability(
        new Telemetry(System::nanoTime),
        new Health(List.of()),
        out -> {},
        (method, route, status, nanos) -> {});
  }
}
