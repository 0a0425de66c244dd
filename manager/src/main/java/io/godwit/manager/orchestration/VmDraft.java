package io.godwit.manager.orchestration;

import io.godwit.model.catalog.ClusterName;
import io.godwit.model.catalog.FolderPath;
import io.godwit.model.catalog.PoolId;
import io.godwit.model.catalog.PoolName;
import io.godwit.model.catalog.Resources;
import io.godwit.model.catalog.TagName;
import io.godwit.model.catalog.VmAttributes;
import io.godwit.model.host.NetworkName;
import io.godwit.model.migration.LimitsWish;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.NicSpec;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmSpec;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A VM as asked for: a spec whose cards may lack their addresses.
 *
 * @param folder where it is to be filed
 * @param pool of the cluster of its host
 * @param tags on it
 * @param resources what it is to have of its host beside others
 */
public record VmDraft(
    VmName name,
    int cpus,
    String cpuModel,
    DataSize memory,
    MachineType machine,
    AcceleratorChoice accelerator,
    Boot boot,
    List<DiskSpec> disks,
    List<Nic> nics,
    @Nullable FolderPath folder,
    @Nullable PoolName pool,
    List<TagName> tags,
    Resources resources) {
  public VmDraft {
    tags = List.copyOf(tags);
    disks = List.copyOf(disks);
    nics = List.copyOf(nics);
  }

  /** A VM in no folder and no pool, with nothing kept for it. */
  public VmDraft(
      VmName name,
      int cpus,
      String cpuModel,
      DataSize memory,
      MachineType machine,
      AcceleratorChoice accelerator,
      Boot boot,
      List<DiskSpec> disks,
      List<Nic> nics) {
    this(
        name,
        cpus,
        cpuModel,
        memory,
        machine,
        accelerator,
        boot,
        disks,
        nics,
        null,
        null,
        List.of(),
        Resources.DEFAULT);
  }

  /** A card; its address is made if not given. */
  public record Nic(NetworkName network, @Nullable MacAddress mac) {
    Optional<MacAddress> given() {
      return Optional.ofNullable(mac);
    }
  }

  /** What is said of the VM from the beginning. */
  public VmAttributes attributes(VmId id, ClusterName cluster) {
    return new VmAttributes(
        id,
        folder,
        pool == null ? null : new PoolId(cluster, pool),
        tags,
        "",
        LimitsWish.NONE,
        null,
        List.of(),
        resources);
  }

  VmSpec spec(List<NicSpec> complete) {
    return new VmSpec(name, cpus, cpuModel, memory, machine, accelerator, boot, disks, complete);
  }
}
