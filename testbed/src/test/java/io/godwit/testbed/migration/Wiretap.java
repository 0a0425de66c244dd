package io.godwit.testbed.migration;

import io.godwit.agent.platform.FrameFilter;
import io.godwit.agent.platform.Frames;
import io.godwit.agent.platform.PacketSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Listens on a link of the lab, and tells how streams of guests begin on it. */
final class Wiretap implements AutoCloseable {
  /** Of a stream of a guest (QEMU, migration/savevm.h). */
  private static final byte[] MAGIC = "QEVM".getBytes(StandardCharsets.US_ASCII);

  private static final Duration BREATH = Duration.ofMillis(100);
  private static final int ETHERNET = 14;
  private static final int IP_PROTOCOL = 9;
  private static final int TCP = 6;
  private static final int TCP_OFFSET = 12;
  private static final int HANDSHAKE = 0x16;
  private static final int TLS_MAJOR = 3;
  private static final int CLIENT_HELLO = 1;
  private static final int SERVER_HELLO = 2;

  /** The record's header, the message's, and the version in it. */
  private static final int HELLO_HEADER = 5 + 4 + 2;

  /** The agents' own links are encrypted, too. */
  private static final int AGENTS_PORTS_END = 10_000;

  /** How a stream begins. */
  enum Seen {
    IN_THE_CLEAR,
    HANDSHAKE
  }

  private final String device;
  private final CompletableFuture<Void> listening = new CompletableFuture<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("wiretap").unstarted(this::listen);
  private final Set<Seen> seen = EnumSet.noneOf(Seen.class);

  private Wiretap(String device) {
    this.device = device;
  }

  /** Begins to listen. */
  static Wiretap on(String device) {
    Wiretap tap = new Wiretap(device);
    tap.thread.start();
    tap.listening.join();
    return tap;
  }

  /** What was seen so far. */
  synchronized Set<Seen> seen() {
    return EnumSet.copyOf(seen);
  }

  /** Frames are one thread's from beginning to end. */
  private void listen() {
    try (Frames frames = PacketSocket.open(device, PacketSocket.EVERYTHING, FrameFilter.ALL)) {
      listening.complete(null);
      while (!Thread.interrupted()) {
        Frames.Arrival arrival = frames.receive(BREATH);
        if (arrival != null) {
          look(arrival.frame());
        }
      }
    } catch (IOException gone) {
      listening.completeExceptionally(gone);
    }
  }

  private synchronized void look(byte[] frame) {
    int tcp = ETHERNET + 20;
    if (frame.length < tcp + 20 || frame[ETHERNET + IP_PROTOCOL] != TCP) {
      return;
    }
    int data = tcp + ((frame[tcp + TCP_OFFSET] >> 4) & 0xf) * 4;
    int port = ((frame[tcp + 2] & 0xff) << 8) | (frame[tcp + 3] & 0xff);
    if (frame.length < data + MAGIC.length || port < AGENTS_PORTS_END) {
      return;
    }
    if (Arrays.equals(frame, data, data + MAGIC.length, MAGIC, 0, MAGIC.length)) {
      seen.add(Seen.IN_THE_CLEAR);
    } else if (isHello(frame, data)) {
      seen.add(Seen.HANDSHAKE);
    }
  }

  /**
   * A record of a handshake that begins with a hello of less than 64 KiB (RFC 8446, appendix B.3).
   * Two bytes would not do: memory in the clear is random here, and has them now and then.
   */
  private static boolean isHello(byte[] frame, int data) {
    return frame.length > data + HELLO_HEADER
        && frame[data] == HANDSHAKE
        && frame[data + 1] == TLS_MAJOR
        && frame[data + 2] <= TLS_MAJOR
        && (frame[data + 5] == CLIENT_HELLO || frame[data + 5] == SERVER_HELLO)
        && frame[data + 6] == 0
        && frame[data + 9] == TLS_MAJOR;
  }

  @Override
  public void close() throws InterruptedException {
    thread.interrupt();
    thread.join();
  }
}
