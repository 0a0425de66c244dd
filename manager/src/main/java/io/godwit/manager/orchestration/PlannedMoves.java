package io.godwit.manager.orchestration;

import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.Migration;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.Rule;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.VmName;
import io.godwit.planner.cluster.Move;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves of plans. What was planned a while ago is looked at once more in the decision that accepts
 * it, and in the one that begins it when it has waited: no plan breaks a must rule that was made
 * meanwhile, or that others' moves have come to concern. Safe for all threads.
 */
public final class PlannedMoves {
  private static final Logger LOG = LoggerFactory.getLogger(PlannedMoves.class);
  private static final String BALANCE = "balance-";
  private static final String POWER = "power-";
  private static final String MAINTENANCE = "maintenance-";
  private static final List<String> ALL = List.of(BALANCE, POWER, MAINTENANCE);

  private final Inventory inventory;
  private final Migrations migrations;

  PlannedMoves(Inventory inventory, Migrations migrations) {
    this.inventory = inventory;
    this.migrations = migrations;
  }

  /** What ties together all that is done to balance a cluster. */
  public static String balance(ClusterName cluster) {
    return BALANCE + cluster;
  }

  /** What ties together all that is done for the power of a cluster. */
  public static String power(ClusterName cluster) {
    return POWER + cluster;
  }

  /** What ties together all that is done because a host leaves or comes back. */
  public static String maintenance(HostId host) {
    return MAINTENANCE + host;
  }

  private static boolean isPlanned(Origin origin) {
    String correlation = origin.correlation();
    return correlation != null && ALL.stream().anyMatch(correlation::startsWith);
  }

  /** Whether a move that one of these ties together has yet to end; see {@link Migration}. */
  public static boolean areUnderWay(DataCenter state, String correlation) {
    return state.hard().migrations().values().stream()
        .anyMatch(each -> each.awaitsItsEnd() && correlation.equals(each.origin().correlation()));
  }

  /**
   * Begins a move, if its VM is still where the plan saw it.
   *
   * @param who with what ties the plan's moves together
   * @return none if it was refused, or the VM is elsewhere by now
   */
  public Optional<MigrationId> begin(Move move, Origin who) throws InterruptedException {
    Optional<VmEntry> vm = inventory.now().hard().vms().get(move.vm());
    if (vm.isEmpty() || !vm.get().right().home().equals(move.from())) {
      return Optional.empty(); // the next plan sees it there
    }
    VmName name = vm.get().name();
    try {
      MigrationId id = begin(name, move.to(), DiskWish.SHARED_ONLY, who);
      LOG.info("{} goes to {} by {}: {}", name, move.to(), id, move.because());
      return Optional.of(id);
    } catch (GodwitException refused) {
      LOG.warn("{} does not go to {}: {}", name, move.to(), refused.problem());
      return Optional.empty();
    }
  }

  /**
   * Begins a move.
   *
   * @throws GodwitException as a migration, and PLAN_OUTDATED
   */
  public MigrationId begin(VmName vm, HostId to, DiskWish disks, Origin who)
      throws InterruptedException {
    return who.call(() -> migrations.begin(vm, to, LimitsWish.NONE, disks, Optional.empty()));
  }

  /**
   * Returns if a migration is not of a plan, or the plan still holds.
   *
   * @throws GodwitException PLAN_OUTDATED
   */
  static void requireHolds(DataCenter state, Origin origin, VmEntry vm, HostId to) {
    Optional<Rule> broken =
        isPlanned(origin) ? RuleChecks.broken(state, vm.id(), to) : Optional.empty();
    if (broken.isPresent()) {
      throw new GodwitException(
          ErrorCode.PLAN_OUTDATED,
          "VM "
              + vm.name()
              + " was planned to go to "
              + to
              + ", and rule "
              + broken.get().name()
              + " keeps it from there by now; it was not moved.",
          "Nothing to do: the next plan is made from how things are then.");
    }
  }
}
