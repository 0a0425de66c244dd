package io.godwit.lab;

import io.godwit.lab.demo.DemoOptions;
import io.godwit.model.unit.DataSize;
import picocli.CommandLine.Option;

/** The options that {@code demo} and {@code up} share. */
final class LabSize {
  @Option(names = "--hosts", description = "Hosts, 2 to 8 (default: 3).")
  private int hosts = 3;

  @Option(
      names = "--link",
      paramLabel = "RATE",
      description = "Rate of the hosts' migration links: 1Gbit, 500Mbit or none (default: none).")
  private String link = "none";

  @Option(
      names = "--managers",
      paramLabel = "N",
      description = "How many managers (default: 1). With more, the demo kills the one that leads.")
  private int managers = 1;

  @Option(
      names = "--memory",
      paramLabel = "SIZE",
      description = "The guest's memory (default: 512MiB).")
  private String memory = "512MiB";

  @Option(
      names = "--fill",
      paramLabel = "MIB",
      description = "Memory the guest fills, in MiB (default: 200).")
  private long fill = 200;

  @Option(
      names = "--rate",
      paramLabel = "MIB",
      description = "Memory the guest rewrites, in MiB a second (default: 20).")
  private long rate = 20;

  @Option(names = "--accelerator", description = "tcg, kvm or auto (default: tcg).")
  private String accelerator = "tcg";

  /**
   * @throws LabException if a value makes no sense
   */
  DemoOptions options() {
    try {
      return new DemoOptions(
          hosts,
          managers,
          LabOptions.parseLink(link),
          DataSize.parse(memory),
          fill,
          rate,
          accelerator);
    } catch (IllegalArgumentException invalid) {
      throw new LabException("These options do not fit: " + invalid.getMessage() + ".", invalid);
    }
  }
}
