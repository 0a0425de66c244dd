package io.godwit.manager.inventory;

import io.godwit.manager.entity.Table;
import io.godwit.manager.task.TaskProgress;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.task.TaskId;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Soft state: what agents last said and which calls are in flight. Recorded nowhere; after a
 * restart agents say it again.
 *
 * @param hosts every host that has connected since the manager started
 * @param progress of migrations, kept as long as the migration is
 * @param claims calls in flight, by VM
 * @param tasks how far those are that have told
 */
public record SoftState(
    Table<HostId, HostEntry> hosts,
    Table<MigrationId, MigrationProgress> progress,
    Table<VmId, Claim> claims,
    Table<TaskId, TaskProgress> tasks) {
  public static final SoftState EMPTY =
      new SoftState(Table.empty(), Table.empty(), Table.empty(), Table.empty());

  /** What {@code host} says of {@code vm}. */
  public Optional<VmObservation> observation(HostId host, VmId vm) {
    return hosts.get(host).flatMap(entry -> entry.vms().get(vm));
  }

  SoftState connected(
      HostDescription host, long link, List<VmObservation> observations, Instant at) {
    Table<VmId, VmObservation> vms = Table.empty();
    for (VmObservation observation : observations) {
      vms = vms.with(observation.vm(), observation);
    }
    return withHosts(hosts.with(host.id(), new HostEntry(host, link, at, vms)));
  }

  /** Nothing happens if another link has taken the place of {@code link}. */
  SoftState disconnected(HostId host, long link) {
    return change(host, entry -> entry.link() == link ? entry.disconnected() : entry);
  }

  public SoftState seen(HostId host, VmObservation observation, Instant at) {
    return change(host, entry -> entry.seen(observation, at));
  }

  public SoftState gone(HostId host, VmId vm, Instant at) {
    return change(host, entry -> entry.gone(vm, at));
  }

  SoftState progressed(MigrationId migration, MigrationProgress newest) {
    return new SoftState(hosts, progress.with(migration, newest), claims, tasks);
  }

  /** Without the progress of migrations that are no longer remembered. */
  SoftState trimmed(HardState hard) {
    if (progress.size() <= hard.migrations().size()) {
      return this;
    }
    Table<MigrationId, MigrationProgress> kept = Table.empty();
    for (Migration migration : hard.migrations().values()) {
      Optional<MigrationProgress> known = progress.get(migration.id());
      if (known.isPresent()) {
        kept = kept.with(migration.id(), known.get());
      }
    }
    return new SoftState(hosts, kept, claims, tasks);
  }

  public SoftState claimed(Claim claim) {
    return new SoftState(hosts, progress, claims.with(claim.vm(), claim), tasks);
  }

  public SoftState unclaimed(VmId vm) {
    return new SoftState(hosts, progress, claims.without(vm), tasks);
  }

  /** A running task has got further. */
  public SoftState stepped(TaskId task, TaskProgress newest) {
    return new SoftState(hosts, progress, claims, tasks.with(task, newest));
  }

  /** A task has ended. */
  public SoftState over(TaskId task) {
    return new SoftState(hosts, progress, claims, tasks.without(task));
  }

  private SoftState change(HostId host, UnaryOperator<HostEntry> how) {
    return hosts.get(host).map(entry -> withHosts(hosts.with(host, how.apply(entry)))).orElse(this);
  }

  private SoftState withHosts(Table<HostId, HostEntry> other) {
    return new SoftState(other, progress, claims, tasks);
  }
}
