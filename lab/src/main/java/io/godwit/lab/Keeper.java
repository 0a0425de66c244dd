package io.godwit.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CountDownLatch;

/**
 * The inside of a data center that stays up. The launcher in the foreground passes on what we
 * write, and hears of our status through the file descriptor in GODWIT_LAB_REPORT. Until then we
 * end when it does: its end of our standard input is closed.
 */
final class Keeper {
  private static volatile boolean kept;

  private Keeper() {}

  /** Lets the foreground go, with {@code status}, and stays until the sandbox is told to end. */
  static void keep(int status) throws InterruptedException {
    kept = true;
    report(status);
    System.out.close(); // the JDK puts /dev/null in their places
    System.err.close();
    new CountDownLatch(1).await();
  }

  /** Tells the foreground, where there is one. */
  static void report(int status) {
    String descriptor = System.getenv("GODWIT_LAB_REPORT");
    if (descriptor == null) {
      return;
    }
    try {
      Files.writeString(
          Path.of("/proc/self/fd", descriptor),
          "status " + status + "\n",
          StandardOpenOption.WRITE);
    } catch (IOException foregroundGone) {
      Runtime.getRuntime().halt(status);
    }
  }

  /** Ends the JVM, and with it the sandbox, when the foreground ends before it was let go. */
  static void endWithForeground() {
    if (System.getenv("GODWIT_LAB_REPORT") == null) {
      return;
    }
    Thread.ofPlatform()
        .daemon()
        .name("foreground")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // It has nothing to say.
            }
          } catch (IOException closed) {
            // The same.
          }
          if (!kept) {
            Runtime.getRuntime().halt(130);
          }
        });
  }
}
