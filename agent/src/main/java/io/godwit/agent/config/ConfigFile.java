package io.godwit.agent.config;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.Datastore;
import io.godwit.model.host.DatastoreName;
import io.godwit.model.host.HostId;
import io.godwit.model.host.NetworkName;
import io.godwit.model.unit.DataSize;
import io.godwit.model.vm.AcceleratorChoice;
import io.godwit.protocol.trust.EnrolmentToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads an {@link AgentConfig} from YAML. An unknown key is an error. */
public final class ConfigFile {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
          .build();

  private ConfigFile() {}

  /** The file as it is written. */
  private record Written(
      String host,
      List<String> managers,
      Path stateDirectory,
      Path runDirectory,
      Path qemu,
      String migrationAddress,
      @Nullable String overlayAddress,
      @Nullable String memory,
      @Nullable Integer cpus,
      @Nullable String vmUser,
      @Nullable AcceleratorChoice accelerator,
      @Nullable Map<String, AgentConfig.Mount> datastores,
      @Nullable Map<String, Network> networks,
      @Nullable Integer telemetryIntervalSeconds,
      @Nullable String enrolmentToken) {}

  /** One of the two: a bridge that the host has, or an overlay, which it is given. */
  private record Network(@Nullable String bridge, @Nullable Boolean overlay) {
    boolean isOverlay() {
      return overlay != null && overlay;
    }
  }

  /**
   * Reads {@code file}.
   *
   * @throws GodwitException {@code SPEC_INVALID} with the key and what is wrong with it
   */
  public static AgentConfig read(Path file) {
    try {
      return checked(YAML.readValue(Files.readString(file), Written.class));
    } catch (IOException unreadable) {
      throw invalid(file, "it cannot be read: " + unreadable.getMessage());
    } catch (JacksonException malformed) {
      throw invalid(file, malformed.getOriginalMessage());
    } catch (IllegalArgumentException | NullPointerException wrong) {
      throw invalid(file, String.valueOf(wrong.getMessage()));
    }
  }

  private static AgentConfig checked(Written written) {
    Map<String, AgentConfig.Mount> mounts =
        written.datastores == null ? Map.of() : written.datastores;
    var datastores = new TreeMap<DatastoreName, AgentConfig.Mount>();
    mounts.forEach((name, mount) -> datastores.put(new DatastoreName(name), complete(name, mount)));
    Map<String, Network> named = written.networks == null ? Map.of() : written.networks;
    var networks = new TreeMap<NetworkName, String>();
    var overlays = new TreeSet<NetworkName>();
    named.forEach((name, network) -> {
      if (!network.isOverlay()) {
        networks.put(new NetworkName(name), given("networks." + name + ".bridge", network.bridge));
      } else if (network.bridge == null) {
        overlays.add(new NetworkName(name));
      } else {
        throw new IllegalArgumentException(
            "'networks." + name + "' is an overlay, whose bridge the agent makes: leave it out");
      }
    });
    return new AgentConfig(
        new HostId(given("host", written.host)),
        given("managers", written.managers),
        given("stateDirectory", written.stateDirectory),
        given("runDirectory", written.runDirectory),
        given("qemu", written.qemu),
        given("migrationAddress", written.migrationAddress),
        written.memory == null ? null : DataSize.parse(written.memory),
        written.cpus,
        written.vmUser == null ? "auto" : written.vmUser,
        written.accelerator == null ? AcceleratorChoice.AUTO : written.accelerator,
        datastores,
        networks,
        new AgentConfig.Membership(
            written.overlayAddress == null ? written.migrationAddress : written.overlayAddress,
            overlays),
        Duration.ofSeconds(
            written.telemetryIntervalSeconds == null
                ? AgentConfig.USUAL_INTERVAL_S
                : written.telemetryIntervalSeconds),
        written.enrolmentToken == null ? null : EnrolmentToken.parse(written.enrolmentToken));
  }

  private static AgentConfig.Mount complete(String name, AgentConfig.Mount mount) {
    Datastore.Reach reach = mount.reach();
    return new AgentConfig.Mount(
        given("datastores." + name + ".path", mount.path()),
        given("datastores." + name + ".reach", reach));
  }

  private static <T> T given(String key, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException("'" + key + "' is missing");
    }
    return value;
  }

  private static GodwitException invalid(Path file, String why) {
    return new GodwitException(
        ErrorCode.SPEC_INVALID,
        "The agent's configuration " + file + " is not valid: " + why + ".",
        "Correct the file and start the agent again.");
  }
}
