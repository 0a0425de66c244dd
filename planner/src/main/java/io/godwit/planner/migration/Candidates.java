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
    if (!situation.support().throttle()) {
      return found;
    }
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
    return isPostcopyAllowed()
        ? List.of(forecast(postcopyTransport(Compression.NONE), 0, true))
        : List.of();
  }

  boolean isPostcopyAllowed() {
    boolean secret = situation.secrecy() != Secrecy.TUNNELLED || situation.support().encryption();
    return limits.postcopy() == PostcopyPolicy.ALLOWED && situation.support().postcopy() && secret;
  }

  /** No tunnel carries a post-copy: QEMU encrypts it by itself. */
  private Transport postcopyTransport(Compression compression) {
    Secrecy secrecy =
        situation.secrecy() == Secrecy.TUNNELLED ? Secrecy.ENCRYPTED : situation.secrecy();
    return new Transport(1, compression, Postcopy.READY, secrecy);
  }

  /**
   * Where post-copy is allowed both ends are set up for it before the first byte, however calm the
   * guest was when it was looked at: whoever allows it wants the copy to end.
   */
  private List<Transport> transports() {
    List<Transport> found = new ArrayList<>();
    if (isPostcopyAllowed()) {
      found.add(postcopyTransport(Compression.NONE));
      if (isWorthXbzrle()) {
        found.add(postcopyTransport(Compression.XBZRLE));
      }
      return found;
    }
    found.add(transport(channels(), Compression.NONE));
    var facts = situation.facts();
    // Packing pays where the link is slow, which is not known of one that was never measured.
    boolean known = situation.link().basis() != Link.Basis.ASSUMED;
    if (facts != null && known && situation.support().zstd() && isWorthIt(facts.packedShare())) {
      int packers = Math.min(situation.cores(), Transport.MAX_CHANNELS);
      found.add(transport(packers, Compression.ZSTD));
    }
    if (isWorthXbzrle()) {
      found.add(transport(1, Compression.XBZRLE));
    }
    return found;
  }

  private boolean isWorthXbzrle() {
    var facts = situation.facts();
    return facts != null && situation.support().xbzrle() && isWorthIt(facts.changedShare());
  }

  private static boolean isWorthIt(@Nullable Double share) {
    return share != null && share <= WORTH_PACKING;
  }

  /** As many streams as the link needs to be full. */
  private int channels() {
    if (!situation.support().multifd()) {
      return 1;
    }
    double link = situation.link().bandwidth().bytesPerSecond();
    boolean measured = situation.link().basis() == Link.Basis.MEASURED;
    double wanted = measured ? link * Costs.CURIOSITY : link;
    int needed =
        (int)
            Math.ceil(
                Math.min(
                    wanted / situation.link().streamRate(situation.secrecy()),
                    Transport.MAX_CHANNELS));
    return Math.clamp(needed, 1, Math.min(situation.cores(), Transport.MAX_CHANNELS));
  }

  private Transport transport(int channels, Compression compression) {
    return new Transport(channels, compression, Postcopy.OFF, situation.secrecy());
  }

  private Forecast forecast(Transport transport, int throttle, boolean postcopy) {
    Forecaster forecaster = new Forecaster(situation, limits);
    Duration pause = forecaster.pause(transport, postcopy);
    return forecaster.of(new Course(transport, throttle, postcopy, pause));
  }
}
