package io.godwit.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.NetworkName;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.AcceleratorChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigFileTest {
  private static final String GOOD =
      """
      host: h1
      managers: ["10.0.0.1:7443"]
      stateDirectory: /var/lib/godwit
      runDirectory: /run/godwit
      qemu: /usr/bin/qemu-system-x86_64
      migrationAddress: 10.0.0.11
      memory: 4GiB
      datastores: {shared: {path: /srv/shared, reach: shared}}
      networks: {lan: {bridge: br0}}
      """;

  @TempDir private Path directory;

  @Test
  void readsWhatIsThereAndFillsInTheRest() throws IOException {
    AgentConfig config = read(GOOD);
    assertThat(config.memory()).isEqualTo(DataSize.ofGibibytes(4));
    assertThat(config.accelerator()).isEqualTo(AcceleratorChoice.AUTO);
    assertThat(config.vmUser()).isEqualTo("auto");
    assertThat(config.telemetryInterval()).hasSeconds(10);
    assertThat(config.datastores().get(new DatastoreName("shared")))
        .isEqualTo(new AgentConfig.Mount(Path.of("/srv/shared"), Datastore.Reach.SHARED));
  }

  @Test
  void aNetworkIsABridgeOrAnOverlay() throws IOException {
    AgentConfig config =
        read(GOOD.replace("lan: {bridge: br0}", "lan: {bridge: br0}, apps: {overlay: true}"));
    assertThat(config.overlay().networks()).containsExactly(new NetworkName("apps"));
    assertThat(config.networks()).containsOnlyKeys(new NetworkName("lan"));
    assertThat(config.overlay().address()).isEqualTo("10.0.0.11");
    assertThat(read(GOOD + "overlayAddress: 10.1.0.11\n").overlay().address())
        .isEqualTo("10.1.0.11");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host: h1|hots: h1|hots",
        "host: h1|host: H_1|host id",
        "memory: 4GiB|memory: lots|lots",
        "memory: 4GiB|accelerator: warp|AcceleratorChoice",
        "migrationAddress: 10.0.0.11||migrationAddress",
        "reach: shared|reach: far|Reach",
        "bridge: br0|bridge: br0, overlay: true|networks.lan",
        "bridge: br0|overlay: false|networks.lan.bridge",
        "memory: 4GiB|telemetryIntervalSeconds: 0|telemetryIntervalSeconds",
        "memory: 4GiB|telemetryIntervalSeconds: 301|telemetryIntervalSeconds",
      })
  void saysWhichKeyIsWrong(String good, String bad, String named) {
    String text = GOOD.replace(good, bad == null ? "" : bad);
    assertThatThrownBy(() -> read(text))
        .isInstanceOfSatisfying(
            GodwitException.class, e -> assertThat(e.problem().detail()).contains(named));
  }

  private AgentConfig read(String text) throws IOException {
    Path file = directory.resolve("agent.yaml");
    Files.writeString(file, text);
    return ConfigFile.read(file);
  }
}
