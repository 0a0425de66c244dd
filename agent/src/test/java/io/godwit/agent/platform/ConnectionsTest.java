package io.godwit.agent.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.godwit.agent.platform.Connections.Peer;
import io.godwit.agent.platform.Connections.Traffic;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A connection of this machine with itself whose other end reads nothing. */
@Timeout(60)
final class ConnectionsTest {
  private final Connections connections = new Connections(new HostCommands());
  private ServerSocketChannel listener;
  private SocketChannel writer;
  private Peer peer;

  @BeforeEach
  void connect() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    listener = ServerSocketChannel.open().bind(new InetSocketAddress(here, 0));
    int port = ((InetSocketAddress) listener.getLocalAddress()).getPort();
    peer = new Peer(here.getHostAddress(), port);
    writer = SocketChannel.open(new InetSocketAddress(here, port));
    writer.configureBlocking(false);
    while (writer.write(ByteBuffer.allocate(65536)) > 0) {
      // until nobody takes any more
    }
  }

  @AfterEach
  void close() throws IOException {
    writer.close();
    listener.close();
  }

  @Test
  void seesWhatHasBeenTakenAndWhatHasNot() throws InterruptedException {
    Traffic traffic = connections.traffic(peer);
    assertThat(traffic.confirmed()).isPositive();
    assertThat(traffic.waiting()).isPositive();
    assertThat(connections.traffic(new Peer(peer.address(), 1))).isEqualTo(new Traffic(0, 0));
  }

  @Test
  void whoWritesToABrokenConnectionIsTold() throws InterruptedException {
    assumeThat(System.getProperty("user.name"))
        .as("only root breaks other programs' connections")
        .isEqualTo("root");
    connections.abort(peer);
    assertThatThrownBy(() -> writer.write(ByteBuffer.allocate(1))).isInstanceOf(IOException.class);
  }

  @Test
  void severalConnectionsOfOneCopyAreOneTraffic() throws InterruptedException {
    String one = "ESTAB 0      %d 10.0.0.1:5000 10.0.0.2:40000 cubic bytes_acked:%d unacked:3\n";
    Connections two =
        new Connections(
            new FakeCommands(
                command -> new Commands.Outcome(0, one.formatted(7, 100) + one.formatted(0, 20))));
    assertThat(two.traffic(peer)).isEqualTo(new Traffic(120, 7));
  }

  @Test
  void aToolThatRefusesIsSaidSo() {
    Connections none =
        new Connections(new FakeCommands(command -> new Commands.Outcome(1, "no such option")));
    assertThatThrownBy(() -> none.traffic(peer))
        .isInstanceOfSatisfying(
            GodwitException.class,
            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.HOST_SETUP_FAILED));
  }
}
