package io.godwit.qmp;

import io.godwit.model.host.QemuVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The commands Godwit uses, typed. Times and sizes are converted to QEMU's units here. */
public final class QmpCommands {
  /** The type of object that holds a shared key. */
  public static final String TLS_KEY_TYPE = "tls-creds-psk";

  /**
   * What both ends agree on (GnuTLS priority string). AES-128 takes three quarters of the time of
   * AES-256, which GnuTLS prefers; processors without AES are faster with the other.
   */
  private static final String TLS_CIPHERS = "NORMAL:-CIPHER-ALL:+AES-128-GCM:+CHACHA20-POLY1305";

  /**
   * The same where both ends talk at once, from threads of their own. With AES the keys are changed
   * after 16 million records, 64 GiB or so, which GnuTLS does not bear then: QEMU ends, up to 10.0
   * (upstream issue 1937). This cipher's keys last.
   */
  private static final String TLS_CIPHERS_BOTH_WAYS = "NORMAL:-CIPHER-ALL:+CHACHA20-POLY1305";

  /** The name under which a shared key stands in its file; QEMU's own default. */
  public static final String TLS_USER = "qemu";

  private QmpCommands() {}

  public static QmpCommand<RunStatus> queryStatus() {
    return query(
        "query-status",
        value -> {
          Fields status = new Fields(value);
          return new RunStatus(RunState.fromQmp(status.text("status")), status.flag("running"));
        });
  }

  public static QmpCommand<QemuVersion> queryVersion() {
    return query("query-version", value -> QmpCodec.version(new Fields(value)));
  }

  /** Whether the guest runs on KVM. */
  public static QmpCommand<Boolean> queryKvm() {
    return query("query-kvm", value -> new Fields(value).flag("enabled"));
  }

  public static QmpCommand<List<Machine>> queryMachines() {
    return query(
        "query-machines",
        value ->
            Fields.objectsIn(value).stream()
                .map(machine ->
                    new Machine(
                        machine.text("name"),
                        machine.textOrNull("alias"),
                        machine.flagOrFalse("is-default")))
                .toList());
  }

  /** How many processors the guest has. */
  public static QmpCommand<Integer> queryCpuCount() {
    return query("query-cpus-fast", value -> Fields.objectsIn(value).size());
  }

  /** Where the guest's first processor is among QEMU's objects. */
  public static QmpCommand<String> firstCpu() {
    return query("query-cpus-fast", value -> Fields.objectsIn(value).getFirst().text("qom-path"));
  }

  /**
   * Every feature that a guest's processor can be given by this QEMU, on its accelerator and host:
   * what its model {@code max} has, as QEMU spells it, in the order of the names.
   */
  public static QmpCommand<List<String>> cpuFeatures() {
    Map<String, ?> arguments = Map.of("type", "static", "model", Map.of("name", "max"));
    return ask(
        "query-cpu-model-expansion",
        arguments,
        value -> new Fields(value).object("model").object("props").flagsSet());
  }

  /**
   * Named CPU models that a guest can be given with nothing missing, in their order. Without those
   * that are another in each version or on each host.
   */
  public static QmpCommand<List<String>> cpuModels() {
    return query(
        "query-cpu-definitions",
        value ->
            Fields.objectsIn(value).stream()
                .filter(model ->
                    model.flagOrFalse("migration-safe")
                        && model.node().has("unavailable-features")
                        && model.texts("unavailable-features").isEmpty())
                .map(model -> model.text("name"))
                .sorted()
                .toList());
  }

  /** Whether an object has a property that is true. */
  public static QmpCommand<Boolean> flagOf(String object, String property) {
    return ask(
        "qom-get",
        Map.of("path", object, "property", property),
        value -> value.isBoolean() && value.booleanValue());
  }

  /** The binary's architecture: {@code x86_64}. */
  public static QmpCommand<String> queryTarget() {
    return query("query-target", value -> new Fields(value).text("arch"));
  }

  public static QmpCommand<MigrationInfo> queryMigrate() {
    return query("query-migrate", value -> MigrationInfo.fromQmp(new Fields(value)));
  }

  /** The guest runs from now on. */
  public static QmpCommand<Void> cont() {
    return order("cont", QmpCodec.object());
  }

  /** The guest stands still from now on. */
  public static QmpCommand<Void> stop() {
    return order("stop", QmpCodec.object());
  }

  /** Presses the power button; the guest decides. */
  public static QmpCommand<Void> systemPowerdown() {
    return order("system_powerdown", QmpCodec.object());
  }

  /** Resets the guest, as its reset button would. */
  public static QmpCommand<Void> systemReset() {
    return order("system_reset", QmpCodec.object());
  }

  /** Ends QEMU; the session ends after the answer. */
  public static QmpCommand<Void> quit() {
    return order("quit", QmpCodec.object());
  }

  /** Switches capabilities; each must be one the binary knows. */
  public static QmpCommand<Void> migrateSetCapabilities(Map<String, Boolean> states) {
    ObjectNode arguments = QmpCodec.object();
    ArrayNode list = arguments.putArray("capabilities");
    states.forEach((name, state) -> list.addObject().put("capability", name).put("state", state));
    List<String> names = List.copyOf(states.keySet());
    return new QmpCommand<>(
        "migrate-set-capabilities",
        arguments,
        QmpCommands::nothing,
        schema -> {
          List<String> missing = new ArrayList<>(names);
          missing.removeAll(schema.capabilities());
          return described("the migration capability", missing);
        });
  }

  /** Sets parameters; each must be one the binary knows: see {@link QmpSchema#supports}. */
  public static QmpCommand<Void> migrateSetParameters(MigrationParameters parameters) {
    return new QmpCommand<>(
        "migrate-set-parameters",
        (ObjectNode) parameters.toQmp(),
        QmpCommands::nothing,
        schema -> {
          List<String> missing = new ArrayList<>(parameters.names());
          missing.removeAll(schema.migrationParameters());
          return described("the migration parameter", missing);
        });
  }

  /** Starts to send the guest; answers as soon as it has begun. */
  public static QmpCommand<Void> migrate(String uri) {
    return order("migrate", QmpCodec.object().put("uri", uri));
  }

  /** Goes on with a paused postcopy over a new connection. */
  public static QmpCommand<Void> migrateResume(String uri) {
    return order("migrate", QmpCodec.object().put("uri", uri).put("resume", true));
  }

  /** Starts to listen, on a QEMU started with {@code -incoming defer}. */
  public static QmpCommand<Void> migrateIncoming(String uri) {
    return order("migrate-incoming", QmpCodec.object().put("uri", uri));
  }

  public static QmpCommand<Void> migrateCancel() {
    return order("migrate_cancel", QmpCodec.object());
  }

  /** Leaves {@code state}, in which QEMU waits for us: PRE_SWITCHOVER. */
  public static QmpCommand<Void> migrateContinue(MigrationStatus state) {
    return order("migrate-continue", QmpCodec.object().put("state", state.qmpName()));
  }

  public static QmpCommand<Void> migrateStartPostcopy() {
    return order("migrate-start-postcopy", QmpCodec.object());
  }

  /** On the destination of a paused postcopy: listens again. Made for out-of-band. */
  public static QmpCommand<Void> migrateRecover(String uri) {
    return order("migrate-recover", QmpCodec.object().put("uri", uri));
  }

  /** Pauses a postcopy whose link hangs. Made for out-of-band. */
  public static QmpCommand<Void> migratePause() {
    return order("migrate-pause", QmpCodec.object());
  }

  /** The properties of a type of object; refused by a binary that has no such type. */
  public static QmpCommand<JsonNode> typeProperties(String type) {
    return raw("qom-list-properties", Map.of("typename", type));
  }

  /**
   * Makes TLS credentials of a shared key.
   *
   * @param id what the object is called
   * @param end which side of connections it is for
   * @param folder where the key lies, in a file {@code keys.psk}
   * @param bothWays whether threads of both ends talk at once, as they do in a post-copy
   */
  public static QmpCommand<JsonNode> addTlsKey(
      String id, TlsEnd end, String folder, boolean bothWays) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    arguments.put("qom-type", TLS_KEY_TYPE);
    arguments.put("id", id);
    arguments.put("endpoint", end == TlsEnd.CLIENT ? "client" : "server");
    arguments.put("dir", folder);
    arguments.put("priority", bothWays ? TLS_CIPHERS_BOTH_WAYS : TLS_CIPHERS);
    return raw("object-add", arguments);
  }

  /** Removes an object that nothing uses. */
  public static QmpCommand<JsonNode> removeObject(String id) {
    return raw("object-del", Map.of("id", id));
  }

  /** Announces the guest's network cards once more. */
  public static QmpCommand<Void> announceSelf(AnnounceTimes times) {
    ObjectNode arguments =
        QmpCodec.object()
            .put("initial", MigrationParameters.millis(times.initial()))
            .put("max", MigrationParameters.millis(times.max()))
            .put("rounds", times.rounds())
            .put("step", MigrationParameters.millis(times.step()));
    return order("announce-self", arguments);
  }

  /**
   * Any other command; its arguments are left to QEMU to check.
   *
   * @param arguments text, numbers, booleans, lists and maps of these
   */
  public static QmpCommand<JsonNode> raw(String name, Map<String, ?> arguments) {
    return raw(name, QmpCodec.tree(arguments));
  }

  public static QmpCommand<JsonNode> raw(String name, JsonNode arguments) {
    if (!(arguments instanceof ObjectNode object)) {
      throw new IllegalArgumentException("the arguments of " + name + " are not a JSON object");
    }
    return new QmpCommand<>(name, object.deepCopy(), Function.identity(), schema -> List.of());
  }

  private static <T> QmpCommand<T> ask(
      String name, Map<String, ?> arguments, Function<JsonNode, T> answer) {
    return new QmpCommand<>(name, raw(name, arguments).arguments(), answer, schema -> List.of());
  }

  private static <T> QmpCommand<T> query(String name, Function<JsonNode, T> answer) {
    return new QmpCommand<>(name, QmpCodec.object(), answer, schema -> List.of());
  }

  private static QmpCommand<Void> order(String name, ObjectNode arguments) {
    return new QmpCommand<>(
        name,
        arguments,
        QmpCommands::nothing,
        schema -> {
          List<String> missing =
              arguments
                  .propertyStream()
                  .map(Map.Entry::getKey)
                  .filter(member -> !schema.hasMember(name, member))
                  .toList();
          return described(name + "'s argument", missing);
        });
  }

  private static List<String> described(String kind, List<String> names) {
    return names.stream().map(name -> kind + " '" + name + "'").toList();
  }

  @SuppressWarnings("NullAway") // Void has no other value.
  private static Void nothing(JsonNode value) {
    return null;
  }
}
