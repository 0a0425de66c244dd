package io.godwit.manager;

import io.godwit.manager.config.Endpoint;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.manager.membership.Member;
import io.godwit.manager.membership.MemberChange.MemberSet;
import io.godwit.manager.store.Enlistment;
import io.godwit.manager.store.Ensemble;
import io.godwit.manager.store.Peer;
import io.godwit.manager.time.Time;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Lets managers in and sends them away. Part of a term. */
final class Admission {
  private final Inventory inventory;
  private final Ensemble ensemble;
  private final Time time;

  Admission(Inventory inventory, Ensemble ensemble, Time time) {
    this.inventory = inventory;
    this.ensemble = ensemble;
    this.time = time;
  }

  /**
   * Lets a manager take part, or tells one that may already what it needs to know.
   *
   * @return its place among the servers; it votes once it has been started with that
   * @throws GodwitException MANAGER_EXISTS, MANAGERS_FULL, NO_LEADER
   */
  Enlistment admit(String name, Endpoint peer) throws InterruptedException {
    Member member =
        inventory.decide(state -> {
          Member admitted = state.hard().members().admit(name, peer.toString(), time.instant());
          StateRecord record = new StateRecord.OfMembers(new MemberSet(admitted));
          return Outcome.recorded(List.of(record), admitted);
        });
    Peer self = new Peer(member.id(), peer.host(), peer.port());
    List<Peer> peers = new ArrayList<>();
    for (Peer voter : voters()) {
      if (voter.id() != self.id()) {
        peers.add(voter);
      }
    }
    peers.add(self);
    return new Enlistment(self, peers);
  }

  /**
   * Sends a manager away: it has no vote any more, and may not come back unless it is let in again.
   *
   * @throws GodwitException MANAGER_UNKNOWN, NO_LEADER
   */
  void dismiss(String name) throws InterruptedException {
    Member member =
        inventory.decide(state -> {
          Member dismissed = state.hard().members().dismiss(name, time.instant());
          StateRecord record = new StateRecord.OfMembers(new MemberSet(dismissed));
          return Outcome.recorded(List.of(record), dismissed);
        });
    try {
      ensemble.expel(member.id());
    } catch (IOException unreachable) {
      throw noMajority(unreachable);
    }
  }

  private List<Peer> voters() throws InterruptedException {
    try {
      return ensemble.voters();
    } catch (IOException unreachable) {
      throw noMajority(unreachable);
    }
  }

  private static GodwitException noMajority(IOException why) {
    return new GodwitException(
        ErrorCode.NO_LEADER,
        "The managers could not be asked who votes: " + why.getMessage() + ".",
        "Check that most of them run, then try again; it may be asked twice.");
  }
}
