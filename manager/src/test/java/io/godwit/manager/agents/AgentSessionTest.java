package io.godwit.manager.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.protocol.agent.ToManager;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
final class AgentSessionTest {
  private static final HostId HOST = new HostId("h1");
  private static final Order ORDER = new Order.Start(new VmId(new UUID(1, 2)), Generation.FIRST);
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final ToAgent.Welcome WELCOME = new ToAgent.Welcome("1.2.3", 7, List.of());

  private final AtomicBoolean held = new AtomicBoolean(true);
  private final OrderPermit permit = new OrderPermit(held::get);
  private final List<ToAgent> sent = new CopyOnWriteArrayList<>();
  private final AgentSession session = new AgentSession(HOST, "serial", 1, new Answering());

  /** An agent that does whatever it is told, at once. */
  private final class Answering implements StreamObserver<ToAgent> {
    @Override
    public void onNext(ToAgent message) {
      sent.add(message);
      if (message instanceof ToAgent.Command command) {
        session.replied(new ToManager.Reply(command.number(), new Answer.Done(), null));
      }
    }

    @Override
    public void onError(Throwable ended) {}

    @Override
    public void onCompleted() {}
  }

  @Test
  void ordersAreSentWhileTheLeaseIsHeld() throws Exception {
    session.welcome(WELCOME);
    assertThat(session.call(ORDER, DEADLINE, permit)).isEqualTo(new Answer.Done());
  }

  @Test
  void aManagerThatSleptPastItsLeaseSendsNothing() {
    session.welcome(WELCOME);
    held.set(false);
    GodwitException refused =
        catchThrowableOfType(GodwitException.class, () -> session.call(ORDER, DEADLINE, permit));
    assertThat(refused.code()).isEqualTo(ErrorCode.NO_LEADER);
    assertThat(sent).containsExactly(WELCOME);
  }

  /** The agent was being welcomed when the manager fell asleep. */
  @Test
  void whatWaitedForTheWelcomeIsNotSentIfTheLeaseEndedMeanwhile() throws Exception {
    AtomicReference<GodwitException> refused = new AtomicReference<>();
    Thread caller =
        Thread.ofVirtual()
            .start(() ->
                refused.set(
                    catchThrowableOfType(
                        GodwitException.class, () -> session.call(ORDER, DEADLINE, permit))));
    while (caller.getState() != Thread.State.TIMED_WAITING) {
      Thread.sleep(1);
    }
    held.set(false);
    session.welcome(WELCOME);
    caller.join();
    assertThat(refused.get().code()).isEqualTo(ErrorCode.NO_LEADER);
    assertThat(sent).containsExactly(WELCOME);
  }
}
