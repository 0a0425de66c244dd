package io.godwit.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.godwit.manager.authority.Authority;
import io.godwit.manager.backup.DataFolder;
import io.godwit.manager.config.ManagerConfig;
import io.godwit.manager.history.HistoryConfig;
import io.godwit.manager.history.PrivatePostgres;
import io.godwit.manager.membership.Member;
import io.godwit.manager.rest.Sites.Site;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.host.HostId;
import io.godwit.protocol.api.ManagerAdmit;
import io.godwit.protocol.api.ManagerPlace;
import io.godwit.protocol.trust.Fingerprint;
import io.godwit.protocol.trust.Identity;
import io.godwit.protocol.trust.RotatingKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
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
  void managersHearNobodyWithoutACertificateOfTheirAuthority() throws Exception {
    int peer = FreePorts.three();
    try (Manager manager = Manager.start(config("m1", peer), sentence -> {})) {
      assertThat(manager.leads()).isTrue();
      Authority.adopt(folder.resolve("ours"), manager.authority());
      Authority ours =
          Authority.open(folder.resolve("ours"), InstantSource.system(), new SecureRandom());
      Authority foreign = Authority.inMemory(InstantSource.system(), new SecureRandom());
      int elections = peer + 1;
      assertThat(isHeard(ours, Identity.manager("m2"), elections)).isTrue();
      assertThat(isHeard(ours, Identity.of(new HostId("h1")), elections)).isFalse();
      assertThat(isHeard(foreign, Identity.manager("m2"), elections)).isFalse();
    }
  }

  /** Whether a server waits for what a caller with such a certificate has to say. */
  private static boolean isHeard(Authority authority, Identity caller, int port) throws Exception {
    RotatingKey key = new RotatingKey(authority.credential(caller, List.of("localhost")));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(new KeyManager[] {key}, new TrustManager[] {new Credulous()}, null);
    try (Socket socket = context.getSocketFactory().createSocket("127.0.0.1", port)) {
      socket.setSoTimeout(1500);
      return socket.getInputStream().read() >= 0;
    } catch (SocketTimeoutException listening) {
      return true;
    } catch (IOException turnedAway) {
      return false;
    }
  }

  /** A caller that does not mind whom it calls. */
  private static final class Credulous extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }

  @Test
  void aBackupOfARunningManagerMakesAnother() throws Exception {
    byte[] backup;
    Fingerprint authority;
    try (Manager manager = Manager.start(config("m1", FreePorts.three()), sentence -> {})) {
      Site site = manager.leading().orElseThrow().site();
      site.enrolment().add(new HostId("h1"), "unknown");
      backup = site.managers().backup();
      authority = manager.fingerprint();
    }
    ManagerConfig elsewhere = config("elsewhere", FreePorts.three());
    Files.delete(elsewhere.data().resolve("keeper.secret"));
    new DataFolder(elsewhere).restore(new ByteArrayInputStream(backup));
    try (Manager restored = Manager.start(elsewhere, sentence -> {})) {
      assertThat(restored.fingerprint()).isEqualTo(authority);
      assertThat(restored.leading().orElseThrow().site().enrolment().waiting())
          .extracting(token -> token.host())
          .containsExactly(new HostId("h1"));
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
