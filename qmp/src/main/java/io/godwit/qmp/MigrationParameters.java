package io.godwit.qmp;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Parameters to set with migrate-set-parameters; only those given are sent, in the order given.
 * Immutable; each {@code with} method returns a larger copy. Held in QEMU's names and units, which
 * do not show outside this package.
 */
public final class MigrationParameters {
  public static final MigrationParameters NONE = new MigrationParameters(Map.of());

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Map<String, Object> values;

  private MigrationParameters(Map<String, Object> values) {
    this.values = Collections.unmodifiableMap(values);
  }

  /** Bytes on the wire per second, all channels together; QEMU's own default is 128 MiB/s. */
  public MigrationParameters withMaxBandwidth(DataRate rate) {
    return with("max-bandwidth", rate.bytesPerSecond());
  }

  /** The same, for what is pushed in the background of postcopy; zero means unlimited. */
  public MigrationParameters withMaxPostcopyBandwidth(DataRate rate) {
    return with("max-postcopy-bandwidth", rate.bytesPerSecond());
  }

  /** What the link is believed to carry during switchover; since QEMU 8.2. */
  public MigrationParameters withAvailableSwitchoverBandwidth(DataRate rate) {
    return with("avail-switchover-bandwidth", rate.bytesPerSecond());
  }

  /** The longest downtime to aim at, up to 2000 s; rounded up to whole milliseconds. */
  public MigrationParameters withDowntimeLimit(Duration limit) {
    return with("downtime-limit", millis(limit));
  }

  public MigrationParameters withAnnounce(AnnounceTimes times) {
    return with("announce-initial", millis(times.initial()))
        .with("announce-max", millis(times.max()))
        .with("announce-rounds", times.rounds())
        .with("announce-step", millis(times.step()));
  }

  /** Parallel connections with the capability multifd, 1 to 255. */
  public MigrationParameters withMultifdChannels(int channels) {
    return with("multifd-channels", channels);
  }

  /** {@code none}, {@code zlib}, {@code zstd}, as far as the binary knows them. */
  public MigrationParameters withMultifdCompression(String method) {
    return with("multifd-compression", method);
  }

  public MigrationParameters withXbzrleCacheSize(DataSize size) {
    return with("xbzrle-cache-size", size.bytes());
  }

  /** Share of a processor's time taken from the guest when auto-converge begins, 1 to 99. */
  public MigrationParameters withCpuThrottleInitial(int percent) {
    return with("cpu-throttle-initial", percent);
  }

  /** What each further step takes, 1 to 99. */
  public MigrationParameters withCpuThrottleIncrement(int percent) {
    return with("cpu-throttle-increment", percent);
  }

  /** What auto-converge never exceeds, 1 to 99. */
  public MigrationParameters withMaxCpuThrottle(int percent) {
    return with("max-cpu-throttle", percent);
  }

  /** The id of a tls-creds object in this QEMU; empty switches encryption off. */
  public MigrationParameters withTlsCredentials(String objectId) {
    return with("tls-creds", objectId);
  }

  /** The name the destination's certificate must carry. */
  public MigrationParameters withTlsHostname(String hostname) {
    return with("tls-hostname", hostname);
  }

  /** These and others; of what is in both, the others' value. */
  public MigrationParameters with(MigrationParameters others) {
    Map<String, Object> larger = new LinkedHashMap<>(values);
    larger.putAll(others.values);
    return new MigrationParameters(larger);
  }

  /** QEMU's names of what is set, for {@link QmpSchema#supports}. */
  public Set<String> names() {
    return values.keySet();
  }

  /**
   * Only what this binary knows; what is left out is gone without a word, so log the difference.
   */
  public MigrationParameters knownTo(QmpSchema schema) {
    Map<String, Object> known = new LinkedHashMap<>(values);
    known.keySet().retainAll(schema.migrationParameters());
    return new MigrationParameters(known);
  }

  JsonNode toQmp() {
    return QmpCodec.tree(values);
  }

  private MigrationParameters with(String name, Object value) {
    Map<String, Object> larger = new LinkedHashMap<>(values);
    larger.put(name, value);
    return new MigrationParameters(larger);
  }

  /** Rounds up: a limit of half a millisecond must not become none at all. */
  static long millis(Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException("a time is 0 or more, not " + time);
    }
    return Math.ceilDiv(time.toNanos(), NANOS_PER_MILLI);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MigrationParameters that && values.equals(that.values);
  }

  @Override
  public int hashCode() {
    return values.hashCode();
  }

  @Override
  public String toString() {
    return values.toString();
  }
}
