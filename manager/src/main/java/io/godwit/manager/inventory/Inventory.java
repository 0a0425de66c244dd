package io.godwit.manager.inventory;

import io.godwit.manager.event.EventDraft;
import io.godwit.manager.event.Origin;
import io.godwit.manager.event.OutboxChange;
import io.godwit.manager.inventory.StateRecord.MigrationAccepted;
import io.godwit.manager.inventory.StateRecord.MigrationDecided;
import io.godwit.manager.inventory.StateRecord.MigrationForgotten;
import io.godwit.manager.inventory.StateRecord.OfOutbox;
import io.godwit.manager.inventory.StateRecord.VmAdopted;
import io.godwit.manager.loop.LoopObserver;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.loop.Published;
import io.godwit.manager.loop.StateLoop;
import io.godwit.manager.loop.StateStore;
import io.godwit.manager.time.Time;
import io.godwit.model.event.Event;
import io.godwit.model.host.HostDescription;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.Decision;
import io.godwit.model.migration.DiskWish;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.MigrationPhase;
import io.godwit.model.migration.MigrationProgress;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.RightToRun;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmObservation;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of the data center behind its single writer. Hard state (what is recorded) and soft
 * state (what agents say) change in the same loop, so that a decision sees both at one moment.
 */
public final class Inventory implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Inventory.class);

  /** The phases of a copy, which only its source can tell apart. */
  private static final Set<MigrationPhase> COPYING =
      EnumSet.of(
          MigrationPhase.MIRROR,
          MigrationPhase.PRECOPY,
          MigrationPhase.SWITCHOVER,
          MigrationPhase.POSTCOPY);

  private final StateLoop<DataCenter, StateRecord> loop;
  private final Time time;
  private final NoteLimit notes;

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
    this.notes = new NoteLimit(time);
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

  /** Now, by the wall clock that records are dated with. */
  public Instant instant() {
    return time.instant();
  }

  public boolean isClosed() {
    return loop.isClosed();
  }

  /**
   * See {@link StateLoop#decide}.
   *
   * @throws io.godwit.model.error.GodwitException also HISTORY_FULL, if something would happen that
   *     the history could not be told
   */
  public <T> T decide(Function<DataCenter, Outcome<DataCenter, StateRecord, T>> decision) {
    return loop.decide(state -> {
      Outcome<DataCenter, StateRecord, T> outcome = decision.apply(state);
      int events = happenings(outcome.records());
      if (events > 0) {
        state.hard().outbox().requireRoom(events);
      }
      return outcome;
    });
  }

  private static int happenings(List<StateRecord> records) {
    int events = 0;
    for (StateRecord record : records) {
      if (record instanceof OfOutbox of && of.change() instanceof OutboxChange.Happened) {
        events++;
      }
    }
    return events;
  }

  /** Tells of something that changes nothing else, in its turn; without room it is left out. */
  public void note(EventDraft event) {
    loop.post(state -> noted(state, event));
  }

  /**
   * As {@link #note}, and returns once whoever looks finds it.
   *
   * @throws io.godwit.model.error.GodwitException as {@link StateLoop#decide} does
   */
  public void tell(EventDraft event) {
    var _ = loop.decide(state -> noted(state, event));
  }

  private static Outcome<DataCenter, StateRecord, Boolean> noted(
      DataCenter state, EventDraft event) {
    return state.hard().outbox().hasRoom(1)
        ? Outcome.recorded(List.of(StateRecord.happened(event)), true)
        : Outcome.of(false);
  }

  /** Changes soft state in its turn without waiting for it. */
  public void observe(Function<SoftState, SoftState> change) {
    loop.observe(state -> state.soften(change::apply));
  }

  /** Records an acceptance or a step of a migration, and logs it. */
  public void record(MigrationEvent event, String because) {
    record(event, because, migration -> true);
  }

  /**
   * Ends a migration unless its turn has come or it has ended already.
   *
   * @return whether this was its end
   */
  public boolean recordOfQueued(MigrationEvent event, String because) {
    return record(event, because, migration -> migration.state() instanceof MigrationState.Queued);
  }

  private boolean record(MigrationEvent event, String because, Predicate<Migration> still) {
    String before =
        decide(state -> {
          Migration migration = state.requireMigration(event.migration());
          if (!still.test(migration)) {
            return Outcome.of("");
          }
          List<StateRecord> records = new ArrayList<>();
          DataCenter then = state.apply(event);
          if (then.hard().migrationOf(migration.vm()).isEmpty()) {
            state.hard().oldestBeyondLimit().map(MigrationForgotten::new).ifPresent(records::add);
          }
          records.add(event);
          records.addAll(MigrationTrail.of(event, then, time.instant()));
          return new Outcome<>(
              records,
              changed -> changed.soften(soft -> soft.trimmed(changed.hard())),
              name(migration, state));
        });
    if (before.isEmpty()) {
      return false;
    }
    String after =
        now().hard().migrations().get(event.migration()).map(m -> name(m, now())).orElse("ended");
    LOG.info("migration {} {} => {} ({})", event.migration(), before, after, because);
    return true;
  }

  /** Records a decision about a migration that is in flight, and logs it. */
  public void decided(MigrationId id, String text) {
    LOG.info("migration {}: {}", id, text);
    loop.post(state ->
        state.hard().migrations().get(id).filter(m -> !m.hasEnded()).isPresent()
            ? Outcome.recorded(
                List.of(new MigrationDecided(id, new Decision(time.instant(), text))), true)
            : Outcome.of(false));
  }

  /** What is recorded for an accepted migration: with it, the handover is reserved. */
  public static List<StateRecord> accepting(MigrationAccepted accepted, Generation handover) {
    return List.of(
        accepted,
        new MigrationEvent.HandoverReserved(accepted.migration(), handover),
        MigrationTrail.begun(accepted));
  }

  /** What is recorded for an accepted migration that has to wait; see {@link Lineup}. */
  public static List<StateRecord> queueing(
      MigrationAccepted accepted, long number, DiskWish disks) {
    return List.of(
        accepted,
        new MigrationEvent.Enqueued(accepted.migration(), number, disks),
        MigrationTrail.enqueued(accepted));
  }

  /** What is recorded when the turn of one that waited has come, and it was checked again. */
  public static List<StateRecord> beginning(
      MigrationAccepted again, DataCenter before, Generation handover) {
    MigrationEvent.TurnCame came =
        new MigrationEvent.TurnCame(
            again.migration(),
            again.course(),
            again.forecast(),
            again.decisions(),
            again.copies(),
            again.at());
    List<StateRecord> records = new ArrayList<>();
    records.add(came);
    records.add(new MigrationEvent.HandoverReserved(came.migration(), handover));
    records.addAll(MigrationTrail.of(came, before.apply(came), came.at()));
    return records;
  }

  /** Logs what {@link #record} logs for later steps. */
  public static void logAccepted(MigrationAccepted accepted, Generation handover) {
    LOG.info(
        "migration {} new => reserve (VM {} from {} to {}, generation {})",
        accepted.migration(),
        accepted.name(),
        accepted.source(),
        accepted.destination(),
        handover);
  }

  /** A host has connected with all of its VMs; those the records lack are adopted. */
  public void connected(HostDescription host, long link, List<VmObservation> vms) {
    Instant at = time.instant();
    Optional<EventDraft> note =
        noted(host.id(), "host.connect", "connected with " + vms.size() + " VMs", at);
    decide(state -> {
      DataCenter seen = state.soften(soft -> soft.connected(host, link, vms, at));
      List<StateRecord> records = new ArrayList<>();
      DataCenter then = seen;
      for (VmObservation vm : vms) {
        for (VmAdopted adopted : Adoption.of(then, host.id(), vm).stream().toList()) {
          records.addAll(adopting(then, adopted, at));
          then = then.apply(adopted);
        }
      }
      note.map(StateRecord::happened).ifPresent(records::add);
      return new Outcome<>(
          roomed(state, records),
          changed -> changed.soften(soft -> soft.connected(host, link, vms, at)),
          true);
    });
    LOG.info("host {} connected, {} VMs", host.id(), vms.size());
  }

  /** A host's link has ended. */
  public void disconnected(HostId host, long link) {
    Instant at = time.instant();
    Optional<EventDraft> note = noted(host, "host.disconnect", "disconnected", at);
    loop.post(state -> {
      boolean current =
          state.soft().hosts().get(host).filter(entry -> entry.link() == link).isPresent();
      List<StateRecord> records =
          current ? note.map(StateRecord::happened).stream().toList() : List.of();
      return new Outcome<>(
          roomed(state, records),
          changed -> changed.soften(soft -> soft.disconnected(host, link)),
          true);
    });
    LOG.warn("host {} disconnected", host);
  }

  /** An agent sees a VM in another state. */
  public void seen(HostId host, VmObservation observation) {
    loop.post(state -> {
      Instant at = time.instant();
      List<StateRecord> adopted =
          Adoption.of(state, host, observation)
              .map(each -> adopting(state, each, at))
              .orElse(List.of());
      return new Outcome<>(
          roomed(state, adopted),
          changed -> changed.soften(soft -> soft.seen(host, observation, at)),
          true);
    });
  }

  /**
   * What an agent has answered to an order of the state of a VM. It may be old by now: a VM that
   * was deleted meanwhile is not adopted for it, and what was seen later stays.
   */
  public void answered(HostId host, VmObservation observation) {
    loop.post(state -> {
      Instant at = time.instant();
      boolean old =
          state.hard().vms().get(observation.vm()).isEmpty()
              || state
                  .soft()
                  .observation(host, observation.vm())
                  .filter(newer -> newer.since().isAfter(observation.since()))
                  .isPresent();
      return old
          ? Outcome.of(true)
          : new Outcome<>(
              List.of(), changed -> changed.soften(s -> s.seen(host, observation, at)), true);
    });
  }

  /** What agents tell is believed, also if there is no room to tell the history of it. */
  private static List<StateRecord> roomed(DataCenter state, List<StateRecord> records) {
    int events = happenings(records);
    if (events == 0 || state.hard().outbox().hasRoom(events)) {
      return records;
    }
    LOG.warn("{} events are not recorded: the outbox of the history is full", events);
    return records.stream().filter(record -> !(record instanceof OfOutbox)).toList();
  }

  private static List<StateRecord> adopting(DataCenter state, VmAdopted adopted, Instant at) {
    EventDraft event =
        EventDraft.of(
                at,
                Origin.host(adopted.host().value()),
                "vm.adopt",
                "vm",
                adopted.spec().name().value(),
                Event.Outcome.NOTED,
                "VM "
                    + adopted.spec().name()
                    + " was found on "
                    + adopted.host()
                    + " and taken into the inventory.")
            .changing(
                state.hard().vms().get(adopted.vm()).map(VmEntry::right).orElse(null),
                new VmEntry(
                    adopted.vm(),
                    adopted.spec(),
                    new RightToRun.Owned(adopted.host(), adopted.generation())));
    return List.of(adopted, StateRecord.happened(event));
  }

  private Optional<EventDraft> noted(HostId host, String action, String what, Instant at) {
    OptionalInt untold = notes.tell(action + " " + host);
    if (untold.isEmpty()) {
      return Optional.empty();
    }
    String more =
        untold.getAsInt() == 0
            ? ""
            : " (and " + untold.getAsInt() + " times since this was last told)";
    return Optional.of(
        EventDraft.of(
            at,
            Origin.host(host.value()),
            action,
            "host",
            host.value(),
            Event.Outcome.NOTED,
            "Host " + host + " has " + what + more + "."));
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
          .map(MigrationProgress::phase)
          .filter(COPYING::contains)
          .orElse(migration.copies().isEmpty() ? MigrationPhase.PRECOPY : MigrationPhase.MIRROR);
    }
    return migration.state().phase();
  }

  private static String name(Migration migration, DataCenter state) {
    return switch (migration.state()) {
      case MigrationState.Queued _ -> "queued";
      case MigrationState.Completed _ -> "completed";
      case MigrationState.Failed _ -> "failed";
      case MigrationState.Cancelled _ -> "cancelled";
      case MigrationState.Uncertain _ -> "indeterminate";
      case MigrationState.TakingBack _ -> "taking back";
      case MigrationState.Accepted _,
          MigrationState.Reserved _,
          MigrationState.Preparing _,
          MigrationState.Copying _,
          MigrationState.Ahead _ ->
          phase(migration, state).name().toLowerCase(Locale.ROOT);
    };
  }
}
