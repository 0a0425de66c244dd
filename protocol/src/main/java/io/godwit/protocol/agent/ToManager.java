package io.godwit.protocol.agent;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostDescription;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.VmSample;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What an agent sends. The first message of a link is {@link Hello}. */
@JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "type")
public sealed interface ToManager {
  /** The host and all of its VMs. */
  record Hello(HostDescription host, List<VmObservation> vms) implements ToManager {
    public Hello {
      vms = List.copyOf(vms);
    }
  }

  /**
   * The outcome of an order: exactly one of {@code answer} and {@code problem}.
   *
   * @param order the order's number
   */
  record Reply(long order, @Nullable Answer answer, @Nullable Problem problem)
      implements ToManager {
    public Reply {
      if ((answer == null) == (problem == null)) {
        throw new IllegalArgumentException("a reply has an answer or a problem");
      }
    }
  }

  /** A VM is in another state now. */
  record VmChanged(VmObservation observation) implements ToManager {}

  /** A VM is no longer defined here. */
  record VmGone(VmId vm) implements ToManager {}

  /** A migration out of this host has got this far. */
  record Progress(MigrationId migration, MigrationProgress progress) implements ToManager {}

  /**
   * What the host and its VMs used. Soft state; sent only while the link is not congested, so that
   * one may be missing.
   *
   * @param vms those that have a process
   */
  record Telemetry(HostSample host, List<VmSample> vms) implements ToManager {
    /** More than an agent keeps. */
    public static final int MAX_VMS = 4000;

    public Telemetry {
      if (vms.size() > MAX_VMS) {
        throw new IllegalArgumentException("a host has at most " + MAX_VMS + " VMs");
      }
      vms = List.copyOf(vms);
    }
  }
}
