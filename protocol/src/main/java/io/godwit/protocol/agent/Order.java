package io.godwit.protocol.agent;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.NetworkName;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.TransferKey;
import io.godwit.model.migration.Transport;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.Ipv4Address;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the manager wants an agent to do. Each names its {@link Answer}; a refusal or failure comes
 * back as a problem instead.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface Order {
  /** The VM the order is about. */
  VmId vm();

  /** The right to run that the order rests on; agents refuse one older than they know. */
  Generation generation();

  /** Take a VM in: check the spec, pin its machine type, keep it. → {@link Answer.Observed} */
  record Define(VmId vm, Generation generation, VmSpec spec) implements Order {}

  /** Start QEMU and the guest. → {@link Answer.Observed} */
  record Start(VmId vm, Generation generation) implements Order {}

  /** Ask the guest to shut down and wait up to {@code grace}. → {@link Answer.Observed} */
  record Stop(VmId vm, Generation generation, Duration grace) implements Order {}

  /** End QEMU at once. → {@link Answer.Observed} */
  record Kill(VmId vm, Generation generation) implements Order {}

  /** Stop the guest in memory. → {@link Answer.Observed} */
  record Pause(VmId vm, Generation generation) implements Order {}

  /** Let a paused guest go on. → {@link Answer.Observed} */
  record Resume(VmId vm, Generation generation) implements Order {}

  /** Forget a stopped VM; its disks stay. → {@link Answer.Done} */
  record Delete(VmId vm, Generation generation) implements Order {}

  /** Read the end of the serial console. → {@link Answer.Console} */
  record ReadConsole(VmId vm, Generation generation, int maxBytes) implements Order {}

  /** On the home of a VM that runs: how large are its disks? → {@link Answer.Measured} */
  record MeasureDisks(VmId vm, Generation generation) implements Order {}

  /** On the source: may the VM leave, as far as this host can tell? → {@link Answer.Observed} */
  record CheckSource(MigrationId migration, VmId vm, Generation generation) implements Order {}

  /**
   * On the destination: could the VM run here? Changes nothing. → {@link Answer.Done}
   *
   * @param spec what it would be there
   * @param accelerator what it runs on, which it keeps
   * @param copies disks that would be made there
   */
  record CheckDestination(
      MigrationId migration,
      VmId vm,
      Generation generation,
      VmSpec spec,
      Accelerator accelerator,
      List<DiskCopy> copies)
      implements Order {
    public CheckDestination {
      copies = List.copyOf(copies);
    }
  }

  /**
   * On the destination: make everything ready and listen. → {@link Answer.Listening}
   *
   * @param accelerator what it runs on, which it keeps
   * @param spec what it is there
   * @param patience how long the destination waits for the guest before it gives up by itself
   * @param transport how memory comes; the source is told the same
   * @param key the secret of an encrypted transport
   * @param copies disks that it makes, and serves for the source to fill
   */
  record PrepareDestination(
      MigrationId migration,
      VmId vm,
      Generation generation,
      VmSpec spec,
      Accelerator accelerator,
      Duration patience,
      Transport transport,
      @Nullable TransferKey key,
      List<DiskCopy> copies)
      implements Order {
    public PrepareDestination {
      copies = List.copyOf(copies);
    }
  }

  /**
   * On the source: begin to copy. Answered when the copy runs; the end is asked for with {@link
   * AwaitSource}. → {@link Answer.Done}
   *
   * @param transport how memory goes; the destination was told the same
   * @param key the secret of an encrypted transport
   * @param copies disks that are copied before the memory
   * @param disksPort where the destination serves them, 0 if there are none
   */
  record StartSource(
      MigrationId migration,
      VmId vm,
      Generation generation,
      String address,
      int port,
      MigrationLimits limits,
      Transport transport,
      @Nullable TransferKey key,
      List<DiskCopy> copies,
      int disksPort)
      implements Order {
    public StartSource {
      copies = List.copyOf(copies);
    }
  }

  /** On the source: wait until the copy has ended. → {@link Answer.SourceEnded} */
  record AwaitSource(MigrationId migration, VmId vm, Generation generation) implements Order {}

  /** On the destination: wait until the guest runs here. → {@link Answer.DestinationRuns} */
  record AwaitDestination(MigrationId migration, VmId vm, Generation generation) implements Order {}

  /**
   * On the source: end the copy at once. Only given with the destination's word that nothing of the
   * guest is left there ({@link Answer.Removed}); otherwise the guest could run on both. → {@link
   * Answer.Done}
   */
  record CancelSource(MigrationId migration, VmId vm, Generation generation) implements Order {}

  /**
   * On the destination: end the listening QEMU and remove what was prepared, unless the guest runs
   * here. The answer is evidence: after {@link Answer.Removed} the guest cannot run here. → {@link
   * Answer.Removed} or {@link Answer.DestinationRuns}
   */
  record AbortDestination(MigrationId migration, VmId vm, Generation generation) implements Order {}

  /** On the destination: the VM is yours. → {@link Answer.Observed} */
  record CommitDestination(MigrationId migration, VmId vm, Generation generation)
      implements Order {}

  /**
   * On the source: the VM is gone from here; end QEMU, remove its taps and this host's own copies
   * of disks that went along, forget it. → {@link Answer.Done}
   */
  record ReleaseSource(MigrationId migration, VmId vm, Generation generation) implements Order {}

  /**
   * On the source: the destination is known not to run the guest; run it here again, under this
   * newer generation. → {@link Answer.Observed}
   */
  record TakeBack(MigrationId migration, VmId vm, Generation generation) implements Order {}

  /**
   * On the VM's host: which address does its first card use? Looks at what the guest sends; asks
   * nobody. → {@link Answer.AddressFound}
   *
   * @param patience how long to look at most
   */
  record FindAddress(VmId vm, Generation generation, Duration patience) implements Order {}

  /**
   * On any host of the VM's network: ask for the VM's address every few milliseconds. Given again
   * it goes on; nothing is asked any more once the lease is over. → {@link Answer.Done}
   *
   * @param lease how long to ask from now on
   */
  record ProbeBlackout(
      MigrationId migration,
      VmId vm,
      Generation generation,
      NetworkName network,
      MacAddress mac,
      Ipv4Address address,
      Duration lease)
      implements Order {}

  /**
   * On the same host: wait until the VM answers steadily, then end and tell. → {@link
   * Answer.Silence}
   *
   * @param patience how long to wait for answers
   */
  record EndProbe(MigrationId migration, VmId vm, Generation generation, Duration patience)
      implements Order {}
}
