package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.HostEntry;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.StoreMark;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Order;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Proves that a datastore which both hosts call shared is one: the source writes a mark, the
 * destination looks for it. The mark goes again whatever comes of it; one whose manager dies is
 * swept by the next that writes there.
 */
final class MarkSurvey {
  private final Tools tools;
  private final Trip trip;

  MarkSurvey(Tools tools, Trip trip) {
    this.tools = tools;
    this.trip = trip;
  }

  /**
   * What came of one datastore.
   *
   * @param problem why it is not proven; DISK_NOT_SHARED is proof of the opposite
   */
  record Found(DatastoreName datastore, Optional<Problem> problem) {
    /** Whether the two hosts have two datastores of one name. */
    boolean isDisproved() {
      return problem.filter(why -> why.code() == ErrorCode.DISK_NOT_SHARED).isPresent();
    }
  }

  /** Looks at each datastore that disks of the VM are on and that does not go along. */
  List<Found> find(HostEntry source, HostEntry destination) throws InterruptedException {
    TreeSet<DatastoreName> names = new TreeSet<>();
    for (DiskSpec disk : trip.vm().spec().disks()) {
      DatastoreName name = disk.file().datastore();
      if (DiskPlan.isShared(source, destination, name)) {
        names.add(name);
      }
    }
    List<Found> found = new ArrayList<>();
    for (DatastoreName name : names) {
      found.add(find(name));
    }
    return found;
  }

  private Found find(DatastoreName name) throws InterruptedException {
    StoreMark mark = new StoreMark(name, tools.keys().get().hex(), tools.keys().get().hex());
    VmId vm = trip.vm().id();
    Generation generation = trip.vm().right().generation();
    try {
      call(trip.home(), new Order.WriteMark(trip.id(), vm, generation, mark));
      call(trip.to(), new Order.FindMark(trip.id(), vm, generation, mark));
      return new Found(name, Optional.empty());
    } catch (GodwitException refused) {
      return new Found(name, Optional.of(Sentences.nothingChanged(refused.problem())));
    } finally {
      tools.errands().begin(trip.home(), new Order.RemoveMark(trip.id(), vm, generation, mark));
    }
  }

  private void call(HostId host, Order order) throws InterruptedException {
    var _ = tools.agents().call(host, order, tools.deadlines().check());
  }
}
