package io.godwit.manager.loop;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * A log that lasts as long as its process. What it forgets with it, agents tell again: a manager
 * that starts with an empty one adopts the VMs they have.
 *
 * @param <R> the records
 */
public final class MemoryRecordLog<R> implements RecordLog<R> {
  /** Some tens of megabytes. Nothing but a test replays this log, so older records may go. */
  static final int MAX_KEPT = 100_000;

  private final Deque<R> records = new ArrayDeque<>();
  private boolean complete = true;

  @Override
  public synchronized void append(List<R> added) {
    records.addAll(added);
    while (records.size() > MAX_KEPT) {
      records.removeFirst();
      complete = false;
    }
  }

  @Override
  public synchronized void replay(Consumer<R> reader) throws IOException {
    if (!complete) {
      throw new IOException("the oldest records of a memory log are gone");
    }
    records.forEach(reader);
  }
}
