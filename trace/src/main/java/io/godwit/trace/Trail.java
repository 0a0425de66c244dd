package io.godwit.trace;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * What a deed carries with it: the id that its log lines have in common, and its place in a trace.
 *
 * @param correlation 1 to 64 letters, digits, dots, dashes and underscores
 * @param parent the span that what follows belongs to
 */
public record Trail(@Nullable String correlation, @Nullable TraceParent parent) {
  /** A deed of nobody. */
  public static final Trail NONE = new Trail(null, null);

  /** The keys of log lines. */
  public static final String CORRELATION = "correlation";

  public static final String TRACE = "trace";

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,64}");
  private static final int FRESH_BYTES = 8;

  private static final ScopedValue<Trail> CURRENT = ScopedValue.newInstance();

  public Trail {
    if (correlation != null && !isSane(correlation)) {
      throw new IllegalArgumentException("not a correlation id");
    }
  }

  /** Something that may be interrupted or refused. */
  @FunctionalInterface
  public interface Deed<T extends @Nullable Object, X extends Throwable> {
    T run() throws X;
  }

  /** The trail of the block that this thread is in. */
  public static Trail current() {
    return CURRENT.orElse(NONE);
  }

  /** Whether an id from outside may be taken: it goes into logs and into headers. */
  public static boolean isSane(@Nullable String id) {
    return id != null && FORM.matcher(id).matches();
  }

  /** A trail of what came from outside; what is not sane is left out. */
  public static Trail received(@Nullable String correlation, @Nullable String traceparent) {
    return new Trail(
        isSane(correlation) ? correlation : null, TraceParent.parse(traceparent).orElse(null));
  }

  /** An id that nobody has. */
  public static String fresh(RandomGenerator random) {
    byte[] bytes = new byte[FRESH_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /** The same deed, or one of that name if it has none. */
  public Trail orNamed(String name) {
    return correlation == null && isSane(name) ? new Trail(name, parent) : this;
  }

  /** The same deed at another place of its trace. */
  public Trail at(@Nullable TraceParent place) {
    return new Trail(correlation, place);
  }

  /** The place as it travels. */
  public @Nullable String traceparent() {
    return Optional.ofNullable(parent).map(TraceParent::toString).orElse(null);
  }

  /** Does something on this trail; log lines of this thread have its ids meanwhile. */
  public <T extends @Nullable Object, X extends Throwable> T call(Deed<T, X> deed) throws X {
    String correlationBefore = MDC.get(CORRELATION);
    String traceBefore = MDC.get(TRACE);
    mark(CORRELATION, correlation);
    mark(TRACE, parent == null ? null : parent.traceId());
    try {
      return ScopedValue.where(CURRENT, this).call(deed::run);
    } finally {
      mark(CORRELATION, correlationBefore);
      mark(TRACE, traceBefore);
    }
  }

  /** As {@link #call}. */
  public void run(Runnable deed) {
    call(() -> {
      deed.run();
      return true;
    });
  }

  /** {@code body} for another thread, which does it on the trail of this one. */
  public static Runnable carried(Runnable body) {
    Trail trail = current();
    return trail.equals(NONE) ? body : () -> trail.run(body);
  }

  private static void mark(String key, @Nullable String value) {
    if (value == null) {
      MDC.remove(key);
    } else {
      MDC.put(key, value);
    }
  }
}
