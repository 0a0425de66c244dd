package io.godwit.lab.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskRecordsTest {
  private static final UUID BOOT = UUID.fromString("ada103bb-de01-4af9-9d48-166fd4291009");
  private static final int SIZE = 512;
  private static final int SLOTS = 16;

  @TempDir private Path folder;
  private final byte[] disk = new byte[SIZE * SLOTS];

  @BeforeEach
  void writeTenRecords() {
    for (long number = 1; number <= 10; number++) {
      write(number, BOOT);
    }
  }

  private void write(long number, UUID boot) {
    ByteBuffer record = ByteBuffer.allocate(SIZE);
    record.putLong(0x4744575452454331L).putLong(number);
    record.putLong(boot.getMostSignificantBits()).putLong(boot.getLeastSignificantBits());
    record.putLong(12345);
    for (int i = 40; i < SIZE - 4; i++) {
      record.put((byte) (number + i));
    }
    CRC32 crc = new CRC32();
    crc.update(record.slice(0, SIZE - 4));
    record.putInt((int) crc.getValue());
    record.flip().get(disk, (int) ((number - 1) % SLOTS * SIZE), SIZE);
  }

  private long lost(long first, long last) throws IOException {
    Path image = Files.write(folder.resolve("disk.raw"), disk);
    return DiskRecords.lost(image, BOOT.toString(), first, last);
  }

  @Test
  void findsAllThatWereAcknowledged() throws IOException {
    assertThat(lost(1, 10)).isZero();
  }

  @Test
  void missesWhatWasNeverWritten() throws IOException {
    assertThat(lost(1, 12)).isEqualTo(2);
  }

  @Test
  void missesWhatIsDamaged() throws IOException {
    disk[3 * SIZE + 100] ^= 1;
    assertThat(lost(1, 10)).isEqualTo(1);
  }

  @Test
  void missesWhatAnotherBootLeft() throws IOException {
    write(5, UUID.randomUUID());
    assertThat(lost(1, 10)).isEqualTo(1);
  }

  @Test
  void doesNotMissWhatTheRingHasOverwritten() throws IOException {
    for (long number = 11; number <= 20; number++) {
      write(number, BOOT);
    }
    assertThat(lost(1, 20)).isZero();
  }
}
