package io.godwit.testbed.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.lab.GuestSpec;
import io.godwit.lab.LabOptions;
import io.godwit.model.unit.DataSize;
import io.godwit.protocol.api.MigrateRequest;
import io.godwit.protocol.api.MigrationView;
import io.godwit.testbed.center.LiveGuest;
import io.godwit.testbed.center.NeedsLab;
import io.godwit.testbed.center.TestCenter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What others on the way can read of a guest. */
@NeedsLab
@Timeout(300)
final class SecrecyIT {
  @RegisterExtension static final TestCenter CENTER = TestCenter.of(LabOptions.ofHosts(2));

  /** The lab's end of the second host's management link. */
  private static final String LINK = "mg-h2";

  @Test
  void nobodyReadsMemoryOnItsWayUnlessThatIsAskedFor() throws Exception {
    LiveGuest guest =
        CENTER.boot(
            GuestSpec.of("secret", "h1", 30)
                .withMemory(DataSize.ofMebibytes(192))
                .withLoad(32, 5, "random"));
    try (Wiretap tap = Wiretap.on(LINK)) {
      MigrationView there = move("h2", "required", false);
      assertCompleted(there);
      assertThat(there.forecast().course()).contains("encrypted by a tunnel");
      assertThat(tap.seen()).containsExactly(Wiretap.Seen.HANDSHAKE);
    }
    try (Wiretap tap = Wiretap.on(LINK)) {
      MigrationView back = move("h1", "off", false);
      assertCompleted(back);
      assertThat(back.forecast().encrypted()).isFalse();
      assertThat(tap.seen()).containsExactly(Wiretap.Seen.IN_THE_CLEAR);
    }
    try (Wiretap tap = Wiretap.on(LINK)) {
      MigrationView there = CENTER.move("secret", "h2");
      assertCompleted(there);
      assertThat(there.forecast().encrypted()).as("what is meant if nobody says").isTrue();
      assertThat(tap.seen()).containsExactly(Wiretap.Seen.HANDSHAKE);
    }
    try (Wiretap tap = Wiretap.on(LINK)) {
      MigrationView back = move("h1", "required", true);
      assertCompleted(back);
      assertThat(back.forecast().course())
          .contains("post-copy, encrypted")
          .doesNotContain("tunnel");
      assertThat(tap.seen()).containsExactly(Wiretap.Seen.HANDSHAKE);
    }
    guest.assertUnharmed();
    CENTER.assertRunsOnlyOn("secret", "h1");
    TestCenter.soon("no key left").untilAsserted(() -> assertThat(keys()).isEmpty());
  }

  private static List<Path> keys() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
      return files.filter(file -> file.getFileName().toString().startsWith("godwit-")).toList();
    }
  }

  private static MigrationView move(String to, String encryption, boolean ahead) {
    MigrateRequest wish =
        new MigrateRequest(to, null, null, null, null, ahead, encryption, null, null, null, null);
    return CENTER.api().watch(CENTER.api().migrate("secret", wish).id(), view -> {});
  }

  private static void assertCompleted(MigrationView ended) {
    assertThat(ended.state()).as("%s", ended.problem()).isEqualTo(MigrationView.State.COMPLETED);
  }
}
