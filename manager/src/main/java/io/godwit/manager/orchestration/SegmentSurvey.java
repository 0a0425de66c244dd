package io.godwit.manager.orchestration;

import io.godwit.manager.inventory.HostEntry;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.NicSpec;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Finds out whether a network that two hosts call by one name is one: the source calls a word on
 * its bridge, as an arrived guest would announce itself, and the destination listens on its own.
 */
final class SegmentSurvey {
  /** The call comes within moments; a manager that is paused meanwhile is waited for. */
  private static final Duration LISTEN = Duration.ofSeconds(5);

  /** A switch takes microseconds. */
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final Tools tools;
  private final Trip trip;

  SegmentSurvey(Tools tools, Trip trip) {
    this.tools = tools;
    this.trip = trip;
  }

  /** What came of one network. */
  sealed interface Found {
    NetworkName network();

    /**
     * Both have answered.
     *
     * @param heard whether what the source called was heard by the destination
     * @param sourceMtu the largest packet of the source's bridge; 0 if unknown
     * @param destinationMtu the same of the destination's
     */
    record Tried(NetworkName network, boolean heard, int sourceMtu, int destinationMtu)
        implements Found {}

    /** One of them could not. */
    record Untried(NetworkName network, Problem why) implements Found {}
  }

  /** Looks at each network of the VM that the destination says it has. */
  List<Found> find(HostEntry destination) throws InterruptedException {
    TreeSet<NetworkName> names = new TreeSet<>();
    for (NicSpec nic : trip.vm().spec().nics()) {
      if (destination.description().networks().contains(nic.network())) {
        names.add(nic.network());
      }
    }
    List<Found> found = new ArrayList<>();
    for (NetworkName name : names) {
      found.add(find(name));
    }
    return found;
  }

  private Found find(NetworkName network) throws InterruptedException {
    VmId vm = trip.vm().id();
    Generation generation = trip.vm().right().generation();
    MacAddress word = word();
    try {
      call(trip.to(), new Order.ListenSegment(trip.id(), vm, generation, network, word, LISTEN));
      Order call = new Order.CallSegment(trip.id(), vm, generation, network, word);
      Answer called = call(trip.home(), call);
      Order end = new Order.EndSegment(trip.id(), vm, generation, word, PATIENCE);
      Answer heard = call(trip.to(), end);
      if (!(called instanceof Answer.SegmentCalled source)) {
        throw Sentences.unexpected(trip.home(), call, called);
      }
      if (!(heard instanceof Answer.SegmentHeard there)) {
        throw Sentences.unexpected(trip.to(), end, heard);
      }
      return new Found.Tried(network, there.heard(), source.mtu(), there.mtu());
    } catch (GodwitException refused) {
      return new Found.Untried(network, Sentences.nothingChanged(refused.problem()));
    }
  }

  private Answer call(HostId host, Order order) throws InterruptedException {
    return tools.agents().call(host, order, tools.deadlines().check());
  }

  /** Of those that nobody gives to cards that are sold. */
  private MacAddress word() {
    StringBuilder word = new StringBuilder("02");
    String digits = tools.keys().get().hex();
    for (int i = 0; i < 5; i++) {
      word.append(':').append(digits, 2 * i, 2 * i + 2);
    }
    return new MacAddress(word.toString());
  }
}
