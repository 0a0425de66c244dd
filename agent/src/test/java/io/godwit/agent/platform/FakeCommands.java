package io.godwit.agent.platform;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Commands that a test answers. */
public final class FakeCommands implements Commands {
  private final List<String> inputs = new ArrayList<>();
  private final Function<List<String>, Outcome> answer;

  public FakeCommands(Function<List<String>, Outcome> answer) {
    this.answer = answer;
  }

  /** What was given to each command so far, in order. */
  public List<String> inputs() {
    return List.copyOf(inputs);
  }

  @Override
  public Outcome run(List<String> command, String input, Duration deadline) {
    inputs.add(input);
    return answer.apply(command);
  }
}
