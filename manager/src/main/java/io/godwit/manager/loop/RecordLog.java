package io.godwit.manager.loop;

import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Keeps records in order, for as long as its kind promises. Called by the loop's thread only.
 *
 * @param <R> the records
 */
public interface RecordLog<R> {
  /**
   * Adds all of {@code records} or none.
   *
   * @throws IOException if they were not added
   */
  void append(List<R> records) throws IOException;

  /**
   * Hands every record to {@code reader}, oldest first.
   *
   * @throws IOException if the log cannot be read completely
   */
  void replay(Consumer<R> reader) throws IOException;
}
