package io.godwit.manager;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports for tests. */
public final class FreePorts {
  private FreePorts() {}

  /** The first of three in a row that are free now. */
  public static int three() throws IOException {
    while (true) {
      int port;
      try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = first.getLocalPort();
      }
      if (isFree(port + 1) && isFree(port + 2)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket one = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return one.isBound();
    } catch (IOException | IllegalArgumentException taken) {
      return false;
    }
  }
}
