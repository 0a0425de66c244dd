package io.godwit.manager;

import static org.awaitility.Awaitility.await;

import io.godwit.manager.config.ManagerConfig;
import io.godwit.manager.inventory.Inventory;
import io.godwit.manager.inventory.StateRecord;
import io.godwit.manager.loop.Outcome;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.MachineType;
import io.godwit.model.vm.VmId;
import io.godwit.model.vm.VmName;
import io.godwit.model.vm.VmSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A manager that records one VM after the other, and says each time when it is acknowledged, or why
 * not.
 */
final class BusyManager {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private BusyManager() {}

  /** How to start one as a process of its own. */
  static List<String> command(Path config) {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx192m",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=ALL-UNNAMED",
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        System.getProperty("java.class.path"),
        BusyManager.class.getName(),
        config.toString());
  }

  public static void main(String[] arguments) throws Exception {
    ManagerConfig config = ManagerConfig.read(Path.of(arguments[0]));
    Manager manager = Manager.start(config, secret -> {});
    System.out.println(
        "has " + manager.leading().orElseThrow().site().inventory().now().hard().vms().size());
    while (true) {
      Term term =
          await().atMost(PATIENCE).until(manager::leading, Optional::isPresent).orElseThrow();
      record(term.site().inventory());
    }
  }

  private static void record(Inventory inventory) {
    UUID id = UUID.randomUUID();
    StateRecord record =
        new StateRecord.VmDefined(new VmId(id), spec(id), new HostId("h1"), Generation.FIRST);
    try {
      inventory.decide(state -> Outcome.recorded(List.of(record), true));
      System.out.println("ack " + id);
      System.out.println("backlog " + inventory.now().hard().outbox().waiting().size());
    } catch (GodwitException refused) {
      System.out.println("refused " + refused.problem());
    }
  }

  private static VmSpec spec(UUID id) {
    DatastoreFile disk = new DatastoreFile(new DatastoreName("local"), id + ".qcow2");
    return new VmSpec(
        new VmName("vm-" + id),
        1,
        "max",
        DataSize.ofMebibytes(64),
        MachineType.Q35,
        AcceleratorChoice.AUTO,
        new Boot.Firmware(),
        List.of(new DiskSpec(disk, DiskFormat.QCOW2)),
        List.of());
  }
}
