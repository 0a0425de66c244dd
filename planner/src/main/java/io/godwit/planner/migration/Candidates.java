package io.godwit.planner.migration;

import io.godwit.model.migration.Compression;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.Postcopy;
import io.godwit.model.migration.PostcopyPolicy;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.Transport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The ways a migration may go within what its limits permit, each with its forecast. */
record Candidates(Situation situation, MigrationLimits limits) {
  /** Packing that saves less is not worth its processors. */
  private static final double WORTH_PACKING = 0.85;

  /** Steps of holding a guest back; finer ones are within the forecast's error. */
  private static final int THROTTLE_STEP = 10;

  /** Those that leave the guest alone. The first is the plainest. */
  List<Forecast> gentle() {
    return transports().stream().map(each -> forecast(each, 0, false)).toList();
  }

  /** Those that hold the guest back, the least first. */
  List<Forecast> throttled() {
    List<Forecast> found = new ArrayList<>();
    for (int percent = THROTTLE_STEP;
        percent < limits.maxSlowdown() + THROTTLE_STEP;
        percent += THROTTLE_STEP) {
      int throttle = Math.min(percent, limits.maxSlowdown());
      transports().forEach(each -> found.add(forecast(each, throttle, false)));
    }
    return found;
  }

  /** One full pass, then the guest goes ahead; where that is permitted. */
  List<Forecast> postcopy() {
    return isPostcopyAllowed() ? List.of(forecast(postcopyTransport(), 0, true)) : List.of();
  }

  boolean isPostcopyAllowed() {
    return limits.postcopy() == PostcopyPolicy.ALLOWED;
  }

  Transport postcopyTransport() {
    return new Transport(1, Compression.NONE, Postcopy.READY, Secrecy.CLEAR);
  }

  private List<Transport> transports() {
    List<Transport> found = new ArrayList<>();
    found.add(transport(channels(), Compression.NONE));
    var facts = situation.facts();
    if (facts != null && isWorthIt(facts.packedShare())) {
      int packers = Math.min(situation.cores(), Transport.MAX_CHANNELS);
      found.add(transport(packers, Compression.ZSTD));
    }
    if (facts != null && isWorthIt(facts.changedShare())) {
      found.add(transport(1, Compression.XBZRLE));
    }
    return found;
  }

  private static boolean isWorthIt(@Nullable Double share) {
    return share != null && share <= WORTH_PACKING;
  }

  /** As many streams as the link needs to be full. */
  private int channels() {
    double link = situation.link().bandwidth().bytesPerSecond();
    int needed = (int) Math.ceil(Math.min(link / Costs.STREAM_RATE, Transport.MAX_CHANNELS));
    return Math.clamp(needed, 1, Math.min(situation.cores(), Transport.MAX_CHANNELS));
  }

  private static Transport transport(int channels, Compression compression) {
    return new Transport(channels, compression, Postcopy.OFF, Secrecy.CLEAR);
  }

  private Forecast forecast(Transport transport, int throttle, boolean postcopy) {
    Forecaster forecaster = new Forecaster(situation, limits);
    Duration pause = forecaster.pause();
    return forecaster.of(new Course(transport, throttle, postcopy, pause));
  }
}
