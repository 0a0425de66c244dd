package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.agent.migration.TransportSetup;
import io.godwit.agent.platform.SecretFolders;
import io.godwit.agent.platform.VmUser;
import io.godwit.agent.qemu.TransferKeys;
import io.godwit.model.error.Problem;
import io.godwit.model.migration.Compression;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.Postcopy;
import io.godwit.model.migration.Secrecy;
import io.godwit.model.migration.TransferKey;
import io.godwit.model.migration.Transport;
import io.godwit.model.vm.VmName;
import io.godwit.qmp.MigrationInfo;
import io.godwit.qmp.MigrationStatus;
import io.godwit.qmp.QmpCommands;
import io.godwit.qmp.QmpEvent;
import io.godwit.qmp.QmpListener;
import io.godwit.qmp.QmpSession;
import io.godwit.qmp.TlsEnd;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.spec.DHParameterSpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody else comes where a guest is awaited. Real QEMUs, with the keys that agents give them.
 */
@NeedsLab
@Timeout(60)
final class StrangersIT {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final MigrationId MIGRATION = new MigrationId("m2");
  private static final Transport ENCRYPTED =
      new Transport(1, Compression.NONE, Postcopy.OFF, Secrecy.ENCRYPTED);

  @TempDir private Path directory;
  private final List<Qemu> qemus = new ArrayList<>();
  private final SecureRandom random = new SecureRandom();
  private SecretFolders secrets;
  private TransferKeys keys;
  private Qemu destination;
  private TransferKey right;

  /** One that runs, and is told what to do. */
  private record Qemu(Process process, QmpSession session) {
    MigrationInfo info() throws InterruptedException {
      return session.execute(QmpCommands.queryMigrate(), DEADLINE);
    }
  }

  @BeforeEach
  void listen() throws Exception {
    VmUser self = new VmUser(VmUser.Mode.SAME, 0, "the test's");
    secrets = new SecretFolders(Path.of("/dev/shm"), directory, self);
    keys = new TransferKeys(secrets);
    right = key();
    destination = start("destination", "-incoming", "defer");
    var _ = give(destination, MIGRATION, TlsEnd.SERVER, right);
    var _ =
        destination
            .session()
            .execute(QmpCommands.migrateIncoming(TransportSetup.uri("127.0.0.1", 0)), DEADLINE);
  }

  @AfterEach
  void end() throws Exception {
    for (Qemu qemu : qemus) {
      qemu.process().destroyForcibly().waitFor();
      qemu.session().close();
    }
    secrets.names().forEach(secrets::erase);
  }

  private TransferKey key() {
    byte[] bits = new byte[TransferKey.BYTES];
    random.nextBytes(bits);
    return new TransferKey(HexFormat.of().formatHex(bits));
  }

  private Qemu start(String name, String... more) throws Exception {
    Path socket = directory.resolve(name + ".sock");
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getenv("GODWIT_QEMU"),
                "-machine",
                "pc-q35-10.0,accel=tcg",
                "-m",
                "64",
                "-nodefaults",
                "-display",
                "none",
                "-S",
                "-qmp",
                "unix:" + socket + ",server=on,wait=off"));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile())
            .start();
    TestCenter.soon("socket of " + name).until(() -> Files.exists(socket));
    Qemu started =
        new Qemu(process, QmpSession.connect(new VmName(name), socket, new Deaf(), DEADLINE));
    qemus.add(started);
    return started;
  }

  private String give(Qemu qemu, MigrationId migration, TlsEnd end, TransferKey key)
      throws InterruptedException {
    String id = keys.give(qemu.session(), migration, end, key, ENCRYPTED);
    qemu.session()
        .execute(
            QmpCommands.migrateSetParameters(TransportSetup.parameters(ENCRYPTED, id)), DEADLINE);
    return id;
  }

  private int port() throws InterruptedException {
    return destination
        .session()
        .execute(QmpCommands.raw("query-migrate", Map.of()), DEADLINE)
        .path("socket-address")
        .path(0)
        .path("port")
        .asInt();
  }

  /** Sends its guest there; returns how that ended. */
  private MigrationInfo sendFrom(Qemu source, MigrationId migration, @Nullable TransferKey key)
      throws InterruptedException {
    if (key != null) {
      var _ = give(source, migration, TlsEnd.CLIENT, key);
    }
    var _ =
        source
            .session()
            .execute(QmpCommands.migrate(TransportSetup.uri("127.0.0.1", port())), DEADLINE);
    TestCenter.soon("end of the copy")
        .until(() ->
            switch (source.info().status()) {
              case COMPLETED, FAILED -> true;
              default -> false;
            });
    return source.info();
  }

  private void assertStillListens() throws InterruptedException {
    assertThat(destination.process().isAlive()).isTrue();
    assertThat(destination.info().status()).isEqualTo(MigrationStatus.SETUP);
    assertThat(port()).isPositive();
  }

  private void assertTheGuestStillComes() throws Exception {
    assertThat(sendFrom(start("source"), MIGRATION, right).status())
        .isEqualTo(MigrationStatus.COMPLETED);
    assertThat(destination.info().status()).isEqualTo(MigrationStatus.COMPLETED);
  }

  @Test
  void aKeyOfAnEarlierMigrationIsRefusedAndTheRightGuestStillComes() throws Exception {
    MigrationInfo refused = sendFrom(start("replayer"), new MigrationId("m1"), key());
    assertThat(refused.status()).isEqualTo(MigrationStatus.FAILED);
    assertThat(refused.errorDescription()).contains("TLS handshake failed");
    assertStillListens();
    assertTheGuestStillComes();
  }

  @Test
  void aGuestInTheClearIsRefusedAndTheRightGuestStillComes() throws Exception {
    assertThat(sendFrom(start("careless"), new MigrationId("m1"), null).status())
        .isEqualTo(MigrationStatus.FAILED);
    assertStillListens();
    assertTheGuestStillComes();
  }

  @Test
  void whatIsForgedOrBreaksOffIsRefusedAndTheRightGuestStillComes() throws Exception {
    for (String forged : List.of("", "QEVM", "QEVM\0\0\0\3forged", "GET / HTTP/1.1\r\n\r\n")) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
        OutputStream out = socket.getOutputStream();
        out.write(forged.getBytes(StandardCharsets.ISO_8859_1));
      }
      assertStillListens();
    }
    assertTheGuestStillComes();
  }

  @Test
  void aSourcesKeyIsGoneOnceQemuHasReadIt() throws Exception {
    var _ = give(start("source"), MIGRATION, TlsEnd.CLIENT, right);
    assertThat(folders()).allMatch(name -> name.endsWith("-in"));
  }

  private static List<String> folders() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("godwit-"))
          .toList();
    }
  }

  private static final class Deaf implements QmpListener {
    @Override
    public void event(QmpEvent event) {}

    @Override
    public void ended(@Nullable Problem why) {}
  }

  /** Making up a group takes a processor up to ten seconds; the one that all know takes none. */
  @Test
  void aListenerIsGivenTheGroupOfItsExchange() throws Exception {
    Path folder;
    try (Stream<Path> all = Files.list(Path.of("/dev/shm"))) {
      folder =
          all.filter(each -> each.toString().endsWith(MIGRATION + "-in")).findAny().orElseThrow();
    }
    String pem = Files.readString(folder.resolve("dh-params.pem"));
    AlgorithmParameters group = AlgorithmParameters.getInstance("DH");
    group.init(Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", "")));
    DHParameterSpec spec = group.getParameterSpec(DHParameterSpec.class);
    assertThat(spec.getG()).isEqualTo(BigInteger.TWO);
    assertThat(spec.getP().bitLength()).isEqualTo(2048);
    assertThat(spec.getP().isProbablePrime(40)).isTrue();
    assertThat(spec.getP().shiftRight(1).isProbablePrime(40)).as("a safe prime").isTrue();
  }
}
