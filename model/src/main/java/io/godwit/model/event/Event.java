package io.godwit.model.event;

import java.time.Instant;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened in a data center.
 *
 * <p>The bounds are those of an index of a database: a longer name could be kept but not found.
 *
 * @param sequence its place among all things filed in one data center, from 1, never used twice
 * @param at when it happened, by the wall clock of whoever recorded it
 * @param actor who did it: a user's name, {@code system}, or {@code host:NAME}
 * @param from the address it was asked from; empty if nobody asked
 * @param action what was done, as a dotted verb: {@code vm.start}, {@code migration.complete}
 * @param subjectKind what it was done to: {@code vm}, {@code host}, {@code user}
 * @param subject its name as people know it
 * @param outcome how it ended
 * @param message one sentence for people, at most {@link #MAX_MESSAGE} characters
 * @param before what the subject was before, as JSON, if it was changed
 * @param after what it is now, as JSON, if it was changed
 * @param task the task it belongs to
 * @param correlation what ties it to the request that caused it
 */
public record Event(
    long sequence,
    Instant at,
    String actor,
    String from,
    String action,
    String subjectKind,
    String subject,
    Outcome outcome,
    String message,
    @Nullable String before,
    @Nullable String after,
    @Nullable String task,
    @Nullable String correlation) {
  /** A sentence or a few, and room for what QEMU said. */
  public static final int MAX_MESSAGE = 4096;

  /** A VM's spec with everything it may have is some kilobytes. */
  public static final int MAX_STATE = 64 * 1024;

  /** Names of people, hosts and VMs, and addresses. */
  public static final int MAX_NAME = 256;

  /** Ids, actions and kinds, which we make ourselves. */
  public static final int MAX_WORD = 128;

  private static final Pattern ACTION = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z][a-z0-9-]*)+");
  private static final Pattern KIND = Pattern.compile("[a-z][a-z0-9-]*");
  private static final String CUT = " […]";

  /** How it ended. */
  public enum Outcome {
    /** It was done. */
    SUCCEEDED,
    /** It was not allowed or not possible; nothing changed. */
    REFUSED,
    /** It was tried and did not work. */
    FAILED,
    /** Nobody did it: it was seen. */
    NOTED
  }

  public Event {
    if (sequence < 1) {
      throw new IllegalArgumentException("an event's sequence starts at 1");
    }
    named("actor", actor, MAX_NAME);
    bounded("from", from, MAX_NAME);
    named("action", action, MAX_WORD);
    named("subject kind", subjectKind, MAX_WORD);
    named("subject", subject, MAX_NAME);
    named("message", message, MAX_MESSAGE);
    bounded("before", before, MAX_STATE);
    bounded("after", after, MAX_STATE);
    bounded("task", task, MAX_WORD);
    bounded("correlation", correlation, MAX_WORD);
    requireAction(action);
    if (!KIND.matcher(subjectKind).matches()) {
      throw new IllegalArgumentException("a subject kind is a lower-case word like vm");
    }
  }

  /**
   * The action, if it is fit to be one.
   *
   * @throws IllegalArgumentException otherwise
   */
  public static String requireAction(String action) {
    if (!ACTION.matcher(action).matches()) {
      throw new IllegalArgumentException("an action is a dotted verb like vm.start");
    }
    return action;
  }

  /**
   * Cuts a text of any length to what a message may have. For texts that others wrote: an event is
   * not refused because an error was long.
   */
  public static String shortened(String message) {
    if (message.length() <= MAX_MESSAGE) {
      return message;
    }
    int end = MAX_MESSAGE - CUT.length();
    if (Character.isHighSurrogate(message.charAt(end - 1))) {
      end--;
    }
    return message.substring(0, end) + CUT;
  }

  private static void named(String what, String text, int most) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("an event's " + what + " is not blank");
    }
    bounded(what, text, most);
  }

  private static void bounded(String what, @Nullable String text, int most) {
    if (text != null && text.length() > most) {
      throw new IllegalArgumentException(
          "an event's " + what + " has at most " + most + " characters, not " + text.length());
    }
  }
}
