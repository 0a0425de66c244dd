package io.godwit.agent.probe;

import io.godwit.agent.platform.Frames;
import io.godwit.agent.platform.PacketSocket;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.vm.MacAddress;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Whether the bridges of two hosts are one segment: the one listens, the other calls. Methods named
 * after an order carry it out. Safe for all threads; each listener has one of its own, because a
 * wait in the kernel would hold a carrier of virtual ones, and it ends by itself.
 */
public final class Segments {
  /** Each is a socket and a thread for some seconds. */
  static final int MOST = 64;

  private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(10);

  /** A frame may be lost; nobody resends it. */
  private static final int CALLS = 3;

  private static final Duration BETWEEN_CALLS = Duration.ofMillis(10);
  private static final Duration OPENING = Duration.ofSeconds(5);

  private final HostId host;
  private final Function<NetworkName, String> bridges;
  private final Frames.Opener opener;
  private final Map<MacAddress, Listener> listeners = new HashMap<>();

  Segments(HostId host, Function<NetworkName, String> bridges, Frames.Opener opener) {
    this.host = host;
    this.bridges = bridges;
    this.opener = opener;
  }

  /**
   * What one of them has come to.
   *
   * @param open the largest packet of the bridge, once nothing is missed
   */
  private record Listener(
      String bridge, CompletableFuture<Integer> open, CompletableFuture<Boolean> heard) {}

  /**
   * Listens until the word is heard or the patience is over. Returns once nothing is missed.
   *
   * @throws GodwitException NETWORK_UNKNOWN, HOST_BUSY, HOST_SETUP_FAILED
   */
  public void listen(Order.ListenSegment order) throws InterruptedException {
    String bridge = bridges.apply(order.network());
    Listener listener;
    synchronized (listeners) {
      if (listeners.size() >= MOST) {
        throw new GodwitException(
            ErrorCode.HOST_BUSY,
            "Host " + host + " listens on " + MOST + " networks already.",
            "Try again in some seconds.");
      }
      listener = new Listener(bridge, new CompletableFuture<>(), new CompletableFuture<>());
      listeners.put(order.word(), listener);
    }
    Duration patience =
        order.patience().compareTo(LONGEST_PATIENCE) < 0 ? order.patience() : LONGEST_PATIENCE;
    Thread.ofPlatform()
        .name("segment-" + order.network())
        .daemon()
        .start(() -> listen(listener, order.word(), patience));
    try {
      listener.open().get(OPENING.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException refused) {
      throw cannot("listen", bridge, refused);
    }
  }

  private void listen(Listener listener, MacAddress word, Duration patience) {
    long until = System.nanoTime() + patience.toNanos();
    try (Frames frames = opener.open(listener.bridge(), PacketSocket.RARP, Rarp.calls(word))) {
      listener.open().complete(frames.mtu());
      boolean heard = false;
      while (!heard && System.nanoTime() < until) {
        Frames.Arrival arrival = frames.receive(Duration.ofNanos(until - System.nanoTime()));
        heard = arrival != null && Rarp.isCall(arrival.frame(), word);
      }
      listener.heard().complete(heard);
    } catch (IOException | RuntimeException refused) {
      listener.open().completeExceptionally(refused);
      listener.heard().complete(false);
    } finally {
      forgetLater(word, listener);
    }
  }

  /** Its result is asked for within the same patience, or not at all. */
  private void forgetLater(MacAddress word, Listener listener) {
    CompletableFuture.delayedExecutor(LONGEST_PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .execute(() -> {
          synchronized (listeners) {
            listeners.remove(word, listener);
          }
        });
  }

  /**
   * Calls the word on a network.
   *
   * @throws GodwitException NETWORK_UNKNOWN, HOST_SETUP_FAILED
   */
  public Answer.SegmentCalled call(Order.CallSegment order) throws InterruptedException {
    String bridge = bridges.apply(order.network());
    try (Frames frames = opener.open(bridge, PacketSocket.RARP, Rarp.calls(order.word()))) {
      byte[] call = Rarp.call(frames.own(), order.word());
      for (int i = 0; i < CALLS; i++) {
        if (i > 0) {
          Thread.sleep(BETWEEN_CALLS);
        }
        frames.send(call);
      }
      return new Answer.SegmentCalled(frames.mtu());
    } catch (IOException refused) {
      throw cannot("call", bridge, refused);
    }
  }

  /**
   * Says whether the word was heard.
   *
   * @throws GodwitException OUTCOME_UNKNOWN if nobody has listened for it
   */
  public Answer.SegmentHeard heard(Order.EndSegment order) throws InterruptedException {
    Listener listener;
    synchronized (listeners) {
      listener = listeners.remove(order.word());
    }
    if (listener == null) {
      throw new GodwitException(
          ErrorCode.OUTCOME_UNKNOWN,
          "The agent of host " + host + " was started again while it listened.",
          "Ask again.");
    }
    return new Answer.SegmentHeard(heard(listener, order.patience()), mtu(listener));
  }

  private static boolean heard(Listener listener, Duration patience) throws InterruptedException {
    try {
      return listener.heard().get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException not) {
      return false;
    }
  }

  private static int mtu(Listener listener) {
    return listener.open().isCompletedExceptionally() ? 0 : listener.open().getNow(0);
  }

  private GodwitException cannot(String what, String bridge, Exception refused) {
    Throwable why = refused instanceof ExecutionException ? refused.getCause() : refused;
    return new GodwitException(
        ErrorCode.HOST_SETUP_FAILED,
        "The agent of host " + host + " cannot " + what + " on " + bridge + ": " + why + ".",
        "Let it open packet sockets (CAP_NET_RAW), and check that the bridge is up.");
  }
}
