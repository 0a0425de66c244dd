package io.godwit.planner.migration;

import io.godwit.model.migration.Secrecy;
import java.time.Duration;

/** What things cost in the model. Calibration takes care of what differs on a real host. */
final class Costs {
  static final double PAGE = 4096;

  /** Of memory that was never touched or holds zeros: a header and one byte for each page. */
  static final double ZERO_PAGE_WIRE = 9;

  /** A header and 4096 bytes. */
  static final double PAGE_WIRE_SHARE = (PAGE + 8) / PAGE;

  /** QEMU looks at each page for zeros; vector instructions read at the speed of memory. */
  static final double SCAN_RATE = 4.0 * (1L << 30);

  /** One stream keeps one core busy at about 13 Gbit/s. */
  private static final double STREAM_RATE = 1.6e9;

  /**
   * The same under TLS: QEMU makes a record of each page. A core that does nothing else carries 240
   * MiB/s; half of that where guests want it, too.
   */
  private static final double ENCRYPTED_STREAM_RATE = 100.0 * (1L << 20);

  /** The same by a tunnel, which makes records four times as long on a thread of its own. */
  private static final double TUNNELLED_STREAM_RATE = 400.0 * (1L << 20);

  /**
   * A link that was measured by one connection may be faster than it looked: as many streams as
   * would carry so much more show that.
   */
  static final double CURIOSITY = 1.25;

  /** Bytes of memory that one core packs with zstd, level 1, in a second; a cautious figure. */
  static final double ZSTD_RATE = 300.0 * (1L << 20);

  /** Bytes of memory that XBZRLE compares in a second, on its one thread. */
  static final double XBZRLE_RATE = 1.5 * (1L << 30);

  /** Pausing, the state of devices, loading it and going on, without any memory. */
  static final Duration SWITCH = Duration.ofMillis(40);

  /** A guest's first write to a page in a round is noticed by a fault. */
  static final double WRITE_FAULT_SECONDS = 3e-6;

  /** Fetching a page that has not come yet, without its bytes. */
  static final double FETCH_SECONDS = 0.25e-3;

  /** Share of the missing pages that a guest asks for before they come by themselves. */
  static final double FETCHED_SHARE = 0.2;

  /** What is assumed of a guest that was never sampled, bytes per second. */
  static final double ASSUMED_DIRTY_RATE = 10.0 * (1L << 20);

  /** And the share of its memory that it works in. */
  static final double ASSUMED_WORKING_SET = 0.25;

  /** Spread of the dirty rate's logarithm: a guest changes its mind between sample and copy. */
  static final double SAMPLED_SPREAD = 0.3;

  /** And where it was only assumed. */
  static final double ASSUMED_SPREAD = 1.5;

  private Costs() {}

  /** Bytes per second that one stream carries at most, on one core of each host. */
  static double streamRate(Secrecy secrecy) {
    return switch (secrecy) {
      case CLEAR -> STREAM_RATE;
      case ENCRYPTED -> ENCRYPTED_STREAM_RATE;
      case TUNNELLED -> TUNNELLED_STREAM_RATE;
    };
  }
}
