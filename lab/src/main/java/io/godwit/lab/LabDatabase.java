package io.godwit.lab;

import io.godwit.lab.network.Topology;
import io.godwit.lab.process.Command;
import io.godwit.lab.process.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The distribution's PostgreSQL, for the history that several managers share. It refuses to be
 * root, so it runs in a user namespace in which root is called otherwise; that works in any
 * sandbox.
 */
final class LabDatabase {
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
  private static final int PORT = 5432;
  private static final String USER = "godwit";
  private static final Duration READY_DEADLINE = Duration.ofSeconds(30);

  /** Its package made the user; any but root's name would do. */
  private static final List<String> NOT_ROOT =
      List.of("unshare", "--user", "--map-user=postgres", "--map-group=postgres");

  /** A lab is gone before its power is. */
  private static final List<String> SETTINGS =
      List.of(
          "listen_addresses=" + Topology.MANAGER_ADDRESS,
          "unix_socket_directories=",
          "log_line_prefix=",
          "fsync=off",
          "shared_buffers=32MB",
          "max_connections=60");

  private final Path folder;
  private @Nullable Server server;

  LabDatabase(Path folder) {
    this.folder = folder;
  }

  /** Its part of a manager's configuration. */
  String configuration() {
    return """
    history:
      url: jdbc:postgresql://%s:%d/postgres
      user: %s
      passwordFile: %s
    """
        .formatted(Topology.MANAGER_ADDRESS, PORT, USER, passwordFile());
  }

  /**
   * Makes it and returns once it serves.
   *
   * @throws LabException if PostgreSQL is not installed or does not come up
   */
  void start() throws IOException, InterruptedException {
    Path programs = programs();
    Files.createDirectories(folder);
    Files.writeString(passwordFile(), UUID.randomUUID() + "\n");
    Command.run(
        command(
            programs.resolve("initdb"),
            "--pgdata=" + data(),
            "--username=" + USER,
            "--pwfile=" + passwordFile(),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--wal-segsize=1",
            "--no-sync",
            "--no-instructions"),
        "");
    Files.writeString(data().resolve("pg_hba.conf"), "host all all samenet scram-sha-256\n");
    List<String> command =
        command(programs.resolve("postgres"), "-D", data().toString(), "-p", "" + PORT);
    SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
    server =
        Server.start(
            "the database",
            Topology.enter(Topology.manager(1), command),
            folder.resolve("database.log"),
            "LOG:  database system is ready");
    server.awaitReady(READY_DEADLINE);
  }

  void killIfStarted() throws InterruptedException {
    if (server != null) {
      server.kill();
    }
  }

  private Path data() {
    return folder.resolve("data");
  }

  private Path passwordFile() {
    return folder.resolve("password");
  }

  private static List<String> command(Path program, String... arguments) {
    List<String> command = new ArrayList<>(NOT_ROOT);
    command.add(program.toString());
    command.addAll(List.of(arguments));
    return command;
  }

  /** Of the newest version. */
  private static Path programs() throws IOException {
    if (Files.isDirectory(INSTALLED)) {
      try (Stream<Path> versions = Files.list(INSTALLED)) {
        var newest =
            versions
                .map(version -> version.resolve("bin"))
                .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                .max(Comparator.comparing(Path::toString));
        if (newest.isPresent()) {
          return newest.get();
        }
      }
    }
    throw new LabException(
        "Several managers share their history in PostgreSQL, and there is none below "
            + INSTALLED
            + ". Install the package postgresql, or start the lab with one manager.");
  }
}
