package io.godwit.qmp;

import io.godwit.model.host.QemuVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The machine inside {@link FakeQemu}: run state, one migration, the commands' effects. Knows no
 * sockets and no threads; its owner guards it.
 *
 * <pre>
 *  RUNNING ─stop─▶ PAUSED ─cont─▶ RUNNING          RUNNING ─powerdown─▶ SHUTDOWN
 *  RUNNING ─migrate, completed─▶ POSTMIGRATE        INMIGRATE ─completed─▶ RUNNING
 * </pre>
 */
final class FakeGuest {
  /** Where what happens is told. */
  interface Sink {
    void event(String name, JsonNode data);

    /** QEMU exits once the present answer is out. */
    void exit();
  }

  /** What the guest does about its power button. */
  enum PowerButton {
    OBEYED,
    IGNORED
  }

  /** An error answer. */
  static final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String errorClass;

    Refusal(String errorClass, String description) {
      super(description);
      this.errorClass = errorClass;
    }

    String errorClass() {
      return errorClass;
    }
  }

  private static final ObjectNode NOTHING = QmpCodec.object();

  private final QemuVersion version;
  private final Sink sink;
  private RunState state;
  private PowerButton powerButton = PowerButton.OBEYED;
  private MigrationStatus migration = MigrationStatus.NONE;
  private @Nullable String migrationError;
  private final FakeDisks disks = new FakeDisks();
  private boolean autostart = true;
  private @Nullable String migrationUri;
  private final ObjectNode ram = QmpCodec.object();
  private final Map<String, Boolean> capabilities = new TreeMap<>();
  private final Map<String, JsonNode> parameters = new LinkedHashMap<>();

  FakeGuest(QemuVersion version, RunState state, Sink sink) {
    this.version = version;
    this.state = state;
    this.sink = sink;
  }

  FakeDisks disks() {
    return disks;
  }

  JsonNode execute(String command, JsonNode arguments) {
    if (FakeDisks.COMMANDS.contains(command)) {
      return disks.execute(command, arguments);
    }
    return switch (command) {
      case "query-status" ->
          QmpCodec.object()
              .put("status", state.qmpName())
              .put("running", state == RunState.RUNNING);
      case "query-kvm" -> QmpCodec.object().put("enabled", false).put("present", true);
      case "query-target" -> QmpCodec.object().put("arch", "x86_64");
      case "query-qmp-schema" -> FakeSchema.of(version);
      case "query-version" -> FakeQemu.versionNode(version);
      case "query-cpus-fast" ->
          QmpCodec.tree(List.of(Map.of("cpu-index", 0, "qom-path", "/machine/cpu")));
      case "query-cpu-model-expansion" ->
          QmpCodec.tree(
              Map.of(
                  "model",
                  Map.of(
                      "name",
                      "base",
                      "props",
                      Map.of("sse4.2", true, "aes", true, "avx", false, "family", 6))));
      case "query-cpu-definitions" -> models();
      // Its processor has all that this QEMU can give but one.
      case "qom-get" -> QmpCodec.tree(!arguments.path("property").stringValue().equals("aes"));
      case "query-machines" -> machines();
      case "query-migrate" -> migrationInfo();
      case "migrate-set-capabilities" -> setCapabilities(arguments);
      case "migrate-set-parameters" -> setParameters(arguments);
      default -> {
        order(command, arguments);
        yield NOTHING;
      }
    };
  }

  private void order(String command, JsonNode arguments) {
    switch (command) {
      case "cont" -> run();
      case "stop" -> pause();
      case "system_powerdown" -> pressPowerButton();
      case "system_reset" ->
          tell("RESET", Map.of("guest", false, "reason", "host-qmp-system-reset"));
      case "quit" -> shutDown("host-qmp-quit");
      case "migrate" -> migrate(arguments.path("uri").asString());
      case "migrate-incoming" -> listen(arguments.path("uri").asString());
      case "migrate_cancel" -> cancelMigration();
      case "migrate-continue" -> leavePreSwitchover();
      case "announce-self", "migrate-start-postcopy", "object-add", "object-del" -> {}
      case "migrate-pause", "migrate-recover" ->
          throw refused(command + " is currently only supported during postcopy");
      default ->
          throw new Refusal("CommandNotFound", "The command " + command + " has not been found");
    }
  }

  void answerPowerButtonWith(PowerButton answer) {
    powerButton = answer;
  }

  void ramStats(Map<String, ?> members) {
    members.forEach((name, value) -> ram.set(name, QmpCodec.tree(value)));
  }

  RunState state() {
    return state;
  }

  MigrationStatus migration() {
    return migration;
  }

  @Nullable String migrationUri() {
    return migrationUri;
  }

  Map<String, Boolean> capabilities() {
    return new TreeMap<>(capabilities);
  }

  Map<String, JsonNode> parameters() {
    return new LinkedHashMap<>(parameters);
  }

  /** On a source: the guest stops and is gone. On a destination: it has come and runs. */
  void completeMigration() {
    if (state == RunState.INMIGRATE) {
      state = RunState.PAUSED;
      if (autostart) {
        run();
      }
      enter(MigrationStatus.COMPLETED);
      return;
    }
    if (state == RunState.RUNNING) {
      tell("STOP", Map.of());
    }
    enter(MigrationStatus.COMPLETED);
    state = RunState.POSTMIGRATE;
  }

  /** On a source the guest goes on; a destination exits, as QEMU does. */
  void failMigration(String reason) {
    migrationError = reason;
    enter(MigrationStatus.FAILED);
    if (state == RunState.FINISH_MIGRATE) {
      state = RunState.PAUSED;
      run();
    }
    if (state == RunState.INMIGRATE) {
      sink.exit();
    }
  }

  /** On a source with pause-before-switchover: the guest stands still and QEMU waits for us. */
  void reachSwitchover() {
    state = RunState.FINISH_MIGRATE;
    tell("STOP", Map.of());
    enter(MigrationStatus.PRE_SWITCHOVER);
  }

  void pass(long number) {
    tell("MIGRATION_PASS", Map.of("pass", number));
  }

  void shutDown(String reason) {
    state = RunState.SHUTDOWN;
    tell("SHUTDOWN", Map.of("guest", reason.startsWith("guest"), "reason", reason));
    sink.exit();
  }

  private void run() {
    if (state == RunState.INMIGRATE) {
      autostart = true;
      return;
    }
    if (state == RunState.SHUTDOWN) {
      throw refused("Resetting the Virtual Machine is required");
    }
    if (state != RunState.RUNNING) {
      state = RunState.RUNNING;
      tell("RESUME", Map.of());
    }
  }

  void pause() {
    if (state == RunState.INMIGRATE) {
      autostart = false;
    } else if (state == RunState.RUNNING) {
      state = RunState.PAUSED;
      tell("STOP", Map.of());
    }
  }

  private void pressPowerButton() {
    tell("POWERDOWN", Map.of());
    if (powerButton == PowerButton.OBEYED && state == RunState.RUNNING) {
      shutDown("guest-shutdown");
    }
  }

  private void migrate(String uri) {
    if (isMigrating() && migration != MigrationStatus.POSTCOPY_PAUSED) {
      throw refused("There's a migration process in progress");
    }
    if (state == RunState.INMIGRATE) {
      throw refused("Guest is waiting for an incoming migration");
    }
    migrationUri = uri;
    migrationError = null;
    enter(MigrationStatus.SETUP);
    enter(MigrationStatus.ACTIVE);
    pass(1);
  }

  private void listen(String uri) {
    if (state != RunState.INMIGRATE) {
      throw refused("'-incoming' was not specified on the command line");
    }
    if (migrationUri != null) {
      throw refused("The incoming migration has already been started");
    }
    migrationUri = uri;
    enter(MigrationStatus.SETUP);
  }

  private void cancelMigration() {
    if (!isMigrating()) {
      return;
    }
    enter(MigrationStatus.CANCELLING);
    if (state == RunState.FINISH_MIGRATE) {
      state = RunState.PAUSED;
      run();
    }
    enter(MigrationStatus.CANCELLED);
  }

  private void leavePreSwitchover() {
    if (migration != MigrationStatus.PRE_SWITCHOVER) {
      throw refused("Migration not in expected state: pre-switchover");
    }
    enter(MigrationStatus.DEVICE);
  }

  private boolean isMigrating() {
    return switch (migration) {
      case NONE, COMPLETED, FAILED, CANCELLED -> false;
      default -> true;
    };
  }

  private void enter(MigrationStatus next) {
    migration = next;
    if (capabilities.getOrDefault("events", false)) {
      tell("MIGRATION", Map.of("status", next.qmpName()));
    }
  }

  private JsonNode setCapabilities(JsonNode arguments) {
    for (JsonNode entry : arguments.path("capabilities")) {
      String name = entry.path("capability").asString();
      if (!FakeSchema.capabilities(version).contains(name)) {
        throw refused("Parameter 'capability' does not accept value '" + name + "'");
      }
      capabilities.put(name, entry.path("state").asBoolean());
    }
    return NOTHING;
  }

  private JsonNode setParameters(JsonNode arguments) {
    arguments.properties().forEach(entry -> parameters.put(entry.getKey(), entry.getValue()));
    return NOTHING;
  }

  private static JsonNode models() {
    return QmpCodec.tree(
        List.of(
            model("max", false, List.of()),
            model("qemu64", true, List.of()),
            model("Nehalem", true, List.of()),
            model("Haswell", true, List.of("avx2")),
            Map.of("name", "secretive", "migration-safe", true)));
  }

  private static Map<String, Object> model(String name, boolean safe, List<String> missing) {
    return Map.of("name", name, "migration-safe", safe, "unavailable-features", missing);
  }

  private JsonNode machines() {
    ArrayNode list = (ArrayNode) QmpCodec.tree(List.of());
    String own = version.major() + "." + version.minor();
    list.addObject().put("name", "pc-q35-" + own).put("alias", "q35").put("cpu-max", 255);
    list.addObject().put("name", "pc-i440fx-" + own).put("alias", "pc").put("is-default", true);
    list.addObject().put("name", "pc-q35-7.2").put("cpu-max", 255);
    return list;
  }

  private JsonNode migrationInfo() {
    ObjectNode info = QmpCodec.object();
    if (migration == MigrationStatus.NONE) {
      return info;
    }
    info.put("status", migration.qmpName());
    if (state == RunState.INMIGRATE) {
      info.putArray("socket-address").addObject().put("type", "inet").put("port", "40000");
    }
    info.put("total-time", 1_500).put("setup-time", 7);
    if (migration == MigrationStatus.COMPLETED) {
      info.put("downtime", 84);
    } else {
      info.put("expected-downtime", 300);
    }
    if (migrationError != null) {
      info.put("error-desc", migrationError);
    }
    if (!ram.isEmpty()) {
      info.set("ram", ram.deepCopy());
    }
    return info;
  }

  private void tell(String event, Map<String, ?> data) {
    sink.event(event, QmpCodec.tree(data));
  }

  private static Refusal refused(String description) {
    return new Refusal("GenericError", description);
  }
}
