package io.godwit.agent.path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.PathFacts;
import io.godwit.model.migration.TransferKey;
import io.godwit.model.vm.Generation;
import io.godwit.model.vm.VmId;
import io.godwit.protocol.agent.Answer;
import io.godwit.protocol.agent.Order;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two hosts on one machine's loopback. */
@Timeout(60)
final class PathsTest {
  private static final VmId VM = new VmId(new UUID(1, 2));
  private static final MigrationId MIGRATION = new MigrationId("m1");
  private static final String HERE = "127.0.0.1";

  /** The test is over long before. */
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Paths source = new Paths(new HostId("h1"), HERE);
  private final Paths destination = new Paths(new HostId("h2"), HERE);

  @AfterEach
  void stop() {
    source.close();
    destination.close();
  }

  @Test
  void measuresTheWay() throws Exception {
    Answer.PathOpen open = destination.open(listen(key(1), LONG));
    PathFacts facts = source.measure(to(open.port(), key(1)));
    assertThat(open.address()).isEqualTo(HERE);
    assertThat(facts.roundTrip()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(1));
    assertThat(facts.connect()).isBetween(Duration.ofNanos(1), Duration.ofSeconds(4));
    assertThat(facts.bandwidth().bytesPerSecond()).as("loopback").isGreaterThan(1_000_000);
    assertThat(facts.sourceMtu()).isEqualTo(facts.destinationMtu()).isPositive();
  }

  @Test
  void servesOnceOnly() throws Exception {
    int port = destination.open(listen(key(1), LONG)).port();
    source.measure(to(port, key(1)));
    await().until(() -> isClosed(port));
    assertThat(refused(to(port, key(1))).code()).isEqualTo(ErrorCode.PATH_CLOSED);
  }

  @Test
  void whoDoesNotKnowTheSecretIsTurnedAwayAndTheSourceIsServed() throws Exception {
    int port = destination.open(listen(key(1), LONG)).port();
    assertThat(refused(to(port, key(2))).code()).isEqualTo(ErrorCode.PATH_CLOSED);
    assertThat(source.measure(to(port, key(1))).bandwidth().bytesPerSecond()).isPositive();
  }

  @Test
  void aListenerGoesWhenItsPatienceIsOver() {
    int port = destination.open(listen(key(1), Duration.ofMillis(200))).port();
    await().until(() -> isClosed(port));
  }

  @Test
  void listensForSoManyOnly() {
    for (int i = 0; i < Paths.MAX_OPEN; i++) {
      destination.open(listen(key(1), LONG));
    }
    GodwitException refused =
        catchThrowableOfType(GodwitException.class, () -> destination.open(listen(key(1), LONG)));
    assertThat(refused.code()).isEqualTo(ErrorCode.HOST_BUSY);
  }

  @Test
  void aHostWithoutTheAddressSaysSo() {
    try (Paths misled = new Paths(new HostId("h3"), "192.0.2.1")) {
      GodwitException refused =
          catchThrowableOfType(GodwitException.class, () -> misled.open(listen(key(1), LONG)));
      assertThat(refused.code()).isEqualTo(ErrorCode.HOST_SETUP_FAILED);
      assertThat(refused).hasMessageContaining("192.0.2.1");
    }
  }

  /** As behind a switch with a smaller MTU. */
  @Test
  void aWayThatTakesOnlySmallPacketsIsClosed() throws Exception {
    try (ServerSocket door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> losesWhatIsLarge(door));
      GodwitException refused = refused(to(door.getLocalPort(), key(1)));
      assertThat(refused.code()).isEqualTo(ErrorCode.PATH_CLOSED);
      assertThat(refused).hasMessageContaining("large packets do not arrive");
    }
  }

  private static void losesWhatIsLarge(ServerSocket door) {
    try (Socket peer = door.accept()) {
      DataInputStream in = new DataInputStream(peer.getInputStream());
      in.readNBytes(TransferKey.BYTES);
      peer.getOutputStream().write(new byte[] {0, 0, 5, (byte) 220});
      for (int i = 0; i < Stretch.ROUND_TRIPS; i++) {
        peer.getOutputStream().write(in.read());
      }
      peer.getOutputStream().write(new byte[16]);
      peer.shutdownOutput();
      in.readAllBytes();
    } catch (IOException over) {
      return; // the source has hung up
    }
  }

  private GodwitException refused(Order.MeasurePath order) {
    return catchThrowableOfType(GodwitException.class, () -> source.measure(order));
  }

  private static boolean isClosed(int port) {
    try (Socket knock = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return knock.getPort() != port;
    } catch (IOException closed) {
      return true;
    }
  }

  private static TransferKey key(int fill) {
    byte[] bits = new byte[TransferKey.BYTES];
    Arrays.fill(bits, (byte) fill);
    return TransferKey.of(bits);
  }

  private static Order.OpenPath listen(TransferKey secret, Duration patience) {
    return new Order.OpenPath(MIGRATION, VM, Generation.FIRST, secret, patience);
  }

  private static Order.MeasurePath to(int port, TransferKey secret) {
    return new Order.MeasurePath(MIGRATION, VM, Generation.FIRST, HERE, port, secret);
  }
}
