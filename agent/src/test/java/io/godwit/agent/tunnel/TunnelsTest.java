package io.godwit.agent.tunnel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.godwit.agent.platform.Ports;
import io.godwit.agent.platform.SecretFolders;
import io.godwit.agent.platform.VmUser;
import io.godwit.model.error.GodwitException;
import io.godwit.model.migration.MigrationId;
import io.godwit.model.migration.TransferKey;
import io.godwit.qmp.TlsEnd;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real tunnels over the loopback. */
@Timeout(60)
final class TunnelsTest {
  private static final MigrationId MIGRATION = new MigrationId("m7");
  private static final TransferKey KEY = new TransferKey("5a".repeat(TransferKey.BYTES));
  private static final TransferKey OTHER = new TransferKey("a5".repeat(TransferKey.BYTES));
  private static final String HERE = "127.0.0.1";

  /** More than all buffers on the way hold. */
  private static final int AMOUNT = 24 << 20;

  @TempDir private Path directory;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private SecretFolders folders;
  private Tunnels tunnels;
  private ServerSocketChannel qemu;
  private int port;

  @BeforeEach
  void open() throws Exception {
    assumeTrue(Programs.find().isPresent(), "needs the packages stunnel4 and socat");
    VmUser self = new VmUser(VmUser.Mode.SAME, 0, "the test's");
    folders = new SecretFolders(directory, directory, self);
    tunnels = new Tunnels(folders, self);
    qemu = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    qemu.bind(UnixDomainSocketAddress.of(tunnels.accept(MIGRATION, KEY, HERE)));
    port = tunnels.port(MIGRATION).orElseThrow();
  }

  @AfterEach
  void close() throws IOException {
    if (tunnels != null) {
      tunnels.closeAllBut(none -> false);
    }
    if (qemu != null) {
      qemu.close();
    }
    threads.shutdownNow();
  }

  private static SocketChannel to(Path socket) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  private static byte[] bytes() {
    byte[] bytes = new byte[AMOUNT];
    new Random(7).nextBytes(bytes);
    return bytes;
  }

  /** As QEMU ends a connection: both ways at once, when it has written everything. */
  private static Callable<Void> writing(Path socket, byte[] bytes) {
    return () -> {
      try (SocketChannel out = to(socket)) {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
          out.write(left);
        }
        out.shutdownOutput();
        out.shutdownInput();
      }
      return null;
    };
  }

  private Future<byte[]> arriving(long pauseMillis) {
    return threads.submit(() -> {
      ByteBuffer all = ByteBuffer.allocate(AMOUNT);
      try (SocketChannel in = qemu.accept()) {
        Thread.sleep(pauseMillis); // as long as all buffers on the way are full
        while (all.hasRemaining() && in.read(all) >= 0) {}
      }
      return Arrays.copyOf(all.array(), all.position());
    });
  }

  @Test
  void everythingArrivesThoughTheSenderHasGoneAndTheReceiverIsSlow() throws Exception {
    Path local = tunnels.connect(MIGRATION, KEY, HERE, port);
    byte[] sent = bytes();
    Future<byte[]> arrived = arriving(500);
    Future<Void> written = threads.submit(writing(local, sent));
    assertThat(arrived.get(30, TimeUnit.SECONDS)).isEqualTo(sent);
    written.get(10, TimeUnit.SECONDS);
  }

  @Test
  void whoHasAnotherKeyDoesNotGetToQemu() throws Exception {
    Path local = tunnels.connect(MIGRATION, OTHER, HERE, port);
    try (SocketChannel out = to(local)) {
      out.write(ByteBuffer.wrap(new byte[] {1}));
      assertThat(isOver(out)).isTrue();
    }
    assertNobodyCame();
  }

  @Test
  void whoHasNoKeyDoesNotGetToQemu() throws Exception {
    try (Socket stranger = new Socket(InetAddress.getLoopbackAddress(), port)) {
      stranger.getOutputStream().write("not a handshake at all".getBytes(UTF_8));
      stranger.setSoTimeout(10_000);
      assertThat(isOver(stranger)).isTrue();
    }
    assertNobodyCame();
  }

  private void assertNobodyCame() throws IOException {
    qemu.configureBlocking(false);
    assertThat(qemu.accept()).isNull();
  }

  /** An alert may come before the end. */
  private static boolean isOver(Socket socket) {
    try {
      while (socket.getInputStream().read() >= 0) {}
      return true;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private static boolean isOver(SocketChannel channel) {
    try {
      return channel.read(ByteBuffer.allocate(1)) < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  @Test
  void oneThatIsClosedLeavesNothing() throws Exception {
    Path local = tunnels.connect(MIGRATION, KEY, HERE, port);
    tunnels.close(MIGRATION, TlsEnd.CLIENT);
    tunnels.close(MIGRATION, TlsEnd.SERVER);
    assertThat(folders.names()).isEmpty();
    assertThat(Ports.isListenedAt(local)).isFalse();
    assertEnds(port);
    assertThat(tunnels.port(MIGRATION)).isEmpty();
    tunnels.close(MIGRATION, TlsEnd.SERVER); // as often as one likes
  }

  private static void assertEnds(int port) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (Ports.isListenedAt(port) && System.nanoTime() < end) {
      Thread.sleep(10);
    }
    assertThat(Ports.isListenedAt(port)).isFalse();
  }

  @Test
  void aLaterAgentFindsWhatIsNeededAndEndsTheRest() throws Exception {
    MigrationId over = new MigrationId("m6");
    var _ = tunnels.accept(over, KEY, HERE);
    int left = tunnels.port(over).orElseThrow();
    Tunnels later = new Tunnels(folders, new VmUser(VmUser.Mode.SAME, 0, "the test's"));
    later.closeAllBut(MIGRATION::equals);
    assertEnds(left);
    assertThat(later.port(MIGRATION)).hasValue(port);
    assertThat(Ports.isListenedAt(port)).isTrue();
    assertThat(folders.names()).containsExactly("m7-tunnel-in");
  }

  @Test
  void aHostWithoutTheProgramHasNoneAndSaysWhatIsMissing() {
    VmUser self = new VmUser(VmUser.Mode.SAME, 0, "the test's");
    assertThat(new Tunnels(folders, self, Optional.empty()).arePossible()).isFalse();
    Tunnels broken =
        new Tunnels(
            folders, self, Optional.of(new Programs(Path.of("/bin/false"), Path.of("/bin/false"))));
    assertThatThrownBy(() -> broken.connect(MIGRATION, KEY, HERE, port))
        .isInstanceOf(GodwitException.class)
        .hasMessageContaining("could not be opened on this host (it does not listen");
    assertThat(folders.names()).containsExactly("m7-tunnel-in");
  }
}
