package io.godwit.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.config.ManagerConfig;
import io.godwit.manager.history.HistoryConfig;
import io.godwit.manager.history.PrivatePostgres;
import io.godwit.manager.membership.Member;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.protocol.api.ManagerAdmit;
import io.godwit.protocol.api.ManagerPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
  private String history = "";

  /** ZooKeeper reads the secret of a process once: here all managers have the same. */
  private ManagerConfig config(String data, int peer) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve(data)).resolve("keeper.secret"), "secret of a test");
    return ManagerConfig.read(
        Files.writeString(
            folder.resolve(data + ".yaml"),
            """
            name: %s
            data: %s
            rest: 127.0.0.1:0
            agents: 127.0.0.1:0
            peer: 127.0.0.1:%d
            %s\
            """
                .formatted(data, folder.resolve(data), peer, history)));
  }

  private void shareHistory() throws Exception {
    HistoryConfig.Server database = PrivatePostgres.shared().database();
    history =
        """
        history: {url: "%s", user: %s, passwordFile: %s}
        """
            .formatted(database.url(), database.user(), database.passwordFile());
  }

  @Test
  void leadsAloneAndAgainAfterARestart() throws Exception {
    int peer = FreePorts.three();
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
    try (Manager first = Manager.start(config("m1", FreePorts.three()), sentence -> {})) {
      ManagerConfig same = config("m1", FreePorts.three());
      assertThatThrownBy(() -> Manager.start(same, sentence -> {}))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("in use by another manager");
      assertThat(first.leads()).isTrue();
    }
  }

  @Test
  void anotherManagerLeadsWhenTheLeaderIsGone() throws Exception {
    shareHistory();
    Manager first = Manager.start(config("m1", FreePorts.three()), sentence -> {});
    Manager second = null;
    Manager third = null;
    try {
      second = join(first, "m2");
      third = join(first, "m3");
      assertThat(first.leads()).isTrue();
      assertThat(second.leads()).isFalse();
      first.close();
      Manager[] others = {second, third};
      await().atMost(Duration.ofSeconds(60)).until(() -> others[0].leads() != others[1].leads());
      Manager leader = second.leads() ? second : third;
      assertThat(
              leader.leading().orElseThrow().site().inventory().now().hard().members().admitted())
          .extracting(Member::name)
          .containsExactly("m1", "m2", "m3");
    } finally {
      for (Manager one : new Manager[] {first, second, third}) {
        if (one != null) {
          one.close();
        }
      }
    }
  }

  @Test
  void nobodyJoinsAManagerWhoseHistoryIsItsOwn() throws Exception {
    try (Manager alone = Manager.start(config("m1", FreePorts.three()), sentence -> {})) {
      assertThatThrownBy(() -> join(alone, "m2"))
          .isInstanceOfSatisfying(
              GodwitException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.HISTORY_NOT_SHARED));
      assertThat(alone.leading().orElseThrow().site().managers().list()).hasSize(1);
    }
  }

  private Manager join(Manager leader, String name) throws Exception {
    ManagerConfig config = config(name, FreePorts.three());
    ManagerPlace place =
        leader
            .leading()
            .orElseThrow()
            .admission()
            .admit(
                new ManagerAdmit(
                    name,
                    config.peer().toString(),
                    config.rest().toString(),
                    config.agents().toString()));
    Path data = config.data();
    Files.delete(data.resolve("keeper.secret"));
    JoinCommand.take(config, place);
    return Manager.start(config, secret -> {});
  }
}
