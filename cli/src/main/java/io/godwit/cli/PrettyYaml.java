package io.godwit.cli;

import io.godwit.protocol.json.Json;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Values as the API has them, as YAML 1.2.
 *
 * <p>Written here and not by a library for two reasons: it has to be pure ASCII, so that it cannot
 * steer a terminal, and a library for YAML takes longer to load than the call of the manager takes.
 */
final class PrettyYaml {
  /** What can stand without quotes: begins with a letter, has nothing that means something. */
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z]([A-Za-z0-9_./ -]*[A-Za-z0-9_./-])?");

  /** Words that YAML 1.1 or 1.2 takes for something else; many programs still read 1.1. */
  private static final Set<String> WORDS =
      Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

  private final StringBuilder out = new StringBuilder();

  private PrettyYaml() {}

  /** Without a line break at its end. */
  static String of(Object value) {
    PrettyYaml yaml = new PrettyYaml();
    yaml.block(Json.LENIENT.valueToTree(value), 0);
    return yaml.out.toString().stripTrailing();
  }

  /** At the beginning of a line that is indented already. */
  private void block(JsonNode node, int indent) {
    if (node.isObject() && !node.isEmpty()) {
      object(node, indent);
    } else if (node.isArray() && !node.isEmpty()) {
      array(node, indent);
    } else {
      out.append(flow(node)).append('\n');
    }
  }

  private void object(JsonNode node, int indent) {
    boolean first = true;
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      if (!first) {
        out.repeat(' ', indent);
      }
      first = false;
      out.append(text(each.getKey())).append(':');
      JsonNode value = each.getValue();
      if (!value.isContainer() || value.isEmpty()) {
        out.append(' ').append(flow(value)).append('\n');
      } else {
        // A list may stand as deep as its key.
        int inner = value.isArray() ? indent : indent + 2;
        out.append('\n').repeat(' ', inner);
        block(value, inner);
      }
    }
  }

  private void array(JsonNode node, int indent) {
    Iterator<JsonNode> elements = node.iterator();
    for (boolean first = true; elements.hasNext(); first = false) {
      if (!first) {
        out.repeat(' ', indent);
      }
      out.append("- ");
      block(elements.next(), indent + 2);
    }
  }

  private static String flow(JsonNode node) {
    if (node.isObject()) {
      return "{}";
    }
    if (node.isArray()) {
      return "[]";
    }
    return node.isString() ? text(node.stringValue()) : node.toString();
  }

  private static String text(String value) {
    boolean plain =
        PLAIN.matcher(value).matches() && !WORDS.contains(value.toLowerCase(Locale.ROOT));
    return plain ? value : quoted(value);
  }

  private static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    value
        .codePoints()
        .forEach(c -> {
          switch (c) {
            case '"' -> quoted.append("\\\"");
            case '\\' -> quoted.append("\\\\");
            case '\n' -> quoted.append("\\n");
            case '\t' -> quoted.append("\\t");
            default -> {
              if (c >= ' ' && c < 0x7f) {
                quoted.append((char) c);
              } else if (Character.getType(c) == Character.SURROGATE) {
                quoted.append("\\ufffd"); // half a character: YAML has no way to write it
              } else {
                quoted.append(String.format(Locale.ROOT, c > 0xffff ? "\\U%08x" : "\\u%04x", c));
              }
            }
          }
        });
    return quoted.append('"').toString();
  }
}
