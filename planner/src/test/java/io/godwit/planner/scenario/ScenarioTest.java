package io.godwit.planner.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each folder of {@code scenarios} is a cluster, questions, and the answers that are expected. With
 * {@code -Dgodwit.scenarios.rewrite=true} the answers are written anew: review them like code.
 */
final class ScenarioTest {
  private static final Path FOLDER = Path.of("src/test/resources/scenarios");

  static List<String> scenarios() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders.map(it -> it.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void theAnswersAreTheExpectedOnes(String name) throws IOException {
    Path folder = FOLDER.resolve(name);
    ScenarioText scenario = ScenarioText.read(Files.readAllLines(folder.resolve("cluster.txt")));
    List<String> answers = ScenarioAnswers.of(scenario);
    Path expected = folder.resolve("expected.txt");
    if (Boolean.getBoolean("godwit.scenarios.rewrite")) {
      Files.write(expected, answers);
    }
    assertThat(answers).isEqualTo(Files.readAllLines(expected));
  }
}
