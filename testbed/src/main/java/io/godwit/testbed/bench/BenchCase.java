package io.godwit.testbed.bench;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;
import org.jspecify.annotations.Nullable;

/** What the guests do, and what the link carries. Guests have 1 GiB, 400 MiB of it touched. */
enum BenchCase {
  IDLE_UNSHAPED("idle, unshaped", 0, "random", 0, Setting.AGAINST_BARE),
  IDLE_GIGABIT("idle, 1 Gbit/s", 0, "random", 1000, Setting.AGAINST_BARE),
  BUSY_UNSHAPED("50 MiB/s dirty, unshaped", 50, "random", 0, Setting.AGAINST_BARE),
  BUSY_GIGABIT("50 MiB/s dirty, 1 Gbit/s", 50, "random", 1000, Setting.AGAINST_BARE),
  PACKED_GIGABIT("compressible, 1 Gbit/s", 0, "compressible", 1000, Setting.AGAINST_BARE),
  SATURATED_GIGABIT("200 MiB/s dirty, 1 Gbit/s", 200, "random", 1000, Setting.AHEAD),
  DISK_GIGABIT("1 GiB disk, 1 Gbit/s", 0, "random", 1000, Setting.WITH_DISK),
  PAIR_GIGABIT("two at once, 1 Gbit/s", 0, "random", 1000, Setting.TWO_AT_ONCE);

  /** Memory that the guest writes to. */
  static final DataSize TOUCHED = DataSize.ofMebibytes(400);

  /** Who is moved, and how. */
  enum Setting {
    /** One guest of ours and one of bare QEMU, in turn. */
    AGAINST_BARE,
    /** One of ours that may go ahead of its memory; bare QEMU's copy of it never ends. */
    AHEAD,
    /** One of ours, with a disk that the hosts do not share. */
    WITH_DISK,
    /** Two of ours, from the same host to the same other. */
    TWO_AT_ONCE
  }

  private final String title;
  private final long dirtyMibPerSecond;
  private final String pattern;
  private final int linkMegabits;
  private final Setting setting;

  BenchCase(
      String title, long dirtyMibPerSecond, String pattern, int linkMegabits, Setting setting) {
    this.title = title;
    this.dirtyMibPerSecond = dirtyMibPerSecond;
    this.pattern = pattern;
    this.linkMegabits = linkMegabits;
    this.setting = setting;
  }

  String title() {
    return title;
  }

  long dirtyMibPerSecond() {
    return dirtyMibPerSecond;
  }

  String pattern() {
    return pattern;
  }

  Setting setting() {
    return setting;
  }

  @Nullable DataRate link() {
    return linkMegabits == 0 ? null : DataRate.ofMegabitsPerSecond(linkMegabits);
  }

  /** How long the link takes for so many bytes. */
  double linkMs(double mebibytes) {
    DataRate rate = link();
    if (rate == null) {
      throw new IllegalStateException(title + " has no limit");
    }
    return 1000 * mebibytes * DataSize.ofMebibytes(1).bytes() / rate.bytesPerSecond();
  }
}
