package io.godwit.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.godwit.model.host.HostId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostIdentityTest {
  private static final HostId H1 = new HostId("h1");

  @TempDir private Path state;

  private HostIdentity open() throws IOException {
    return new HostIdentity(H1, state, InstantSource.system());
  }

  private Path file(String name) {
    return state.resolve("identity").resolve(name);
  }

  @Test
  void followsNoLeaderOlderThanOneItFollowedAlsoAfterARestart() throws Exception {
    HostIdentity identity = open();
    assertThat(identity.follow(3, List.of("a:1"))).isTrue();
    assertThat(identity.follow(3, List.of("a:1"))).isTrue();
    assertThat(identity.follow(2, List.of("b:1"))).isFalse();
    HostIdentity restarted = open();
    assertThat(restarted.follow(2, List.of("b:1"))).isFalse();
    assertThat(restarted.managers()).containsExactly("a:1");
    assertThat(restarted.follow(4, List.of("b:1", "c:1"))).isTrue();
    assertThat(open().managers()).containsExactly("b:1", "c:1");
  }

  @Test
  void onlyTheOwnerReadsItsFiles() throws Exception {
    open().follow(1, List.of("a:1"));
    assertThat(
            PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("identity"))))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(state.resolve("identity"))) {
      for (Path each : files.toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(each)))
            .isEqualTo("rw-------");
      }
    }
  }

  @Test
  void damagedFilesAreNamedWithWhatToDo() throws Exception {
    open().follow(1, List.of());
    Files.writeString(file("epoch"), "one");
    assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("epoch");
    Files.delete(file("epoch"));
    Files.writeString(file("host.pem"), "-----BEGIN PRIVATE KEY-----\nMIGH");
    assertThatThrownBy(this::open)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("host.pem")
        .hasMessageContaining("enrol the host again");
  }

  @Test
  void aKeyThatWasKeptAsksForTheSameCertificate() {
    KeyRequest made = KeyRequest.make();
    KeyRequest kept = KeyRequest.of(made.key());
    assertThat(kept.publicKey()).isEqualTo(made.publicKey());
    assertThat(kept.text(H1)).startsWith("-----BEGIN CERTIFICATE REQUEST-----");
    assertThat(kept.toString()).isEqualTo("KeyRequest[key is secret]");
  }
}
