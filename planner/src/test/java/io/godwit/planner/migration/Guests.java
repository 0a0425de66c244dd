package io.godwit.planner.migration;

import io.godwit.model.host.TransportSupport;
import io.godwit.model.migration.Calibration;
import io.godwit.model.migration.MemoryFacts;
import io.godwit.model.migration.MemoryFacts.Dirtied;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Guests of the benchmark's table: 1 GiB, of which 400 MiB are touched. */
final class Guests {
  static final DataSize MEMORY = DataSize.ofGibibytes(1);
  static final DataSize USED = DataSize.ofMebibytes(450);
  static final DataSize ZERO = DataSize.ofMebibytes(50);

  /** 1 Gbit/s. */
  static final Link GIGABIT = new Link(DataRate.ofMegabitsPerSecond(940), Link.Basis.MEASURED, 5);

  /** Hosts that can do whatever QEMU can. */
  static final TransportSupport ALL =
      new TransportSupport(true, true, true, true, true, true, false);

  private Guests() {}

  /** Rewrites so much in a second, within so much. */
  static Situation rewriting(long mebibytesPerSecond, long workingSetMebibytes) {
    return on(GIGABIT, facts(mebibytesPerSecond, workingSetMebibytes, null, null));
  }

  static Situation on(Link link, @Nullable MemoryFacts facts) {
    return new Situation(MEMORY, null, facts, link, 2, ALL, Secrecy.CLEAR, TrackRecord.NONE);
  }

  static Situation encrypted(Situation clear) {
    return with(Secrecy.ENCRYPTED, clear);
  }

  static Situation with(Secrecy secrecy, Situation clear) {
    return of(clear, secrecy, clear.past());
  }

  static Situation calibrated(Calibration calibration, Situation fresh) {
    return of(fresh, fresh.secrecy(), new TrackRecord(calibration, Map.of()));
  }

  private static Situation of(Situation like, Secrecy secrecy, TrackRecord past) {
    return new Situation(
        like.memory(),
        like.resident(),
        like.facts(),
        like.link(),
        like.cores(),
        like.support(),
        secrecy,
        past);
  }

  static MemoryFacts facts(
      long mebibytesPerSecond,
      long workingSetMebibytes,
      @Nullable Double packedShare,
      @Nullable Double changedShare) {
    DirtyModel dirty =
        new DirtyModel(
            (double) DataSize.ofMebibytes(mebibytesPerSecond).bytes(),
            (double) DataSize.ofMebibytes(workingSetMebibytes).bytes());
    return new MemoryFacts(
        Instant.EPOCH,
        MEMORY,
        USED,
        ZERO,
        List.of(window(dirty, 1), window(dirty, 8)),
        packedShare,
        changedShare);
  }

  private static Dirtied window(DirtyModel dirty, int seconds) {
    return new Dirtied(
        Duration.ofSeconds(seconds), DataSize.ofBytes(Math.round(dirty.within(seconds))));
  }
}
