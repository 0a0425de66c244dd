package io.godwit.qmp;

import io.godwit.model.unit.DataSize;
import org.jspecify.annotations.Nullable;

/**
 * A job on a disk, as {@code query-block-jobs} tells it.
 *
 * @param id what it was called when it was begun
 * @param status where it stands
 * @param ready for a mirror: whether the copy has caught up with the disk
 * @param length all it has to do, which grows with what the guest writes
 * @param offset how much of that is done
 * @param error why it ended, if it failed
 */
public record BlockJob(
    String id,
    Status status,
    boolean ready,
    DataSize length,
    DataSize offset,
    @Nullable String error) {
  /** As far as anybody here cares. */
  public enum Status {
    /** It works, waits or is paused. */
    UNDER_WAY,
    /** All is copied; the guest's writes wait until it is told to change over, or to end. */
    PENDING,
    /** It has ended, well or not, and has to be dismissed. */
    CONCLUDED
  }

  static BlockJob fromQmp(Fields job) {
    return new BlockJob(
        job.text("device"),
        status(job.text("status")),
        job.flagOrFalse("ready"),
        job.bytes("len"),
        job.bytes("offset"),
        job.textOrNull("error"));
  }

  private static Status status(String name) {
    return switch (name) {
      case "pending" -> Status.PENDING;
      case "concluded" -> Status.CONCLUDED;
      default -> Status.UNDER_WAY;
    };
  }
}
