package io.godwit.manager.rest;

import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.MemoryStore;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.time.Time;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.AcceleratorVerdict;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.host.QemuVersion;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmObservation;
import io.godwit.model.vm.VmSpec;
import io.godwit.model.vm.VmState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A data center full of hosts h0, h1, ... and VMs web-00000, web-00001, ... in turn on them. */
final class Population {
  private Population() {}

  static Inventory of(int hosts, int vms) throws Exception {
    Inventory inventory = new Inventory(new MemoryStore<>(DataCenter.EMPTY), Time.REAL);
    List<StateRecord> records = new ArrayList<>();
    for (int i = 0; i < vms; i++) {
      records.add(new StateRecord.VmDefined(vm(i), spec(i), host(i % hosts), Generation.FIRST));
    }
    inventory.decide(state -> Outcome.recorded(records, true));
    for (int host = 0; host < hosts; host++) {
      List<VmObservation> seen = new ArrayList<>();
      for (int i = host; i < vms; i += hosts) {
        seen.add(seen(i, VmState.RUNNING));
      }
      inventory.connected(description(host), host + 1L, seen);
    }
    return inventory;
  }

  /** Their ids are in another order than their names. */
  static VmId vm(int number) {
    return new VmId(new UUID(Integer.reverse(number), number));
  }

  static HostId host(int number) {
    return new HostId("h" + number);
  }

  static VmObservation seen(int number, VmState state) {
    return new VmObservation(
        vm(number),
        Generation.FIRST,
        spec(number),
        state,
        Instant.EPOCH,
        1,
        Accelerator.TCG,
        new QemuVersion(10, 0, 2),
        null);
  }

  static VmSpec spec(int number) {
    DatastoreName store = new DatastoreName("shared");
    return new VmSpec(
        new VmName(String.format("web-%05d", number)),
        1,
        "max",
        DataSize.ofMebibytes(64),
        MachineType.Q35,
        AcceleratorChoice.AUTO,
        new Boot.Kernel(new DatastoreFile(store, "k"), new DatastoreFile(store, "i"), ""),
        List.of(),
        List.of());
  }

  static HostDescription description(int number) {
    return new HostDescription(
        host(number),
        "0",
        "6.1",
        4,
        DataSize.ofGibibytes(4),
        new AcceleratorVerdict(Accelerator.TCG, "there is no /dev/kvm"),
        new QemuVersion(10, 0, 2),
        List.of("pc-q35-10.0"),
        "godwit",
        "10.0.0.1",
        List.of(),
        List.of(),
        null,
        null);
  }
}
