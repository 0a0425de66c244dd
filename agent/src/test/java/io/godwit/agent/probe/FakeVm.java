package io.godwit.agent.probe;

import io.godwit.agent.platform.FrameFilter;
import io.godwit.agent.platform.Frames;
import io.godwit.agent.platform.PacketSocket;
import io.godwit.model.vm.MacAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A network with one VM that answers questions for its address, or does not. */
final class FakeVm {
  private final BlockingQueue<byte[]> wire = new LinkedBlockingQueue<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger open = new AtomicInteger();
  private volatile boolean silent;

  void isSilent(boolean now) {
    silent = now;
  }

  /** How often it was asked. */
  int asked() {
    return asked.get();
  }

  /** How many sockets are open. */
  int open() {
    return open.get();
  }

  void sends(byte[] frame) {
    wire.add(frame);
  }

  Frames open(String device, int etherType, FrameFilter filter) {
    open.incrementAndGet();
    return new Frames() {
      @Override
      public void send(byte[] frame) {
        asked.incrementAndGet();
        if (!silent) {
          wire.add(answer(frame));
        }
      }

      @Override
      public @Nullable Arrival receive(Duration patience) throws IOException {
        try {
          byte[] frame = wire.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
          return frame == null ? null : new Arrival(frame, PacketSocket.now());
        } catch (InterruptedException ending) {
          Thread.currentThread().interrupt();
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
        open.decrementAndGet();
      }
    };
  }

  private static byte[] answer(byte[] question) {
    ByteBuffer answer = ByteBuffer.allocate(question.length).put(question);
    answer.put(0, question, 6, 6).put(6, question, 0, 6).putShort(20, (short) 2);
    answer.put(22, question, 0, 6).put(28, question, 38, 4);
    answer.put(32, question, 6, 6).putInt(38, 0);
    return answer.array();
  }
}
