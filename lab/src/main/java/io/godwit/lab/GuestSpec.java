package io.godwit.lab;

import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.DiskFormat;

/**
 * A guest with its load.
 *
 * @param host where it is defined
 * @param number 10 to 199, different for each guest of a lab: its address is 10.78.0.number
 * @param memory of the VM
 * @param load what it does with it
 * @param disk what it writes to
 * @param network of its card
 */
public record GuestSpec(
    String name, String host, int number, DataSize memory, Load load, Disk disk, String network) {
  public GuestSpec {
    if (number < 10 || number > 199) {
      throw new IllegalArgumentException("a guest's number is 10 to 199, not " + number);
    }
  }

  /** A guest of 512 MiB that fills 200 MiB and rewrites 20 MiB/s, with 256 MiB of shared disk. */
  public static GuestSpec of(String name, String host, int number) {
    return new GuestSpec(
        name,
        host,
        number,
        DataSize.ofMebibytes(512),
        new Load(200, 20, "random", 100),
        new Disk("shared", DataSize.ofMebibytes(256), DiskFormat.RAW),
        Lab.LAN);
  }

  public GuestSpec withMemory(DataSize other) {
    return new GuestSpec(name, host, number, other, load, disk, network);
  }

  /**
   * @param pattern {@code random}, {@code compressible} or {@code zero}
   */
  public GuestSpec withLoad(long fillMib, long rateMibPerSecond, String pattern) {
    Load other = new Load(fillMib, rateMibPerSecond, pattern, load.recordsPerSecond());
    return new GuestSpec(name, host, number, memory, other, disk, network);
  }

  public GuestSpec withDisk(Disk other) {
    return new GuestSpec(name, host, number, memory, load, other, network);
  }

  public GuestSpec withNetwork(String other) {
    return new GuestSpec(name, host, number, memory, load, disk, other);
  }

  public String address() {
    return "10.78.0." + number;
  }

  /** UDP port of the client that its heartbeat goes to. */
  public int heartbeatPort() {
    return 7100 + number;
  }

  public String mac() {
    return "52:54:00:4c:41:%02x".formatted(number);
  }

  String commandLine(String clientAddress) {
    return String.join(
        " ",
        "console=ttyS0 quiet",
        "godwit.ip=" + address() + "/24",
        "godwit.peer=" + clientAddress + ":" + heartbeatPort(),
        "godwit.fill=" + load.fillMib(),
        "godwit.rate=" + load.rateMibPerSecond(),
        "godwit.pattern=" + load.pattern(),
        "godwit.records=" + load.recordsPerSecond());
  }

  /**
   * @param fillMib memory it fills with stamped pages
   * @param rateMibPerSecond how fast it rewrites them
   * @param pattern {@code random}, {@code compressible} or {@code zero}
   * @param recordsPerSecond records it writes to its disk
   */
  public record Load(long fillMib, long rateMibPerSecond, String pattern, long recordsPerSecond) {}

  /** A disk, made empty. */
  public record Disk(String datastore, DataSize size, DiskFormat format) {}
}
