package io.godwit.planner.migration;

import io.godwit.model.migration.Calibration;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.MemoryFacts;
import io.godwit.model.migration.Transport;
import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What led to a forecast's figures, as sentences. */
record Reasons(
    Forecaster forecaster, Course course, Precopy.Pace pace, DirtyModel free, Precopy run) {

  List<String> say() {
    List<String> said = new ArrayList<>();
    said.add(memory());
    said.add("link: " + link());
    said.add(packing());
    said.add(
        "first pass: %s on the wire in %s"
            .formatted(size(pace.firstWire()), time(pace.firstSeconds())));
    said.add(dirt());
    said.add(rounds());
    said.add(pause());
    said.add(calibration());
    said.removeIf(String::isEmpty);
    return said;
  }

  private String memory() {
    Situation known = forecaster.situation();
    MemoryFacts facts = known.facts();
    if (facts != null) {
      return "memory: %s of %s are used, %s of them zeros"
          .formatted(facts.used(), facts.total(), facts.zero());
    }
    return known.resident() == null
        ? "memory: not known how much of %s is used, all of it is counted".formatted(known.memory())
        : "memory: the host holds %s of %s; zeros are not known"
            .formatted(known.filled(), known.memory());
  }

  private String link() {
    DataRate limit = forecaster.limits().bandwidth();
    Link link = forecaster.situation().link();
    boolean limited = !limit.equals(DataRate.ZERO) && limit.compareTo(link.bandwidth()) < 0;
    return (limited ? "limited to " + limit + " of " + link : link.toString()) + streams();
  }

  /** Where they carry less than there is. */
  private String streams() {
    Transport transport = course.transport();
    Link link = forecaster.situation().link();
    double each = link.streamRate(transport.secrecy());
    if (transport.channels() * each > forecaster.bandwidth(transport)) {
      return "";
    }
    return "; %s, %s"
        .formatted(
            transport.channels() == 1
                ? "one stream carries " + size(each) + "/s of it"
                : transport.channels() + " streams carry " + size(each) + "/s of it each",
            link.streams().containsKey(transport.secrecy())
                ? "as the copies before"
                : "assumed: no copy has shown it yet");
  }

  private String packing() {
    MemoryFacts facts = forecaster.situation().facts();
    return switch (course.transport().compression()) {
      case NONE -> "";
      case ZSTD ->
          "zstd: sampled pages shrink to %s"
              .formatted(percent(facts == null ? null : facts.packedShare()));
      case XBZRLE ->
          "xbzrle: what changes of a rewritten page is %s of it"
              .formatted(percent(facts == null ? null : facts.changedShare()));
    };
  }

  private String dirt() {
    String model =
        "%s/s at first, within a working set of %s"
            .formatted(size(free.rate()), size(free.workingSet()));
    if (!forecaster.situation().knowsDirtyRate()) {
      return "the guest was not sampled; assumed that it rewrites " + model;
    }
    return "the guest rewrites "
        + model
        + (course.throttle() > 0 ? "; held back by " + course.throttle() + " %" : "");
  }

  private String rounds() {
    if (course.postcopy()) {
      return "%s are rewritten during the first pass and follow the guest"
          .formatted(size(run.last()));
    }
    return run.ends()
        ? "%d round%s, then %s are left for the pause"
            .formatted(run.rounds(), run.rounds() == 1 ? "" : "s", size(run.last()))
        : "rounds do not shrink below %s: the guest rewrites that much while it is sent"
            .formatted(size(run.last()));
  }

  private String pause() {
    String base = "pause: %s for the switch".formatted(time(Costs.SWITCH.toNanos() / 1e9));
    return course.postcopy()
        ? base + ", memory follows"
        : base + " and %s for the rest".formatted(time(run.last() / pace.memoryRate()));
  }

  private String calibration() {
    Calibration factors =
        forecaster.situation().past().calibration(course.transport(), course.postcopy());
    return factors.samples() == 0
        ? ""
        : String.format(
            Locale.ROOT,
            "corrected by %d migrations: bytes x %.2f, duration x %.2f, pause x %.2f",
            factors.samples(),
            factors.transferred(),
            factors.duration(),
            factors.downtime());
  }

  private static DataSize size(double bytes) {
    return DataSize.ofBytes(Math.round(bytes));
  }

  private static String percent(@Nullable Double share) {
    return share == null ? "an unknown share" : Math.round(100 * share) + " %";
  }

  static String time(double seconds) {
    return time(Forecaster.duration(seconds));
  }

  /** {@code 84 ms}, {@code 1.2 s}, {@code 45 s}, {@code 3 min 20 s}. */
  static String time(Duration time) {
    long ms = time.toMillis();
    if (ms < 1000) {
      return ms + " ms";
    }
    if (ms < 20_000) {
      return String.format(Locale.ROOT, "%.1f s", ms / 1000.0);
    }
    long s = Math.round(ms / 1000.0);
    if (s < 120) {
      return s + " s";
    }
    return s < 7200
        ? s / 60 + " min" + (s % 60 == 0 ? "" : " " + s % 60 + " s")
        : s / 3600 + " h" + (s / 60 % 60 == 0 ? "" : " " + s / 60 % 60 + " min");
  }
}
