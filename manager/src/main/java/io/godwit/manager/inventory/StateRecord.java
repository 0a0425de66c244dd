package io.godwit.manager.inventory;

import io.godwit.manager.catalog.CatalogChange;
import io.godwit.manager.enrolment.EnrolmentChange;
import io.godwit.manager.event.EventDraft;
import io.godwit.manager.event.Origin;
import io.godwit.manager.event.OutboxChange;
import io.godwit.manager.identity.IdentityChange;
import io.godwit.manager.maintenance.MaintenanceChange;
import io.godwit.manager.membership.MemberChange;
import io.godwit.manager.standby.StandbyChange;
import io.godwit.manager.task.TaskChange;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.Course;
import io.godwit.model.migration.Decision;
import io.godwit.model.migration.DiskCopy;
import io.godwit.model.migration.Forecast;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationLimits;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmSpec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One change of hard state. What it does is in {@link HardState#apply}. */
public sealed interface StateRecord
    permits StateRecord.OfVm,
        MigrationEvent,
        StateRecord.MigrationDecided,
        StateRecord.MigrationForgotten,
        StateRecord.OfTask,
        StateRecord.OfOutbox,
        StateRecord.OfMembers,
        StateRecord.OfEnrolment,
        StateRecord.OfIdentity,
        StateRecord.OfCatalog,
        StateRecord.OfMaintenance,
        StateRecord.OfStandby {
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

  /** A disk of a VM is in another file from now on. */
  record VmDiskMoved(VmId vm, int disk, DiskSpec target) implements OfVm {}

  /** A migration was checked and is going to be carried out. */
  record MigrationAccepted(
      MigrationId migration,
      VmId vm,
      VmName name,
      HostId source,
      HostId destination,
      MigrationLimits limits,
      Course course,
      @Nullable Forecast forecast,
      List<Decision> decisions,
      List<DiskCopy> copies,
      Instant at,
      Origin origin)
      implements OfVm {}

  /** Something is decided about a migration in flight. */
  record MigrationDecided(MigrationId migration, Decision decision) implements StateRecord {}

  /** An ended migration is no longer remembered. */
  record MigrationForgotten(MigrationId migration) implements StateRecord {}

  /** Something happens to the managers. */
  record OfMembers(MemberChange change) implements StateRecord {}

  /** Another host may have a link, or one no longer. */
  record OfEnrolment(EnrolmentChange change) implements StateRecord {}

  /** Someone, or what they may do, has changed. */
  record OfIdentity(IdentityChange change) implements StateRecord {}

  /** Something that people say of the data center. */
  record OfCatalog(CatalogChange change) implements StateRecord {}

  /** A host is to be empty, or takes VMs again. */
  record OfMaintenance(MaintenanceChange change) implements StateRecord {}

  /** A host goes off or comes on, or has. */
  record OfStandby(StandbyChange change) implements StateRecord {}

  /** Something about tasks. */
  record OfTask(TaskChange change) implements StateRecord {}

  /** Something about what the history is to have. */
  record OfOutbox(OutboxChange change) implements StateRecord {}

  /** Something happens with the other records of its commit, which is refused without room. */
  static StateRecord happened(EventDraft event) {
    return new OfOutbox(new OutboxChange.Happened(event));
  }

  /** What was begun comes to its end with the other records of its commit. */
  static StateRecord concluded(EventDraft event) {
    return new OfOutbox(new OutboxChange.Concluded(event));
  }

  /** All of these. */
  static List<StateRecord> of(List<TaskChange> changes) {
    return changes.stream().<StateRecord>map(OfTask::new).toList();
  }
}
