package io.godwit.manager.rest;

import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;

/**
 * The contract as lines, one for each thing that callers rely on: operations, their parameters and
 * answers, and the fields of bodies with their types. Words for people are left out.
 */
final class ContractLines {
  private ContractLines() {}

  static SortedSet<String> of(JsonNode contract) {
    SortedSet<String> lines = new TreeSet<>();
    contract
        .path("paths")
        .properties()
        .forEach(path ->
            path.getValue()
                .properties()
                .forEach(method -> {
                  if (!method.getKey().equals("parameters")) {
                    JsonNode operation = method.getValue();
                    String name = operation.path("operationId").stringValue();
                    lines.add(
                        "operation "
                            + name
                            + ": "
                            + method.getKey().toUpperCase(Locale.ROOT)
                            + " "
                            + path.getKey());
                    operation(lines, contract, name, operation);
                  }
                }));
    contract
        .path("components")
        .path("schemas")
        .properties()
        .forEach(schema -> schema(lines, schema.getKey(), schema.getValue()));
    return lines;
  }

  private static void operation(
      SortedSet<String> lines, JsonNode contract, String name, JsonNode operation) {
    for (JsonNode reference : operation.path("parameters")) {
      JsonNode parameter = resolved(contract, reference);
      lines.add(
          "parameter "
              + name
              + ": "
              + parameter.path("in").stringValue()
              + " "
              + parameter.path("name").stringValue()
              + " "
              + type(parameter.path("schema")));
      if (parameter.path("required").asBoolean(false)) {
        lines.add("required " + name + ": parameter " + parameter.path("name").stringValue());
      }
    }
    operation
        .path("requestBody")
        .path("content")
        .properties()
        .forEach(content ->
            lines.add(
                "body "
                    + name
                    + ": "
                    + content.getKey()
                    + " "
                    + type(content.getValue().path("schema"))));
    operation
        .path("responses")
        .properties()
        .forEach(answer ->
            resolved(contract, answer.getValue())
                .path("content")
                .properties()
                .forEach(content ->
                    lines.add(
                        "answer "
                            + name
                            + ": "
                            + answer.getKey()
                            + " "
                            + content.getKey()
                            + " "
                            + type(content.getValue().path("schema")))));
  }

  private static void schema(SortedSet<String> lines, String name, JsonNode schema) {
    schema
        .path("properties")
        .properties()
        .forEach(field ->
            lines.add("field " + name + "." + field.getKey() + ": " + type(field.getValue())));
    for (JsonNode required : schema.path("required")) {
      lines.add("required " + name + ": field " + required.stringValue());
    }
  }

  private static JsonNode resolved(JsonNode contract, JsonNode node) {
    return node.has("$ref") ? contract.at(node.path("$ref").stringValue().substring(1)) : node;
  }

  /** What a value is: values of an enumeration may be added, so they are not a part of it. */
  private static String type(JsonNode schema) {
    if (schema.has("$ref")) {
      String reference = schema.path("$ref").stringValue();
      return reference.substring(reference.lastIndexOf('/') + 1);
    }
    if (schema.has("anyOf")) {
      return schema.path("anyOf").valueStream().map(ContractLines::type).toList().toString();
    }
    String type =
        schema.path("type").isArray()
            ? schema.path("type").valueStream().map(JsonNode::stringValue).toList().toString()
            : schema.path("type").asString("any");
    return schema.has("items") ? type + " of " + type(schema.path("items")) : type;
  }

  /** Prints them: what a release writes down. */
  public static void main(String[] arguments) {
    of(Contract.tree()).forEach(System.out::println);
  }
}
