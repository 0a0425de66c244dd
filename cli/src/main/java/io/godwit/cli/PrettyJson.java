package io.godwit.cli;

import io.godwit.protocol.json.Json;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.ObjectWriter;

/** Values as the API has them, indented or each on a line. */
final class PrettyJson {
  private PrettyJson() {}

  /** Pure ASCII, so that it reads the same in every locale and cannot steer a terminal. */
  static String of(Object value) {
    return ascii(Json.LENIENT.writerWithDefaultPrettyPrinter(), value);
  }

  /** The same on one line, for streams. */
  static String line(Object value) {
    return ascii(Json.LENIENT.writer(), value);
  }

  private static String ascii(ObjectWriter writer, Object value) {
    return writer
        .with(JsonWriteFeature.ESCAPE_NON_ASCII)
        .writeValueAsString(value)
        .replace("\u007f", "\\u007f");
  }
}
