package io.godwit.model.error;

import static io.godwit.model.error.ErrorKind.FAILED;
import static io.godwit.model.error.ErrorKind.FAULT;
import static io.godwit.model.error.ErrorKind.INDETERMINATE;
import static io.godwit.model.error.ErrorKind.REJECTED;
import static io.godwit.model.error.ErrorKind.UNAVAILABLE;

import java.util.Locale;

/**
 * Every error Godwit reports, with its kind and its HTTP status (RFC 9110). Names are stable: they
 * are part of the API. The operator's guide has a section per code, {@link #guidePage()}.
 */
public enum ErrorCode {
  REQUEST_MALFORMED(REJECTED, 400),
  NOT_FOUND(REJECTED, 404),
  METHOD_NOT_ALLOWED(REJECTED, 405),
  REQUEST_TOO_LARGE(REJECTED, 413),
  HOST_UNKNOWN(REJECTED, 404),
  VM_UNKNOWN(REJECTED, 404),
  MIGRATION_UNKNOWN(REJECTED, 404),
  MANAGER_UNKNOWN(REJECTED, 404),
  MANAGER_EXISTS(REJECTED, 409),
  MANAGER_LEADS(REJECTED, 409),
  MANAGERS_FULL(REJECTED, 409),
  VM_NAME_TAKEN(REJECTED, 409),
  VM_EXISTS(REJECTED, 409),
  VM_NOT_RUNNING(REJECTED, 409),
  VM_NOT_STOPPED(REJECTED, 409),
  VM_MIGRATING(REJECTED, 409),
  VM_WRONG_STATE(REJECTED, 409),
  SPEC_INVALID(REJECTED, 422),
  DATASTORE_UNKNOWN(REJECTED, 422),
  NETWORK_UNKNOWN(REJECTED, 422),
  DISK_MISSING(REJECTED, 422),
  DISK_LOCKED(REJECTED, 409),
  DISK_NOT_SHARED(REJECTED, 409),
  MEMORY_SHORT(REJECTED, 409),
  CPU_UNSUPPORTED(REJECTED, 422),
  MACHINE_UNSUPPORTED(REJECTED, 422),
  ACCELERATOR_UNSUPPORTED(REJECTED, 409),
  QEMU_LOSES_PAGES(REJECTED, 409),
  SAME_HOST(REJECTED, 409),
  GENERATION_STALE(REJECTED, 409),
  MIGRATION_TOO_LATE(REJECTED, 409),
  MIGRATION_ENDED(REJECTED, 409),
  AGENT_UNREACHABLE(UNAVAILABLE, 503),
  MANAGER_UNREACHABLE(UNAVAILABLE, 503),
  NO_LEADER(UNAVAILABLE, 503),
  HOST_BUSY(UNAVAILABLE, 503),
  QEMU_START_FAILED(FAILED, 502),
  QEMU_DIED(FAILED, 502),
  QMP_COMMAND_FAILED(FAILED, 502),
  QMP_SESSION_LOST(FAILED, 502),
  STOP_TIMED_OUT(FAILED, 504),
  HOST_SETUP_FAILED(FAILED, 502),
  MIGRATION_FAILED(FAILED, 502),
  MIGRATION_CANCELLED(FAILED, 409),
  OUTCOME_UNKNOWN(INDETERMINATE, 504),
  INTERNAL(FAULT, 500);

  private final ErrorKind kind;
  private final int httpStatus;

  ErrorCode(ErrorKind kind, int httpStatus) {
    this.kind = kind;
    this.httpStatus = httpStatus;
  }

  public ErrorKind kind() {
    return kind;
  }

  public int httpStatus() {
    return httpStatus;
  }

  public int exitStatus() {
    return kind.exitStatus();
  }

  /** The section of {@code docs/operations/errors.md} that explains this code. */
  public String guidePage() {
    return "docs/operations/errors.md#" + slug();
  }

  /** The code as a URI's last part and a heading's anchor: {@code vm-not-running}. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
