package io.godwit.manager.rest;

import io.godwit.manager.history.EventFilter;
import io.godwit.manager.history.MigrationFilter;
import io.godwit.manager.history.Paging;
import io.godwit.manager.history.TaskFilter;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.TaskView;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns what people write behind the question mark into filters, or says what is wrong. */
final class Queries {
  private static final int DEFAULT_LIMIT = 100;
  private static final Set<String> PAGING = Set.of("limit", "cursor");

  private final Context request;

  private Queries(Context request, Set<String> known) {
    this.request = request;
    Set<String> unknown = new TreeSet<>(request.queryParamMap().keySet());
    unknown.removeAll(known);
    unknown.removeAll(PAGING);
    if (!unknown.isEmpty()) {
      throw malformed(
          "There is no parameter '"
              + unknown.iterator().next()
              + "' here; those there are: "
              + String.join(", ", new TreeSet<>(known))
              + ", limit, cursor.");
    }
  }

  /** What part of which list. */
  record Asked<F>(F filter, @Nullable String cursor, int limit) {}

  static Asked<EventFilter> events(Context request) {
    Queries query =
        new Queries(
            request,
            Set.of(
                "actor",
                "action",
                "subjectKind",
                "subject",
                "outcome",
                "since",
                "until",
                "correlation",
                "text",
                "watch",
                "after"));
    return query.asked(
        new EventFilter(
            query.text("actor"),
            query.text("action"),
            query.text("subjectKind"),
            query.text("subject"),
            query.oneOf("outcome", Event.Outcome.class),
            query.instant("since"),
            query.instant("until"),
            query.text("correlation"),
            query.text("text")));
  }

  static Asked<TaskFilter> tasks(Context request) {
    Queries query =
        new Queries(
            request,
            Set.of("actor", "action", "subjectKind", "subject", "state", "since", "until"));
    return query.asked(
        new TaskFilter(
            query.text("actor"),
            query.text("action"),
            query.text("subjectKind"),
            query.text("subject"),
            name(query.oneOf("state", TaskView.State.class)),
            query.instant("since"),
            query.instant("until")));
  }

  static Asked<MigrationFilter> migrations(Context request) {
    Queries query =
        new Queries(
            request, Set.of("vm", "source", "destination", "state", "actor", "since", "until"));
    return query.asked(
        new MigrationFilter(
            query.text("vm"),
            query.text("source"),
            query.text("destination"),
            name(query.oneOf("state", MigrationView.State.class)),
            query.text("actor"),
            query.instant("since"),
            query.instant("until")));
  }

  /**
   * The sequence a text names.
   *
   * @throws GodwitException REQUEST_MALFORMED
   */
  static long sequence(String what, String text) {
    try {
      long sequence = Long.parseLong(text);
      if (sequence >= 0) {
        return sequence;
      }
    } catch (NumberFormatException notOne) {
      throw malformed("The " + what + " '" + text + "' is not the sequence of an event.");
    }
    throw malformed("The " + what + " '" + text + "' is not the sequence of an event.");
  }

  private <F> Asked<F> asked(F filter) {
    return new Asked<>(filter, text("cursor"), limit());
  }

  private int limit() {
    String text = text("limit");
    if (text == null) {
      return DEFAULT_LIMIT;
    }
    try {
      int limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= Paging.MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException notOne) {
      throw malformed("The limit is a number from 1 to " + Paging.MAX_LIMIT + ".");
    }
    throw malformed("The limit is a number from 1 to " + Paging.MAX_LIMIT + ".");
  }

  private @Nullable String text(String name) {
    String value = request.queryParam(name);
    return value == null || value.isEmpty() ? null : value;
  }

  private @Nullable Instant instant(String name) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException notOne) {
      throw malformed("The parameter '" + name + "' is not a time such as 2026-03-01T12:00:00Z.");
    }
  }

  private <E extends Enum<E>> @Nullable E oneOf(String name, Class<E> type) {
    String text = text(name);
    if (text == null) {
      return null;
    }
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equals(text)) {
        return constant;
      }
    }
    throw malformed(
        "The parameter '"
            + name
            + "' is one of "
            + Arrays.stream(type.getEnumConstants())
                .map(Enum::name)
                .collect(Collectors.joining(", "))
            + ".");
  }

  private static @Nullable String name(@Nullable Enum<?> constant) {
    return constant == null ? null : constant.name();
  }

  private static GodwitException malformed(String detail) {
    return new GodwitException(
        ErrorCode.REQUEST_MALFORMED, detail, "Compare the request with /api/v1/openapi.yaml.");
  }
}
