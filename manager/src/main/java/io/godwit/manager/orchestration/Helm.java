package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.loop.Published;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.unit.DataRate;
import io.godwit.planner.migration.Rounds;
import io.godwit.planner.migration.Steering;
import io.godwit.planner.migration.Step;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a copy on a course that ends: looks at each round and does what {@link Steering} says, and
 * what people say. Nothing of it is recorded but the decisions; another manager begins anew with
 * the rounds it sees.
 *
 * <p>{@link #run} belongs to a thread of its own; the rest may be called by any.
 */
final class Helm {
  private static final Logger LOG = LoggerFactory.getLogger(Helm.class);

  /** Nothing is heard of a source that is away; then the copy is left alone. */
  private static final Duration NEXT_LOOK = Duration.ofSeconds(5);

  /** QEMU plans for no longer pause; a guest that is switched over by force may stand as long. */
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  private final Tools tools;
  private final Migration plan;
  private final Conversation conversation;
  private final Lead ahead;
  private Rounds rounds = Rounds.NONE;
  private volatile MigrationLimits limits;
  private volatile int throttle;
  private volatile Duration pause;
  private DataRate fastest = DataRate.ZERO;
  private DataRate firstPass = DataRate.ZERO;
  private volatile boolean bound;
  private boolean left;
  private boolean saidToBeLate;

  /**
   * @param ahead what to do when the guest is to go ahead of its memory
   */
  Helm(Tools tools, Migration plan, Conversation conversation, Lead ahead) {
    this.ahead = ahead;
    this.tools = tools;
    this.plan = plan;
    this.conversation = conversation;
    this.limits = plan.limits();
    this.throttle = plan.course().throttle();
    this.pause = plan.course().pause();
  }

  /** Steers until interrupted. */
  void run() {
    try {
      Published<DataCenter> seen = tools.inventory().newest();
      while (!tools.inventory().isClosed()) {
        look(seen.state());
        seen = tools.inventory().awaitAfter(seen.version(), NEXT_LOOK);
      }
    } catch (InterruptedException over) {
      Thread.currentThread().interrupt();
    } finally {
      remember();
    }
  }

  /** What a copy went at that nobody has limited. */
  private void remember() {
    if (!bound && plan.limits().bandwidth().equals(DataRate.ZERO)) {
      tools
          .links()
          .seen(
              plan.source(),
              plan.destination(),
              new LinkBook.Copy(plan.course().transport(), fastest, firstPass));
    }
  }

  private void look(DataCenter state) throws InterruptedException {
    MigrationProgress progress = state.soft().progress().get(plan.id()).orElse(null);
    if (progress == null || progress.phase() != MigrationPhase.PRECOPY) {
      return;
    }
    if (progress.rate().compareTo(fastest) > 0) {
      fastest = progress.rate();
    }
    if (progress.round() <= 1 && progress.elapsed().isPositive()) {
      double seconds = progress.elapsed().toNanos() / 1e9;
      firstPass = DataRate.ofBytesPerSecond(Math.round(progress.transferred().bytes() / seconds));
    }
    Rounds now = rounds.with(progress, throttle);
    boolean ended = !now.ended().equals(rounds.ended());
    rounds = now;
    if (ended && plan.course().postcopy()) {
      goAhead("one full pass is done, as planned; the guest goes ahead of its memory");
    } else if (ended) {
      follow(new Steering(limits, plan.course().transport(), pause).next(now.ended()));
    }
  }

  private void follow(Step step) throws InterruptedException {
    switch (step) {
      case Step.GoOn goOn -> LOG.debug("migration {}: {}", plan.id(), goOn.because());
      case Step.Throttle hold -> {
        if (steered(hold.because(), hold.percent(), null, null)) {
          throttle = hold.percent();
        }
      }
      case Step.ForceSwitchover force -> {
        if (steered(force.because(), null, force.pause(), null)) {
          pause = force.pause();
        }
      }
      case Step.SwitchToPostcopy leave -> goAhead(leave.because());
      case Step.GiveUp late -> {
        if (!saidToBeLate) {
          saidToBeLate = true;
          tools.inventory().decided(plan.id(), late.because());
        }
      }
    }
  }

  private void goAhead(String because) {
    if (!left) {
      left = true;
      ahead.go(because);
    }
  }

  /** Lets the guest go ahead of its memory. */
  interface Lead {
    void go(String because);
  }

  private boolean steered(
      String because,
      @Nullable Integer percent,
      @Nullable Duration newPause,
      @Nullable DataRate bandwidth)
      throws InterruptedException {
    try {
      conversation.steer(percent, newPause, bandwidth);
      tools.inventory().decided(plan.id(), because);
      return true;
    } catch (GodwitException refused) {
      LOG.info("migration {}: not steered: {}", plan.id(), refused.problem());
      return false;
    }
  }

  /**
   * Somebody wants the guest to move now, whatever the pause.
   *
   * @throws GodwitException MIGRATION_TOO_LATE, or why the source could not be told
   */
  void force(String actor) throws InterruptedException {
    requirePrecopy();
    conversation.steer(null, LONGEST_PAUSE, null);
    tools.inventory().decided(plan.id(), actor + " forced the switchover, whatever the pause");
  }

  /**
   * Somebody wants the copy to take no more of the link than this.
   *
   * @param bandwidth bytes per second; zero is no limit
   * @throws GodwitException MIGRATION_TOO_LATE, or why the source could not be told
   */
  void limit(DataRate bandwidth, String actor) throws InterruptedException {
    conversation.steer(null, null, bandwidth);
    bound = true;
    tools
        .inventory()
        .decided(
            plan.id(),
            bandwidth.equals(DataRate.ZERO)
                ? actor + " lifted the limit of the bandwidth"
                : actor + " limited the bandwidth to " + bandwidth);
  }

  /**
   * Somebody wants the copy to keep to other limits from now on. What QEMU plans with changes at
   * once; how far the guest is held back beyond that is decided after each round, as before.
   *
   * @param wish of the pause, the slowdown and the bandwidth; what is null stays
   * @throws GodwitException SPEC_INVALID if it is of something that cannot change any more,
   *     MIGRATION_TOO_LATE, or why the source could not be told
   */
  void adjust(LimitsWish wish, String actor) throws InterruptedException {
    requireAdjustable(wish);
    Integer slowdown = wish.maxSlowdown();
    Integer held = slowdown != null && slowdown < throttle ? slowdown : null;
    conversation.steer(held, wish.downtimeLimit(), wish.bandwidth());
    MigrationLimits now = limits;
    if (wish.downtimeLimit() != null) {
      now = now.withDowntimeLimit(wish.downtimeLimit());
      pause = wish.downtimeLimit();
    }
    if (slowdown != null) {
      now = now.withMaxSlowdown(slowdown);
      throttle = held == null ? throttle : held;
    }
    bound |= wish.bandwidth() != null;
    limits = now;
    tools.inventory().decided(plan.id(), actor + " changed the limits: " + Sentences.list(wish));
  }

  private void requireAdjustable(LimitsWish wish) {
    if (wish.deadline() != null || wish.postcopy() != null || wish.secrecy() != null) {
      throw new GodwitException(
          ErrorCode.SPEC_INVALID,
          "The deadline, post-copy and encryption of a copy are settled when it begins.",
          "Change the pause, the slowdown or the bandwidth; or cancel it and begin another.");
    }
    if (wish.maxSlowdown() != null && wish.maxSlowdown() > 0 && plan.limits().maxSlowdown() == 0) {
      throw new GodwitException(
          ErrorCode.MIGRATION_TOO_LATE,
          "Migration "
              + plan.id()
              + " began with a guest that is not to be held back, which QEMU cannot change any"
              + " more.",
          "Cancel it and begin another with --max-slowdown, or allow a longer pause.");
    }
  }

  /** While disks are copied there is nothing to switch over to. */
  private void requirePrecopy() {
    MigrationPhase phase =
        tools
            .inventory()
            .now()
            .soft()
            .progress()
            .get(plan.id())
            .map(MigrationProgress::phase)
            .orElse(MigrationPhase.PRECOPY);
    if (phase.compareTo(MigrationPhase.PRECOPY) < 0) {
      throw new GodwitException(
          ErrorCode.MIGRATION_TOO_EARLY,
          "Migration " + plan.id() + " copies disks; its memory has not begun to move.",
          "Wait for the phase PRECOPY, then force it.");
    }
  }
}
