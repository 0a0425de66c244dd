package io.godwit.manager.rest;

import io.godwit.manager.event.EventDraft;
import io.godwit.model.error.ErrorKind;
import io.godwit.model.error.Problem;
import io.godwit.model.event.Event;
import io.godwit.protocol.api.ApiPaths;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is told of calls that were refused: who wanted what. What was tried and failed is told by
 * its task.
 */
final class Refusals {
  /**
   * A person makes a few mistakes a minute; a program that makes more is told of once in a while.
   */
  private static final int BURST = 100;

  private static final Duration REFILL = Duration.ofMillis(500);

  /** Who was not let in, or not that far, is told of at the entrance. */
  private static final Set<Integer> TOLD_AT_THE_ENTRANCE = Set.of(401, 403, 429);

  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]{0,40}");

  private double left = BURST;
  private long filledNanos = System.nanoTime();

  /** The event of a refusal, unless it is none to tell, or there are too many. */
  Optional<EventDraft> of(Context request, Problem problem, Instant at) {
    if (!isTold(request, problem) || !admit(System.nanoTime())) {
      return Optional.empty();
    }
    Deed deed = deed(request.method(), request.path());
    return Optional.of(
        EventDraft.of(
            at,
            Origins.of(request),
            deed.action(),
            deed.kind(),
            deed.subject(),
            Event.Outcome.REFUSED,
            problem.toString()));
  }

  private static boolean isTold(Context request, Problem problem) {
    boolean changes =
        List.of(HandlerType.POST, HandlerType.PUT, HandlerType.PATCH, HandlerType.DELETE)
            .contains(request.method());
    boolean refused =
        problem.code().kind() == ErrorKind.REJECTED
            || problem.code().kind() == ErrorKind.UNAVAILABLE;
    // A task was begun: its end tells of it.
    boolean hasTask = request.res().getHeader(ApiPaths.TASK_HEADER) != null;
    return !hasTask
        && refused
        && changes
        && !TOLD_AT_THE_ENTRANCE.contains(problem.code().httpStatus());
  }

  private synchronized boolean admit(long now) {
    left = Math.min(BURST, left + (now - filledNanos) / (double) REFILL.toNanos());
    filledNanos = now;
    if (left < 1) {
      return false;
    }
    left--;
    return true;
  }

  /**
   * What a request is about.
   *
   * @param action {@code vm.start}
   * @param kind {@code vm}
   * @param subject its name, or the whole of its kind
   */
  record Deed(String action, String kind, String subject) {}

  /** {@code POST /api/v1/vms/web/start} is {@code vm.start} of {@code web}. */
  static Deed deed(HandlerType method, String path) {
    String below = path.startsWith(ApiPaths.BASE) ? path.substring(ApiPaths.BASE.length()) : path;
    List<String> parts = List.of(below.replaceAll("^/+|/+$", "").split("/", -1));
    String kind = word(parts.getFirst().replaceAll("s$", ""));
    String subject = parts.size() > 1 && !parts.get(1).isBlank() ? parts.get(1) : "(new)";
    String verb =
        parts.size() > 2
            ? word(parts.getLast().equals("migrations") ? "migrate" : parts.getLast())
            : switch (method.name()) {
              case "POST" -> kind.equals("vm") ? "define" : "create";
              case "PUT", "PATCH" -> "edit";
              case "DELETE" -> "delete";
              default -> "see";
            };
    int most = Math.min(subject.length(), Event.MAX_NAME);
    return new Deed(kind + "." + verb, kind, subject.substring(0, most));
  }

  private static String word(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    return WORD.matcher(lower).matches() ? lower : "unknown";
  }
}
