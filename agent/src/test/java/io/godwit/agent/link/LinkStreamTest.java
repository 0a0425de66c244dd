package io.godwit.agent.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.agent.HostFixture;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Order;
import io.godwit.protocol.agent.ToAgent;
import io.godwit.trace.Tracing;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads begin when the test says so. */
final class LinkStreamTest {
  private static final VmId NEW = new VmId(new UUID(0, 7));

  @TempDir private Path directory;
  private final List<Runnable> waiting = new ArrayList<>();
  private HostFixture host;
  private Tracing tracing;
  private LinkStream stream;

  @BeforeEach
  void open() throws Exception {
    host = new HostFixture(directory);
    tracing = Tracing.of(Map.of(), "godwit-agent", "h1");
    stream =
        new LinkStream(
            "m1",
            Desks.of(host, directory, tracing),
            (epoch, managers) -> true,
            (name, order) -> waiting.add(order));
    stream.onNext(new ToAgent.Welcome("1.0", 1, List.of()));
    stream.onNext(
        new ToAgent.Command(1, new Order.Define(NEW, Generation.FIRST, HostFixture.SPEC)));
  }

  @AfterEach
  void close() throws Exception {
    tracing.close();
    host.close();
  }

  @Test
  void anOrderIsCarriedOutWhenItsThreadBegins() {
    assertThat(host.vms().has(NEW)).isFalse();
    waiting.forEach(Runnable::run);
    assertThat(host.vms().has(NEW)).isTrue();
  }

  @Test
  void anOrderThatHasNotBegunWhenItsStreamEndsIsNotBegun() {
    stream.onCompleted();
    waiting.forEach(Runnable::run);
    assertThat(host.vms().has(NEW)).as("another leader may have deleted it since").isFalse();
  }

  @Test
  void nothingIsTakenFromAStreamThatHasEnded() {
    stream.onCompleted();
    stream.onNext(
        new ToAgent.Command(2, new Order.Define(NEW, Generation.FIRST, HostFixture.SPEC)));
    assertThat(waiting).hasSize(1);
  }
}
