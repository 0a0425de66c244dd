package io.godwit.agent.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.godwit.agent.platform.FrameFilter;
import io.godwit.agent.platform.Frames;
import io.godwit.agent.platform.PacketSocket;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class SegmentsTest {
  private static final MigrationId MIGRATION = new MigrationId("m1");
  private static final VmId VM = new VmId(new UUID(1, 2));
  private static final NetworkName LAN = new NetworkName("lan");
  private static final MacAddress WORD = new MacAddress("02:11:22:33:44:55");
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofMillis(50);

  private final List<BlockingQueue<byte[]>> wire = new CopyOnWriteArrayList<>();
  private final Segments source = on(this::wired);
  private final Segments destination = on(this::wired);

  private static Segments on(Frames.Opener opener) {
    return new Segments(new HostId("h1"), network -> "br0", opener);
  }

  /** Everybody who is connected hears what anybody sends. */
  private Frames wired(String device, int etherType, FrameFilter filter) {
    assertThat(etherType).isEqualTo(PacketSocket.RARP);
    BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();
    wire.add(heard);
    return new Frames() {
      @Override
      public void send(byte[] frame) {
        wire.forEach(each -> each.add(frame));
      }

      @Override
      public @Nullable Arrival receive(Duration patience) throws IOException {
        try {
          byte[] frame = heard.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
          return frame == null ? null : new Arrival(frame, PacketSocket.now());
        } catch (InterruptedException ending) {
          throw new IOException(ending);
        }
      }

      @Override
      public MacAddress own() {
        return new MacAddress("02:00:00:00:00:03");
      }

      @Override
      public int mtu() {
        return 1500;
      }

      @Override
      public void close() {
        wire.remove(heard);
      }
    };
  }

  private static Order.ListenSegment listen(MacAddress word, Duration patience) {
    return new Order.ListenSegment(MIGRATION, VM, Generation.FIRST, LAN, word, patience);
  }

  private static Order.CallSegment call(MacAddress word) {
    return new Order.CallSegment(MIGRATION, VM, Generation.FIRST, LAN, word);
  }

  private static Order.EndSegment end(MacAddress word) {
    return new Order.EndSegment(MIGRATION, VM, Generation.FIRST, word, SHORT);
  }

  @Test
  void whatIsCalledIsHeardOnOneSegment() throws Exception {
    destination.listen(listen(WORD, LONG));
    assertThat(source.call(call(WORD)).mtu()).isEqualTo(1500);
    assertThat(destination.heard(end(WORD))).isEqualTo(new Answer.SegmentHeard(true, 1500));
    assertThat(wire).as("nobody listens any more").isEmpty();
  }

  @Test
  void anotherWordIsNotTakenForIt() throws Exception {
    destination.listen(listen(WORD, SHORT));
    source.call(call(new MacAddress("02:11:22:33:44:56")));
    assertThat(destination.heard(end(WORD)).heard()).isFalse();
  }

  @Test
  void whoDoesNotListenSaysSo() {
    GodwitException unknown =
        catchThrowableOfType(GodwitException.class, () -> destination.heard(end(WORD)));
    assertThat(unknown.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN);
  }

  @Test
  void aHostThatMayNotListenSaysWhy() {
    Segments forbidden =
        on((device, type, filter) -> {
          throw new IOException("socket failed with error number 1");
        });
    GodwitException refused =
        catchThrowableOfType(GodwitException.class, () -> forbidden.listen(listen(WORD, LONG)));
    assertThat(refused.code()).isEqualTo(ErrorCode.HOST_SETUP_FAILED);
    assertThat(refused.problem().detail()).contains("cannot listen on br0", "error number 1");
  }
}
