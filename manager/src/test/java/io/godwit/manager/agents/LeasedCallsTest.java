package io.godwit.manager.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class LeasedCallsTest {
  private static final HostId HOST = new HostId("h1");
  private static final Order ORDER = new Order.Start(new VmId(new UUID(1, 2)), Generation.FIRST);
  private static final Duration DEADLINE = Duration.ofSeconds(1);

  private final List<Order> sent = new ArrayList<>();
  private final AtomicBoolean held = new AtomicBoolean(true);
  private final AgentCalls calls = new LeasedCalls(new Recording(), held::get);

  private final class Recording implements AgentCalls {
    @Override
    public Answer call(HostId host, Order order, Duration deadline) {
      sent.add(order);
      return new Answer.Done();
    }

    @Override
    public long awaitLink(HostId host, long after, Duration patience) {
      return after + 1;
    }
  }

  @Test
  void ordersAreSentWhileTheLeaseIsHeld() throws Exception {
    assertThat(calls.call(HOST, ORDER, DEADLINE)).isEqualTo(new Answer.Done());
    assertThat(calls.awaitLink(HOST, 4, DEADLINE)).isEqualTo(5);
    assertThat(sent).containsExactly(ORDER);
  }

  @Test
  void aManagerThatSleptPastItsLeaseSendsNothing() {
    held.set(false);
    assertThatThrownBy(() -> calls.call(HOST, ORDER, DEADLINE))
        .isInstanceOfSatisfying(
            GodwitException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.NO_LEADER));
    assertThat(sent).isEmpty();
  }
}
