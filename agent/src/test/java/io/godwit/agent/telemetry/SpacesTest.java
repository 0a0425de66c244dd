package io.godwit.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.host.DatastoreName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpacesTest {
  private static final DatastoreName SHARED = new DatastoreName("shared");

  @TempDir private Path directory;

  @Test
  void anOldFigureIsLeftOutAndSoIsADirectoryThatIsGone() {
    AtomicLong now = new AtomicLong();
    try (Spaces spaces = new Spaces(new TreeMap<>(), Duration.ofSeconds(10), now::get)) {
      spaces.look(SHARED, directory);
      assertThat(spaces.newest()).hasSize(1);
      assertThat(spaces.newest().getFirst().total().bytes()).isPositive();
      now.set(Duration.ofSeconds(31).toNanos());
      assertThat(spaces.newest()).isEmpty();
      spaces.look(SHARED, directory);
      assertThat(spaces.newest()).hasSize(1);
      spaces.look(SHARED, directory.resolve("gone"));
      assertThat(spaces.newest()).isEmpty();
    }
  }
}
