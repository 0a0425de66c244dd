package io.godwit.manager.history;

import io.godwit.model.event.Event;
import io.godwit.protocol.json.Json;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Things to file. */
final class Samples {
  static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private Samples() {}

  static Event event(long sequence) {
    return event(sequence, NOON.plusSeconds(sequence), "anna", "vm.start", "vm", "web-1");
  }

  static Event event(
      long sequence, Instant at, String actor, String action, String kind, String subject) {
    return new Event(
        sequence,
        at,
        actor,
        "192.0.2.7",
        action,
        kind,
        subject,
        Event.Outcome.SUCCEEDED,
        "The VM " + subject + " was started.",
        null,
        null,
        null,
        "request-" + sequence % 7);
  }

  static Event saying(long sequence, String message) {
    Event plain = event(sequence);
    return new Event(
        sequence,
        plain.at(),
        plain.actor(),
        plain.from(),
        plain.action(),
        plain.subjectKind(),
        plain.subject(),
        plain.outcome(),
        message,
        null,
        null,
        null,
        null);
  }

  static Filed filed(Event event) {
    return new Filed(
        event.sequence(),
        Filed.Kind.EVENT,
        Long.toString(event.sequence()),
        event.at(),
        Json.LENIENT.writeValueAsString(event));
  }

  static Filed migration(long sequence, String id, String vm, String state) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", id);
    body.put("vm", vm);
    body.put("source", "host-" + sequence % 3);
    body.put("destination", "host-" + (sequence + 1) % 3);
    body.put("state", state);
    body.put("progress", Map.of("round", 7));
    return new Filed(
        sequence,
        Filed.Kind.MIGRATION,
        id,
        NOON.plusSeconds(sequence),
        Json.LENIENT.writeValueAsString(body));
  }

  static Filed task(long sequence, String id, String subject, String state) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", id);
    body.put("actor", "anna");
    body.put("action", "vm.create");
    body.put("subjectKind", "vm");
    body.put("subject", subject);
    body.put("state", state);
    return new Filed(
        sequence,
        Filed.Kind.TASK,
        id,
        NOON.plusSeconds(sequence),
        Json.LENIENT.writeValueAsString(body));
  }

  /** Events numbered {@code first} to {@code last}. */
  static List<Filed> events(long first, long last) {
    return LongStream.rangeClosed(first, last).mapToObj(n -> filed(event(n))).toList();
  }

  /** All events there are, oldest first, page by page. */
  static List<Long> sequences(HistoryStore store) {
    List<Long> found = new java.util.ArrayList<>();
    Paging paging = new Paging(Paging.Order.OLDEST_FIRST, null, Paging.MAX_LIMIT);
    while (true) {
      Page<Event> page = store.events(EventFilter.ALL, paging);
      page.items().forEach(each -> found.add(each.sequence()));
      if (page.next().isEmpty()) {
        return found;
      }
      paging = paging.after(page.next().get());
    }
  }
}
