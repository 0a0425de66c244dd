package io.godwit.qmp;

import io.godwit.model.host.QemuVersion;
import java.util.Arrays;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lines to messages and commands to lines. Stateless. */
final class QmpCodec {
  /** A chain of 100 backing files nests about that deep in query-block; the rest is flat. */
  private static final int MAX_NESTING = 256;

  private static final int MAX_DESCRIPTION_CHARS = 1_000;

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MAX_NESTING).build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private QmpCodec() {}

  /**
   * Reads one line.
   *
   * @throws UnreadableInput if it is none of QMP's four messages
   */
  static QmpMessage decode(byte[] line) throws UnreadableInput {
    JsonNode node = parse(line);
    if (!node.isObject()) {
      throw new UnreadableInput("a message is not a JSON object");
    }
    try {
      return message(new Fields(node));
    } catch (Fields.Unexpected unexpected) {
      throw new UnreadableInput("a message is malformed: " + unexpected.getMessage());
    }
  }

  static JsonNode parse(byte[] line) throws UnreadableInput {
    try {
      JsonNode node = JSON.readTree(line);
      return node == null ? JsonNodeFactory.instance.missingNode() : node;
    } catch (JacksonException malformed) {
      throw new UnreadableInput(
          "a message is not JSON: " + printable(malformed.getOriginalMessage()));
    }
  }

  private static QmpMessage message(Fields message) throws UnreadableInput {
    if (message.textOrNull("event") != null) {
      return new QmpMessage.Event(EventReader.read(message));
    }
    JsonNode value = message.node().get("return");
    if (value != null) {
      return new QmpMessage.Success(message.numberOrNull("id"), value);
    }
    Fields error = message.objectOrNull("error");
    if (error != null) {
      return new QmpMessage.Failure(
          message.numberOrNull("id"),
          printable(error.text("class")),
          printable(error.text("desc")));
    }
    Fields greeting = message.objectOrNull("QMP");
    if (greeting != null) {
      return greeting(greeting);
    }
    throw new UnreadableInput("a message is no greeting, answer, error or event");
  }

  private static QmpMessage.Greeting greeting(Fields greeting) {
    Fields version = greeting.object("version");
    String packageName = version.textOrNull("package");
    return new QmpMessage.Greeting(
        version(version),
        packageName == null ? "" : packageName,
        new HashSet<>(greeting.texts("capabilities")));
  }

  /** Reads the version from a greeting or from query-version's answer. */
  static QemuVersion version(Fields version) {
    Fields numbers = version.object("qemu");
    return new QemuVersion(
        Math.clamp(numbers.number("major"), 0, 9_999),
        Math.clamp(numbers.number("minor"), 0, 9_999),
        Math.clamp(numbers.number("micro"), 0, 9_999));
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static JsonNode tree(@Nullable Object value) {
    return JSON.valueToTree(value);
  }

  /** One line with its end, as QEMU expects it. */
  static byte[] encode(String verb, String command, JsonNode arguments, long id) {
    ObjectNode message = object();
    message.put(verb, command);
    if (!arguments.isEmpty()) {
      message.set("arguments", arguments);
    }
    message.put("id", id);
    byte[] json = JSON.writeValueAsBytes(message);
    byte[] line = Arrays.copyOf(json, json.length + 1);
    line[json.length] = '\n';
    return line;
  }

  /** Text of QEMU's, made fit for a log line: no control characters, not endless. */
  static String printable(@Nullable String text) {
    if (text == null) {
      return "";
    }
    String cut =
        text.length() <= MAX_DESCRIPTION_CHARS
            ? text
            : text.substring(0, MAX_DESCRIPTION_CHARS) + "…";
    return cut.replaceAll("\\p{Cntrl}", " ");
  }
}
