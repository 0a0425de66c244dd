package io.godwit.lab;

import io.godwit.lab.network.Topology;
import io.godwit.model.host.Datastore.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Writes what manager and agents are started with. */
final class ConfigurationFiles {
  private final LabEnvironment environment;
  private final Topology topology;
  private final LabAccess access;
  private final Optional<LabDatabase> database;

  ConfigurationFiles(
      LabEnvironment environment,
      Topology topology,
      LabAccess access,
      Optional<LabDatabase> database) {
    this.environment = environment;
    this.topology = topology;
    this.access = access;
    this.database = database;
  }

  /** Where a manager's files are, counted from 1. */
  static String folder(int manager) {
    return manager == 1 ? "manager" : "manager" + manager;
  }

  /** Where the plugs of the hosts are. */
  Path powerFolder() {
    return environment.root().resolve("power");
  }

  Path writeManager(int number) throws IOException {
    return write(
        folder(number),
        "manager.yaml",
        """
        name: m%6$d
        data: %4$s
        rest: %1$s:%2$d
        agents: %1$s:%3$d
        peer: %1$s:%7$d
        initialAdminPasswordFile: %5$s
        power: %9$s
        %8$s\
        """
            .formatted(
                Topology.managerAddress(number),
                LabManager.REST_PORT,
                LabManager.AGENT_PORT,
                environment.root().resolve(folder(number)).resolve("data"),
                access.passwordFile(),
                number,
                LabManager.PEER_PORT,
                database.map(LabDatabase::configuration).orElse(""),
                LabPower.file(powerFolder())));
  }

  /**
   * An agent's.
   *
   * @param token lets it enrol; used once, though the file stays
   */
  Path writeAgent(HostOptions host, String accelerator, String token) throws IOException {
    Path folder = environment.root().resolve(host.name());
    StringBuilder datastores = new StringBuilder();
    for (HostOptions.Store store : host.datastores()) {
      Path path =
          store.reach() == Reach.SHARED
              ? environment.root().resolve(store.name())
              : folder.resolve(store.name());
      GuestFiles.openDirectory(path);
      datastores.append(
          "  %s: {path: %s, reach: %s}\n"
              .formatted(store.name(), path, store.reach() == Reach.SHARED ? "shared" : "local"));
    }
    StringBuilder overlays = new StringBuilder();
    host.overlays().forEach(each -> overlays.append("  %s: {overlay: true}\n".formatted(each)));
    return write(
        host.name(),
        "agent.yaml",
        """
        host: %s
        managers: ["%s:%d"]
        stateDirectory: %s
        runDirectory: %s
        qemu: %s
        migrationAddress: %s
        memory: %dMiB
        %svmUser: auto
        accelerator: %s
        enrolmentToken: %s
        datastores:
        %snetworks:
          %s: {bridge: %s}
        %s\
        """
            .formatted(
                host.name(),
                Topology.MANAGER_ADDRESS,
                LabManager.AGENT_PORT,
                folder.resolve("state"),
                folder.resolve("run"),
                host.qemu() == null ? environment.qemu() : host.qemu(),
                topology.managementAddress(host.name()),
                host.memory().toMebibytes(),
                host.cpus() == null ? "" : "cpus: " + host.cpus() + "\n",
                accelerator,
                token,
                datastores,
                Lab.LAN,
                Topology.LAN_BRIDGE,
                overlays));
  }

  private Path write(String folder, String name, String text) throws IOException {
    Path file = environment.root().resolve(folder).resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
