package io.godwit.agent.platform;

import io.godwit.model.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's memory, from {@code /proc/meminfo}. */
public final class HostMemory {
  private static final Path MEMINFO = Path.of("/proc/meminfo");

  private HostMemory() {}

  /** All of it. */
  public static DataSize total() {
    return line("MemTotal:");
  }

  /** What the kernel could give to a new process without swapping. */
  public static DataSize available() {
    return line("MemAvailable:");
  }

  private static DataSize line(String key) {
    try {
      return Files.readAllLines(MEMINFO).stream()
          .filter(line -> line.startsWith(key))
          .map(line -> line.replaceAll("[^0-9]", ""))
          .map(kib -> new DataSize(Long.parseLong(kib) * 1024))
          .findFirst()
          .orElse(DataSize.ZERO);
    } catch (IOException | NumberFormatException unreadable) {
      return DataSize.ZERO;
    }
  }
}
