package io.godwit.agent.path;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.Arrays;

/** What both ends of a measurement have agreed on. */
final class Stretch {
  /** How often a byte goes there and back: enough for a median that one hiccup does not move. */
  static final int ROUND_TRIPS = 9;

  /** TCP begins slowly; what arrives before this says little. */
  static final Duration RUN_UP = Duration.ofMillis(50);

  /** What is counted. Guests and migrations share the link, so it is short. */
  static final Duration COUNTED = Duration.ofMillis(200);

  /** As much as 10 Gbit/s carry in that time, and a little. */
  static final DataSize MOST = DataSize.ofMebibytes(384);

  static final int CHUNK_BYTES = 256 * 1024;

  /** A peer that says nothing for so long is gone, or its packets do not come through. */
  static final Duration SILENCE = Duration.ofSeconds(2);

  private Stretch() {}

  /** The rate at which {@code bytes} came in {@code nanos}; a rate of zero if nothing came. */
  static DataRate rate(long bytes, long nanos) {
    return bytes <= 0 || nanos <= 0
        ? DataRate.ZERO
        : new DataRate(Math.max(1, Math.round(bytes * 1e9 / nanos)));
  }

  /** The middle one. */
  static Duration median(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    return Duration.ofNanos(sorted[sorted.length / 2]);
  }

  /** Bytes in a packet of the interface that has this address, 0 if it does not say. */
  static int mtu(InetAddress own) {
    try {
      NetworkInterface device = NetworkInterface.getByInetAddress(own);
      return device == null ? 0 : Math.max(0, device.getMTU());
    } catch (SocketException unknown) {
      return 0;
    }
  }

  /** Of several reasons why an exchange broke off, the one that people can use. */
  static String reason(IOException broken) {
    String message = broken.getMessage();
    return message == null ? "the other end hung up" : message;
  }
}
