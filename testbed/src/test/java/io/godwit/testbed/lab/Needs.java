package io.godwit.testbed.lab;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;

/** What these tests stand on; where it is missing they are skipped and say why. */
final class Needs {
  private Needs() {}

  /** The folder with {@code bin} and {@code lib}. */
  static Path distribution() {
    assumeTrue(
        System.getenv("GODWIT_SANDBOX") != null,
        "these tests make namespaces and look around in them, which takes root: run them in a sandbox");
    String folder = System.getenv("GODWIT_DIST");
    assumeTrue(folder != null, "GODWIT_DIST is not set: ./dev test sets it");
    return Path.of(folder).toAbsolutePath();
  }
}
