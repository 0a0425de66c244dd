package io.godwit.trace;

import java.util.Map;
import java.util.Set;

/** How log lines look: {@code GODWIT_LOG} is {@code text} (as if not set) or {@code json}. */
public final class LogFormat {
  /** Read by the logging configuration itself. */
  public static final String VARIABLE = "GODWIT_LOG";

  private static final Set<String> FORMATS = Set.of("text", "json");

  private LogFormat() {}

  /**
   * Refuses anything else: a program whose log goes nowhere is found out too late.
   *
   * @throws IllegalArgumentException a sentence
   */
  public static void check(Map<String, String> environment) {
    String format = environment.get(VARIABLE);
    if (format != null && !FORMATS.contains(format)) {
      throw new IllegalArgumentException(VARIABLE + " is text or json, not '" + format + "'");
    }
  }
}
