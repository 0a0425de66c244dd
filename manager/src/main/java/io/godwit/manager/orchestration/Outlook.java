package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.MigrationState;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.host.TransportSupport;
import io.godwit.model.migration.Check;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MemoryFacts;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.PostcopyPolicy;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.SecrecyPolicy;
import io.godwit.model.vm.VmObservation;
import io.godwit.planner.migration.Choice;
import io.godwit.planner.migration.Crowding;
import io.godwit.planner.migration.Link;
import io.godwit.planner.migration.Situation;
import io.godwit.planner.migration.Strategy;
import io.godwit.planner.migration.TrackRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of a migration before it starts, how it is to go about it, and whether that
 * keeps to its limits. Pure.
 *
 * @param forecast of the course that was chosen, or of the one that comes closest
 * @param log each way that was looked at, with its numbers
 * @param secrecy what stands against the secrecy that was asked for
 * @param budget what stands against the other limits
 */
record Outlook(
    Forecast forecast, List<String> log, Optional<Problem> secrecy, Optional<Problem> budget) {
  /** Facts that are older say little of what the guest does now. */
  private static final Duration FRESH = Duration.ofMinutes(5);

  /** Processors of a host that packing pages may take: the others are its guests'. */
  private static final int SHARE_OF_CORES = 2;

  /** What is asked. */
  record Question(
      VmEntry vm,
      HostId source,
      HostId destination,
      MigrationLimits limits,
      List<DiskCopy> copies,
      @Nullable MemoryFacts facts) {}

  /** Foretells. */
  static Outlook of(DataCenter state, Question asked, Link link, Instant now) {
    HostEntry source = state.requireConnected(asked.source());
    HostEntry destination = state.requireConnected(asked.destination());
    TransportSupport support =
        source.description().transportOrNone().and(destination.description().transportOrNone());
    // A guest that goes ahead of its memory cannot leave its disks behind.
    MigrationLimits limits =
        asked.copies().isEmpty()
            ? asked.limits()
            : asked.limits().withPostcopy(PostcopyPolicy.FORBIDDEN);
    MemoryFacts facts = asked.facts();
    boolean fresh = facts != null && facts.at().plus(FRESH).isAfter(now);
    Secrecy secrecy = secrecy(support, limits, asked.copies());
    List<String> log = new ArrayList<>();
    QemuVersion qemu =
        state
            .observation(asked.vm())
            .map(VmObservation::qemuVersion)
            .orElse(source.description().qemuVersion());
    if (secrecy == Secrecy.ENCRYPTED && support.multifd() && !qemu.outlivesEncryptedMultifd()) {
      support = support.withoutMultifd();
      log.add(
          "encrypted copies go over one connection: QEMU "
              + qemu
              + " may end, and the guest with it, when one over several breaks off");
    }
    Situation situation =
        new Situation(
            asked.vm().spec().memory(),
            null,
            fresh ? facts : null,
            link,
            cores(source),
            support,
            secrecy,
            past(state));
    Choice choice = Strategy.choose(situation, limits);
    log.addAll(choice.log());
    return new Outlook(
        choice.forecast().crowded(Crowding.of(situation, limits, choice.forecast())),
        log,
        secrecy == Secrecy.CLEAR && limits.secrecy() == SecrecyPolicy.REQUIRED
            ? Optional.of(unavailable(source, destination))
            : Optional.empty(),
        choice instanceof Choice.Refused refused
            ? Optional.of(unmet(asked, refused))
            : Optional.empty());
  }

  /**
   * By a tunnel if there can be one. The connections of a post-copy come and go, and those of disks
   * are QEMU's own: both are QEMU's to encrypt.
   */
  private static Secrecy secrecy(
      TransportSupport support, MigrationLimits limits, List<DiskCopy> copies) {
    if (limits.secrecy() == SecrecyPolicy.OFF) {
      return Secrecy.CLEAR;
    }
    if (support.tunnel()
        && (copies.isEmpty() || support.encryption())
        && limits.postcopy() == PostcopyPolicy.FORBIDDEN) {
      return Secrecy.TUNNELLED;
    }
    return support.encryption() ? Secrecy.ENCRYPTED : Secrecy.CLEAR;
  }

  /** Two if there are two: a copy is short, and one core is soon the bottleneck. */
  private static int cores(HostEntry source) {
    int cpus = source.description().cpus();
    return Math.clamp(cpus / SHARE_OF_CORES, Math.min(2, cpus), Math.max(2, cpus));
  }

  /** Adds what was found to the checks. */
  void addTo(CheckList list, MigrationLimits limits) {
    list.check(
            Check.SECRECY,
            "encryption " + limits.secrecy().name().toLowerCase(Locale.ROOT),
            forecast.course().transport().isSecret() ? "encrypted" : "in the clear")
        .unless(secrecy);
    list.check(
            Check.BUDGET,
            "pause "
                + Sentences.time(limits.downtimeLimit())
                + ", copy "
                + Sentences.time(limits.deadline()),
            "pause "
                + Sentences.time(forecast.downtime())
                + ", copy "
                + Sentences.time(forecast.duration()))
        .unless(budget);
  }

  private static TrackRecord past(DataCenter state) {
    return TrackRecord.of(
        state.hard().migrations().values().stream()
            .filter(migration ->
                migration.state() instanceof MigrationState.Completed
                    && migration.forecast() != null)
            .sorted(Comparator.comparing(Migration::acceptedAt).reversed())
            .limit(TrackRecord.LOOKED_AT)
            .map(migration ->
                new TrackRecord.Outcome(
                    Objects.requireNonNull(migration.forecast()),
                    ((MigrationState.Completed) migration.state()).result()))
            .toList());
  }

  private static Problem unavailable(HostEntry source, HostEntry destination) {
    HostEntry unable = source.description().transportOrNone().encryption() ? destination : source;
    return new Problem(
        ErrorCode.SECRECY_UNAVAILABLE,
        "Host "
            + unable.id()
            + " cannot encrypt guests' memory on its way: its QEMU has no TLS with shared keys,"
            + " or it has no file system in memory for the key.",
        "Ask for 'preferred' or 'off', or mend that host.");
  }

  private static Problem unmet(Question asked, Choice.Refused refused) {
    return new Problem(
        ErrorCode.BUDGET_UNMET,
        "VM "
            + asked.vm().name()
            + " would not get to "
            + asked.destination()
            + " within its limits: "
            + refused.missed()
            + ".",
        refused
            .relaxation()
            .map(relaxation -> "Relax the limits: " + relaxation.sentence() + ".")
            .orElse("No limits would do as long as the guest works like that; try again later."));
  }
}
