package io.godwit.lab.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.zip.CRC32;

/**
 * Reads a guest's records off its raw disk image, from outside of the guest. A guest that runs
 * meanwhile does no harm: what it has acknowledged before is in the file.
 */
public final class DiskRecords {
  private static final int SIZE = 512;
  private static final long MAGIC = 0x4744575452454331L;
  private static final int CONTENT = 40;
  private static final int CHECKSUM = SIZE - 4;

  private DiskRecords() {}

  /**
   * Counts acknowledged records that are not on the disk. Those that the ring has overwritten since
   * are not looked for.
   *
   * @param bootId the guest's
   * @param first the first record acknowledged
   * @param last the last one
   */
  public static long lost(Path image, String bootId, long first, long last) throws IOException {
    UUID boot = UUID.fromString(bootId);
    try (FileChannel disk = FileChannel.open(image, StandardOpenOption.READ)) {
      long slots = disk.size() / SIZE;
      long lost = 0;
      ByteBuffer record = ByteBuffer.allocate(SIZE);
      for (long number = Math.max(1, first); number <= last; number++) {
        if (!onDisk(disk, record, slots, boot, number)) {
          lost++;
        }
      }
      return lost;
    }
  }

  private static boolean onDisk(
      FileChannel disk, ByteBuffer record, long slots, UUID boot, long number) throws IOException {
    record.clear();
    long at = (number - 1) % slots * SIZE;
    while (record.hasRemaining()) {
      if (disk.read(record, at + record.position()) < 0) {
        return false;
      }
    }
    boolean sound =
        record.getLong(0) == MAGIC
            && record.getLong(16) == boot.getMostSignificantBits()
            && record.getLong(24) == boot.getLeastSignificantBits()
            && checksum(record) == record.getInt(CHECKSUM);
    long found = record.getLong(8);
    boolean overwritten = found > number && (found - number) % slots == 0;
    return sound && (overwritten || (found == number && contentHolds(record, number)));
  }

  private static int checksum(ByteBuffer record) {
    CRC32 crc = new CRC32();
    crc.update(record.slice(0, CHECKSUM));
    return (int) crc.getValue();
  }

  private static boolean contentHolds(ByteBuffer record, long number) {
    for (int i = CONTENT; i < CHECKSUM; i++) {
      if (record.get(i) != (byte) (number + i)) {
        return false;
      }
    }
    return true;
  }
}
