package io.godwit.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.manager.config.ManagerConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A manager with its own ZooKeeper, in this process. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
final class ManagerTest {
  @TempDir private Path folder;

  private ManagerConfig config(String data, int peer) throws IOException {
    return ManagerConfig.read(
        Files.writeString(
            folder.resolve(data + ".yaml"),
            """
            data: %s
            rest: 127.0.0.1:0
            agents: 127.0.0.1:0
            peer: 127.0.0.1:%d
            """
                .formatted(folder.resolve(data), peer)));
  }

  /** Three ports in a row that are free now. */
  static int freePeerPort() throws IOException {
    while (true) {
      int port;
      try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = first.getLocalPort();
      }
      if (isFree(port + 1) && isFree(port + 2)) {
        return port;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket one = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return one.isBound();
    } catch (IOException | IllegalArgumentException taken) {
      return false;
    }
  }

  @Test
  void leadsAloneAndAgainAfterARestart() throws Exception {
    int peer = freePeerPort();
    List<String> announced = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      try (Manager manager = Manager.start(config("m1", peer), announced::add)) {
        assertThat(manager.leads()).isTrue();
      }
    }
    assertThat(announced).as("kept, so made once").hasSize(1);
    assertThat(announced.getFirst()).contains("log in as admin with the one-time password");
  }

  @Test
  void twoManagersNeverShareAFolder() throws Exception {
    try (Manager first = Manager.start(config("m1", freePeerPort()), sentence -> {})) {
      ManagerConfig same = config("m1", freePeerPort());
      assertThatThrownBy(() -> Manager.start(same, sentence -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another manager");
      assertThat(first.leads()).isTrue();
    }
  }
}
