package io.godwit.lab.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds processes by the network namespace they run in, whatever an agent thinks. */
public final class HostProcesses {
  private HostProcesses() {}

  /**
   * @param program what their command's name begins with
   * @param namespace the name of a network namespace
   * @return pids in ascending order
   */
  public static List<Long> of(String program, String namespace) {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[1-9]*")) {
      Object wanted = Files.getAttribute(Path.of("/run/netns", namespace), "unix:ino");
      for (Path process : processes) {
        if (isThat(process, program, wanted)) {
          found.add(Long.parseLong(process.getFileName().toString()));
        }
      }
    } catch (IOException gone) {
      return List.of();
    }
    return found.stream().sorted().toList();
  }

  private static boolean isThat(Path process, String program, Object namespace) {
    try {
      return Files.readString(process.resolve("comm")).startsWith(program)
          && Files.getAttribute(process.resolve("ns/net"), "unix:ino").equals(namespace);
    } catch (IOException ended) {
      return false;
    }
  }
}
