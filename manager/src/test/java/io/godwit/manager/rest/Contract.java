package io.godwit.manager.rest;

import io.godwit.protocol.api.ApiPaths;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The contract as a tree. */
final class Contract {
  private Contract() {}

  static JsonNode tree() {
    try (InputStream in =
        ApiPaths.class.getResourceAsStream("/io/godwit/protocol/api/openapi.yaml")) {
      return new YAMLMapper().readTree(in);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  /** Each as {@code GET /path}. */
  static List<String> operations() {
    List<String> found = new ArrayList<>();
    tree()
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method -> {
                  if (!method.getKey().equals("parameters")) {
                    found.add(method.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey());
                  }
                }));
    return found;
  }

  /** Property names by schema, in order. */
  static Map<String, List<String>> schemas() {
    Map<String, List<String>> found = new TreeMap<>();
    tree()
        .path("components")
        .path("schemas")
        .properties()
        .forEach(schema ->
            found.put(
                schema.getKey(),
                schema.getValue().path("properties").properties().stream()
                    .map(Map.Entry::getKey)
                    .toList()));
    return found;
  }

  /** Operations that say that they need no login, each as {@code GET /path}. */
  static List<String> open() {
    List<String> found = new ArrayList<>();
    for (String operation : operations()) {
      String[] words = operation.split(" ", 2);
      JsonNode security =
          tree()
              .path("paths")
              .path(words[1])
              .path(words[0].toLowerCase(Locale.ROOT))
              .path("security");
      if (security.isArray() && security.isEmpty()) {
        found.add(operation);
      }
    }
    return found;
  }
}
