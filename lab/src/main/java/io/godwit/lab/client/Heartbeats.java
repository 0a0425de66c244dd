package io.godwit.lab.client;

import io.godwit.lab.client.ClientReport.HeartbeatReport;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Judges heartbeats. Pure: time comes with each of them. Used by one thread at a time.
 *
 * <p>The <em>pause</em> is a step of the arrival times against the guest's clock, which stands
 * still while the guest does. Single arrivals are late for many reasons, so the step is taken
 * between the least delayed of {@value #SPAN} heartbeats and the least delayed of the {@value
 * #SPAN} before them; a slow drift of the two clocks does not add up to anything in so short a
 * time.
 *
 * <p>A number that comes twice with different guest clocks was sent by two guests; a number that
 * comes twice with the same clock was doubled by the network; a number that comes late but was
 * missing is out of order.
 */
final class Heartbeats {
  private static final int SPAN = 24;

  /** Numbers remembered, about 8 s. */
  private static final int RING = 8192;

  private static final long NEVER = Long.MIN_VALUE;

  private final long[] clockOf = new long[RING];
  private final long[] offsets = new long[2 * SPAN];
  private final List<Integer> boots = new ArrayList<>();

  private long received;
  private long missing;
  private long duplicates;
  private long outOfOrder;
  private long conflicts;
  private long newest;
  private long lastArrival = NEVER;
  private long silence;
  private long pause;

  Heartbeats() {
    Arrays.fill(clockOf, NEVER);
  }

  /**
   * Takes one in.
   *
   * @param arrival when, in ns of this machine's monotonic clock
   * @param boot the first bytes of the sender's boot id
   * @param number its sequence number
   * @param clock the guest's monotonic clock in ns
   */
  void accept(long arrival, int boot, long number, long clock) {
    if (!boots.contains(boot)) {
      boots.add(boot);
    }
    if (lastArrival != NEVER) {
      silence = Math.max(silence, arrival - lastArrival);
    }
    lastArrival = arrival;
    if (received == 0) {
      newest = number - 1;
    }
    received++;
    int place = (int) (number % RING);
    if (number > newest) {
      missing += number - newest - 1;
      forgetBetween(newest, number);
      newest = number;
      clockOf[place] = clock;
      measurePause(arrival - clock);
    } else if (number <= newest - RING || (clockOf[place] != NEVER && clockOf[place] != clock)) {
      conflicts++;
    } else if (clockOf[place] == clock) {
      duplicates++;
    } else {
      outOfOrder++;
      missing--;
      clockOf[place] = clock;
    }
  }

  /** When the last one arrived, or {@code Long.MIN_VALUE}. */
  long lastArrival() {
    return lastArrival;
  }

  long received() {
    return received;
  }

  /** Begins a window: silence and pause are measured anew. */
  void mark() {
    silence = 0;
    pause = 0;
  }

  /**
   * The findings; silence and pause are those since the last mark, the rest is of the whole run.
   *
   * @param now counts as the end of the current silence
   */
  HeartbeatReport report(long now) {
    long current = lastArrival == NEVER ? 0 : now - lastArrival;
    return new HeartbeatReport(
        received,
        missing,
        duplicates,
        outOfOrder,
        conflicts,
        boots.size(),
        Math.max(silence, current) / 1e6,
        pause / 1e6);
  }

  private void forgetBetween(long from, long to) {
    for (long number = Math.max(from + 1, to - RING); number < to; number++) {
      clockOf[(int) (number % RING)] = NEVER;
    }
  }

  private void measurePause(long offset) {
    System.arraycopy(offsets, 1, offsets, 0, offsets.length - 1);
    offsets[offsets.length - 1] = offset;
    if (received < offsets.length) {
      return;
    }
    long before = Long.MAX_VALUE;
    long after = Long.MAX_VALUE;
    for (int i = 0; i < SPAN; i++) {
      before = Math.min(before, offsets[i]);
      after = Math.min(after, offsets[SPAN + i]);
    }
    pause = Math.max(pause, after - before);
  }
}
