package io.godwit.cli.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TableTest {
  @Test
  void alignsColumnsWithoutTrailingBlanks() {
    Table table = Table.of("name", "state").row("a", "RUNNING").row("long-name", null);

    assertThat(table.lines())
        .containsExactly("NAME       STATE", "a          RUNNING", "long-name  -");
  }

  @Test
  void refusesARowOfAnotherLength() {
    assertThatIllegalArgumentException().isThrownBy(() -> Table.of("a", "b").row("x"));
  }

  @Test
  void alignsDetails() {
    assertThat(Table.details("name", "a", "memory", null))
        .containsExactly("name:   a", "memory: -");
  }

  @ParameterizedTest
  @CsvSource({"0,0.0 s", "4299,4.2 s", "59999,59.9 s", "72000,1 min 12 s", "11100000,3 h 5 min"})
  void saysTimesInWords(long ms, String words) {
    assertThat(Words.elapsed(Duration.ofMillis(ms))).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource({"-5,0 s", "59,59 s", "3599,59 min", "86399,23 h", "200000,2 d"})
  void saysAgesInTheirLargestUnit(long seconds, String words) {
    assertThat(Words.age(Duration.ofSeconds(seconds))).isEqualTo(words);
  }
}
