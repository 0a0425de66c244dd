package io.godwit.manager.entity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A table and a TreeMap see the same changes; a failure names its seed. */
final class TablePropertyTest {
  private static final int STEPS = 3000;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void isASortedMapWhoseOlderVersionsStay(long seed) {
    Random random = new Random(seed);
    TreeMap<Integer, Integer> model = new TreeMap<>();
    Table<Integer, Integer> table = Table.empty();
    for (int step = 0; step < STEPS; step++) {
      int key = random.nextInt(200);
      Table<Integer, Integer> before = table;
      String was = model.toString();
      if (random.nextInt(5) < 3) {
        model.put(key, step);
        table = table.with(key, step);
      } else {
        model.remove(key);
        table = table.without(key);
      }
      assertThat(table).as("seed %d step %d", seed, step).hasToString(model.toString());
      assertThat(before).as("seed %d step %d", seed, step).hasToString(was);
      assertThat(table.size()).as("seed %d step %d", seed, step).isEqualTo(model.size());
      assertThat(table.values())
          .as("seed %d step %d", seed, step)
          .containsExactlyElementsOf(model.values());
      assertThat(table.get(key).orElse(null)).as("seed %d", seed).isEqualTo(model.get(key));
    }
    Table<Integer, Integer> rebuilt = Table.empty();
    for (var entry : model.descendingMap().entrySet()) {
      rebuilt = rebuilt.with(entry.getKey(), entry.getValue());
    }
    assertThat(table).as("seed %d", seed).isEqualTo(rebuilt).hasSameHashCodeAs(rebuilt);
    assertThat(table).as("seed %d", seed).isNotEqualTo(rebuilt.with(-1, 0));
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void differencesAreTheKeysThatWereWritten(long seed) {
    Random random = new Random(seed);
    Table<Integer, Object> one = Table.empty();
    for (int key = 0; key < 100; key++) {
      one = one.with(random.nextInt(200), new Object());
    }
    assertThat(one.differences(one)).isEmpty();
    Table<Integer, Object> other = one;
    TreeSet<Integer> written = new TreeSet<>();
    for (int step = 0; step < 30; step++) {
      int key = random.nextInt(200);
      if (random.nextBoolean()) {
        other = other.with(key, new Object());
        written.add(key);
      } else if (other.has(key)) {
        other = other.without(key);
        written.add(key);
      }
    }
    Table<Integer, Object> before = one;
    Table<Integer, Object> after = other;
    written.removeIf(key -> !before.has(key) && !after.has(key));
    assertThat(one.differences(other)).as("seed %d", seed).containsExactlyElementsOf(written);
    assertThat(other.differences(one)).as("seed %d", seed).containsExactlyElementsOf(written);
    assertThat(Table.<Integer, Object>empty().differences(one)).hasSize(one.size());
  }
}
