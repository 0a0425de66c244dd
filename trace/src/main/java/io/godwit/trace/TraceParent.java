package io.godwit.trace;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a trace, as it travels.
 *
 * @param traceId 32 hexadecimal digits, not all 0
 * @param spanId 16 hexadecimal digits, not all 0
 * @param flags 2 hexadecimal digits; the lowest bit says that the trace is recorded
 * @see <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>
 */
public record TraceParent(String traceId, String spanId, String flags) {
  private static final Pattern FORM =
      Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  /** Longer than any version that exists; what is longer is not looked at. */
  private static final int MAX_LENGTH = 128;

  public TraceParent {
    if (!FORM.matcher("00-" + traceId + "-" + spanId + "-" + flags).matches()
        || isZero(traceId)
        || isZero(spanId)) {
      throw new IllegalArgumentException("not a place in a trace");
    }
  }

  /** Reads a {@code traceparent}; empty if it is none, as the standard wants it. */
  public static Optional<TraceParent> parse(@Nullable String text) {
    if (text == null || text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    Matcher matcher = FORM.matcher(text);
    boolean readable =
        matcher.matches()
            && !text.startsWith("ff")
            && (matcher.group(4) == null || !text.startsWith("00"));
    if (!readable || isZero(matcher.group(1)) || isZero(matcher.group(2))) {
      return Optional.empty();
    }
    return Optional.of(new TraceParent(matcher.group(1), matcher.group(2), matcher.group(3)));
  }

  private static boolean isZero(String digits) {
    return digits.chars().allMatch(digit -> digit == '0');
  }

  @Override
  public String toString() {
    return "00-" + traceId + "-" + spanId + "-" + flags;
  }
}
