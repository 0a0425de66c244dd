package io.godwit.agent.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.godwit.model.unit.DataSize;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Where a guest's memory lies among the rest of QEMU's. */
final class GuestMemoryTest {
  /** Of a QEMU that emulates a guest with 1 GiB; shortened. */
  private static final String MAPS =
      """
      55d7c2a00000-55d7c2e6f000 r--p 00000000 fe:00 1311 /usr/bin/qemu-system-x86_64
      55d7c5b41000-55d7c6a3d000 rw-p 00000000 00:00 0 [heap]
      7f3a60000000-7f3aa0000000 rwxp 00000000 00:00 0
      7f3aa7e00000-7f3ae7e00000 rw-p 00000000 00:00 0
      7f3ae7e00000-7f3ae7e01000 ---p 00000000 00:00 0
      7f3ae8000000-7f3b68000000 rw-s 00000000 00:01 77 /memfd:shared (deleted)
      7f3b70000000-7f3bf8000000 rw-p 00000000 00:00 0
      """;

  @Test
  void isTheSmallestPieceThatCouldHoldIt() {
    assertThat(start(DataSize.ofMebibytes(1024))).hasValue(0x7f3aa7e00000L);
    assertThat(start(DataSize.ofMebibytes(2048))).hasValue(0x7f3b70000000L);
  }

  @Test
  void isNotKnownWhereNoPieceCouldHoldIt() {
    assertThat(start(DataSize.ofMebibytes(4096))).isEmpty();
  }

  private static OptionalLong start(DataSize size) {
    return GuestMemory.start(MAPS.lines(), size);
  }
}
