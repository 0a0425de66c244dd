package io.godwit.cli;

import io.godwit.protocol.json.Json;
import tools.jackson.core.json.JsonWriteFeature;

/** Values as the API has them, indented. */
final class PrettyJson {
  private PrettyJson() {}

  /** Pure ASCII, so that it reads the same in every locale and cannot steer a terminal. */
  static String of(Object value) {
    return Json.LENIENT
        .writerWithDefaultPrettyPrinter()
        .with(JsonWriteFeature.ESCAPE_NON_ASCII)
        .writeValueAsString(value)
        .replace("\u007f", "\\u007f");
  }
}
