package io.godwit.manager.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.godwit.manager.history.HistoryConfig.Embedded;
import io.godwit.manager.history.HistoryConfig.Retention;
import io.godwit.manager.history.HistoryConfig.Server;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HistoryConfigTest {
  private static final Path PASSWORD = Path.of("/etc/godwit/history.password");

  @Test
  void isAFolderBelowTheDataByDefault() {
    HistoryConfig config = HistoryConfig.embedded(Path.of("/var/lib/godwit"));
    assertThat(config.place()).isEqualTo(new Embedded(Path.of("/var/lib/godwit/history")));
    assertThat(config.retention().records()).isEqualTo(Duration.ofDays(400));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "postgres://db/godwit",
        "jdbc:mysql://db/godwit",
        "jdbc:h2:mem:x",
        "jdbc:postgresql://db/godwit?password=secret",
        "jdbc:postgresql://db/godwit?ssl=true&PASSWORD=secret",
        "jdbc:postgresql://db/godwit?user=me"
      })
  void refusesAUrlThatIsNoPlainOneOfPostgres(String url) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Server(url, "godwit", PASSWORD))
        .satisfies(refusal -> assertThat(refusal).hasMessageNotContaining("secret"));
  }

  @Test
  void refusesAFolderThatWouldBeASettingOfH2() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Embedded(Path.of("/data;INIT=DROP ALL OBJECTS")))
        .withMessageContaining("semicolon");
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 23, 24L * 36_501})
  void refusesARetentionThatIsATypingError(long hours) {
    Duration kept = Duration.ofHours(hours);
    Duration day = Duration.ofDays(1);
    assertThatIllegalArgumentException().isThrownBy(() -> new Retention(kept, day, day));
    assertThatIllegalArgumentException().isThrownBy(() -> new Retention(day, kept, day));
    assertThatIllegalArgumentException().isThrownBy(() -> new Retention(day, day, kept));
  }
}
