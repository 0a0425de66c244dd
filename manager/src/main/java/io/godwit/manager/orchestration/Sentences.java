package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.Migration;
import io.godwit.manager.orchestration.Resolution.Destination;
import io.godwit.manager.orchestration.Resolution.Source;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.LimitsWish;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What people are told of one migration. Pure. */
final class Sentences {
  private final Migration plan;
  private final HostId source;
  private final HostId destination;
  private final String vm;

  Sentences(Migration plan) {
    this.plan = plan;
    this.source = plan.source();
    this.destination = plan.destination();
    this.vm = "VM " + plan.name();
  }

  Problem cancelled() {
    return new Problem(
        ErrorCode.MIGRATION_CANCELLED,
        "The migration was cancelled; " + vm + " goes on on " + source + ".",
        "Nothing needs to be done.");
  }

  GodwitException tooLate() {
    return new GodwitException(
        ErrorCode.MIGRATION_TOO_LATE,
        "Migration " + plan.id() + " is past the point where it can be cancelled.",
        "Wait for its end, and move the VM back if need be.");
  }

  /** {@code 84 ms}, {@code 12 s}. */
  static String time(Duration time) {
    return time.toSeconds() < 10 ? time.toMillis() + " ms" : time.toSeconds() + " s";
  }

  /** {@code pause 2 s, slowdown 30 %, bandwidth 100 MiB/s}, as far as something is said. */
  static String list(LimitsWish wish) {
    List<String> said = new ArrayList<>();
    if (wish.downtimeLimit() != null) {
      said.add("pause " + time(wish.downtimeLimit()));
    }
    if (wish.maxSlowdown() != null) {
      said.add("slowdown " + wish.maxSlowdown() + " %");
    }
    if (wish.bandwidth() != null) {
      said.add("bandwidth " + wish.bandwidth());
    }
    return said.isEmpty() ? "none" : String.join(", ", said);
  }

  /** A check that was not answered leaves nothing unknown: it changes nothing. */
  static Problem nothingChanged(Problem refused) {
    return refused.code() == ErrorCode.OUTCOME_UNKNOWN
        ? new Problem(
            ErrorCode.AGENT_UNREACHABLE,
            refused.detail() + " It was a check; nothing has changed.",
            "Try again once the agent answers.")
        : refused;
  }

  /** The manager came back to a migration whose copy had not begun. */
  Problem interrupted() {
    return new Problem(
        ErrorCode.MIGRATION_FAILED,
        "The manager was restarted before " + vm + " began to move; it stays on " + source + ".",
        "Start the migration again.");
  }

  /** Nothing was sent to the destination: the state is known however the order went. */
  Problem notBegun(Problem why) {
    return why.code() == ErrorCode.OUTCOME_UNKNOWN
        ? new Problem(
            ErrorCode.MIGRATION_FAILED,
            vm + " stays on " + source + ": " + why.detail(),
            "Try again once the agent of " + destination + " is connected.")
        : why;
  }

  /** It has waited for its turn and is refused by the checks that are made then. */
  Problem refusedAtItsTurn(Problem why) {
    return new Problem(
        why.code(),
        "When the turn of the migration came it was refused; "
            + vm
            + " goes on on "
            + source
            + ". "
            + why.detail(),
        why.next());
  }

  /**
   * The source keeps the guest.
   *
   * @param trouble what the destination said, if it failed first
   */
  Problem stays(Problem why, @Nullable Problem trouble) {
    String other = trouble == null ? "" : " On " + destination + ": " + trouble.detail();
    return new Problem(
        why.code() == ErrorCode.MIGRATION_CANCELLED ? ErrorCode.MIGRATION_FAILED : why.code(),
        vm + " stays on " + source + ", where it goes on: " + why.detail() + other,
        why.next());
  }

  Problem takenBack(@Nullable Problem trouble) {
    return new Problem(
        ErrorCode.MIGRATION_FAILED,
        "The guest of "
            + vm
            + " had left "
            + source
            + " and did not run on "
            + destination
            + (trouble == null ? "" : " (" + trouble.detail() + ")")
            + "; it was taken back.",
        "Look at the destination's log before trying again.");
  }

  Problem notTakenBack(Problem refused) {
    return new Problem(
        refused.code(),
        vm
            + " runs neither on "
            + destination
            + " nor again on "
            + source
            + ", which owns it: "
            + refused.detail(),
        refused.next());
  }

  /** The source does not know how the copy ended, but its QEMU still has the guest. */
  Problem survived(Problem why) {
    return new Problem(
        ErrorCode.MIGRATION_FAILED,
        vm + " stays on " + source + ": " + why.detail(),
        "Look at the source's log before trying again.");
  }

  Problem crashed(Problem why) {
    return new Problem(
        ErrorCode.QEMU_DIED,
        vm
            + " ended on "
            + source
            + " while it was moved, and has not arrived on "
            + destination
            + ": "
            + why.detail(),
        "Start it again with 'godwit vm start " + plan.name() + "'.");
  }

  Problem torn(Problem why) {
    return new Problem(
        ErrorCode.QEMU_DIED,
        vm
            + " had gone ahead to "
            + destination
            + " when the rest of its memory was lost: "
            + why.detail(),
        "It belongs to "
            + destination
            + "; start it again there with 'godwit vm start "
            + plan.name()
            + "'.");
  }

  Problem undecided(Source from, Destination to) {
    return new Problem(
        ErrorCode.OUTCOME_UNKNOWN,
        "Source "
            + source
            + " "
            + word(from)
            + " and destination "
            + destination
            + " "
            + word(to)
            + ", so it is not known which of them runs "
            + vm
            + "; neither is told to start it.",
        "Bring their agents back; the migration is then decided by itself.");
  }

  Problem contradiction() {
    return new Problem(
        ErrorCode.OUTCOME_UNKNOWN,
        "Both "
            + source
            + " and "
            + destination
            + " say that they run "
            + vm
            + "; nothing was touched.",
        "Find out which of the two has the guest, and kill QEMU on the other.");
  }

  Problem late(HostId host, Duration after) {
    return new Problem(
        ErrorCode.OUTCOME_UNKNOWN,
        "The agent of host " + host + " has not reported for " + after.toSeconds() + " s.",
        "Look at the agent's log.");
  }

  static GodwitException unexpected(HostId host, Order order, Answer answer) {
    return new GodwitException(
        ErrorCode.INTERNAL,
        String.format(
            Locale.ROOT,
            "The agent of host %s answered the order %s with %s.",
            host,
            order.getClass().getSimpleName(),
            answer.getClass().getSimpleName()),
        "Check that agent and manager have the same version, and report this.");
  }

  static String word(Source source) {
    return switch (source) {
      case Source.Awaited _ -> "has not answered";
      case Source.HandedOver _ -> "has handed the guest over";
      case Source.StaysHere _ -> "has the guest";
      case Source.Unknown _ -> "has lost its QEMU";
      case Source.Silent _ -> "cannot be asked";
    };
  }

  static String word(Destination destination) {
    return switch (destination) {
      case Destination.Awaited _ -> "has not answered";
      case Destination.Runs _ -> "runs the guest";
      case Destination.Ahead _ -> "runs the guest, ahead of its memory";
      case Destination.Failed _ -> "has failed";
      case Destination.Removed _ -> "has nothing of it";
      case Destination.Silent _ -> "cannot be asked";
    };
  }
}
