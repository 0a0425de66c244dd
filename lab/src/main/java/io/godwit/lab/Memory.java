package io.godwit.lab;

import io.godwit.model.unit.DataSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this machine has left. */
final class Memory {
  private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");

  private Memory() {}

  /**
   * @throws LabException if less than {@code needed} is available
   */
  static void require(DataSize needed) {
    String meminfo = read();
    DataSize available = available(meminfo);
    if (available.compareTo(needed) < 0) {
      throw new LabException(
          "This lab needs %d MiB of memory and this machine has %d MiB available. End something, or ask for a smaller guest with --memory and --fill."
              .formatted(needed.toMebibytes(), available.toMebibytes()));
    }
  }

  static DataSize available(String meminfo) {
    Matcher matcher = AVAILABLE.matcher(meminfo);
    if (!matcher.find()) {
      throw new LabException("/proc/meminfo has no MemAvailable; Linux 3.14 or newer is needed.");
    }
    return DataSize.ofBytes(Long.parseLong(matcher.group(1)) * 1024);
  }

  private static String read() {
    try {
      List<String> lines = Files.readAllLines(Path.of("/proc/meminfo"));
      return String.join("\n", lines);
    } catch (IOException unreadable) {
      throw new LabException("Cannot read /proc/meminfo.", unreadable);
    }
  }
}
