package io.godwit.testbed.bench;

import io.godwit.model.unit.DataRate;
import org.jspecify.annotations.Nullable;

/** What the guests do, and what the link carries. Guests have 1 GiB, 400 MiB of it touched. */
enum BenchCase {
  IDLE_UNSHAPED("idle, unshaped", 0, 0),
  IDLE_GIGABIT("idle, 1 Gbit/s", 0, 1000),
  BUSY_UNSHAPED("50 MiB/s dirty, unshaped", 50, 0),
  BUSY_GIGABIT("50 MiB/s dirty, 1 Gbit/s", 50, 1000);

  private final String title;
  private final long dirtyMibPerSecond;
  private final int linkMegabits;

  BenchCase(String title, long dirtyMibPerSecond, int linkMegabits) {
    this.title = title;
    this.dirtyMibPerSecond = dirtyMibPerSecond;
    this.linkMegabits = linkMegabits;
  }

  String title() {
    return title;
  }

  long dirtyMibPerSecond() {
    return dirtyMibPerSecond;
  }

  @Nullable DataRate link() {
    return linkMegabits == 0 ? null : DataRate.ofMegabitsPerSecond(linkMegabits);
  }
}
