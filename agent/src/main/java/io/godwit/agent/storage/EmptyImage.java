package io.godwit.agent.storage;

import io.godwit.model.unit.DataSize;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Writes an image that holds nothing yet and takes next to no space. Pure but for the file.
 *
 * @see <a href="https://www.qemu.org/docs/master/interop/qcow2.html">qcow2's layout</a>
 */
final class EmptyImage {
  private static final int SECTOR = 512;
  private static final int MAGIC = 0x514649fb; // QFI and 0xfb
  private static final int VERSION = 3;
  private static final int HEADER_BYTES = 104;
  private static final int CLUSTER_BITS = 16;
  private static final int CLUSTER = 1 << CLUSTER_BITS;

  /** Reference counts of 16 bits. */
  private static final int REFCOUNT_ORDER = 4;

  /** One cluster of addresses leads to so many clusters of data. */
  private static final long BYTES_PER_L1_ENTRY = (long) CLUSTER * (CLUSTER / Long.BYTES);

  /** What one block of reference counts can count; no disk's tables are larger. */
  private static final int COUNTED_CLUSTERS = CLUSTER / Short.BYTES;

  private static final int REFCOUNT_TABLE_AT = 1;
  private static final int REFCOUNT_BLOCK_AT = 2;
  private static final int L1_AT = 3;

  private EmptyImage() {}

  /** Zeroes up to the end, none of which are stored. */
  static void raw(FileChannel file, DataSize size) throws IOException {
    long bytes = roundedUp(size);
    if (bytes > 0) {
      file.write(ByteBuffer.allocate(1), bytes - 1);
    }
    file.force(true);
  }

  /** A header, counts of what is used, and a table of addresses that leads nowhere. */
  static void qcow2(FileChannel file, DataSize size) throws IOException {
    long bytes = roundedUp(size);
    int entries =
        Math.toIntExact(Math.max(1, (bytes + BYTES_PER_L1_ENTRY - 1) / BYTES_PER_L1_ENTRY));
    int l1Clusters = (entries * Long.BYTES + CLUSTER - 1) / CLUSTER;
    int used = L1_AT + l1Clusters;
    if (used > COUNTED_CLUSTERS) {
      throw new IOException("a disk of " + size + " is larger than this can make");
    }
    write(file, 0, header(bytes, entries));
    ByteBuffer table = ByteBuffer.allocate(Long.BYTES).putLong((long) REFCOUNT_BLOCK_AT * CLUSTER);
    write(file, REFCOUNT_TABLE_AT, table);
    ByteBuffer counts = ByteBuffer.allocate(used * Short.BYTES);
    for (int cluster = 0; cluster < used; cluster++) {
      counts.putShort((short) 1);
    }
    write(file, REFCOUNT_BLOCK_AT, counts);
    // The table itself is zeroes; its last byte makes the file long enough.
    file.write(ByteBuffer.allocate(1), (long) used * CLUSTER - 1);
    file.force(true);
  }

  private static ByteBuffer header(long bytes, int entries) {
    return ByteBuffer.allocate(HEADER_BYTES + 2 * Integer.BYTES)
        .putInt(MAGIC)
        .putInt(VERSION)
        .putLong(0) // no backing file
        .putInt(0)
        .putInt(CLUSTER_BITS)
        .putLong(bytes)
        .putInt(0) // not encrypted
        .putInt(entries)
        .putLong((long) L1_AT * CLUSTER)
        .putLong((long) REFCOUNT_TABLE_AT * CLUSTER)
        .putInt(1) // one cluster of it
        .putInt(0) // no snapshots
        .putLong(0)
        .putLong(0) // no features that a reader would have to know
        .putLong(0)
        .putLong(0)
        .putInt(REFCOUNT_ORDER)
        .putInt(HEADER_BYTES)
        .putLong(0); // no header extensions
  }

  private static void write(FileChannel file, int cluster, ByteBuffer content) throws IOException {
    ByteBuffer bytes = content.flip();
    long at = (long) cluster * CLUSTER;
    while (bytes.hasRemaining()) {
      at += file.write(bytes, at);
    }
  }

  /** QEMU counts in sectors. */
  private static long roundedUp(DataSize size) {
    return (size.bytes() + SECTOR - 1) / SECTOR * SECTOR;
  }
}
