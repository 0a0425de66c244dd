package io.godwit.qmp;

import io.godwit.model.unit.DataRate;
import io.godwit.model.unit.DataSize;

/**
 * How far the guest's memory has been moved. On a destination most of these are zero.
 *
 * @param transferred bytes written to the wire so far
 * @param remaining still to be sent in this round
 * @param total size of the guest's memory
 * @param throughput bytes on the wire per second, lately
 * @param dirtyPagesPerSecond pages the guest wrote per second, measured at the last round's end
 * @param pageSize of the guest's pages
 * @param dirtySyncCount rounds begun so far
 * @param normalPages pages sent whole
 * @param normal bytes of pages sent whole
 * @param zeroPages pages found to be all zero, sent as a mark
 * @param precopy bytes sent while the guest ran here
 * @param downtime bytes sent while the guest stood still
 * @param postcopy bytes sent while the guest ran there
 * @param postcopyRequests pages the destination had to ask for
 */
public record RamStats(
    DataSize transferred,
    DataSize remaining,
    DataSize total,
    DataRate throughput,
    long dirtyPagesPerSecond,
    DataSize pageSize,
    long dirtySyncCount,
    long normalPages,
    DataSize normal,
    long zeroPages,
    DataSize precopy,
    DataSize downtime,
    DataSize postcopy,
    long postcopyRequests) {

  /** Bytes the guest dirties per second. */
  public DataRate dirtyRate() {
    return new DataRate(Math.multiplyExact(dirtyPagesPerSecond, pageSize.bytes()));
  }

  static RamStats fromQmp(Fields ram) {
    return new RamStats(
        ram.bytes("transferred"),
        ram.bytes("remaining"),
        ram.bytes("total"),
        DataRate.ofMegabitsPerSecond(ram.decimalOrZero("mbps")),
        ram.count("dirty-pages-rate"),
        ram.bytes("page-size"),
        ram.count("dirty-sync-count"),
        ram.count("normal"),
        ram.bytes("normal-bytes"),
        ram.count("duplicate"),
        ram.bytes("precopy-bytes"),
        ram.bytes("downtime-bytes"),
        ram.bytes("postcopy-bytes"),
        ram.count("postcopy-requests"));
  }
}
