package io.godwit.qmp;

import io.godwit.model.unit.DataSize;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Typed, suspicious access to the members of a JSON object that QEMU sent. */
record Fields(JsonNode node) {
  /** Something QEMU sent is not what its schema says. */
  static final class Unexpected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unexpected(String what) {
      super(what);
    }
  }

  Fields {
    if (!node.isObject()) {
      throw new Unexpected("not a JSON object");
    }
  }

  String text(String member) {
    return required(textOrNull(member), member, "text");
  }

  @Nullable String textOrNull(String member) {
    JsonNode value = node.get(member);
    return value != null && value.isString() ? value.stringValue() : null;
  }

  /** The members that are true, in the order of their names. */
  List<String> flagsSet() {
    return node.propertyStream()
        .filter(member -> member.getValue().isBoolean() && member.getValue().booleanValue())
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  boolean flag(String member) {
    JsonNode value = node.get(member);
    if (value == null || !value.isBoolean()) {
      throw new Unexpected("'" + member + "' is not a boolean");
    }
    return value.booleanValue();
  }

  boolean flagOrFalse(String member) {
    JsonNode value = node.get(member);
    return value != null && value.isBoolean() && value.booleanValue();
  }

  long number(String member) {
    return required(numberOrNull(member), member, "a whole number");
  }

  @Nullable Long numberOrNull(String member) {
    JsonNode value = node.get(member);
    return value != null && value.isIntegralNumber() && value.canConvertToLong()
        ? (Long) value.longValue()
        : null;
  }

  /** Zero where the member is absent or negative. */
  long count(String member) {
    Long value = numberOrNull(member);
    return value == null ? 0 : Math.max(0, value);
  }

  double decimalOrZero(String member) {
    JsonNode value = node.get(member);
    return value != null && value.isNumber() ? value.asDouble(0) : 0;
  }

  DataSize bytes(String member) {
    return new DataSize(count(member));
  }

  @Nullable Duration millisOrNull(String member) {
    Long value = numberOrNull(member);
    return value == null ? null : Duration.ofMillis(Math.max(0, value));
  }

  Fields object(String member) {
    return required(objectOrNull(member), member, "an object");
  }

  @Nullable Fields objectOrNull(String member) {
    JsonNode value = node.get(member);
    return value != null && value.isObject() ? new Fields(value) : null;
  }

  /** The objects in a list; none where the member is absent. */
  List<Fields> objects(String member) {
    JsonNode value = node.get(member);
    return value == null ? List.of() : objectsIn(value);
  }

  static List<Fields> objectsIn(JsonNode list) {
    if (!list.isArray()) {
      throw new Unexpected("not a JSON list");
    }
    List<Fields> objects = new ArrayList<>(list.size());
    for (JsonNode element : list) {
      objects.add(new Fields(element));
    }
    return objects;
  }

  /** The texts in a list; none where the member is absent. */
  List<String> texts(String member) {
    JsonNode value = node.get(member);
    if (value == null) {
      return List.of();
    }
    List<String> texts = new ArrayList<>(value.size());
    for (JsonNode element : value) {
      if (!element.isString()) {
        throw new Unexpected("'" + member + "' is not a list of texts");
      }
      texts.add(element.stringValue());
    }
    return List.copyOf(texts);
  }

  private static <T> T required(@Nullable T value, String member, String kind) {
    if (value == null) {
      throw new Unexpected("'" + member + "' is not " + kind);
    }
    return value;
  }
}
