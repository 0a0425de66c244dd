package io.godwit.qmp;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** Turns an event's JSON into its record. An event in a form we do not know becomes Other. */
final class EventReader {
  /** Year 9999, the last that prints as people expect; QEMU sends -1 if its clock fails. */
  private static final long MAX_SECONDS = 253_402_300_799L;

  private EventReader() {}

  static QmpEvent read(Fields message) {
    String name = message.text("event");
    Instant at = timestamp(message);
    JsonNode raw = message.node().get("data");
    JsonNode data = raw != null && raw.isObject() ? raw : QmpCodec.object();
    try {
      return known(name, at, new Fields(data));
    } catch (Fields.Unexpected unknownForm) {
      return new QmpEvent.Other(at, name, data);
    }
  }

  private static QmpEvent known(String name, Instant at, Fields data) {
    return switch (name) {
      case "STOP" -> new QmpEvent.Stop(at);
      case "RESUME" -> new QmpEvent.Resume(at);
      case "POWERDOWN" -> new QmpEvent.Powerdown(at);
      case "SHUTDOWN" -> new QmpEvent.Shutdown(at, origin(data), data.text("reason"));
      case "RESET" -> new QmpEvent.Reset(at, origin(data), data.text("reason"));
      case "MIGRATION" -> new QmpEvent.Migration(at, MigrationStatus.fromQmp(data.text("status")));
      case "MIGRATION_PASS" -> new QmpEvent.MigrationPass(at, data.number("pass"));
      case "BLOCK_IO_ERROR" ->
          new QmpEvent.BlockIoError(
              at,
              data.text("device"),
              data.textOrNull("node-name"),
              data.text("operation"),
              data.text("action"),
              data.text("reason"));
      case "GUEST_PANICKED" -> new QmpEvent.GuestPanicked(at, data.text("action"));
      default -> new QmpEvent.Other(at, name, data.node());
    };
  }

  private static QmpEvent.Origin origin(Fields data) {
    return data.flag("guest") ? QmpEvent.Origin.GUEST : QmpEvent.Origin.HOST;
  }

  private static Instant timestamp(Fields message) {
    Fields timestamp = message.object("timestamp");
    long seconds = Math.clamp(timestamp.number("seconds"), 0, MAX_SECONDS);
    long micros = Math.clamp(timestamp.number("microseconds"), 0, 999_999);
    return Instant.ofEpochSecond(seconds, micros * 1_000);
  }
}
