package io.godwit.manager.inventory;

import io.godwit.manager.inventory.StateRecord.MigrationAccepted;
import io.godwit.manager.inventory.StateRecord.MigrationForgotten;
import io.godwit.manager.loop.LoopObserver;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.loop.Published;
import io.godwit.manager.loop.StateLoop;
import io.godwit.manager.loop.StateStore;
import io.godwit.manager.time.Time;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the data center behind its single writer. Hard state (what is recorded) and soft
 * state (what agents say) change in the same loop, so that a decision sees both at one moment.
 */
public final class Inventory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Inventory.class);

  private final StateLoop<DataCenter, StateRecord> loop;
  private final Time time;

  /**
   * Loads what the store has.
   *
   * @throws IOException if it cannot be read
   */
  public Inventory(StateStore<DataCenter, StateRecord> store, Time time)
      throws IOException, InterruptedException {
    this(store, time, LoopObserver.none());
  }

  /** As the other, with someone who hears what the loop does. */
  public Inventory(
      StateStore<DataCenter, StateRecord> store, Time time, LoopObserver<StateRecord> observer)
      throws IOException, InterruptedException {
    this.loop = new StateLoop<>(store, DataCenter::apply, time, observer);
    this.time = time;
  }

  /** How many decisions wait for their turn. */
  public int waiting() {
    return loop.waiting();
  }

  /** What is known now; changes still queued are not in it. */
  public DataCenter now() {
    return loop.now();
  }

  public Published<DataCenter> newest() {
    return loop.newest();
  }

  /** See {@link StateLoop#awaitAfter}. */
  public Published<DataCenter> awaitAfter(long version, Duration patience)
      throws InterruptedException {
    return loop.awaitAfter(version, patience);
  }

  public boolean isClosed() {
    return loop.isClosed();
  }

  /** See {@link StateLoop#decide}. */
  public <T> T decide(Function<DataCenter, Outcome<DataCenter, StateRecord, T>> decision) {
    return loop.decide(decision);
  }

  /** Changes soft state in its turn without waiting for it. */
  public void observe(Function<SoftState, SoftState> change) {
    loop.observe(state -> state.soften(change::apply));
  }

  /** Records an acceptance or a step of a migration, and logs it. */
  public void record(MigrationEvent event, String because) {
    String before =
        decide(state -> {
          Migration migration = state.requireMigration(event.migration());
          List<StateRecord> records = new ArrayList<>();
          if (state.apply(event).hard().migrationOf(migration.vm()).isEmpty()) {
            state.hard().oldestBeyondLimit().map(MigrationForgotten::new).ifPresent(records::add);
          }
          records.add(event);
          return new Outcome<>(
              records,
              changed -> changed.soften(soft -> soft.trimmed(changed.hard())),
              name(migration, state));
        });
    String after =
        now().hard().migrations().get(event.migration()).map(m -> name(m, now())).orElse("ended");
    LOG.info("migration {} {} => {} ({})", event.migration(), before, after, because);
  }

  /** Logs what {@link #record} logs for later steps. */
  public static void logAccepted(MigrationAccepted accepted) {
    LOG.info(
        "migration {} new => check (VM {} from {} to {})",
        accepted.migration(),
        accepted.name(),
        accepted.source(),
        accepted.destination());
  }

  /** A host has connected with all of its VMs; those the records lack are adopted. */
  public void connected(HostDescription host, long link, List<VmObservation> vms) {
    decide(state -> {
      DataCenter seen = state.soften(soft -> soft.connected(host, link, vms, time.instant()));
      List<StateRecord> adopted = new ArrayList<>();
      DataCenter then = seen;
      for (VmObservation vm : vms) {
        for (StateRecord record : Adoption.of(then, host.id(), vm).stream().toList()) {
          adopted.add(record);
          then = then.apply(record);
        }
      }
      return new Outcome<>(
          adopted,
          changed -> changed.soften(soft -> soft.connected(host, link, vms, time.instant())),
          true);
    });
    LOG.info("host {} connected, {} VMs", host.id(), vms.size());
  }

  /** A host's link has ended. */
  public void disconnected(HostId host, long link) {
    observe(soft -> soft.disconnected(host, link));
    LOG.warn("host {} disconnected", host);
  }

  /** An agent sees a VM in another state. */
  public void seen(HostId host, VmObservation observation) {
    loop.post(state -> {
      List<StateRecord> adopted =
          List.copyOf(Adoption.of(state, host, observation).stream().toList());
      return new Outcome<>(
          adopted,
          changed -> changed.soften(soft -> soft.seen(host, observation, time.instant())),
          true);
    });
  }

  /** An agent no longer has a VM. */
  public void gone(HostId host, VmId vm) {
    observe(soft -> soft.gone(host, vm, time.instant()));
  }

  /** A source tells how far it is. Only the source of a migration in flight is listened to. */
  public void progressed(HostId host, MigrationId id, MigrationProgress progress) {
    loop.post(state -> {
      Migration migration = state.hard().migrations().get(id).orElse(null);
      if (migration == null || migration.hasEnded() || !migration.source().equals(host)) {
        return Outcome.of(true);
      }
      DataCenter next = state.soften(soft -> soft.progressed(id, progress));
      String before = name(migration, state);
      String after = name(migration, next);
      if (!before.equals(after)) {
        LOG.info(
            "migration {} {} => {} (round {}, {} sent)",
            id,
            before,
            after,
            progress.round(),
            progress.transferred());
      }
      return Outcome.soft(changed -> changed.soften(soft -> soft.progressed(id, progress)), true);
    });
  }

  @Override
  public void close() {
    loop.close();
  }

  /** The phase a migration is in, recorded and told taken together. */
  public static MigrationPhase phase(Migration migration, DataCenter state) {
    if (migration.state() instanceof MigrationState.Copying) {
      return state
          .soft()
          .progress()
          .get(migration.id())
          .filter(progress -> progress.phase() == MigrationPhase.SWITCHOVER)
          .map(MigrationProgress::phase)
          .orElse(MigrationPhase.PRECOPY);
    }
    return migration.state().phase();
  }

  private static String name(Migration migration, DataCenter state) {
    return switch (migration.state()) {
      case MigrationState.Completed _ -> "completed";
      case MigrationState.Failed _ -> "failed";
      case MigrationState.Cancelled _ -> "cancelled";
      case MigrationState.Uncertain _ -> "indeterminate";
      case MigrationState.TakingBack _ -> "taking back";
      case MigrationState.Accepted _,
          MigrationState.Reserved _,
          MigrationState.Preparing _,
          MigrationState.Copying _ ->
          phase(migration, state).name().toLowerCase(Locale.ROOT);
    };
  }
}
