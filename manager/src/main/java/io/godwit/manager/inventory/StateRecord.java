package io.godwit.manager.inventory;

import io.godwit.manager.enrolment.EnrolmentChange;
import io.godwit.manager.identity.IdentityChange;
import io.godwit.manager.membership.MemberChange;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmSpec;
import java.time.Instant;

/** One change of hard state. What it does is in {@link HardState#apply}. */
public sealed interface StateRecord
    permits StateRecord.OfVm,
        MigrationEvent,
        StateRecord.MigrationForgotten,
        StateRecord.OfMembers,
        StateRecord.OfEnrolment,
        StateRecord.OfIdentity {
  /** Changes of what exists. */
  sealed interface OfVm extends StateRecord {
    VmId vm();
  }

  /** A VM is defined on a host. */
  record VmDefined(VmId vm, VmSpec spec, HostId host, Generation generation) implements OfVm {}

  /**
   * A VM that an agent has and the manager did not know, or knew with an older generation, is taken
   * into the inventory as the agent has it.
   */
  record VmAdopted(VmId vm, VmSpec spec, HostId host, Generation generation) implements OfVm {}

  /** A VM is forgotten; its disks stay. */
  record VmDeleted(VmId vm) implements OfVm {}

  /** A migration was checked and is going to be carried out. */
  record MigrationAccepted(
      MigrationId migration,
      VmId vm,
      VmName name,
      HostId source,
      HostId destination,
      MigrationLimits limits,
      Instant at)
      implements OfVm {}

  /** An ended migration is no longer remembered. */
  record MigrationForgotten(MigrationId migration) implements StateRecord {}

  /** Something happens to the managers. */
  record OfMembers(MemberChange change) implements StateRecord {}

  /** Another host may have a link, or one no longer. */
  record OfEnrolment(EnrolmentChange change) implements StateRecord {}

  /** Someone, or what they may do, has changed. */
  record OfIdentity(IdentityChange change) implements StateRecord {}
}
