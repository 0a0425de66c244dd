package io.godwit.model.task;

import java.util.regex.Pattern;

/**
 * Names one task for ever.
 *
 * @param value {@code t} and 1 to 19 lower-case letters and digits, as {@code t7f3k2}
 */
public record TaskId(String value) implements Comparable<TaskId> {
  private static final Pattern FORM = Pattern.compile("t[a-z0-9]{1,19}");

  public TaskId {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("a task id is t and 1 to 19 letters and digits");
    }
  }

  /** Whether a text can be a task's id. */
  public static boolean isOne(String text) {
    return FORM.matcher(text).matches();
  }

  @Override
  public int compareTo(TaskId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
