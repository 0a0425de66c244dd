package io.godwit.protocol.agent;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.Blackout;
import io.godwit.model.migration.MemoryFacts;
import io.godwit.model.migration.PathFacts;
import io.godwit.model.migration.SourceReport;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DiskMeasure;
import io.godwit.model.vm.Ipv4Address;
import io.godwit.model.vm.VmObservation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an {@link Order} comes back with when it was carried out. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface Answer {
  /** Done; there is nothing to add. */
  record Done() implements Answer {}

  /** Done; this is the VM now. */
  record Observed(VmObservation observation) implements Answer {}

  /** The end of the console, oldest byte first, undecodable bytes replaced. */
  record Console(String text) implements Answer {}

  /** The VM's disks, in the order of its spec. */
  record Measured(List<DiskMeasure> disks) implements Answer {
    public Measured {
      disks = List.copyOf(disks);
    }
  }

  /**
   * A disk is on its way.
   *
   * @param done what has been copied
   * @param total all of it, which grows with what the guest writes
   */
  record Moving(DataSize done, DataSize total) implements Answer {}

  /** The guest's memory as it was sampled last; null if it never was. */
  record Memory(@Nullable MemoryFacts facts) implements Answer {}

  /** The features that the guest's processors have, in their order; null if QEMU does not say. */
  record Cpu(@Nullable List<String> features) implements Answer {
    public Cpu {
      features = features == null ? null : List.copyOf(features);
    }
  }

  /** The destination listens here for the source to measure the way. */
  record PathOpen(String address, int port) implements Answer {}

  /** The way from this host to the other. */
  record PathMeasured(PathFacts facts) implements Answer {}

  /**
   * The word was called.
   *
   * @param mtu the largest packet of the bridge it was called on, in bytes; 0 if nobody says
   */
  record SegmentCalled(int mtu) implements Answer {}

  /**
   * Whether the word was heard.
   *
   * @param mtu the largest packet of the bridge that was listened on, in bytes; 0 if nobody says
   */
  record SegmentHeard(boolean heard, int mtu) implements Answer {}

  /**
   * The destination listens here for the guest.
   *
   * @param disksPort where it serves the disks that the source fills, 0 if there are none
   */
  record Listening(String address, int port, int disksPort) implements Answer {}

  /** How the source's part ended. */
  record SourceEnded(SourceEnd end) implements Answer {}

  /**
   * The guest runs on the destination.
   *
   * @param resumedAt since then, by QEMU's time stamp of RESUME
   * @param ahead whether part of its memory is still on the source, so that it needs both hosts
   */
  record DestinationRuns(Instant resumedAt, boolean ahead) implements Answer {
    /** All of its memory is there. */
    public DestinationRuns(Instant resumedAt) {
      this(resumedAt, false);
    }
  }

  /** Nothing of the VM is left on the destination and nothing of it can run there. */
  record Removed() implements Answer {}

  /** The address that the guest has used; null if it has sent nothing that tells. */
  record AddressFound(@Nullable Ipv4Address address) implements Answer {}

  /** How long the VM did not answer. */
  record Silence(Blackout blackout) implements Answer {}

  /** The ways a source's part can end. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
  sealed interface SourceEnd {}

  /** The last byte has left; the guest will not run here unless it is taken back. */
  record HandedOver(SourceReport report) implements SourceEnd {}

  /** The guest goes on here; the destination cannot have the whole state. */
  record StaysHere(Problem problem) implements SourceEnd {}

  /** The guest has gone ahead of its memory, and then the connection broke: resume it. */
  record Interrupted(Problem problem) implements SourceEnd {}

  /** QEMU is gone or silent: the destination may or may not have the guest. */
  record Unknown(Problem problem) implements SourceEnd {}
}
