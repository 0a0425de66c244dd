package io.godwit.agent.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.agent.HostFixture;
import io.godwit.agent.config.AgentConfig;
import io.godwit.agent.platform.VmUser;
import io.godwit.agent.storage.Datastores;
import io.godwit.model.host.Accelerator;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.NetworkName;
import io.godwit.model.vm.Boot;
import io.godwit.model.vm.DatastoreFile;
import io.godwit.model.vm.DiskFormat;
import io.godwit.model.vm.DiskSpec;
import io.godwit.model.vm.MacAddress;
import io.godwit.model.vm.NicSpec;
import io.godwit.model.vm.VmSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandLineTest {
  private static final DatastoreName SHARED = new DatastoreName("shared");

  @TempDir private Path directory;

  @Test
  void bothEndsOfAMigrationHaveTheSameDevices() throws IOException {
    List<String> boot = line(Hypervisor.Start.BOOT);
    List<String> arrival = line(Hypervisor.Start.ARRIVAL);
    assertThat(arrival).startsWith(boot.toArray(String[]::new)).endsWith("-incoming", "defer");
  }

  @Test
  void isConfinedAndTakesNothingFromDefaults() throws IOException {
    assertThat(line(Hypervisor.Start.BOOT))
        .contains("-nodefaults", "-no-user-config", "-sandbox")
        .contains("on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny");
  }

  @Test
  void everyDeviceHasItsSlot() throws IOException {
    assertThat(line(Hypervisor.Start.BOOT))
        .anyMatch(word -> word.startsWith("virtio-blk-pci,") && word.endsWith("addr=0xa"))
        .anyMatch(word -> word.startsWith("virtio-blk-pci,") && word.endsWith("addr=0xb"))
        .anyMatch(word -> word.startsWith("virtio-net-pci,") && word.endsWith("addr=0x2"));
  }

  @Test
  void aCommaInAPathDoesNotEndTheOption() throws IOException {
    assertThat(line(Hypervisor.Start.BOOT))
        .anyMatch(word -> word.contains("filename=") && word.contains("a,,b.raw"));
  }

  private List<String> line(Hypervisor.Start how) throws IOException {
    for (String name : List.of("a,b.raw", "c.qcow2")) {
      Files.write(directory.resolve(name), new byte[512]);
    }
    VmSpec spec =
        new VmSpec(
            HostFixture.SPEC.name(),
            2,
            "max",
            HostFixture.SPEC.memory(),
            HostFixture.SPEC.machine(),
            HostFixture.SPEC.accelerator(),
            new Boot.Firmware(),
            List.of(disk("a,b.raw", DiskFormat.RAW), disk("c.qcow2", DiskFormat.QCOW2)),
            List.of(new NicSpec(new NetworkName("lan"), MacAddress.ofTail(1))));
    Datastores datastores =
        new Datastores(
            new TreeMap<>(Map.of(SHARED, new AgentConfig.Mount(directory, Datastore.Reach.SHARED))),
            new VmUser(VmUser.Mode.SAME, 0, "a test"));
    return CommandLine.of(
        Path.of("qemu"),
        HostFixture.VM,
        spec,
        Accelerator.TCG,
        how,
        new CommandLine.Workplace(RunDirectory.of(directory, HostFixture.VM), datastores),
        List.of("gw0"));
  }

  private static DiskSpec disk(String name, DiskFormat format) {
    return new DiskSpec(new DatastoreFile(SHARED, name), format);
  }
}
