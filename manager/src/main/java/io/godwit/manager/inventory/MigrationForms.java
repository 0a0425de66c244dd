package io.godwit.manager.inventory;

import io.godwit.model.migration.PostcopyPolicy;
import io.godwit.model.migration.SecrecyPolicy;
import io.godwit.model.migration.Transport;
import io.godwit.protocol.json.Json;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** How migrations that earlier managers recorded are read. Forms that were written stay. */
final class MigrationForms {
  static final List<UnaryOperator<ObjectNode>> UPGRADES =
      List.of(
          MigrationForms::withTransport,
          MigrationForms::perhapsWithBlackout,
          MigrationForms::withCopies,
          MigrationForms::withCourse,
          MigrationForms::withBeginning);

  private MigrationForms() {}

  /** Form 2: there is a transport, and limits that it may need. Before, all had the plain one. */
  private static ObjectNode withTransport(ObjectNode migration) {
    migration.set("transport", Json.LENIENT.valueToTree(Transport.PLAIN));
    if (migration.get("limits") instanceof ObjectNode limits) {
      limits.put("maxSlowdown", 0);
      limits.put("postcopy", PostcopyPolicy.FORBIDDEN.name());
      limits.put("secrecy", SecrecyPolicy.OFF.name());
    }
    return migration;
  }

  /** Form 3: a result may have a blackout. Nobody had measured one before. */
  private static ObjectNode perhapsWithBlackout(ObjectNode migration) {
    return migration;
  }

  /** Form 4: disks may go along. Before, none did. */
  private static ObjectNode withCopies(ObjectNode migration) {
    migration.putArray("copies");
    return migration;
  }

  /** Form 5: a course and decisions. Before, QEMU planned for the whole pause that was allowed. */
  private static ObjectNode withCourse(ObjectNode migration) {
    ObjectNode course = migration.putObject("course");
    course.set("transport", migration.remove("transport"));
    course.put("throttle", 0);
    course.put("postcopy", false);
    course.set("pause", migration.path("limits").path("downtimeLimit"));
    migration.putArray("decisions");
    return migration;
  }

  /** Form 6: when its turn came. Before, none waited. */
  private static ObjectNode withBeginning(ObjectNode migration) {
    migration.set("begunAt", migration.path("acceptedAt"));
    return migration;
  }
}
