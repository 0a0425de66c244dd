package io.godwit.trace;

import org.jspecify.annotations.Nullable;

/** One part of a deed, from its beginning to its close. Safe for all threads. */
public interface Span extends AutoCloseable {
  /** Where parts of it belong; absent where nothing is traced. */
  @Nullable TraceParent place();

  /** It did not go well. */
  void failed(String why);

  /** It is over. */
  @Override
  void close();
}
