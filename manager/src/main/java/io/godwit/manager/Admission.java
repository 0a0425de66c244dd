package io.godwit.manager;

import io.godwit.manager.authority.AuthorityCopy;
import io.godwit.manager.backup.Backup;
import io.godwit.manager.backup.DataFolder;
import io.godwit.manager.config.Endpoint;
import io.godwit.manager.config.ManagerConfig;
import io.godwit.manager.event.EventDraft;
import io.godwit.manager.event.Origin;
import io.godwit.manager.inventory.DataCenter;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.membership.Member;
import io.godwit.manager.membership.MemberChange.MemberSet;
import io.godwit.manager.membership.Members;
import io.godwit.manager.rest.Managers;
import io.godwit.manager.store.Peer;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import io.godwit.protocol.api.ManagerAdmit;
import io.godwit.protocol.api.ManagerPlace;
import io.godwit.protocol.api.ManagerView;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/** Lets managers in and sends them away. Part of a term. */
final class Admission implements Managers {
  private final Inventory inventory;
  private final Fixtures fixtures;
  private final LongSupplier term;
  private final Time time;

  Admission(Inventory inventory, Fixtures fixtures, LongSupplier term, Time time) {
    this.inventory = inventory;
    this.fixtures = fixtures;
    this.term = term;
    this.time = time;
  }

  /** Records where the manager that leads is reached. */
  void admitSelf() {
    ManagerConfig config = fixtures.config();
    admit(
        new Members.Candidate(
            config.name(),
            config.peer().toString(),
            config.rest().toString(),
            config.agents().toString()));
  }

  /** Where agents may find a leader. */
  List<String> agentAddresses() {
    return inventory.now().hard().members().admitted().stream().map(Member::agents).toList();
  }

  @Override
  public List<ManagerView> list() throws InterruptedException {
    Set<String> running;
    try {
      running = fixtures.ensemble().running();
    } catch (IOException unreachable) {
      throw noMajority(unreachable);
    }
    return inventory.now().hard().members().admitted().stream()
        .map(member -> view(member, running.contains(member.name())))
        .toList();
  }

  private ManagerView view(Member member, boolean runs) {
    ManagerView.Role role =
        member.name().equals(fixtures.config().name())
            ? ManagerView.Role.LEADER
            : runs ? ManagerView.Role.FOLLOWER : ManagerView.Role.ABSENT;
    return new ManagerView(
        member.name(), member.id(), role, member.peer(), member.rest(), member.agents());
  }

  /** Its server votes once it has been started with what this answers. */
  @Override
  public ManagerPlace admit(ManagerAdmit wish) throws InterruptedException {
    Endpoint peer = endpoint("peer", wish.peer());
    if (!fixtures.ensemble().isOurs()) {
      throw new GodwitException(
          ErrorCode.SPEC_INVALID,
          "These managers work with a ZooKeeper of their own; there is nothing to join.",
          "Give the new manager the same 'zookeeper', 'authority' and 'keeper.secret', and start"
              + " it.");
    }
    requireSharedHistory();
    Members.Candidate candidate =
        new Members.Candidate(
            wish.name(),
            peer.toString(),
            endpoint("rest", wish.rest()).toString(),
            endpoint("agents", wish.agents()).toString());
    Member member = admit(candidate);
    Peer self = new Peer(member.id(), peer.host(), peer.port());
    List<ManagerPlace.Peer> peers = new ArrayList<>();
    for (Peer voter : voters()) {
      if (voter.id() != self.id()) {
        peers.add(shown(voter));
      }
    }
    peers.add(shown(self));
    AuthorityCopy authority = fixtures.security().authority().copy();
    return new ManagerPlace(
        shown(self), peers, fixtures.ensemble().secret(), authority.certificate(), authority.key());
  }

  /** Or each manager would have a past of its own, and which one is shown depends on who leads. */
  private void requireSharedHistory() {
    if (fixtures.config().history().isOfOneManager()) {
      throw new GodwitException(
          ErrorCode.HISTORY_NOT_SHARED,
          "Manager "
              + fixtures.config().name()
              + " keeps the history in a folder of its own, which others cannot reach; nothing was"
              + " changed.",
          "Give it, and the new manager, the key 'history' with one PostgreSQL database, restart"
              + " it, then let the new one join again.");
    }
  }

  @Override
  public void dismiss(String name) throws InterruptedException {
    if (name.equals(fixtures.config().name())) {
      throw new GodwitException(
          ErrorCode.MANAGER_LEADS,
          "Manager " + name + " leads; nothing was changed.",
          "Stop it, so that another leads; then remove it.");
    }
    Origin origin = Origin.current();
    Member member =
        inventory.decide(state -> {
          Member dismissed = state.hard().members().dismiss(name, time.instant());
          return Outcome.recorded(records(dismissed, origin, "manager.remove"), dismissed);
        });
    try {
      fixtures.ensemble().expel(member.id());
    } catch (IOException unreachable) {
      throw noMajority(unreachable);
    }
  }

  /** Of one moment, however much is going on: the state that was published last is whole. */
  @Override
  public byte[] backup() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try {
      new Backup(
              Manager.VERSION,
              time.instant(),
              term.getAsLong(),
              DataCenter.entities().all(inventory.now()),
              new DataFolder(fixtures.config()).files())
          .write(file);
    } catch (IOException unreadable) {
      throw new GodwitException(
          ErrorCode.INTERNAL,
          "The manager cannot read its own folder: " + unreadable.getMessage() + ".",
          "Look at the manager's log and at the rights of its folder.");
    }
    inventory.note(
        EventDraft.of(
            time.instant(),
            Origin.current(),
            "manager.backup",
            "manager",
            fixtures.config().name(),
            Event.Outcome.SUCCEEDED,
            "All that is kept was given out, secrets too."));
    return file.toByteArray();
  }

  private Member admit(Members.Candidate candidate) {
    Origin origin = Origin.current();
    return inventory.decide(state -> {
      Member admitted = state.hard().members().admit(candidate, time.instant());
      return Outcome.recorded(records(admitted, origin, "manager.join"), admitted);
    });
  }

  /** A leader that admits itself, as each does when its term begins, is no news. */
  private List<StateRecord> records(Member member, Origin origin, String action) {
    StateRecord record = new StateRecord.OfMembers(new MemberSet(member));
    if (origin.equals(Origin.SYSTEM)) {
      return List.of(record);
    }
    EventDraft event =
        EventDraft.of(
            time.instant(),
            origin,
            action,
            "manager",
            member.name(),
            Event.Outcome.SUCCEEDED,
            "Manager " + member.name() + " is " + member.state() + " now.");
    return List.of(record, StateRecord.happened(event));
  }

  private static ManagerPlace.Peer shown(Peer peer) {
    return new ManagerPlace.Peer(peer.id(), peer.host(), peer.port());
  }

  private static Endpoint endpoint(String key, String text) {
    try {
      return Endpoint.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new GodwitException(
          ErrorCode.SPEC_INVALID,
          "The manager's '" + key + "' is wrong: " + wrong.getMessage() + ".",
          "Correct its configuration, then let it join again.");
    }
  }

  private List<Peer> voters() throws InterruptedException {
    try {
      return fixtures.ensemble().voters();
    } catch (IOException unreachable) {
      throw noMajority(unreachable);
    }
  }

  private static GodwitException noMajority(IOException why) {
    return new GodwitException(
        ErrorCode.NO_LEADER,
        "The managers could not be asked who takes part: " + why.getMessage() + ".",
        "Check that most of them run, then try again; it may be asked twice.");
  }
}
