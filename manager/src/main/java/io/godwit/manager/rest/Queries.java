package io.godwit.manager.rest;

import io.godwit.manager.history.EventFilter;
import io.godwit.manager.history.MigrationFilter;
import io.godwit.manager.history.Paging;
import io.godwit.manager.history.TaskFilter;
import io.godwit.model.error.ErrorCode;
import io.godwit.model.error.GodwitException;
import io.godwit.model.event.Event;
import io.godwit.model.host.HostId;
import io.godwit.model.vm.VmState;
import io.godwit.protocol.api.HostView;
import io.godwit.protocol.api.MigrationView;
import io.godwit.protocol.api.TaskView;
import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns what people write behind the question mark into filters, or says what is wrong. */
final class Queries {
  private static final int DEFAULT_LIMIT = 100;
  private static final String WATCH = "watch";
  private static final Set<String> PAGING = Set.of("limit", "cursor");

  /** What agents tell, and what nobody knows while an agent is away. */
  private static final List<String> VM_STATES =
      Stream.concat(Arrays.stream(VmState.values()).map(Enum::name), Stream.of("UNKNOWN")).toList();

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
                WATCH,
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
            Set.of("actor", "action", "subjectKind", "subject", "state", "since", "until", WATCH));
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

  static Asked<InventoryLists.HostFilter> hosts(Context request) {
    Queries query = new Queries(request, Set.of("connection", "id", "cluster", "tag", WATCH));
    return query.asked(
        new InventoryLists.HostFilter(
            query.oneOf("connection", HostView.Connection.class),
            query.text("id"),
            query.text("cluster"),
            query.text("tag")));
  }

  static Asked<InventoryLists.VmFilter> vms(Context request) {
    Queries query =
        new Queries(
            request, Set.of("host", "state", "name", "cluster", "folder", "pool", "tag", WATCH));
    return query.asked(
        new InventoryLists.VmFilter(
            query.host("host"),
            query.oneOf("state", VM_STATES),
            query.text("name"),
            new InventoryLists.Filing(
                query.text("cluster"),
                query.text("folder"),
                query.text("pool"),
                query.text("tag"))));
  }

  /** Of a list that is not filtered. */
  static Asked<Everything> everything(Context request) {
    return new Queries(request, Set.of()).asked(new Everything());
  }

  /** What a list that is not filtered is asked for. */
  record Everything() {}

  static Asked<MigrationFilter> migrations(Context request) {
    Queries query =
        new Queries(
            request,
            Set.of("vm", "source", "destination", "state", "actor", "since", "until", WATCH));
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

  /** Plans with numbers smaller than the filter. */
  static Asked<Long> plans(Context request) {
    Queries query = new Queries(request, Set.of("before"));
    String before = query.text("before");
    return query.asked(before == null ? Long.MAX_VALUE : PlanRoutes.number(before));
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

  private @Nullable HostId host(String name) {
    String text = text(name);
    return text == null ? null : Requests.host(name, text);
  }

  private <E extends Enum<E>> @Nullable E oneOf(String name, Class<E> type) {
    List<E> constants = List.of(type.getEnumConstants());
    String text = oneOf(name, constants.stream().map(Enum::name).toList());
    return text == null ? null : Enum.valueOf(type, text);
  }

  private @Nullable String oneOf(String name, List<String> values) {
    String text = text(name);
    if (text == null || values.contains(text)) {
      return text;
    }
    throw malformed("The parameter '" + name + "' is one of " + String.join(", ", values) + ".");
  }

  /** Whether changes are asked for as they happen, and not a page. */
  static boolean wantsStream(Context request) {
    String accept = request.header("Accept");
    String watch = request.queryParam(WATCH);
    return (watch != null && !watch.equals("false"))
        || (accept != null && accept.toLowerCase(Locale.ROOT).startsWith("text/event-stream"));
  }

  private static @Nullable String name(@Nullable Enum<?> constant) {
    return constant == null ? null : constant.name();
  }

  private static GodwitException malformed(String detail) {
    return new GodwitException(
        ErrorCode.REQUEST_MALFORMED, detail, "Compare the request with /api/v1/openapi.yaml.");
  }
}
