package io.godwit.manager.orchestration;

import io.godwit.manager.catalog.Catalog;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.VmEntry;
import io.godwit.model.catalog.Cluster;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.SecrecyPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Which limits a migration has: what the call says, else its VM, else the VM's cluster, else {@link
 * MigrationLimits#DEFAULT}. That memory must be encrypted nobody overrules: neither the call what
 * the VM or a cluster requires, nor the VM what its cluster does. Pure.
 */
final class LimitsOf {
  private LimitsOf() {}

  /**
   * The limits of a migration of this VM.
   *
   * @throws GodwitException SECRECY_REQUIRED; SPEC_INVALID if what the three say is contradictory
   */
  static MigrationLimits migration(DataCenter state, VmEntry vm, HostId to, LimitsWish asked) {
    Catalog catalog = state.hard().catalog();
    LimitsWish ofVm = catalog.of(vm.id()).migration();
    Cluster home = cluster(catalog, vm.right().home());
    List<String> requiring = requiring(state, vm, to);
    if (!requiring.isEmpty()
        && asked.secrecy() != null
        && asked.secrecy() != SecrecyPolicy.REQUIRED) {
      throw new GodwitException(
          ErrorCode.SECRECY_REQUIRED,
          "Migrations of VM "
              + vm.name()
              + " to host "
              + to
              + " have to be encrypted: "
              + String.join(" and ", requiring)
              + (requiring.size() == 1 ? " requires it." : " require it."),
          "Do not ask for another encryption, or change what is required.");
    }
    MigrationLimits limits = limits(vm, asked, ofVm, home.migration());
    return requiring.isEmpty() ? limits : limits.withSecrecy(SecrecyPolicy.REQUIRED);
  }

  /**
   * The limits that a migration was accepted with, once it has waited: if its memory must be
   * encrypted by now, it will be.
   */
  static MigrationLimits atItsTurn(
      DataCenter state, VmEntry vm, HostId to, MigrationLimits accepted) {
    return requiring(state, vm, to).isEmpty()
        ? accepted
        : accepted.withSecrecy(SecrecyPolicy.REQUIRED);
  }

  /** Who says that its memory must be encrypted. */
  private static List<String> requiring(DataCenter state, VmEntry vm, HostId to) {
    Catalog catalog = state.hard().catalog();
    List<String> requiring = new ArrayList<>();
    if (catalog.of(vm.id()).migration().secrecy() == SecrecyPolicy.REQUIRED) {
      requiring.add("VM " + vm.name());
    }
    for (Cluster each : List.of(cluster(catalog, vm.right().home()), cluster(catalog, to))) {
      String name = "cluster " + each.name();
      if (each.migration().secrecy() == SecrecyPolicy.REQUIRED && !requiring.contains(name)) {
        requiring.add(name);
      }
    }
    return requiring;
  }

  private static MigrationLimits limits(
      VmEntry vm, LimitsWish asked, LimitsWish ofVm, LimitsWish ofCluster) {
    try {
      return asked.or(ofVm).or(ofCluster).limits();
    } catch (IllegalArgumentException contradiction) {
      throw new GodwitException(
          ErrorCode.SPEC_INVALID,
          "The limits of this call, of VM "
              + vm.name()
              + " and of its cluster do not go together: "
              + contradiction.getMessage()
              + ".",
          "Give both the pause and the deadline with the call.");
    }
  }

  private static Cluster cluster(Catalog catalog, HostId host) {
    return catalog.cluster(catalog.clusterOf(host));
  }
}
