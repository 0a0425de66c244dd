package io.godwit.manager.orchestration;

import io.godwit.model.host.NetworkName;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.NicSpec;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A VM as asked for: a spec whose cards may lack their addresses. */
public record VmDraft(
    VmName name,
    int cpus,
    String cpuModel,
    DataSize memory,
    MachineType machine,
    AcceleratorChoice accelerator,
    Boot boot,
    List<DiskSpec> disks,
    List<Nic> nics) {
  public VmDraft {
    disks = List.copyOf(disks);
    nics = List.copyOf(nics);
  }

  /** A card; its address is made if not given. */
  public record Nic(NetworkName network, @Nullable MacAddress mac) {
    Optional<MacAddress> given() {
      return Optional.ofNullable(mac);
    }
  }

  VmSpec spec(List<NicSpec> complete) {
    return new VmSpec(name, cpus, cpuModel, memory, machine, accelerator, boot, disks, complete);
  }
}
