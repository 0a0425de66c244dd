package io.godwit.qmp;

import io.godwit.model.host.QemuVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A small but truthful part of what QEMU 7.2 and 10.0 answer to query-qmp-schema. */
final class FakeSchema {
  private static final QemuVersion WITHOUT_BLOCK_MIGRATION = new QemuVersion(9, 1, 0);
  private static final QemuVersion SWITCHOVER_BANDWIDTH = new QemuVersion(8, 2, 0);

  private static final Map<String, List<String>> COMMANDS =
      Map.ofEntries(
          Map.entry("qmp_capabilities", List.of("enable")),
          Map.entry("query-target", List.of()),
          Map.entry("query-qmp-schema", List.of()),
          Map.entry("query-status", List.of()),
          Map.entry("query-version", List.of()),
          Map.entry("query-kvm", List.of()),
          Map.entry("query-machines", List.of()),
          Map.entry("query-cpus-fast", List.of()),
          Map.entry("query-cpu-definitions", List.of()),
          Map.entry("query-cpu-model-expansion", List.of("type", "model")),
          Map.entry("qom-get", List.of("path", "property")),
          Map.entry("query-migrate", List.of()),
          Map.entry("cont", List.of()),
          Map.entry("stop", List.of()),
          Map.entry("system_powerdown", List.of()),
          Map.entry("system_reset", List.of()),
          Map.entry("quit", List.of()),
          Map.entry("migrate_cancel", List.of()),
          Map.entry("migrate-continue", List.of("state")),
          Map.entry("migrate-start-postcopy", List.of()),
          Map.entry("migrate-recover", List.of("uri")),
          Map.entry("migrate-pause", List.of()),
          Map.entry("announce-self", List.of("initial", "max", "rounds", "step", "interfaces")));

  private static final List<String> OUT_OF_BAND =
      List.of("qmp_capabilities", "migrate-recover", "migrate-pause");

  private static final List<String> EVENTS =
      List.of(
          "STOP",
          "RESUME",
          "SHUTDOWN",
          "POWERDOWN",
          "RESET",
          "MIGRATION",
          "MIGRATION_PASS",
          "BLOCK_IO_ERROR",
          "GUEST_PANICKED");

  private final ArrayNode entities = (ArrayNode) QmpCodec.tree(List.of());
  private int lastType = 100;

  private FakeSchema() {}

  static ArrayNode of(QemuVersion version) {
    FakeSchema schema = new FakeSchema();
    schema.object("0", Map.of());
    COMMANDS.forEach((name, arguments) -> schema.command(name, schema.arguments(arguments)));
    FakeDisks.COMMANDS.forEach(name -> schema.command(name, schema.arguments(List.of())));
    EVENTS.forEach(name -> schema.entity(name, "event").put("arg-type", "0"));
    boolean old = version.compareTo(WITHOUT_BLOCK_MIGRATION) < 0;
    schema.command("migrate", schema.arguments(old ? List.of("uri", "blk", "resume") : migrate()));
    schema.command(
        "migrate-incoming", schema.arguments(old ? List.of("uri") : List.of("uri", "channels")));
    schema.command("migrate-set-parameters", schema.arguments(parameters(version)));
    schema.capabilities(capabilities(version));
    return schema.entities;
  }

  static List<String> capabilities(QemuVersion version) {
    List<String> names =
        new ArrayList<>(
            List.of(
                "xbzrle",
                "auto-converge",
                "events",
                "postcopy-ram",
                "return-path",
                "pause-before-switchover",
                "multifd",
                "late-block-activate",
                "zero-copy-send",
                "postcopy-preempt"));
    names.addAll(
        version.compareTo(WITHOUT_BLOCK_MIGRATION) < 0
            ? List.of("block", "compress")
            : List.of("switchover-ack", "mapped-ram", "dirty-limit"));
    return names;
  }

  private static List<String> migrate() {
    return List.of("uri", "channels", "resume");
  }

  private static List<String> parameters(QemuVersion version) {
    List<String> names =
        new ArrayList<>(
            List.of(
                "announce-initial",
                "announce-max",
                "announce-rounds",
                "announce-step",
                "cpu-throttle-initial",
                "cpu-throttle-increment",
                "tls-creds",
                "tls-hostname",
                "max-bandwidth",
                "downtime-limit",
                "multifd-channels",
                "xbzrle-cache-size",
                "max-postcopy-bandwidth",
                "max-cpu-throttle",
                "multifd-compression"));
    if (version.compareTo(SWITCHOVER_BANDWIDTH) >= 0) {
      names.add("avail-switchover-bandwidth");
    }
    return names;
  }

  private void command(String name, String argumentType) {
    ObjectNode command = entity(name, "command").put("arg-type", argumentType).put("ret-type", "0");
    if (OUT_OF_BAND.contains(name)) {
      command.put("allow-oob", true);
    }
  }

  private String arguments(List<String> names) {
    Map<String, String> members = new LinkedHashMap<>();
    names.forEach(name -> members.put(name, "str"));
    return names.isEmpty() ? "0" : object(nextType(), members);
  }

  private void capabilities(List<String> names) {
    String enumeration = nextType();
    ArrayNode members = entity(enumeration, "enum").putArray("members");
    names.forEach(name -> members.addObject().put("name", name));
    String status = object(nextType(), Map.of("capability", enumeration, "state", "bool"));
    entity("[" + status + "]", "array").put("element-type", status);
    command(
        "migrate-set-capabilities", object(nextType(), Map.of("capabilities", "[" + status + "]")));
  }

  private String object(String name, Map<String, String> types) {
    ArrayNode members = entity(name, "object").putArray("members");
    types.forEach((member, type) -> members.addObject().put("name", member).put("type", type));
    return name;
  }

  private ObjectNode entity(String name, String metaType) {
    return entities.addObject().put("name", name).put("meta-type", metaType);
  }

  private String nextType() {
    lastType++;
    return Integer.toString(lastType);
  }
}
