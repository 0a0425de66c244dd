package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.HostEntry;
import io.godwit.manager.inventory.Migration;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.migration.Blackout;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.Ipv4Address;
import io.godwit.model.vm.NicSpec;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a host of the VM's network see how long the VM does not answer around its switchover. The
 * migration never waits for it, except for the answer at its end, when the guest runs already; and
 * whatever fails here is a reason, not a failure.
 *
 * <p>{@link #run} belongs to a thread of its own, {@link #end} to the migration's.
 */
final class BlackoutWatch {
  /** Probes go out while less than this is left of the copy, as far as can be told. */
  static final Duration NEAR = Duration.ofSeconds(2);

  /** A copy says how fast it is after a few rounds of samples; it may be over before. */
  private static final Duration UNTIL_IT_TELLS = Duration.ofSeconds(5);

  /** A prober whose manager has died does not go on for longer. */
  private static final Duration LEASE = Duration.ofSeconds(3);

  private static final Duration RENEWAL = Duration.ofSeconds(1);
  private static final Duration LONGEST_NAP = Duration.ofSeconds(5);
  private static final Duration SHORTEST_NAP = Duration.ofMillis(100);

  /** A guest that sends anything at all sends it within this; the copy goes on meanwhile. */
  private static final Duration LOOK = Duration.ofSeconds(2);

  /** What the recorded end may be late for: the guest answers within milliseconds, or not. */
  private static final Duration LAST_ANSWERS = Duration.ofMillis(500);

  private static final Duration SLACK = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(BlackoutWatch.class);

  private final Tools tools;
  private final Migration plan;
  private final Generation generation;
  private volatile @Nullable HostId prober;
  private volatile String reason = "the copy was over before anyone had begun to look";

  BlackoutWatch(Tools tools, Migration plan, Generation generation) {
    this.tools = tools;
    this.plan = plan;
    this.generation = generation;
  }

  /** Has the prober at work whenever the switchover may be near, until interrupted. */
  void run() {
    try {
      watch();
    } catch (GodwitException refused) {
      reason = refused.problem().detail();
      LOG.info("migration {}: the blackout is not measured: {}", plan.id(), reason);
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    }
  }

  private void watch() throws InterruptedException {
    DataCenter now = tools.inventory().now();
    List<NicSpec> nics =
        now.hard().vms().get(plan.vm()).map(vm -> vm.spec().nics()).orElse(List.of());
    if (nics.isEmpty()) {
      reason = "the VM has no network card";
      return;
    }
    NicSpec card = nics.getFirst();
    Ipv4Address address = address();
    if (address == null) {
      reason = "the VM's address is not known: it has sent nothing that tells it";
      return;
    }
    HostId host = prober(now, plan, card.network());
    Order probe =
        new Order.ProbeBlackout(
            plan.id(), plan.vm(), generation, card.network(), card.mac(), address, LEASE);
    long begun = tools.time().nanos();
    while (true) {
      Duration nap = untilNear(progress(), Duration.ofNanos(tools.time().nanos() - begun));
      if (nap.isZero()) {
        tools.agents().call(host, probe, tools.deadlines().quick());
        prober = host;
        nap = RENEWAL;
      }
      tools.time().sleep(nap);
    }
  }

  private @Nullable Ipv4Address address() throws InterruptedException {
    Order find = new Order.FindAddress(plan.vm(), generation, LOOK);
    Answer answer = tools.agents().call(plan.source(), find, LOOK.plus(SLACK));
    if (answer instanceof Answer.AddressFound found) {
      return found.address();
    }
    throw Sentences.unexpected(plan.source(), find, answer);
  }

  private MigrationProgress progress() {
    return tools
        .inventory()
        .now()
        .soft()
        .progress()
        .get(plan.id())
        .orElse(MigrationProgress.before(MigrationPhase.PRECOPY));
  }

  /** What was seen; called once the guest runs on the destination. */
  Blackout end() throws InterruptedException {
    HostId host = prober;
    if (host == null) {
      return new Blackout.NotMeasured(reason);
    }
    try {
      Order end = new Order.EndProbe(plan.id(), plan.vm(), generation, LAST_ANSWERS);
      Answer answer = tools.agents().call(host, end, LAST_ANSWERS.plus(SLACK));
      if (answer instanceof Answer.Silence silence) {
        return silence.blackout();
      }
      throw Sentences.unexpected(host, end, answer);
    } catch (GodwitException refused) {
      return new Blackout.NotMeasured(refused.problem().detail());
    }
  }

  /**
   * Who looks: the first connected host of the VM's network that is neither end, so that it sees
   * what everybody sees; else the source, from where the guest has gone.
   */
  static HostId prober(DataCenter now, Migration plan, NetworkName network) {
    return now.soft().hosts().values().stream()
        .filter(HostEntry::isConnected)
        .filter(host -> host.description().networks().contains(network))
        .map(HostEntry::id)
        .filter(id -> !id.equals(plan.source()) && !id.equals(plan.destination()))
        .findFirst()
        .orElse(plan.source());
  }

  /**
   * How long the prober may rest.
   *
   * @param sinceBegun since the copy began
   * @return zero if the switchover may come within {@link #NEAR}
   */
  static Duration untilNear(MigrationProgress progress, Duration sinceBegun) {
    if (progress.phase().compareTo(MigrationPhase.PRECOPY) > 0) {
      return Duration.ZERO;
    }
    long rate = progress.rate().bytesPerSecond();
    if (rate == 0) {
      return sinceBegun.compareTo(UNTIL_IT_TELLS) < 0 ? Duration.ZERO : SHORTEST_NAP;
    }
    Duration left = Duration.ofMillis(Math.round(1000.0 * progress.remaining().bytes() / rate));
    if (left.compareTo(NEAR) <= 0) {
      return Duration.ZERO;
    }
    // Half of the way: the link may become faster.
    Duration nap = left.minus(NEAR).dividedBy(2);
    if (nap.compareTo(SHORTEST_NAP) < 0) {
      return SHORTEST_NAP;
    }
    return nap.compareTo(LONGEST_NAP) < 0 ? nap : LONGEST_NAP;
  }
}
