package io.godwit.manager.orchestration;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.error.Problem;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.PathFacts;
import io.godwit.model.migration.TransferKey;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.Optional;

/**
 * Has the way between two hosts measured: the destination listens where guests arrive, the source
 * connects. Changes nothing on either.
 */
final class PathSurvey {
  /** The destination listens no longer; other measurements of the source may come first. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Tools tools;
  private final Trip trip;

  PathSurvey(Tools tools, Trip trip) {
    this.tools = tools;
    this.trip = trip;
  }

  /** What came out. */
  sealed interface Found {
    /** There is a way. */
    record Way(PathFacts facts) implements Found {}

    /** There is none, as far as one of the two can tell. */
    record NoWay(Problem why) implements Found {}

    /** Too many ask at once. What is not known yet speaks against nothing. */
    record NotNow(Problem why) implements Found {}
  }

  /**
   * Measures, unless it is known.
   *
   * @param oldest what was measured so long ago at most is good enough
   */
  Found find(Duration oldest) throws InterruptedException {
    Optional<PathFacts> known = tools.links().path(trip.home(), trip.to(), oldest);
    if (known.isPresent()) {
      return new Found.Way(known.get());
    }
    try {
      PathFacts facts = measure();
      tools.links().measured(trip.home(), trip.to(), facts);
      return new Found.Way(facts);
    } catch (GodwitException refused) {
      return refused.code() == ErrorCode.HOST_BUSY
          ? new Found.NotNow(refused.problem())
          : new Found.NoWay(Sentences.nothingChanged(refused.problem()));
    }
  }

  private PathFacts measure() throws InterruptedException {
    VmId vm = trip.vm().id();
    Generation generation = trip.vm().right().generation();
    TransferKey secret = tools.keys().get();
    Order listen = new Order.OpenPath(trip.id(), vm, generation, secret, PATIENCE);
    Answer where = call(trip.to(), listen);
    if (!(where instanceof Answer.PathOpen open)) {
      throw Sentences.unexpected(trip.to(), listen, where);
    }
    Order measure =
        new Order.MeasurePath(trip.id(), vm, generation, open.address(), open.port(), secret);
    Answer answer = call(trip.home(), measure);
    if (!(answer instanceof Answer.PathMeasured measured)) {
      throw Sentences.unexpected(trip.home(), measure, answer);
    }
    return measured.facts();
  }

  private Answer call(HostId host, Order order) throws InterruptedException {
    return tools.agents().call(host, order, tools.deadlines().check());
  }
}
