package io.godwit.manager.agents;

import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.telemetry.HostSample;
import io.godwit.model.telemetry.VmSample;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import java.util.List;

/** Hears what agents say of themselves. Calls of one link come one after the other. */
public interface LinkListener {
  /** Before the host can be called. */
  void connected(HostDescription host, long link, List<VmObservation> vms);

  void disconnected(HostId host, long link);

  void seen(HostId host, VmObservation observation);

  void gone(HostId host, VmId vm);

  void progressed(HostId host, MigrationId migration, MigrationProgress progress);

  /** A sample of the host and of those of its VMs that have a process. Ignored unless wanted. */
  default void measured(HostId host, HostSample sample, List<VmSample> vms) {}
}
