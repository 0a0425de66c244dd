package io.godwit.qmp;

import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One command with its arguments and the way to read its answer; made by {@link QmpCommands}.
 * Immutable, may be executed any number of times.
 *
 * @param <T> what the answer becomes
 */
public final class QmpCommand<T> {
  private final String name;
  private final ObjectNode arguments;
  private final Function<JsonNode, T> answer;
  private final Function<QmpSchema, List<String>> missing;

  QmpCommand(
      String name,
      ObjectNode arguments,
      Function<JsonNode, T> answer,
      Function<QmpSchema, List<String>> missing) {
    this.name = name;
    this.arguments = arguments;
    this.answer = answer;
    this.missing = missing;
  }

  public String name() {
    return name;
  }

  /** A copy. */
  public ObjectNode arguments() {
    return arguments.deepCopy();
  }

  /** What this command needs and the binary has not; empty if it can be executed there. */
  public List<String> missingFrom(QmpSchema schema) {
    return schema.hasCommand(name) ? missing.apply(schema) : List.of("the command '" + name + "'");
  }

  /** Whether an unanswered command leaves nothing to wonder about. */
  boolean onlyReads() {
    return name.startsWith("query-") || name.equals("qom-get");
  }

  JsonNode sent() {
    return arguments;
  }

  T read(JsonNode value) {
    return answer.apply(value);
  }

  @Override
  public String toString() {
    return name;
  }
}
