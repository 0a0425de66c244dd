package io.godwit.qmp;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What the running binary understands, from its own answer to query-qmp-schema (QEMU,
 * docs/devel/qapi-code-gen, "Client JSON Protocol introspection"). Immutable; the type names in it
 * are numbers without meaning, so everything is asked by command, event and member.
 */
public final class QmpSchema {
  private enum Kind {
    COMMAND,
    EVENT,
    OTHER
  }

  /** How QEMU may take a command. */
  private enum Use {
    IN_BAND_ONLY,
    ALSO_OUT_OF_BAND
  }

  /**
   * One entity.
   *
   * @param refers the type of a command's or event's arguments, or of a list's elements
   * @param members names and types, those of all variants included
   */
  private record Entity(
      Kind kind,
      Use use,
      @Nullable String refers,
      Map<String, String> members,
      Set<String> values) {}

  private final Map<String, Entity> entities;
  private final Set<String> capabilities;
  private final Set<String> migrationParameters;

  private QmpSchema(Map<String, Entity> entities) {
    this.entities = entities;
    this.capabilities = values("migrate-set-capabilities", "capabilities", "capability");
    this.migrationParameters = members("migrate-set-parameters");
  }

  /** Reads the answer to query-qmp-schema; an entity of an unknown form is as good as absent. */
  static QmpSchema fromQmp(JsonNode answer) {
    List<Fields> list = Fields.objectsIn(answer);
    Map<String, Entity> entities = HashMap.newHashMap(list.size());
    for (Fields entity : list) {
      entities.put(entity.text("name"), entity(entity));
    }
    for (Fields entity : list) {
      addVariants(entity, entities);
    }
    return new QmpSchema(entities);
  }

  public boolean hasCommand(String command) {
    return kind(command) == Kind.COMMAND;
  }

  public boolean hasEvent(String event) {
    return kind(event) == Kind.EVENT;
  }

  /** Whether a command takes an argument, or an event carries a member, of that name. */
  public boolean hasMember(String commandOrEvent, String member) {
    return members(commandOrEvent).contains(member);
  }

  public boolean allowsOutOfBand(String command) {
    Entity entity = entities.get(command);
    return entity != null && entity.use == Use.ALSO_OUT_OF_BAND;
  }

  /** The names of a command's arguments or of an event's members; empty if there is no such one. */
  public Set<String> members(String commandOrEvent) {
    Entity arguments = arguments(commandOrEvent);
    return arguments == null ? Set.of() : Collections.unmodifiableSet(arguments.members.keySet());
  }

  /**
   * The values of an enumeration.
   *
   * @param path members from the arguments down to it; lists are stepped into
   * @return empty if the binary has no such enumeration
   */
  public Set<String> values(String commandOrEvent, String... path) {
    Entity here = arguments(commandOrEvent);
    for (String member : path) {
      String type = here == null ? null : here.members.get(member);
      here = type == null ? null : entities.get(type);
      if (here != null && here.refers != null) {
        here = entities.get(here.refers);
      }
    }
    return here == null ? Set.of() : Collections.unmodifiableSet(here.values);
  }

  /** The migration capabilities the binary knows. */
  public Set<String> capabilities() {
    return capabilities;
  }

  /** The migration parameters the binary lets us set, in QEMU's names. */
  public Set<String> migrationParameters() {
    return migrationParameters;
  }

  /** Whether all of these can be set here. */
  public boolean supports(MigrationParameters parameters) {
    return migrationParameters.containsAll(parameters.names());
  }

  private Kind kind(String name) {
    Entity entity = entities.get(name);
    return entity == null ? Kind.OTHER : entity.kind;
  }

  private @Nullable Entity arguments(String commandOrEvent) {
    Entity entity = entities.get(commandOrEvent);
    return entity == null || entity.kind == Kind.OTHER || entity.refers == null
        ? null
        : entities.get(entity.refers);
  }

  private static Entity entity(Fields entity) {
    String argumentType = entity.textOrNull("arg-type");
    Map<String, String> members = new LinkedHashMap<>();
    Set<String> values = new LinkedHashSet<>(entity.texts("values"));
    boolean enumeration = "enum".equals(entity.textOrNull("meta-type"));
    for (Fields member : entity.objects("members")) {
      String name = member.textOrNull("name");
      String type = member.textOrNull("type");
      if (name != null && enumeration) {
        values.add(name);
      } else if (name != null && type != null) {
        members.put(name, type);
      }
    }
    return new Entity(
        switch (entity.text("meta-type")) {
          case "command" -> Kind.COMMAND;
          case "event" -> Kind.EVENT;
          default -> Kind.OTHER;
        },
        entity.flagOrFalse("allow-oob") ? Use.ALSO_OUT_OF_BAND : Use.IN_BAND_ONLY,
        argumentType == null ? entity.textOrNull("element-type") : argumentType,
        members,
        values);
  }

  /** A union's variants add their members to its own, as on the wire. */
  private static void addVariants(Fields entity, Map<String, Entity> entities) {
    Entity union = entities.get(entity.text("name"));
    for (Fields variant : entity.objects("variants")) {
      String type = variant.textOrNull("type");
      Entity arm = type == null ? null : entities.get(type);
      if (union != null && arm != null) {
        arm.members.forEach(union.members::putIfAbsent);
      }
    }
  }
}
