package io.godwit.protocol.agent;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.NetworkName;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.migration.StoreMark;
import io.godwit.model.migration.TransferKey;
import io.godwit.model.migration.Transport;
import io.godwit.model.task.TaskId;
import io.godwit.model.unit.DataRate;
import io.godwit.model.vm.DiskSpec;
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
  private static void requireKey(Transport transport, @Nullable TransferKey key) {
    if (transport.isSecret() != (key != null)) {
      throw new IllegalArgumentException("an encrypted transport has a key, another has none");
    }
  }

  /** An order about a VM. */
  sealed interface OfVm extends Order {
    /** The VM the order is about. */
    VmId vm();

    /** The right to run that the order rests on; agents refuse one older than they know. */
    Generation generation();
  }

  /**
   * On a member of overlay networks: have these, and no other. → {@link Answer.Done}
   *
   * @param overlays all of them, in order of name
   */
  record KeepOverlays(List<Overlay> overlays) implements Order {
    public KeepOverlays {
      overlays = List.copyOf(overlays);
    }
  }

  /**
   * On a member of an overlay network that it was told to keep: cards have come, moved or gone. →
   * {@link Answer.Done}
   *
   * @param at where cards are from now on
   * @param gone cards that are nowhere any more
   */
  record ChangeOverlay(NetworkName network, List<Station> at, List<MacAddress> gone)
      implements Order {
    public ChangeOverlay {
      at = List.copyOf(at);
      gone = List.copyOf(gone);
    }
  }

  /**
   * On a host that enforces shares: give VMs these portions, now and when they come; of a VM that
   * is not named nothing is said. → {@link Answer.Done}
   *
   * @param portions in order of VM
   */
  record KeepPortions(List<Portion> portions) implements Order {
    public KeepPortions {
      portions = List.copyOf(portions);
    }
  }

  /** Take a VM in: check the spec, pin its machine type, keep it. → {@link Answer.Observed} */
  record Define(VmId vm, Generation generation, VmSpec spec) implements OfVm {}

  /** Start QEMU and the guest. → {@link Answer.Observed} */
  record Start(VmId vm, Generation generation) implements OfVm {}

  /** Ask the guest to shut down and wait up to {@code grace}. → {@link Answer.Observed} */
  record Stop(VmId vm, Generation generation, Duration grace) implements OfVm {}

  /** End QEMU at once. → {@link Answer.Observed} */
  record Kill(VmId vm, Generation generation) implements OfVm {}

  /** Stop the guest in memory. → {@link Answer.Observed} */
  record Pause(VmId vm, Generation generation) implements OfVm {}

  /** Let a paused guest go on. → {@link Answer.Observed} */
  record Resume(VmId vm, Generation generation) implements OfVm {}

  /** Forget a stopped VM; its disks stay. → {@link Answer.Done} */
  record Delete(VmId vm, Generation generation) implements OfVm {}

  /** Read the end of the serial console. → {@link Answer.Console} */
  record ReadConsole(VmId vm, Generation generation, int maxBytes) implements OfVm {}

  /** On the home of a VM that runs: how large are its disks? → {@link Answer.Measured} */
  record MeasureDisks(VmId vm, Generation generation) implements OfVm {}

  /**
   * On the home of a VM that has a process: let one of its disks go on in a file that is made for
   * it. Begins that, or joins what the task has begun. → {@link Answer.Moving} after {@code
   * patience}, {@link Answer.Observed} once the disk is there
   *
   * @param task whose it is; the same task may ask as often as it likes
   * @param disk its place among the VM's disks, 0 is the first
   * @param target what it becomes
   * @param bandwidth most bytes per second; zero is no limit
   * @param patience how long to wait for the end
   */
  record MoveDisk(
      TaskId task,
      VmId vm,
      Generation generation,
      int disk,
      DiskSpec target,
      DataRate bandwidth,
      Duration patience)
      implements OfVm {}

  /**
   * On the home of a VM: leave a disk where it is, unless it has moved already. The answer is
   * evidence: the VM's spec says where the disk is, and nothing changes that any more. → {@link
   * Answer.Observed}
   */
  record CancelMove(TaskId task, VmId vm, Generation generation) implements OfVm {}

  /**
   * On the home of a VM: what is known of its memory? → {@link Answer.Memory}
   *
   * @param oldest if it was looked at longer ago than this, or never, it is looked at now, which
   *     takes a second; null says whatever is known
   */
  record DescribeMemory(VmId vm, Generation generation, @Nullable Duration oldest)
      implements OfVm {}

  /** On the home of a VM that runs: what was its processor given? → {@link Answer.Cpu} */
  record DescribeCpu(VmId vm, Generation generation) implements OfVm {}

  /** On the source: may the VM leave, as far as this host can tell? → {@link Answer.Observed} */
  record CheckSource(MigrationId migration, VmId vm, Generation generation) implements OfVm {}

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
      implements OfVm {
    public CheckDestination {
      copies = List.copyOf(copies);
    }
  }

  /** On the source: write a mark into a shared datastore. → {@link Answer.Done} */
  record WriteMark(MigrationId migration, VmId vm, Generation generation, StoreMark mark)
      implements OfVm {}

  /**
   * On the destination: is the source's mark in the datastore of that name? Refused with
   * DISK_NOT_SHARED if it is not. → {@link Answer.Done}
   */
  record FindMark(MigrationId migration, VmId vm, Generation generation, StoreMark mark)
      implements OfVm {}

  /** On the source: remove a mark, whether it is there or not. → {@link Answer.Done} */
  record RemoveMark(MigrationId migration, VmId vm, Generation generation, StoreMark mark)
      implements OfVm {}

  /**
   * On the destination: listen for the source, which will measure the way. Serves one that knows
   * the secret and then no more. → {@link Answer.PathOpen}
   *
   * @param secret known to this pair only, for this once
   * @param patience how long to listen
   */
  record OpenPath(
      MigrationId migration, VmId vm, Generation generation, TransferKey secret, Duration patience)
      implements OfVm {}

  /**
   * On the source: measure the way to where the destination listens. Fails with PATH_CLOSED if
   * there is none. → {@link Answer.PathMeasured}
   */
  record MeasurePath(
      MigrationId migration,
      VmId vm,
      Generation generation,
      String address,
      int port,
      TransferKey secret)
      implements OfVm {}

  /**
   * On the destination: listen for a word on a network of the VM's. → {@link Answer.Done}, once
   * nothing is missed
   *
   * @param word a card's address that no card has
   * @param patience how long to listen
   */
  record ListenSegment(
      MigrationId migration,
      VmId vm,
      Generation generation,
      NetworkName network,
      MacAddress word,
      Duration patience)
      implements OfVm {}

  /** On the source: call a word on a network of the VM's. → {@link Answer.SegmentCalled} */
  record CallSegment(
      MigrationId migration, VmId vm, Generation generation, NetworkName network, MacAddress word)
      implements OfVm {}

  /**
   * On the destination: was the word heard? → {@link Answer.SegmentHeard}
   *
   * @param patience how long to wait for it, if it was not yet
   */
  record EndSegment(
      MigrationId migration, VmId vm, Generation generation, MacAddress word, Duration patience)
      implements OfVm {}

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
      implements OfVm {
    public PrepareDestination {
      requireKey(transport, key);
      copies = List.copyOf(copies);
    }
  }

  /**
   * On the source: begin to copy. Answered when the copy runs; the end is asked for with {@link
   * AwaitSource}. → {@link Answer.Done}
   *
   * @param course how it goes about it; the destination was told the same transport
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
      Course course,
      @Nullable TransferKey key,
      List<DiskCopy> copies,
      int disksPort)
      implements OfVm {
    public StartSource {
      requireKey(course.transport(), key);
      copies = List.copyOf(copies);
    }
  }

  /**
   * On the source: another course from now on. What is null stays as it is. Refused with
   * MIGRATION_TOO_LATE once the guest stands still. → {@link Answer.Done}
   *
   * @param throttle most percent of its processors' time that the guest is held back by
   * @param pause what QEMU may plan for the last round
   * @param bandwidth most bytes per second; zero is no limit
   */
  record Steer(
      MigrationId migration,
      VmId vm,
      Generation generation,
      @Nullable Integer throttle,
      @Nullable Duration pause,
      @Nullable DataRate bandwidth)
      implements OfVm {}

  /**
   * On the destination, which waits for a guest that may go ahead of its memory: do not give up by
   * yourself any more, the source is about to be told. → {@link Answer.Done}
   */
  record ExpectPostcopy(MigrationId migration, VmId vm, Generation generation) implements OfVm {}

  /**
   * On the source: let the guest go ahead of its memory. The answer is evidence: the guest stands
   * still here and will not run here any more. Refused with MIGRATION_TOO_LATE if the copy has
   * ended before. → {@link Answer.Done}
   */
  record StartPostcopy(MigrationId migration, VmId vm, Generation generation) implements OfVm {}

  /**
   * On the destination of a transport that is ready for post-copy: run the guest. Only given with
   * the source's word that it will not run there ({@link Answer.HandedOver}, or that to {@link
   * StartPostcopy}). → {@link Answer.DestinationRuns}
   */
  record RunDestination(MigrationId migration, VmId vm, Generation generation) implements OfVm {}

  /**
   * On the destination, after the connection broke in post-copy: listen again. → {@link
   * Answer.Listening}
   */
  record RecoverDestination(MigrationId migration, VmId vm, Generation generation)
      implements OfVm {}

  /** On the source: go on with a post-copy whose connection broke. → {@link Answer.Done} */
  record ResumeSource(
      MigrationId migration, VmId vm, Generation generation, String address, int port)
      implements OfVm {}

  /** On the source: wait until the copy has ended. → {@link Answer.SourceEnded} */
  record AwaitSource(MigrationId migration, VmId vm, Generation generation) implements OfVm {}

  /** On the destination: wait until the guest runs here. → {@link Answer.DestinationRuns} */
  record AwaitDestination(MigrationId migration, VmId vm, Generation generation) implements OfVm {}

  /**
   * On the source: end the copy at once. Only given with the destination's word that nothing of the
   * guest is left there ({@link Answer.Removed}); otherwise the guest could run on both. → {@link
   * Answer.Done}
   */
  record CancelSource(MigrationId migration, VmId vm, Generation generation) implements OfVm {}

  /**
   * On the destination: end the listening QEMU and remove what was prepared, unless the guest runs
   * here. The answer is evidence: after {@link Answer.Removed} the guest cannot run here. → {@link
   * Answer.Removed} or {@link Answer.DestinationRuns}
   */
  record AbortDestination(MigrationId migration, VmId vm, Generation generation) implements OfVm {}

  /** On the destination: the VM is yours. → {@link Answer.Observed} */
  record CommitDestination(MigrationId migration, VmId vm, Generation generation) implements OfVm {}

  /**
   * On the source: the VM is gone from here; end QEMU, remove its taps and this host's own copies
   * of disks that went along, forget it. → {@link Answer.Done}
   */
  record ReleaseSource(MigrationId migration, VmId vm, Generation generation) implements OfVm {}

  /**
   * On the source: the destination is known not to run the guest; run it here again, under this
   * newer generation. → {@link Answer.Observed}
   */
  record TakeBack(MigrationId migration, VmId vm, Generation generation) implements OfVm {}

  /**
   * On the VM's host: which address does its first card use? Looks at what the guest sends; asks
   * nobody. → {@link Answer.AddressFound}
   *
   * @param patience how long to look at most
   */
  record FindAddress(VmId vm, Generation generation, Duration patience) implements OfVm {}

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
      implements OfVm {}

  /**
   * On the same host: wait until the VM answers steadily, then end and tell. → {@link
   * Answer.Silence}
   *
   * @param patience how long to wait for answers
   */
  record EndProbe(MigrationId migration, VmId vm, Generation generation, Duration patience)
      implements OfVm {}
}
