package io.godwit.protocol.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A wish to move a VM. What is not wished for is not sent, so that an older manager takes it.
 *
 * <p>Limits that are not given are those of the VM, else of its cluster, else as told below.
 *
 * @param toHost the destination
 * @param downtimeLimitMs the pause QEMU may plan for, 1 to 60,000; 300 if nobody says
 * @param bandwidthBytesPerSecond most bytes per second, 1 or more; no limit if nobody says
 * @param deadlineMs how long the copy may take, 1,000 to 86,400,000; one hour if nobody says
 * @param maxSlowdownPercent how much of its processors' time the guest may lose so that the copy
 *     catches up, 0 to 99; none if nobody says
 * @param allowPostcopy whether the guest may go ahead of its memory if nothing else will do; not if
 *     nobody says
 * @param encryption {@code required}, {@code preferred} or {@code off}; preferred if nobody says
 * @param withDisks whether disks go along that the two hosts do not share; not if not given
 * @param toDatastore where they go; one of the same name if not given
 * @param diskFormat {@code QCOW2} or {@code RAW}; as they are if not given
 * @param rehearse of a check only: whether the destination is started and taken down again; not if
 *     not given
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MigrateRequest(
    String toHost,
    @Nullable Long downtimeLimitMs,
    @Nullable Long bandwidthBytesPerSecond,
    @Nullable Long deadlineMs,
    @Nullable Integer maxSlowdownPercent,
    @Nullable Boolean allowPostcopy,
    @Nullable String encryption,
    @Nullable Boolean withDisks,
    @Nullable String toDatastore,
    @Nullable String diskFormat,
    @Nullable Boolean rehearse) {
  /** A wish for nothing but the destination. */
  public static MigrateRequest to(String host) {
    return of(host, null, null, null);
  }

  /** A wish with the limits that every migration has. */
  public static MigrateRequest of(
      String host,
      @Nullable Long downtimeLimitMs,
      @Nullable Long bandwidthBytesPerSecond,
      @Nullable Long deadlineMs) {
    return new MigrateRequest(
        host,
        downtimeLimitMs,
        bandwidthBytesPerSecond,
        deadlineMs,
        null,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  /** Its limits. */
  public LimitsView limits() {
    return new LimitsView(
        downtimeLimitMs,
        bandwidthBytesPerSecond,
        deadlineMs,
        maxSlowdownPercent,
        allowPostcopy,
        encryption);
  }

  /**
   * The same, and disks go along that the two hosts do not share.
   *
   * @param datastore where they go; null is a datastore of the same name
   * @param format what they become; null is what they are
   */
  public MigrateRequest withDisks(@Nullable String datastore, @Nullable String format) {
    return new MigrateRequest(
        toHost,
        downtimeLimitMs,
        bandwidthBytesPerSecond,
        deadlineMs,
        maxSlowdownPercent,
        allowPostcopy,
        encryption,
        true,
        datastore,
        format,
        rehearse);
  }

  /** The same for a check that also starts the destination and takes it down again. */
  public MigrateRequest rehearsed() {
    return new MigrateRequest(
        toHost,
        downtimeLimitMs,
        bandwidthBytesPerSecond,
        deadlineMs,
        maxSlowdownPercent,
        allowPostcopy,
        encryption,
        withDisks,
        toDatastore,
        diskFormat,
        true);
  }
}
