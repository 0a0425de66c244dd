package io.godwit.testbed.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The lab's QEMU, except that it lacks something, or does not always take guests in. */
final class FickleQemu {
  private final Path script;
  private final Path mood;

  private FickleQemu(Path script) {
    this.script = script;
    this.mood = script.resolveSibling(script.getFileName() + ".mood");
  }

  /** One in its everyday mood that has all there is. */
  static FickleQemu make() {
    return make("");
  }

  /** One that cannot give a feature of the processor, as an older one could not. */
  static FickleQemu without(String feature) {
    return make("-global max-x86_64-cpu." + feature + "=off");
  }

  private static FickleQemu make(String options) {
    String qemu = System.getenv().getOrDefault("GODWIT_QEMU", "/nowhere");
    try {
      Path folder = Files.createTempDirectory("fickle-qemu");
      FickleQemu made = new FickleQemu(folder.resolve("qemu"));
      Files.writeString(
          made.script,
          """
          #!/bin/sh
          mood=$(cat "$0.mood")
          case " $* " in
            *" -incoming "*)
              [ "$mood" = sulky ] && { echo "no arrivals today" >&2; exit 1; }
              [ "$mood" = slow ] && sleep 4
              ;;
          esac
          exec %s %s "$@"
          """
              .formatted(qemu, options));
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(made.script, PosixFilePermissions.fromString("rwxr-xr-x"));
      made.is("calm");
      return made;
    } catch (IOException full) {
      throw new UncheckedIOException(full);
    }
  }

  Path script() {
    return script;
  }

  /**
   * From now on.
   *
   * @param word sulky (it ends when a guest is to come), slow (it takes four seconds), or else
   */
  void is(String word) throws IOException {
    Files.writeString(mood, word);
  }
}
