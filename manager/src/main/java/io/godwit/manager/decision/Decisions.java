package io.godwit.manager.decision;

import io.godwit.manager.history.FiledPlan;
import io.godwit.manager.history.PlanLog;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmId;
import io.godwit.planner.cluster.Move;
import io.godwit.planner.power.PowerPlan.Direction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Numbers plans and keeps them. A plan that comes to the same moves as the last one of its kind is
 * that plan, and is not kept again; one that is carried out is kept in any case. Safe for all
 * threads.
 */
public final class Decisions {
  private static final Logger LOG = LoggerFactory.getLogger(Decisions.class);

  /** A list shows one line of each. */
  private static final int MAX_SUMMARY = 500;

  private final PlanLog log;
  private final String version;
  private final Map<Key, Last> newest = new HashMap<>();
  private long known;
  private boolean troubled;

  /**
   * @param version of this manager: another one may plan otherwise
   */
  public Decisions(PlanLog log, String version) {
    this.log = log;
    this.version = version;
  }

  /** Where they are kept, and what load was recorded. */
  public PlanLog log() {
    return log;
  }

  /** Of this manager. */
  public String version() {
    return version;
  }

  private record Key(ClusterName cluster, Matter.Purpose purpose, Optional<HostId> host) {
    static Key of(Decision decision) {
      Matter matter = decision.matter();
      return new Key(decision.cluster(), matter.purpose(), matter.host());
    }
  }

  /** What is done; its figures may differ from pass to pass. */
  private sealed interface Deed {
    record Moves(VmId vm, @Nullable HostId from, HostId to, Move.Purpose purpose) implements Deed {}

    record Switches(HostId host, Direction direction) implements Deed {}
  }

  private record Last(long number, String digest, List<Deed> deeds) {}

  private static List<Deed> deeds(Decision decision) {
    List<Deed> deeds = new ArrayList<>();
    for (Move move : decision.plan().moves()) {
      deeds.add(new Deed.Moves(move.vm(), move.from(), move.to(), move.purpose()));
    }
    if (decision.matter() instanceof Matter.Power power) {
      power.switches().forEach(each -> deeds.add(new Deed.Switches(each.host(), each.direction())));
    }
    return deeds;
  }

  /**
   * Numbers a plan that was made.
   *
   * @return that of the plan before, if it comes to the same; of a host that is emptied also what
   *     is left of it
   */
  public synchronized long made(Decision decision) {
    Last last = newest.get(Key.of(decision));
    return last != null && isSame(decision, last) ? last.number() : keep(decision);
  }

  /** Numbers a plan that is carried out; what it was made from is kept as it was then. */
  public synchronized long carriedOut(Decision decision) {
    Last last = newest.get(Key.of(decision));
    return last != null && last.digest().equals(decision.plan().digest())
        ? last.number()
        : keep(decision);
  }

  private static boolean isSame(Decision decision, Last last) {
    List<Deed> deeds = deeds(decision);
    return switch (decision.matter()) {
      case Matter.Balance _, Matter.Homecoming _, Matter.Power _ -> deeds.equals(last.deeds());
      case Matter.Maintenance _ -> new HashSet<>(last.deeds()).containsAll(deeds);
    };
  }

  private long keep(Decision decision) {
    long number = kept(decision);
    known = Math.max(known, number);
    newest.put(Key.of(decision), new Last(number, decision.plan().digest(), deeds(decision)));
    return number;
  }

  /** While the history is away plans have numbers, too, and are not kept. */
  private long kept(Decision decision) {
    String packed = Packed.of(decision.numbered(0, version));
    List<String> lines = decision.plan().report().lines();
    String summary = lines.isEmpty() ? "" : lines.getFirst();
    try {
      long number =
          log.addPlan(
              new FiledPlan(
                  0,
                  decision.at(),
                  decision.cluster().value(),
                  decision.matter().purpose().name(),
                  decision.plan().steps().size(),
                  decision.plan().digest(),
                  summary.substring(0, Math.min(MAX_SUMMARY, summary.length())),
                  packed.length() > FiledPlan.MAX_BODY ? "" : packed),
              known);
      troubled = false;
      return number;
    } catch (GodwitException away) {
      if (!troubled) {
        troubled = true;
        LOG.warn("plans are made and not kept: {}", away.problem());
      }
      return known + 1;
    }
  }

  /**
   * The plan with a number.
   *
   * @throws GodwitException PLAN_UNKNOWN if it is not kept, or was too large to be; the history's
   */
  public Decision find(ClusterName cluster, long number) {
    FiledPlan filed =
        log.plan(number)
            .filter(plan -> plan.cluster().equals(cluster.value()))
            .orElseThrow(
                () -> unknown("No plan " + number + " of cluster " + cluster + " is kept."));
    if (filed.body().isEmpty()) {
      throw unknown(
          "Plan "
              + number
              + " of cluster "
              + cluster
              + " was made from more than is kept of one plan; only its summary is there: "
              + filed.summary()
              + ".");
    }
    try {
      Decision decision = Packed.read(filed.body());
      return decision.numbered(number, decision.version());
    } catch (RuntimeException damaged) {
      throw new GodwitException(
          ErrorCode.HISTORY_UNUSABLE,
          "Plan " + number + " of cluster " + cluster + " cannot be read: " + damaged.getMessage(),
          "Look at the other plans; report this if nobody has changed the history's tables.");
    }
  }

  private static GodwitException unknown(String detail) {
    return new GodwitException(
        ErrorCode.PLAN_UNKNOWN, detail, "List the plans that are kept with 'godwit plan list'.");
  }

  /**
   * The newest plans of a cluster, the last made first.
   *
   * @param before numbers smaller than this
   * @param limit 1 to 1000
   * @throws GodwitException the history's
   */
  public List<FiledPlan> list(ClusterName cluster, long before, int limit) {
    return log.plans(cluster.value(), before, limit);
  }

  /**
   * Makes a kept plan once more.
   *
   * @throws GodwitException as {@link #find}
   */
  public Replay replay(ClusterName cluster, long number) {
    return Replay.of(find(cluster, number));
  }
}
