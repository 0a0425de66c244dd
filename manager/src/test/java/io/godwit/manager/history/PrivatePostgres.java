package io.godwit.manager.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of the distribution, in a folder and on a port of its own, for as long as
 * this JVM lives. Nobody else's server is touched.
 *
 * <p>It refuses to be root, so as root it runs as the user that its package made. It dies with the
 * thread that started it (setpriv), however that ends: start it from a test's own thread.
 */
public final class PrivatePostgres implements AutoCloseable {
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
  private static final String PASSWORD = "a password with 'quotes' and spaces";
  private static final Duration DEADLINE = Duration.ofSeconds(60);
  private static final AtomicInteger NAMES = new AtomicInteger();

  private static @Nullable PrivatePostgres shared;

  private final Path folder;
  private final List<String> prefix;
  private final int port;
  private final List<String> settings;
  private @Nullable Process server;

  private PrivatePostgres(Path folder, List<String> prefix, int port, List<String> settings) {
    this.settings = settings;
    this.folder = folder;
    this.prefix = prefix;
    this.port = port;
  }

  /** Why there is none; null if there is one. */
  public static @Nullable String missing() {
    return programs().isPresent()
        ? null
        : "There is no PostgreSQL below " + INSTALLED + ": install the package postgresql.";
  }

  /** One for all tests that leave it as it is. */
  public static synchronized PrivatePostgres shared() throws IOException, InterruptedException {
    PrivatePostgres running = shared;
    if (running == null) {
      // Nobody cuts the power of this one, and a new database for each test is quicker so.
      running = create(List.of(), "fsync=off");
      shared = running;
      Runtime.getRuntime().addShutdownHook(new Thread(running::close, "stop-postgres"));
    }
    return running;
  }

  /**
   * A new one.
   *
   * @param wrapper a command that starts another; empty for none
   * @param settings of the server, besides those it needs
   */
  static PrivatePostgres create(List<String> wrapper, String... settings)
      throws IOException, InterruptedException {
    return create(Files.createTempDirectory("godwit-postgres"), wrapper, settings);
  }

  /** As above, in an empty folder. */
  static PrivatePostgres create(Path folder, List<String> wrapper, String... settings)
      throws IOException, InterruptedException {
    Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    List<String> prefix = new ArrayList<>(wrapper);
    prefix.addAll(List.of("setpriv", "--pdeathsig", "QUIT"));
    if (ProcessHandle.current().info().user().orElse("").equals("root")) {
      UserPrincipal owner = unprivileged(folder);
      Files.setOwner(folder, owner);
      Files.setOwner(password, owner);
      prefix.addAll(List.of("--reuid", owner.getName(), "--regid", "nogroup", "--clear-groups"));
    }
    PrivatePostgres made = new PrivatePostgres(folder, prefix, freePort(), List.of(settings));
    try {
      made.initialize(password);
      made.start();
    } catch (IOException | InterruptedException | AssertionError failed) {
      made.close();
      throw failed;
    }
    return made;
  }

  private void initialize(Path password) throws IOException, InterruptedException {
    run(
        "initdb",
        "--pgdata=" + data(),
        "--username=admin",
        "--pwfile=" + password,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        // Sorts as people do, not by code point: what must not depend on it is found out.
        "--locale-provider=icu",
        "--icu-locale=en-US",
        "--wal-segsize=1",
        "--no-sync",
        "--no-instructions");
  }

  /** A new, empty database with a user of its own. */
  public HistoryConfig.Server database() throws IOException, SQLException {
    String name = "history" + NAMES.incrementAndGet();
    sql(
        "postgres",
        "CREATE ROLE " + name + " LOGIN PASSWORD '" + PASSWORD.replace("'", "''") + "'",
        "CREATE DATABASE " + name + " OWNER " + name);
    Path password = Files.writeString(folder.resolve(name), PASSWORD + "\n");
    return new HistoryConfig.Server(url(name), name, password);
  }

  /** Runs statements as the administrator. */
  void sql(String database, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(database), "admin", PASSWORD);
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
  }

  /** SIGKILL to every process of it, and waits until they are gone. */
  void kill() {
    List<ProcessHandle> family = family();
    family.forEach(ProcessHandle::destroyForcibly);
    CompletableFuture.allOf(
            family.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
        .orTimeout(DEADLINE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  boolean isAlive() {
    Process running = server;
    return running != null && running.isAlive();
  }

  /** SIGSTOP or SIGCONT to every process of it. */
  void signal(String name) throws IOException, InterruptedException {
    for (ProcessHandle each : family()) {
      new ProcessBuilder("kill", "-" + name, Long.toString(each.pid())).start().waitFor();
    }
  }

  /** Starts it, again, and waits until it answers. */
  void start() throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(programs().orElseThrow().resolve("postgres").toString());
    command.addAll(List.of("-D", data().toString(), "-p", Integer.toString(port)));
    for (String setting :
        List.of(
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "shared_buffers=32MB",
            "max_connections=60",
            "min_wal_size=4MB",
            "max_wal_size=8MB")) {
      command.addAll(List.of("-c", setting));
    }
    settings.forEach(setting -> command.addAll(List.of("-c", setting)));
    server =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    await()
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> {
          assertThat(server.isAlive()).as(() -> read(log())).isTrue();
          return answers();
        });
  }

  @Override
  public void close() {
    kill();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }

  Path data() {
    return folder.resolve("data");
  }

  private Path log() {
    return folder.resolve("log");
  }

  private boolean answers() {
    try {
      sql("postgres", "SELECT 1");
      return true;
    } catch (SQLException notYet) {
      return false;
    }
  }

  private List<ProcessHandle> family() {
    Process running = server;
    if (running == null) {
      return List.of();
    }
    return Stream.concat(running.descendants(), Stream.of(running.toHandle())).toList();
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
  }

  private void run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(prefix);
    command.add(programs().orElseThrow().resolve(program).toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
            .start();
    assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(() -> read(log())).isZero();
  }

  /** The package's user, or whoever is nobody. */
  private static UserPrincipal unprivileged(Path anywhere) throws IOException {
    var users = anywhere.getFileSystem().getUserPrincipalLookupService();
    try {
      return users.lookupPrincipalByName("postgres");
    } catch (IOException noSuchUser) {
      return users.lookupPrincipalByName("nobody");
    }
  }

  /** The programs of the newest version. */
  private static Optional<Path> programs() {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(INSTALLED)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
          .max(Comparator.comparing(Path::toString));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Taken by nobody a moment ago; PostgreSQL says so in its log if that has changed. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      return unreadable.toString();
    }
  }
}
